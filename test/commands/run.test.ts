/** `venom run`, `explain` and `ledger verify` as a user meets them: processes, exit codes, what is printed. */
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CommandLine, type Ended, spawnVenom, start, venom, venomMany } from '../support/cli.ts';
import { runHere, venomHere } from '../support/cli-here.ts';

const test = suite<{ dir: string }>('venom run');

test.before.each(async (context) => {
  context.dir = await mkdtemp(join(tmpdir(), 'venom-run-'));
});
test.after.each(({ dir }) => rm(dir, { recursive: true, force: true }));

const SOURCE = ['--source', 'none'];
const NONE = ['run', ...SOURCE];
/** For a run that goes on while something else is looked at: so many beats a second that waiting costs little. */
const SLOWLY = [...NONE, '--t1', '0.02'];

function documents({ stdout }: Ended): Record<string, unknown>[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** A refusal takes one or two lines, no stack, and says each of these. */
function assertRefused({ code, stdout, stderr }: Ended, exit: number, ...texts: (string | RegExp)[]): void {
  assert.is(code, exit, stderr);
  assert.is(stdout, '');
  assert.ok(stderr.trimEnd().split('\n').length <= 2, stderr);
  assert.not.match(stderr, /\n\s+at /);
  for (const text of texts) assert.match(stderr, text);
}

type Refusal = readonly [args: readonly string[], exit: number, ...texts: (string | RegExp)[]];

/** Each is refused, in a process that they share. */
async function assertAllRefused(refusals: readonly Refusal[], env?: CommandLine['env']): Promise<void> {
  const ended = await venomMany(refusals.map(([args]) => ({ args, ...(env && { env }) })));
  assert.is(ended.length, refusals.length);
  for (const [index, one] of ended.entries()) {
    const [, exit, ...texts] = refusals[index] as Refusal;
    assertRefused(one, exit, ...texts);
  }
}

test('200 beats as JSON: a document a beat, then a status, and a ledger that another process verifies', async ({
  dir,
}) => {
  const ledger = join(dir, 'ledger');
  const ended = await venom([...NONE, '--beats', '200', '--json', '--ledger-dir', ledger]);
  assert.is(ended.code, 0, ended.stderr);
  assert.is(ended.stderr, '');
  const all = documents(ended);
  assert.is(all.length, 201);
  assert.equal(
    all.slice(0, 200).map(({ type, beat }) => [type, beat]),
    Array.from({ length: 200 }, (_, i) => ['beat', i + 1]),
  );
  const status = all.at(-1) as {
    type: string;
    beats: number;
    ledger: { chainLength: number; merkleRoot: string };
  };
  assert.is(status.type, 'status');
  assert.is(status.beats, 200);
  assert.is(status.ledger.chainLength, 3 + 7 * 200);
  const verified = await venomHere(['ledger', 'verify', '--ledger-dir', ledger, '--json']);
  assert.is(verified.code, 0, verified.stderr);
  const [verification] = documents(verified);
  assert.is(verification?.verified, true);
  assert.is(verification?.merkleRoot, status.ledger.merkleRoot);
});

test('in a pipe: plain lines, no control codes, then the summary', async () => {
  const ended = await venom([...NONE, '--beats', '3']);
  assert.is(ended.code, 0, ended.stderr);
  assert.not.match(ended.stdout, /[\u0000-\u0009\u000b-\u001f\u007f]/);
  assert.is(ended.stdout.match(/^beat \d+ /gm)?.length, 3);
  assert.match(ended.stdout, 'APPLY_OPTIMIZE');
  assert.match(ended.stdout, 'open loop');
  assert.match(ended.stdout, 'verified');
});

test('this host is watched, the loop closed on its CPU', async () => {
  const ended = await venom(['run', '--beats', '2', '--interval', '0.2', '--json']);
  assert.is(ended.code, 0, ended.stderr);
  const [first, second, status] = documents(ended) as [
    { load: { value: number | null; metric: string } },
    { load: { value: number }; metrics: Record<string, number | null> },
    { loop: string },
  ];
  assert.is(first.load.value, null);
  assert.ok(second.load.value >= 0 && second.load.value <= 1);
  assert.ok(Object.keys(second.metrics).length > 5);
  assert.is(status.loop, 'closed on cpu.total at 0.7');
});

test('both executors give the same numbers', async () => {
  const numbers = async (executor: string): Promise<unknown[]> => {
    const ended = await venom([...NONE, '--beats', '5', '--json', '--executor', executor]);
    assert.is(ended.code, 0, ended.stderr);
    // Pace and time differ from run to run, and with them only what is computed from dt.
    return documents(ended)
      .filter(({ type }) => type === 'beat')
      .map(({ tLambda, flows, decided, reason }) => ({
        tLambda,
        flows,
        decided,
        reason: String(reason).slice(0, 10),
      }));
  };
  const [workers, inline] = await Promise.all(['workers', 'inline'].map(numbers));
  assert.equal(workers, inline);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} ends after the beat under way, with the summary, a whole ledger, and exit code 0`, async ({
    dir,
  }) => {
    const ledger = join(dir, 'ledger');
    const running = start([...NONE, '--ledger-dir', ledger]);
    await running.printed('beat 3 ');
    // Not child.kill: after it, Deno reports the signal even where the child ended by itself.
    process.kill(running.child.pid ?? 0, signal);
    const ended = await running.ended;
    assert.is(ended.code, 0, ended.stderr);
    assert.match(ended.stdout, `stopped by ${signal}`);
    assert.match(ended.stdout, 'verified');
    const verified = await venomHere(['ledger', 'verify', '--ledger-dir', ledger]);
    assert.is(verified.code, 0, verified.stderr);
  });
}

test('a reader that goes away ends the run without an error', async () => {
  const running = start([...NONE]);
  await running.printed('beat 1 ');
  running.child.stdout?.destroy();
  const ended = await running.ended;
  assert.is(ended.code, 0, ended.stderr);
  assert.is(ended.stderr, '');
});

test('a second run on a ledger in use is refused; one after the first was killed is not', async ({ dir }) => {
  const ledger = ['--ledger-dir', join(dir, 'ledger')];
  const running = start([...SLOWLY, ...ledger]);
  await running.printed('beat 2 ');
  assertRefused(await venom([...NONE, '--beats', '1', ...ledger]), 5, 'another writer');
  const live = await venomHere(['explain', ...ledger, '--beat', '1']);
  assert.is(live.code, 0, live.stderr);
  process.kill(running.child.pid ?? 0, 'SIGKILL');
  await running.ended;
  const next = await venom([...NONE, '--beats', '1', ...ledger]);
  assert.is(next.code, 0, next.stderr);
});

test('a second run goes on in the same ledger, and explain finds beats of both', async ({ dir }) => {
  const ledger = ['--ledger-dir', join(dir, 'ledger')];
  await runHere([...SOURCE, '--beats', '3', ...ledger]);
  await runHere([...SOURCE, '--beats', '2', '--k-flows', '8', ...ledger]);
  const latest = await venomHere(['explain', ...ledger, '--json']);
  assert.is(latest.code, 0, latest.stderr);
  const [found] = documents(latest);
  assert.equal([found?.type, found?.run, found?.beat], ['explanation', 2, 2]);
  const earlier = await venomHere(['explain', ...ledger, '--beat', '3']);
  assert.is(earlier.code, 0, earlier.stderr);
  assert.match(earlier.stdout, 'beat 3');
  for (const word of ['Regen', 'Balance', 'Entropy', 'Optimize', 'APPLY_OPTIMIZE', 'recalibration']) {
    assert.match(earlier.stdout, word);
  }
});

test('what the detectors learnt is gone on from, and refused with a notice where it was changed', async ({
  dir,
}) => {
  const ledger = join(dir, 'ledger');
  const run = (...more: string[]) =>
    venom(['run', '--beats', '2', '--interval', '0.05', '--ledger-dir', ledger, ...more]);
  await run();
  assert.match((await run()).stderr, /Detectors go on from what they had learnt \d+ s ago/);
  const [name = ''] = await readdir(join(ledger, 'learnt'));
  await writeFile(join(ledger, 'learnt', name), 'nothing that was learnt');
  const without = await run('--learnt-every', '0');
  assert.not.match(without.stderr, /learnt/);
  assert.match((await run()).stderr, /Detectors learn anew: what was learnt before cannot be used/);
  const replayed = await venom(['replay', '--ledger-dir', ledger, '--json']);
  const { same, beats, states } = JSON.parse(replayed.stdout);
  assert.equal([same, beats, states], [true, 8, { compared: 3, differences: [], unknown: 0 }]);
});

test('explain refuses a beat that is not there, and what is no number', async ({ dir }) => {
  const ledger = ['--ledger-dir', join(dir, 'ledger')];
  await runHere([...SOURCE, '--beats', '1', ...ledger]);
  await assertAllRefused([
    [['explain', ...ledger, '--beat', '9'], 3, 'no beat 9', '1 beats'],
    [['explain', ...ledger, '--beat', 'x'], 2, '--beat', '"x"'],
    [['explain', '--ledger-dir', join(dir, 'none')], 5, 'none'],
    [['explain'], 2, 'ledger-dir'],
  ]);
});

test('a wrong flag is refused with the nearest right one', async () => {
  assertRefused(await venomHere(['run', '--beets', '3']), 2, '--beets', 'Did you mean --beats?');
});

test('text for a number, and a number out of range, are refused by the name of the flag', async () => {
  await assertAllRefused([
    [[...NONE, '--beats', 'ten'], 2, '--beats', '"ten"', 'whole number'],
    [[...NONE, '--beats', '1.5'], 2, '--beats', '"1.5"'],
    [[...NONE, '--beats', ''], 2, '--beats'],
    [[...NONE, '--t1', '-1'], 2, '--t1', 'above 0'],
    [[...NONE, '--t1', 'NaN'], 2, '--t1'],
    [[...NONE, '--pid-kp', 'Infinity'], 2, '--pid-kp', 'finite'],
    [['run', '--source', 'hosst'], 2, 'source', 'did you mean host', 'host, none'],
  ]);
  const four = [[[...NONE, '--beats', '1'], 2, 'VENOM_K_FLOWS', '"four"']] as const;
  await assertAllRefused(four, { VENOM_K_FLOWS: 'four' });
});

test('k·P = 1 is refused', async () => {
  assertRefused(
    await venomHere([...NONE, '--k-flows', '1', '--p-nodes', '1', '--beats', '1']),
    3,
    'k·p',
    'above 1',
  );
});

test('a load that the source does not have is refused with the nearest that it has', async () => {
  const ended = await runHere([
    '--load',
    'cpu.totl',
    '--setpoint',
    '0.7',
    '--beats',
    '2',
    '--interval',
    '0.1',
  ]);
  assertRefused(ended, 3, '"cpu.totl"', 'Did you mean cpu.total?');
});

test('combinations that mean nothing are refused', () =>
  assertAllRefused([
    [[...NONE, '--load', 'cpu.total'], 2, 'source'],
    [[...NONE, '--interval', '2'], 2, '--interval'],
    [['run', '--load', 'memory.used'], 2, '--setpoint'],
    [['run', '--load', 'none', '--setpoint', '1'], 2, '--setpoint'],
  ]));

test('with --json an error is one JSON document on standard output', async () => {
  const ended = await venomHere([...NONE, '--beats', 'ten', '--json']);
  assert.is(ended.code, 2);
  const [error] = documents(ended);
  assert.equal([error?.type, error?.code], ['error', 'ERR_SETTING']);
  assert.match(String(error?.message), '--beats');
  assert.type(error?.fix, 'string');
});

test('a flag wins over the environment, which wins over the file', async ({ dir }) => {
  const config = join(dir, 'config.json');
  await writeFile(
    config,
    JSON.stringify({ k_flows: 3, p_nodes: 7, t_threshold: 0.03, beats: 1, source: 'none' }),
  );
  const ended = await runHere(['--config', config, '--k-flows', '5', '--json'], {
    VENOM_K_FLOWS: '9',
    VENOM_P_NODES: '8',
  });
  assert.is(ended.code, 0, ended.stderr);
  const [beat] = documents(ended) as [{ p: number; tThreshold: number; tLambda: number }];
  assert.is(beat.p, 8);
  assert.is(beat.tThreshold, 0.03);
  assert.is(beat.tLambda, 0.004 / (1 - 1 / 40));
});

test('a byte order mark before a config file is passed over', async ({ dir }) => {
  const config = join(dir, 'config.json');
  await writeFile(config, '\ufeff{"beats": 1}');
  const { code, stderr } = await runHere([...SOURCE, '--config', config]);
  assert.is(code, 0, stderr);
});

test('a config file that is wrong is refused with the file, the place, and the way out', async ({ dir }) => {
  const wrong: readonly (readonly [text: string, exit: number, ...texts: string[]])[] = [
    ['{"k_flow": 4}', 3, 'config.json', '"k_flow"', 'Did you mean "k_flows"?'],
    ['{"__proto__": 4}', 3, '__proto__'],
    ['{"k_flows": "4"}', 3, 'config.json: k_flows', '"4"', 'whole number'],
    ['{\n  "k_flows": 4,\n}', 3, 'config.json:3:1'],
    ['', 3, 'config.json:1:1'],
    ['[1]', 3, 'no JSON object'],
  ];
  const run = (path: string): string[] => [...NONE, '--beats', '1', '--config', path];
  const refusals = wrong.map(async ([text, ...told], index): Promise<Refusal> => {
    await mkdir(join(dir, String(index)));
    const config = join(dir, String(index), 'config.json');
    await writeFile(config, text);
    return [run(config), ...told];
  });
  await assertAllRefused([
    ...(await Promise.all(refusals)),
    [run(join(dir, 'no.json')), 5, 'no.json', 'ENOENT'],
    [run(dir), 5, 'EISDIR'],
  ]);
});

test('a ledger directory that is a file is refused', async ({ dir }) => {
  const file = join(dir, 'file');
  await writeFile(file, 'mine');
  assertRefused(await runHere([...SOURCE, '--beats', '1', '--ledger-dir', file]), 5, file, 'not a file');
});

test('a ledger directory that may not be written is refused', async ({ dir }) => {
  const closed = join(dir, 'closed');
  await mkdir(closed);
  await chmod(closed, 0o500);
  // Root may write anywhere but where the kernel keeps its own.
  const target = process.getuid?.() === 0 ? '/proc/venom-ledger' : join(closed, 'ledger');
  assertRefused(await runHere([...SOURCE, '--beats', '1', '--ledger-dir', target]), 5, target);
});

test('a ledger that was changed is refused by run, explain and verify, with the place', async ({ dir }) => {
  const ledger = join(dir, 'ledger');
  await runHere([...SOURCE, '--beats', '2', '--ledger-dir', ledger]);
  const path = join(ledger, 'entries', '0000000000000000.jsonl');
  const { readFile } = await import('node:fs/promises');
  await writeFile(
    path,
    (await readFile(path, 'utf8')).replace('"decided":"APPLY_OPTIMIZE"', '"decided":"NOOP"'),
  );
  const run = [...NONE, '--beats', '1'];
  for (const [call, args] of [
    [venom, run],
    [venomHere, ['explain']],
    [venomHere, ['ledger', 'verify']],
  ] as const) {
    assertRefused(await call([...args, '--ledger-dir', ledger]), 4, 'jsonl:9', 'hash');
  }
});

test('what is quoted from a ledger in a refusal cannot move the cursor', async ({ dir }) => {
  const ledger = join(dir, 'ledger');
  await runHere([...SOURCE, '--beats', '1', '--ledger-dir', ledger]);
  const path = join(ledger, 'entries', '0000000000000000.jsonl');
  const { readFile } = await import('node:fs/promises');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace('{"data"', '{"\\u001b[31m\\u009b2J\\u202e":1,"data"'));
  const ended = await venomHere(['ledger', 'verify', '--ledger-dir', ledger]);
  assertRefused(ended, 4, 'jsonl:1');
  assert.not.match(ended.stderr, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
});

test('a reader that goes away before the last line is no error, whatever the command', async () => {
  const running = start(['--help']);
  running.child.stdout?.destroy();
  const ended = await running.ended;
  assert.is(ended.code, 0, ended.stderr);
  assert.is(ended.stderr, '');
});

test('a device that takes no more ends the run with one line and exit code 5, its ledger whole', async ({
  dir,
}) => {
  const { openSync, closeSync, existsSync } = await import('node:fs');
  if (!existsSync('/dev/full')) return console.log('skipped: no /dev/full');
  const ledger = join(dir, 'ledger');
  for (const json of [[], ['--json']]) {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnVenom([...NONE, '--beats', '3', ...json, '--ledger-dir', ledger], full);
    closeSync(full);
    assert.is(status, 5, stderr);
    assert.match(stderr, 'standard output');
    assert.not.match(stderr, /\n\s+at /);
  }
  assert.is((await venomHere(['ledger', 'verify', '--ledger-dir', ledger])).code, 0);
});

test('help names every flag with its default and its variable', async () => {
  const { code, stdout } = await venom(['run', '--help']);
  assert.is(code, 0);
  for (const flag of [
    'beats',
    'k-flows',
    'p-nodes',
    't1',
    't-threshold',
    'source',
    'interval',
    'load',
    'config',
  ]) {
    assert.match(stdout, `--${flag}`);
  }
  assert.match(stdout, 'VENOM_K_FLOWS');
  const { stdout: root } = await venom(['--help']);
  for (const command of ['run', 'explain', 'ledger', 'help', 'autocomplete']) assert.match(root, command);
});

test('a command or an argument that does not exist is refused', async () => {
  for (const args of [['rum'], ['run', 'extra']]) {
    const { code, stderr } = await venom(args);
    assert.is(code, 2, stderr);
    assert.match(stderr, String(args.at(-1)));
  }
});

test.run();
