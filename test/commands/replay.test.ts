/** Replay as a user runs it, and a ledger that was written on one runtime on the others. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ImmutableLedger } from '../../src/ledger/index.ts';
import { venom } from '../support/cli.ts';
import { venomHere } from '../support/cli-here.ts';

const test = suite<{ dir: string; scratch: string }>('venom replay');

test.before(async (context) => {
  context.scratch = await mkdtemp(join(tmpdir(), 'venom-replay-'));
  context.dir = join(context.scratch, 'ledger');
  const host = await venom([
    'run',
    '--beats',
    '3',
    '--interval',
    '0.05',
    '--ledger-dir',
    context.dir,
    '--json',
  ]);
  assert.is(host.code, 0, host.stderr);
  const alone = await venom([
    'run',
    '--source',
    'none',
    '--beats',
    '20',
    '--ledger-dir',
    context.dir,
    '--json',
  ]);
  assert.is(alone.code, 0, alone.stderr);
});
test.after(({ scratch }) => rm(scratch, { recursive: true, force: true }));

test('a ledger replays bit for bit, on this runtime and on the others', async ({ dir }) => {
  const own = await venomHere(['replay', '--ledger-dir', dir, '--json']);
  assert.is(own.code, 0, own.stderr);
  const document = JSON.parse(own.stdout);
  assert.is(document.same, true);
  assert.is(document.beats, 23);
  assert.is(document.threatsReplayed, 23);
  const bin = fileURLToPath(new URL('../../bin/dev.js', import.meta.url));
  const place = (name: string) => fileURLToPath(new URL(`../../node_modules/.bin/${name}`, import.meta.url));
  const runtimes = [[place('node')], [place('deno'), 'run', '-A', '--quiet'], [place('bun')]];
  await Promise.all(
    runtimes.map(async ([program = '', ...before]) => {
      const args = [...before, bin, 'replay', '--ledger-dir', dir, '--json'];
      const { stdout } = await promisify(execFile)(program, args);
      assert.equal(JSON.parse(stdout), document, program);
    }),
  );
});

test('a number that was forged, with every hash after it, ends with code 4 and its place', async ({
  dir,
  scratch,
}) => {
  const copy = join(scratch, 'forged');
  const reader = await new ImmutableLedger({ dir, readOnly: true }).open();
  const writer = await new ImmutableLedger({ dir: copy }).open();
  for await (const { data, timestamp } of reader.entries()) {
    const changed = data.type === 'recalibration' && data.beat === 2 ? { ...data, budget: 0.123 } : data;
    await writer.append(changed, timestamp);
  }
  await writer.close();
  assert.is((await venomHere(['ledger', 'verify', '--ledger-dir', copy])).code, 0);
  const ended = await venom(['replay', '--ledger-dir', copy]);
  assert.is(ended.code, 4);
  assert.match(ended.stderr, /run 1 beat 2 entry \d+: budget is 0\.123, but replays as/);
  const json = await venomHere(['replay', '--ledger-dir', copy, '--json']);
  assert.is(json.code, 4);
  const { same, listed } = JSON.parse(json.stdout);
  assert.is(same, false);
  assert.is(listed[0].field, 'budget');
  assert.is(listed[0].recorded, 0.123);
});

test('--what-if prints both sides, as a table and as JSON', async ({ dir }) => {
  const args = ['replay', '--ledger-dir', dir, '--what-if', 't_threshold=0.003,pid_kp=1'];
  const [table, json] = await Promise.all([venomHere(args), venomHere([...args, '--json'])]);
  assert.match(table.stdout, /recorded +what if/);
  assert.match(table.stdout, 'the world does not answer');
  const document = JSON.parse(json.stdout);
  assert.equal(document.changed, { t_threshold: 0.003, pid_kp: 1 });
  assert.is(document.recorded.beats, 23);
  assert.is(document.alternative.beats, 23);
});

test('one run of several', async ({ dir }) => {
  const { beats, runs } = JSON.parse(
    (await venomHere(['replay', '--ledger-dir', dir, '--run', '1', '--json'])).stdout,
  );
  assert.is(beats, 3);
  assert.is(runs, 1);
  assert.is((await venomHere(['replay', '--ledger-dir', dir, '--run', '7'])).code, 3);
});

test('wrong parameters are named, with the nearest right one', async ({ dir }) => {
  for (const [what, code, message] of [
    ['pid_pk=1', 2, 'Did you mean pid_kp'],
    ['pid_kp', 2, 'key=value'],
    ['pid_kp=one', 3, 'pid_kp'],
    ['pid_kp=1,pid_kp=2', 2, 'twice'],
    ['k_flows=1,p_nodes=1', 3, 'above 1'],
    ['t1=-1', 3, 't1'],
  ] as const) {
    const ended = await venomHere(['replay', '--ledger-dir', dir, '--what-if', what]);
    assert.is(ended.code, code, `${what}: ${ended.stderr}`);
    assert.match(ended.stderr, message);
  }
});

test('a ledger without a beat, and one that is none', async ({ scratch }) => {
  const empty = join(scratch, 'empty');
  await (await new ImmutableLedger({ dir: empty }).open()).close();
  assert.is((await venomHere(['replay', '--ledger-dir', empty])).code, 3);
  assert.is((await venomHere(['replay', '--ledger-dir', join(scratch, 'none')])).code, 5);
  assert.ok((await readFile(join(empty, 'key.pub'), 'utf8')).length > 0);
});

test.run();
