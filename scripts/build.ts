/**
 * Builds everything that is generated into build/: the numeric core, the threat model, both embedded in
 * artefacts.js, the compiled host, and oclif's manifest.
 *
 *   node scripts/build.ts
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const tool = (name: string): string => join(root, 'node_modules', '.bin', name);

function step(title: string, command: string, args: string[]): void {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status === 0) return;
  console.error(`build: ${title} failed${error ? `: ${error.message}` : ''}`);
  process.exit(1);
}

rmSync(join(root, 'build'), { recursive: true, force: true });
step('the numeric core', tool('asc'), ['--config', 'asconfig.json', '--target', 'release']);
step('the artefacts', tool('node'), ['scripts/build-artefacts.ts']);
step('the host', tool('tsc'), ['-p', 'tsconfig.build.json']);
step('the manifest', tool('oclif'), ['manifest']);
