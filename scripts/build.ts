/**
 * Builds everything that is generated into build/: the numeric core, the fleet's kernels, the ledger's hash, the threat model,
 * all embedded in artefacts.js, the compiled host, and oclif's manifest.
 *
 *   node scripts/build.ts
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const tool = (name: string): string => join(root, 'node_modules', '.bin', name);
// Tools that are scripts run on the Node of this project, whichever the machine has.
const env = { ...process.env, PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter) };

function step(title: string, command: string, args: string[]): void {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status === 0) return;
  console.error(`build: ${title} failed${error ? `: ${error.message}` : ''}`);
  process.exit(1);
}

rmSync(join(root, 'build'), { recursive: true, force: true });
step('the numeric core', tool('asc'), ['--config', 'asconfig.json', '--target', 'release']);
step('the fleet kernels', tool('asc'), ['--config', 'asconfig.fleet.json', '--target', 'release']);
step('the hash of a ledger', tool('asc'), ['--config', 'asconfig.sha3.json', '--target', 'release']);
step('the artefacts', tool('node'), ['scripts/build-artefacts.ts']);
step('the dashboard', tool('node'), ['scripts/build-dashboard.ts']);
step('the host', tool('tsc'), ['-p', 'tsconfig.build.json']);
step('the manifest', tool('oclif'), ['manifest']);
