/** A Node that is too old is told so, in a sentence. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const root = fileURLToPath(new URL('../..', import.meta.url));
const node = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url));

for (const [version, refused] of [
  ['20.19.0', true],
  ['22.12.0', true],
  ['22.13.0', false],
] as const) {
  test(`Node ${version}`, () => {
    const pretend = `Object.defineProperty(process.versions, 'node', { value: '${version}' }); process.argv[2] = '--help';`;
    const script = `${pretend} await import('./bin/dev.js');`;
    const { status, stderr } = spawnSync(node, ['--input-type=module', '-e', script], {
      cwd: root,
      encoding: 'utf8',
    });
    assert.is(status, refused ? 2 : 0, stderr);
    if (refused)
      assert.match(stderr, `Error: this is Node ${version}, and 22.13 or newer is needed\nUse a newer one`);
  });
}

test.run();
