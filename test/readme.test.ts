/** What the README shows is run: its commands, in order, in one empty directory, and its programs. */

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const runtime = 'Deno' in globalThis ? ['run', '-A', '--quiet'] : [];

function snippets(language: string): string[] {
  return [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, name]) => name === language)
    .map(([, , text = '']) => text);
}

const test = suite<{ dir: string }>('README');
const dir = mkdtempSync(join(tmpdir(), 'venom-readme-'));
cpSync(join(root, 'examples'), join(dir, 'examples'), { recursive: true });
test.after(() => rmSync(dir, { recursive: true, force: true }));

function run(args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...runtime, ...args], {
    cwd: dir,
    encoding: 'utf8',
  });
  assert.is(status, 0, `${args.join(' ')}: ${stderr}`);
  return stdout;
}

test('every snippet is one that these tests run', () => {
  const fences = readme.match(/^ *(```|~~~)/gm) ?? [];
  assert.is(fences.length, 2 * [...snippets('sh'), ...snippets('ts')].length);
});

test('the two commands of the start are scripts of the package', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const commands = snippets('sh').filter((text) => text.startsWith('npm ci'));
  assert.equal(commands, ['npm ci && npm start\n', 'npm ci && npm test\n']);
  assert.ok(scripts.start && scripts.test);
});

test('every command of the tour works, in the order shown', () => {
  const lines = snippets('sh')
    .flatMap((text) => text.trim().split('\n'))
    .filter((line) => !line.startsWith('npm ci'));
  assert.ok(lines.length >= 6);
  for (const line of lines) {
    const written = /^echo '(.*)' > (\S+)$/.exec(line);
    if (written) {
      writeFileSync(join(dir, written[2] ?? ''), `${written[1]}\n`);
      continue;
    }
    const [npx, venom, ...args] = line.split(' ');
    assert.equal([npx, venom], ['npx', 'venom'], line);
    assert.ok(run([join(root, 'bin', 'dev.js'), ...args]).length > 0, line);
  }
});

test('every program of the tour works', () => {
  const programs = snippets('ts');
  assert.is(programs.length, 2);
  // Inside the project, so that a runtime finds its modules; the package's own name stands for its sources.
  const folder = mkdtempSync(join(mkdirs(join(root, 'build')), 'readme-'));
  try {
    for (const [i, text] of programs.entries()) {
      const file = join(folder, `program-${i}.ts`);
      writeFileSync(file, text.replace("'venom-genesis'", "'../../src/index.ts'"));
      assert.ok(run([file]).length > 0);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('every page that the README links to is there', () => {
  const links = [...readme.matchAll(/\]\(([^)#]+)/g)].map(([, path = '']) => path);
  assert.ok(links.length > 8);
  for (const link of links) assert.ok(existsSync(join(root, link)), link);
});

function mkdirs(path: string): string {
  mkdirSync(path, { recursive: true });
  return path;
}

test.run();
