/** `venom run` with actions, and `venom halt`, as processes. */
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Entry } from '../../src/ledger/index.ts';
import { ImmutableLedger } from '../../src/ledger/index.ts';
import { start, venom, venomMany } from '../support/cli.ts';
import { runHere, venomHere } from '../support/cli-here.ts';

const test = suite<{ dir: string }>('venom run with actions');
test.before.each(async (context) => {
  context.dir = await mkdtemp(join(tmpdir(), 'venom-acting-'));
});
test.after.each(({ dir }) => rm(dir, { recursive: true, force: true }));

const SOURCE = ['--source', 'none'];
const RUN = ['run', ...SOURCE];

async function entriesOf(dir: string, type: string): Promise<Entry['data'][]> {
  const ledger = await new ImmutableLedger({ dir, readOnly: true }).open();
  const found: Entry['data'][] = [];
  for await (const { data } of ledger.entries()) if (data.type === type) found.push(data);
  await ledger.close();
  return found;
}

/** Runs on until something holds. */
async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 20_000 && !holds(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.ok(holds(), 'it never came to hold');
}

test('without --arm nothing is done, and the run says so', async ({ dir }) => {
  const trace = join(dir, 'trace');
  const actions = JSON.stringify([{ kind: 'file', path: trace, on: ['APPLY_OPTIMIZE'] }]);
  const given = [...SOURCE, '--beats', '2', '--ledger-dir', join(dir, 'ledger'), '--actions', actions];
  const dry = await runHere(given);
  assert.is(dry.code, 0, dry.stderr);
  assert.match(dry.stderr, 'A dry run: file will not act without --arm.');
  assert.not(existsSync(trace));
  assert.equal(await entriesOf(join(dir, 'ledger'), 'outcome'), []);
});

test('an armed run acts once in its cooldown, and the outcome is in the ledger', async ({ dir }) => {
  const trace = join(dir, 'trace');
  const config = join(dir, 'venom.json');
  const ledger = join(dir, 'ledger');
  const actions = [{ kind: 'exec', argv: ['/bin/sh', '-c', `cat >>${trace}`], on: ['APPLY_OPTIMIZE'] }];
  await writeFile(config, JSON.stringify({ actions, arm: true, ledger_dir: ledger, beats: 3 }));
  const armed = await venom([...RUN, '--config', config]);
  assert.is(armed.code, 0, armed.stderr);
  const told = (await readFile(trace, 'utf8')).trimEnd().split('\n');
  assert.is(told.length, 1);
  const [outcome, ...more] = await entriesOf(ledger, 'outcome');
  assert.equal(more, []);
  assert.is(outcome?.ok, true);
  const explained = await venomHere(['explain', '--beat', '1', '--ledger-dir', ledger]);
  assert.match(explained.stdout, 'exec acted on APPLY_OPTIMIZE');
});

test('an act that its process did not live to answer for is reported, and not repeated', async ({ dir }) => {
  const trace = join(dir, 'trace');
  const ledger = join(dir, 'ledger');
  const argv = ['/bin/sh', '-c', `echo $$ >>${trace}; sleep 60`];
  const actions = JSON.stringify([{ kind: 'exec', argv, timeout: 60, on: ['APPLY_OPTIMIZE'] }]);
  const first = start([...RUN, '--arm', '--actions', actions, '--ledger-dir', ledger]);
  await until(() => existsSync(trace) && readFileSync(trace, 'utf8').endsWith('\n'));
  first.child.kill('SIGKILL');
  await first.ended;
  process.kill(-Number((await readFile(trace, 'utf8')).trim()), 'SIGKILL');
  const next = await venom([...RUN, '--beats', '1', '--actions', actions, '--ledger-dir', ledger]);
  assert.is(next.code, 0, next.stderr);
  assert.match(next.stderr, /ended while exec acted on APPLY_OPTIMIZE at beat 1 \(entry 8\)/);
  assert.equal(await entriesOf(ledger, 'unfinished'), [
    { action: 'APPLY_OPTIMIZE', beat: 1, handler: 'exec', intent: 8, type: 'unfinished' },
  ]);
  assert.is((await readFile(trace, 'utf8')).trimEnd().split('\n').length, 1);
  const again = await runHere([...SOURCE, '--beats', '1', '--ledger-dir', ledger]);
  assert.not.match(again.stderr, 'ended while');
});

test('venom halt stops a run from acting in its next beat, and --resume lets it go on', async ({ dir }) => {
  const ledger = join(dir, 'ledger');
  const run = start([...RUN, '--t1', '0.02', '--ledger-dir', ledger]);
  let shown = '';
  run.child.stdout?.on('data', (text: string) => {
    shown += text;
  });
  const lastHalted = (): boolean =>
    shown.slice(0, shown.lastIndexOf('\n')).split('\n').at(-1)?.includes('decided') ?? false;
  await run.printed('beat 1 ');
  const halted = await venom(['halt', '--ledger-dir', ledger, '--reason', 'deploying', '--json']);
  assert.equal(JSON.parse(halted.stdout), { type: 'halt', halted: true, file: join(ledger, 'halt') });
  await until(lastHalted);
  const resumed = await venomHere(['halt', '--ledger-dir', ledger, '--resume']);
  assert.is(resumed.code, 0, resumed.stderr);
  await until(() => !lastHalted());
  const pid = run.child.pid ?? 0;
  process.kill(pid, 'SIGUSR2');
  await until(lastHalted);
  process.kill(pid, 'SIGTERM');
  const { code, stderr } = await run.ended;
  assert.is(code, 0, stderr);
  assert.match(stderr, 'Halted: by the signal SIGUSR2.');
  const [first] = await entriesOf(ledger, 'stop');
  assert.equal(first, { by: 'halt', reason: 'Halted: deploying.', stopped: true, type: 'stop' });
  assert.is((await venomHere(['replay', '--ledger-dir', ledger])).code, 0);
});

test('the budget is in its file after every beat, whole', async ({ dir }) => {
  const file = join(dir, 'budget.json');
  const ended = await runHere([...SOURCE, '--beats', '3', '--budget-file', file, '--json']);
  const beats = ended.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const { budget, beat, action } = JSON.parse(await readFile(file, 'utf8'));
  assert.equal([beat, budget, action], [3, beats[2].budget, 'APPLY_OPTIMIZE']);
});

test('settings that mean nothing are refused by name', async () => {
  const cases = [
    [['--hold', 'SLEEP=2'], '--hold is "SLEEP=2"'],
    [['--flap-budget', '2'], 'flapBudget is 2'],
  ] as const;
  const all = await venomMany(cases.map(([args]) => ({ args: [...RUN, '--beats', '1', ...args] })));
  assert.is(all.length, cases.length);
  for (const [index, { code, stderr }] of all.entries()) {
    assert.ok(code === 2 || code === 3 || code === 5, `${code} ${stderr}`);
    assert.ok(stderr.trimEnd().split('\n').length <= 2, stderr);
    assert.match(stderr, cases[index]?.[1] ?? 'none');
  }
});

test.run();
