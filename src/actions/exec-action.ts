/**
 * Runs a program with the decision on its standard input and in its environment. No shell: the arguments are those of
 * the configuration, each as it is, and nothing of the decision is among them.
 *
 * The program leads a process group of its own. When its time is up the group is asked to end (SIGTERM) and, GRACE
 * later, ended (SIGKILL); what a program leaves running in its group when it exits is ended too. One that makes
 * itself a new session (`setsid`) is out of reach.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Action } from '../core/beat-record.ts';
import type { Clock } from '../core/clock.ts';
import { messageOf, systemCodeOf } from '../core/errors.ts';
import { ActError, type ActionHandler, type Intent } from './action.ts';
import { decisionText } from './decision.ts';

/** Seconds from SIGTERM to SIGKILL. */
const GRACE = 1;
/** Characters of each output stream that the ledger keeps. */
const MOST_OUTPUT = 2000;

export interface ExecOptions {
  readonly name: string;
  readonly on: readonly Action[];
  /** Program and arguments. */
  readonly argv: readonly [string, ...string[]];
  /** Seconds that it has. */
  readonly timeout: number;
  /** Its environment; the decision is added as VENOM_ variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Pick<Clock, 'sleep'>;
}

interface Outputs {
  /** Nobody holds the streams any more. */
  readonly closed: Promise<void>;
  told(): { readonly stdout: string; readonly stderr: string };
}

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
}

export function execAction(options: ExecOptions): ActionHandler {
  const { name, on, timeout } = options;
  // The program's own limit comes first: it tells more.
  return { name, on, timeout: timeout + GRACE + 1, act: (intent, signal) => exec(options, intent, signal) };
}

async function exec(options: ExecOptions, intent: Intent, signal: AbortSignal): Promise<object> {
  const { argv, timeout, clock, env } = options;
  const [program, ...args] = argv;
  const child = spawn(program, args, {
    detached: true,
    env: { ...env, ...variables(intent) },
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const outputs = outputOf(child);
  const ended = endOf(child);
  // One that reads nothing is no failure.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(`${decisionText(intent)}\n`);
  const done = new AbortController();
  const late = clock.sleep(timeout, AbortSignal.any([done.signal, signal])).then(() => 'late' as const);
  let outcome: Ended | 'late';
  try {
    outcome = await Promise.race([ended, late]);
    if (outcome === 'late') await endGroup(child, ended, clock);
  } finally {
    done.abort();
    kill(child, 'SIGKILL');
  }
  await within(clock, outputs.closed);
  const told = { ...(await ended), ...outputs.told() };
  if (outcome === 'late') throw new ActError(`${program} was ended after ${timeout} s`, { timeout, ...told });
  if (told.code !== 0) throw new ActError(wordsFor(program, told), told);
  return told;
}

function wordsFor(program: string, { code, signal }: Ended): string {
  return signal === null ? `${program} exited with ${code}` : `${program} was ended by ${signal}`;
}

function variables({
  id,
  fence,
  share,
  entity,
  action,
  beat,
  reason,
  decided,
}: Intent): Record<string, string> {
  return {
    VENOM_ID: id,
    ...(fence !== undefined && { VENOM_FENCE: String(fence) }),
    ...(share !== undefined && { VENOM_SHARE: share }),
    ...(entity !== '' && { VENOM_ENTITY: entity.replaceAll('\0', '') }),
    VENOM_ACTION: action,
    VENOM_DECIDED: decided,
    VENOM_BEAT: String(beat),
    // No environment holds a NUL.
    VENOM_REASON: reason.replaceAll('\0', ''),
  };
}

/** Resolves at the exit, not when the last holder of its streams is gone. */
function endOf(child: ChildProcess): Promise<Ended> {
  return new Promise((resolve, reject) => {
    child.on('error', (cause) =>
      reject(new ActError(`cannot run ${child.spawnfile}: ${reasonOf(cause)}`, {})),
    );
    child.on('exit', (code, signal) => resolve({ code, signal }));
  });
}

function reasonOf(cause: Error): string {
  return systemCodeOf(cause) ?? messageOf(cause);
}

/** What it printed last, as text that can be recorded. */
function outputOf(child: ChildProcess): Outputs {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout = (stdout + text).slice(-MOST_OUTPUT);
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-MOST_OUTPUT);
  });
  return {
    closed: new Promise<void>((resolve) => child.on('close', () => resolve())),
    told: () => ({ stdout: stdout.toWellFormed(), stderr: stderr.toWellFormed() }),
  };
}

/** Waits, but no longer than GRACE. */
async function within(clock: Pick<Clock, 'sleep'>, work: Promise<unknown>): Promise<void> {
  const waited = new AbortController();
  await Promise.race([work, clock.sleep(GRACE, waited.signal)]);
  waited.abort();
}

async function endGroup(
  child: ChildProcess,
  ended: Promise<Ended>,
  clock: Pick<Clock, 'sleep'>,
): Promise<void> {
  kill(child, 'SIGTERM');
  await within(clock, ended);
}

function kill({ pid }: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // Nobody is left in the group.
    if (systemCodeOf(error) !== 'ESRCH') throw error;
  }
}
