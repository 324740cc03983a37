/** A fleet as a user has it: on the command line, from a table and from a pipe, proved, replayed, tampered with. */
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { venom, venomMany, venomReading } from '../support/cli.ts';
import { venomHere } from '../support/cli-here.ts';
import { Random } from '../support/random.ts';

const BEATS = 230;
const PODS = 12;

const test = suite<{ dir: string; table: string; ledger: string }>('fleet');
test.before((context) => {
  context.dir = mkdtempSync(join(tmpdir(), 'venom-fleet-'));
  context.table = join(context.dir, 'pods.csv');
  context.ledger = join(context.dir, 'ledger');
  writeFileSync(context.table, table());
});
test.after(({ dir }) => rmSync(dir, { recursive: true, force: true }));

/** Ten seconds apart; in the last ten beats all metrics of pod 3 are at fault. */
function table(): string {
  const random = new Random(3);
  const names = ['cpu', 'errors', 'latency', 'memory', 'queue'];
  const rows = [`timestamp,namespace,pod,${names.join()}`];
  for (let beat = 0; beat < BEATS; beat++) {
    for (let pod = 0; pod < PODS; pod++) {
      const fault = pod === 3 && beat >= BEATS - 10 ? 2 : 0;
      const values = names.map(() => 0.3 + fault + 0.05 * random.next());
      rows.push([1_700_000_000 + beat * 10, `n${pod % 3}`, `p${pod}`, ...values].join());
    }
  }
  return `${rows.join('\n')}\n`;
}

const FLAGS = ['--entity-by', 'namespace,pod', '--rollup', 'namespace', '--load', 'cpu', '--setpoint', '0.7'];
const linesOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

test('a recording becomes beats, a proof that stands by itself, and the same bits again', async ({
  dir,
  table: path,
  ledger,
}) => {
  const ran = await venom(['fleet', '--metrics', path, ...FLAGS, '--ledger-dir', ledger]);
  assert.is(ran.code, 0, ran.stderr);
  const lines = linesOf(ran.stdout);
  const status = lines.pop();
  assert.equal(
    [lines.length, status.type, status.beats, status.entities, status.stopped],
    [BEATS, 'status', BEATS, PODS, 'the source ended'],
  );
  const loud = lines.find(({ actions }) => actions.ALERT > 0);
  assert.is(loud.beat, BEATS - 9);
  const [worst] = loud.worst[0];
  assert.equal([worst.entity, worst.action, worst.anoms], ['namespace=n0,pod=p3', 'ALERT', 5]);
  const change = loud.changed.find(({ entity }: { entity: string }) => entity === worst.entity);
  assert.match(change.reason, /^Threat 0\.6/);
  const above = loud.worst[1].find(({ entity }: { entity: string }) => entity === 'namespace=n0');
  assert.equal(above.children, [1, 4]);

  const proof = join(dir, 'proof.json');
  const asked = ['--entity', 'namespace=n0,pod=p3', '--beat', String(loud.beat), '--output', proof];
  const proved = await venomHere(['fleet', 'prove', '--ledger-dir', ledger, ...asked]);
  assert.is(proved.code, 0, proved.stderr);
  const checked = await venomHere(['ledger', 'check', proof, '--public-key', join(ledger, 'key.pub')]);
  assert.is(checked.code, 0, checked.stderr);
  assert.match(
    checked.stdout,
    /The proof holds: namespace=n0,pod=p3 was at ALERT at beat 221, with 5 anomalies, threat 0\.6457/,
  );
  writeFileSync(proof, readFileSync(proof, 'utf8').replace('"index": 3', '"index": 4'));
  assert.is((await venomHere(['ledger', 'check', proof])).code, 4);

  const told = await venomHere(['fleet', 'explain', '--ledger-dir', ledger, ...asked.slice(0, 4)]);
  assert.is(told.code, 0, told.stderr);
  assert.match(
    told.stdout,
    /enacted {3}ALERT \(\w+ at the beat before\)\ndecided {3}ALERT: Threat 0\.6457 is at or above/,
  );
  const again = await venomHere(['fleet', 'replay', '--ledger-dir', ledger, '--json']);
  assert.is(again.code, 0, again.stderr);
  const { same, beats, differences } = JSON.parse(again.stdout);
  assert.equal([same, beats, differences], [true, BEATS, 0]);
});

