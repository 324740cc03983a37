import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { execAction } from '../../src/actions/exec-action.ts';
import { fileAction } from '../../src/actions/file-action.ts';
import { ActError, ActionRunner, type Intent } from '../../src/actions/index.ts';
import { systemClock } from '../../src/core/clock.ts';
import { intent, never } from '../support/acts.ts';

const test = suite<{ dir: string }>('exec and file');
test.before.each(async (context) => {
  context.dir = await mkdtemp(join(tmpdir(), 'venom-exec-'));
});
test.after.each(({ dir }) => rm(dir, { recursive: true, force: true }));

function run(argv: [string, ...string[]], given: Intent = intent(), timeout = 20): Promise<unknown> {
  const env = { PATH: process.env.PATH };
  return execAction({ name: 'x', on: ['ALERT'], argv, timeout, env, clock: systemClock }).act(given, never);
}

async function failure(work: Promise<unknown>): Promise<ActError> {
  try {
    await work;
  } catch (error) {
    assert.instance(error, ActError);
    return error as ActError;
  }
  throw new Error('it did not fail');
}

test('the decision is on standard input and in the environment, and the outcome has what was printed', async () => {
  const script = 'cat; echo "$VENOM_ACTION $VENOM_BEAT" >&2';
  const { code, stdout, stderr } = (await run(['/bin/sh', '-c', script])) as Record<string, string>;
  const told = JSON.parse(stdout ?? '');
  assert.is(code, 0);
  assert.is(told.action, 'ALERT');
  assert.is(told.id, intent().id);
  assert.equal(told.repair, {
    plan: 'repair+replicate',
    urgency: 0.4,
    cost: 0.2,
    explanation: 'Four anomalies.',
  });
  assert.is(stderr, 'ALERT 3\n');
});

test('no shell reads the arguments, and none of the decision is among them', async ({ dir }) => {
  const trap = join(dir, 'trap');
  const hostile = [
    `; touch ${trap}`,
    `$(touch ${trap})`,
    `\`touch ${trap}\``,
    `| touch ${trap}`,
    '*',
    '"',
    "'\n",
  ];
  const reason = `$(touch ${trap}) ; touch ${trap}\n\0--`;
  const told = (await run(['/usr/bin/printf', '%s|', ...hostile], intent({ reason }))) as { stdout: string };
  assert.is(told.stdout, hostile.map((text) => `${text}|`).join(''));
  assert.is(await stat(trap).catch(() => 'none'), 'none');
});

test('an exit code, a signal and a program that is not there are failures that say so', async () => {
  const failed = await failure(run(['/bin/sh', '-c', 'echo no >&2; exit 7']));
  assert.match(failed.message, '/bin/sh exited with 7');
  assert.equal(failed.detail, { code: 7, signal: null, stdout: '', stderr: 'no\n' });
  assert.match((await failure(run(['/bin/sh', '-c', 'kill -9 $$']))).message, 'ended by SIGKILL');
  assert.match((await failure(run(['/nowhere/at/all']))).message, 'cannot run /nowhere/at/all: ENOENT');
});

/** True while a process lives. */
function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

async function gone(pid: number): Promise<void> {
  for (let i = 0; i < 500 && lives(pid); i++) await systemClock.sleep(0.01);
  assert.not(lives(pid), `process ${pid} still lives`);
}

test('a program that forks and hangs is ended with all it started, its deafness to SIGTERM notwithstanding', async ({
  dir,
}) => {
  const pids = join(dir, 'pids');
  const script = `trap '' TERM; (trap '' TERM; sleep 60) & echo $! >${pids}; echo $$ >>${pids}; sleep 60`;
  const failed = await failure(run(['/bin/sh', '-c', script], intent(), 0.5));
  assert.match(failed.message, 'ended after 0.5 s');
  const found = (await readFile(pids, 'utf8')).trim().split('\n').map(Number);
  assert.is(found.length, 2);
  for (const pid of found) await gone(pid);
});

test('what a program leaves running behind itself is ended, and does not hold up the beat', async ({
  dir,
}) => {
  const pids = join(dir, 'pids');
  await run(['/bin/sh', '-c', `sleep 60 & echo $! >${pids}`]);
  await gone(Number(await readFile(pids, 'utf8')));
});

test('one that reads nothing and prints much is no failure', async () => {
  const { stdout } = (await run(['/bin/sh', '-c', 'head -c 100000 /dev/zero | tr "\\0" x'])) as {
    stdout: string;
  };
  assert.is(stdout.length, 2000);
});

test('a file gets a line a decision, readable by its owner alone; a directory that is not there fails the act', async ({
  dir,
}) => {
  const path = join(dir, 'acts.ndjson');
  const handler = fileAction({ name: 'file', on: ['ALERT'], path });
  await handler.act(intent(), never);
  await handler.act(intent({ beat: 4, reason: 'two\nlines' }), never);
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  assert.equal(
    lines.map((line) => JSON.parse(line).beat),
    [3, 4],
  );
  assert.is((await stat(path)).mode & 0o777, 0o600);
  const runner = new ActionRunner(
    [fileAction({ name: 'f', on: ['ALERT'], path: join(dir, 'no/x') })],
    systemClock,
  );
  const [outcome] = await runner.run(intent());
  assert.is(outcome?.ok, false);
  assert.match(String(outcome?.error), 'ENOENT');
});

test('a handler is called for its actions only', async () => {
  const runner = new ActionRunner([{ name: 'q', on: ['QUARANTINE'], act: async () => 1 }], systemClock);
  assert.equal(runner.actors('ALERT'), []);
  assert.equal(await runner.run(intent()), []);
  assert.equal(runner.actors('QUARANTINE'), ['q']);
});

test.run();
