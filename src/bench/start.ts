/**
 * Cold start: whole processes from their start to their end, against the bare runtime printing a line and against
 * an empty oclif command, in one run. The commands run from build/, as an installed package does.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import type { Fact } from './document.ts';
import { type Measured, summarised } from './measure.ts';

const root = packageRoot(dirname(fileURLToPath(import.meta.url)));

function packageRoot(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from;
  return packageRoot(dirname(from));
}

/** An oclif program with one command that prints a line, beside which ours can be weighed. */
function emptyProgram(directory: string): string {
  const manifest = {
    name: 'empty',
    version: '0.0.0',
    type: 'module',
    oclif: { bin: 'empty', commands: { strategy: 'single', target: './command.js' } },
  };
  writeFileSync(join(directory, 'package.json'), JSON.stringify(manifest));
  writeFileSync(
    join(directory, 'command.js'),
    `import { Command } from '@oclif/core';\nexport default class Empty extends Command { async run() { this.log('hello'); } }\n`,
  );
  writeFileSync(
    join(directory, 'bin.js'),
    `import { execute } from '@oclif/core';\nawait execute({ dir: import.meta.url });\n`,
  );
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
  return join(directory, 'bin.js');
}

function spawnTime(args: readonly string[]): number {
  const runtime = 'Deno' in globalThis ? ['run', '-A', '--quiet'] : [];
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [...runtime, ...args], { encoding: 'utf8' });
  const elapsed = performance.now() - start;
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return elapsed;
}

export async function measureStart(
  rounds: number,
): Promise<{ title: string; operation: string; rows: Measured[]; facts: Fact[] }> {
  const directory = mkdtempSync(join(tmpdir(), 'venom-start-'));
  try {
    const line = join(directory, 'line.mjs');
    writeFileSync(line, `console.log('hello');\n`);
    const venom = join(root, 'bin', 'venom.js');
    const ledger = join(directory, 'ledger');
    const commands: readonly (readonly [string, readonly string[]])[] = [
      ['empty oclif command', [emptyProgram(directory)]],
      ['bare runtime, one line', [line]],
      ['venom --help', [venom, '--help']],
      ['venom run --source none --beats 1', [venom, 'run', '--source', 'none', '--beats', '1']],
      ['venom explain', [venom, 'explain', '--ledger-dir', ledger]],
      ['venom ledger verify', [venom, 'ledger', 'verify', '--ledger-dir', ledger]],
    ];
    spawnTime([venom, 'run', '--source', 'none', '--beats', '3', '--ledger-dir', ledger]);
    const times = commands.map((): number[] => []);
    for (let round = 0; round < rounds; round++) {
      const order = commands.map((_, i) => i);
      for (const i of round % 2 === 0 ? order : order.reverse()) {
        times[i]?.push(1000 * spawnTime(commands[i]?.[1] ?? []));
      }
    }
    // Names stay the same from run to run, so that runs can be compared.
    const rows = summarised(commands.map(([name], i) => ({ name, times: times[i] ?? [] })));
    const base = rows[0]?.median ?? Number.NaN;
    const facts = rows.slice(1).map(({ name, median }) => ({
      name: `${name}, over the empty command`,
      value: Math.round((median - base) / 1000),
      unit: 'ms',
    }));
    return { title: 'Cold start: a whole process', operation: 'start', rows, facts };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
