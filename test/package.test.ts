/** What an installed package holds works by itself: the files that would be packed, elsewhere, on this runtime. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const root = fileURLToPath(new URL('..', import.meta.url));
const runtime = 'Deno' in globalThis ? ['run', '-A', '--quiet'] : [];
const { files, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  files: string[];
  version: string;
};

const test = suite('package');
const app = mkdtempSync(join(tmpdir(), 'venom-package-'));
const modules = join(app, 'node_modules');
const installed = join(modules, 'venom-genesis');

test.before(() => {
  mkdirSync(installed, { recursive: true });
  for (const name of readdirSync(join(root, 'node_modules'))) {
    symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
  for (const name of [...files, 'package.json'])
    cpSync(join(root, name), join(installed, name), { recursive: true });
  writeFileSync(join(app, 'package.json'), '{"type": "module"}');
});
test.after(() => rmSync(app, { recursive: true, force: true }));

function run(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...runtime, ...args], {
    cwd: app,
    encoding: 'utf8',
  });
  assert.is(status, 0, stderr);
  return stdout;
}

test('its command runs, with the cores inline and on workers', () => {
  const venom = join(installed, 'bin', 'venom.js');
  assert.match(run(venom, '--version'), `venom-genesis/${version}`);
  for (const executor of ['inline', 'workers']) {
    const [beat = ''] = run(
      venom,
      'run',
      '--source',
      'none',
      '--beats',
      '1',
      '--json',
      '--executor',
      executor,
    ).split('\n');
    assert.is(JSON.parse(beat).enacted, 'APPLY_OPTIMIZE');
  }
});

test('its library is imported by the name of the package', () => {
  const program = join(app, 'program.mjs');
  writeFileSync(
    program,
    `import { tLambda } from 'venom-genesis';\nconsole.log(String(tLambda(4, 5, 0.001, 54.598150033144236)));\n`,
  );
  assert.is(run(program).trim(), '0.004210526315789474');
});

test.run();
