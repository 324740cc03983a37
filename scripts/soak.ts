/**
 * The long tests, on every runtime, one after the other: a million entries, more kills, more changed bytes, 24 nodes for
 * half an hour. Takes about three hours; `npm test` runs the same with smaller numbers, but for the million.
 *
 *   node scripts/soak.ts [--only TEXT] [--runtime node|deno|bun]
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const binaries = join(root, 'node_modules', '.bin');
const RUNTIMES: readonly (readonly string[])[] = [['node'], ['deno', 'run', '-A', '--quiet'], ['bun']];
const FILES = [
  'test/soak/large-ledger.ts',
  'test/soak/mesh-nodes.ts',
  'test/ledger/crash.test.ts',
  'test/ledger/tamper.test.ts',
  'test/ledger/faults.test.ts',
  'test/ledger/power-loss.test.ts',
  'test/fleet/equality.test.ts',
  'test/mesh/hostile.test.ts',
  'test/commands/owner.test.ts',
];
const MORE = {
  VENOM_CRASH_ROUNDS: '500',
  VENOM_TAMPER_CHANGES: '5000',
  VENOM_FLEETS: '1000',
  VENOM_FLEET_SIZE: '4097',
  VENOM_HUGE_MESSAGE: '1000',
};

function run(program: string, args: readonly string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, env: { ...process.env, ...MORE } });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

const { values: asked } = parseArgs({
  options: { only: { type: 'string', default: '' }, runtime: { type: 'string', default: '' } },
});
let passed = 0;
let failed = 0;
for (const [program = '', ...before] of RUNTIMES) {
  if (!program.includes(asked.runtime)) continue;
  for (const file of FILES.filter((name) => name.includes(asked.only))) {
    const { code, output } = await run(join(binaries, program), [...before, file]);
    const total = Number(/Total:\s+(\d+)/.exec(output)?.[1] ?? 0);
    const good = Number(/Passed:\s+(\d+)/.exec(output)?.[1] ?? 0);
    const bad = code === 0 && total > 0 ? 0 : Math.max(1, total - good);
    passed += good;
    failed += bad;
    console.log(`${bad === 0 ? 'ok  ' : 'FAIL'} ${program} ${file}`);
    console.log(output.replace(/^/gm, '     '));
  }
}
console.log(`${passed} passed, ${failed} failed`);
// Nothing run is nothing shown.
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
