/**
 * The C references (test/native/), compiled at run and kept as processes that work when told: contenders like any other. Where there is no compiler, or no source beside an installed package, it is skipped, and why is told.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Contender } from './measure.ts';

export interface NativeContenders {
  readonly contenders: readonly Contender[];
  /** Why there are none. */
  readonly skipped: string | null;
  close(): void;
}

const BUILDS = [
  ['C, -O3 -march=native', []],
  ['C, with -ffast-math', ['-ffast-math']],
] as const;

export function nativeFleet(entities: number, lnHeld: boolean): NativeContenders {
  return nativeContenders('fleet', [String(entities), lnHeld ? '1' : '0']);
}

export type NativeTask = 'pulse' | 'pid' | 'beat';

export function nativeReference(task: NativeTask): NativeContenders {
  return nativeContenders('organism', [task]);
}

/** @param name of the source in test/native/ */
function nativeContenders(name: string, args: readonly string[]): NativeContenders {
  const none = (skipped: string): NativeContenders => ({ contenders: [], skipped, close: () => {} });
  const source = sourceOf(`test/native/${name}.c`);
  if (source === null) return none(`C skipped: test/native/${name}.c is not here`);
  const directory = mkdtempSync(join(tmpdir(), 'venom-bench-'));
  const children: ChildProcess[] = [];
  const close = (): void => {
    for (const child of children) child.kill();
    rmSync(directory, { recursive: true, force: true });
  };
  const contenders: Contender[] = [];
  for (const [build, flags] of BUILDS) {
    const program = join(directory, `${name}-${contenders.length}`);
    const options = ['-O3', '-march=native', ...flags, source, '-lm', '-o', program];
    const { status, error } = spawnSync('cc', options);
    if (status !== 0) {
      close();
      return none(`C skipped: ${error === undefined ? 'cc failed' : 'there is no cc'}`);
    }
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'] });
    children.push(child);
    contenders.push({ name: build, run: worksOf(child) });
  }
  return { contenders, skipped: null, close };
}

/** Writes how often, waits for the line that says they are done. */
function worksOf(child: ChildProcess): (count: number) => Promise<string> {
  const { stdin, stdout } = child;
  if (!stdin || !stdout) throw new Error('the C reference has no pipes');
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  return async (count) => {
    stdin.write(`${count}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error('the C reference ended');
    return value;
  };
}

function sourceOf(path: string): string | null {
  for (let at = dirname(fileURLToPath(import.meta.url)); ; at = dirname(at)) {
    if (existsSync(join(at, 'package.json'))) return existsSync(join(at, path)) ? join(at, path) : null;
    if (at === dirname(at)) return null;
  }
}