test('a leaf that was changed ends replay and proof with exit code 4, and names the place', async ({
  ledger,
}) => {
  const [name = ''] = readdirSync(join(ledger, 'fleet')).sort();
  const path = join(ledger, 'fleet', name);
  const bytes = readFileSync(path);
  const changed = Buffer.from(bytes);
  changed[bytes.length - 3] = (changed[bytes.length - 3] ?? 0) ^ 1;
  writeFileSync(path, changed);
  const [again, proved] = await Promise.all([
    venomHere(['fleet', 'replay', '--ledger-dir', ledger]),
    venomHere(['fleet', 'prove', '--ledger-dir', ledger, '--entity', 'namespace=n0,pod=p3', '--beat', '60']),
  ]);
  for (const { code, stderr } of [again, proved]) {
    assert.is(code, 4);
    assert.match(
      stderr,
      new RegExp(`fleet/${name} \\(byte \\d+\\): the digest of the block is not that of its bytes`),
    );
  }
  writeFileSync(path, bytes);
});

test('a replay of an entity that never was says so', async ({ ledger }) => {
  const { code, stdout, stderr } = await venom([
    ...['fleet', 'replay', '--ledger-dir', ledger, '--entity', 'namespace=n0,pod=p33'],
  ]);
  assert.equal([code, stdout], [3, '']);
  assert.match(
    stderr,
    /"namespace=n0,pod=p33" was not supervised at beat \d+\s+Did you mean namespace=n0,pod=p3\?/,
  );
});

test('leaves that were taken away end a replay with exit code 4, and are no dropped ones', async ({
  dir,
  ledger,
}) => {
  const [name = ''] = readdirSync(join(ledger, 'fleet')).sort();
  const [path, away] = [join(ledger, 'fleet', name), join(dir, name)];
  renameSync(path, away);
  const [again, json] = await Promise.all([
    venom(['fleet', 'replay', '--ledger-dir', ledger]),
    venom(['fleet', 'replay', '--ledger-dir', ledger, '--json']),
  ]);
  renameSync(away, path);
  assert.equal([again.code, json.code, JSON.parse(json.stdout).missing], [4, 4, 60]);
  assert.match(again.stderr, /the leaves of 60 beats are gone, and no entry says that they were dropped/);
});

test('the same beats from a pipe, and no more than are asked for', async ({ table: path }) => {
  const rows = readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, 1 + 22 * PODS)
    .join('\n');
  const args = ['fleet', '--metrics', '-', '--period', '10', ...FLAGS, '--beats', '20'];
  const ran = await venomReading(rows, args);
  assert.is(ran.code, 0, ran.stderr);
  const lines = linesOf(ran.stdout);
  assert.is(lines.length, 21);
  assert.equal([lines[0].entities, lines[19].fresh, lines[20].stopped], [[12, 3], 12, 'all beats done']);
  assert.is(lines[0].leaves, null);
});

test('what a fleet cannot be is told in a line, with what to do', async ({ table: path }) => {
  const cases: [string[], RegExp][] = [
    [['--entity-by', 'pod'], /a fleet needs metrics of many entities/],
    [['--metrics', path], /--entity-by is missing/],
    [
      ['--metrics', path, '--entity-by', 'namespace,pod', '--rollup', 'cluster'],
      /"cluster", which is no label of --entity-by/,
    ],
    [['--metrics', path, '--entity-by', 'pod', '--leaves-for', 'soon'], /--leaves-for is "soon"/],
  ];
  const all = await venomMany(cases.map(([args]) => ({ args: ['fleet', ...args] })));
  for (const [n, { code, stderr }] of all.entries()) {
    assert.is(code, 2, stderr);
    assert.match(stderr, cases[n]?.[1] ?? /none/);
  }
});

test.run();
