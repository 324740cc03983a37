/** Runs the command line from source, on the runtime that runs the test. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../bin/dev.js', import.meta.url));
const many = fileURLToPath(new URL('./many-child.ts', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves once standard output holds the text. */
  printed(text: string): Promise<void>;
}

/** Arguments that make this runtime run a file. */
function runtimeArguments(): string[] {
  return 'Deno' in globalThis ? ['run', '-A', '--quiet'] : [];
}

export function start(
  args: readonly string[],
  env: Record<string, string> = {},
  stdin: 'ignore' | 'pipe' = 'ignore',
  file = bin,
): Running {
  const child = spawn(process.execPath, [...runtimeArguments(), file, ...args], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TMPDIR: process.env.TMPDIR,
      LANG: 'C.UTF-8',
      ...env,
    },
    stdio: [stdin, 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const watchers: { text: string; resolve: () => void }[] = [];
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
    for (const { text, resolve } of watchers) if (stdout.includes(text)) resolve();
  });
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return {
    child,
    ended,
    printed: (text) =>
      new Promise((resolve, reject) => {
        if (stdout.includes(text)) return resolve();
        watchers.push({ text, resolve });
        ended.then(({ stderr }) => reject(new Error(`ended without printing ${text}: ${stderr}`)), reject);
      }),
  };
}

export function venom(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  return start(args, env).ended;
}

/** A command line and what its environment has besides. */
export interface CommandLine {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs command lines that are refused before they begin anything, in one process: how each ended. */
export async function venomMany(lines: readonly CommandLine[]): Promise<readonly Ended[]> {
  const running = start([], {}, 'pipe', many);
  running.child.stdin?.end(JSON.stringify(lines));
  const { code, stdout, stderr } = await running.ended;
  if (code !== 0) throw new Error(`the commands did not come to an end: ${stderr}`);
  return JSON.parse(stdout);
}

/** Runs to its end with a text on standard input. */
export function venomReading(input: string, args: readonly string[]): Promise<Ended> {
  const running = start(args, {}, 'pipe');
  running.child.stdin?.end(input);
  return running.ended;
}

/** Runs to its end with standard output going to an open file. */
export function spawnVenom(
  args: readonly string[],
  stdout: number,
): { status: number | null; stderr: string } {
  const { status, stderr } = spawnSync(process.execPath, [...runtimeArguments(), bin, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', stdout, 'pipe'],
    timeout: 60_000,
  });
  return { status, stderr };
}
