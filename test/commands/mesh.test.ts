/** The mesh from the command line. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { P2PMesh } from '../../src/mesh/index.ts';
import { venom } from '../support/cli.ts';
import { inTemporary } from '../support/ledgers.ts';

test('simulate prints one document that is the same each time, and draws a picture', () =>
  inTemporary(async (dir) => {
    const svg = join(dir, 'mesh.svg');
    const args = ['mesh', 'simulate', '--nodes', '8', '--messages', '10', '--partition', '0.5@1+3', '--json'];
    const [first, second] = [await venom([...args, '--svg', svg]), await venom(args)];
    assert.is(first.code, 0, first.stderr);
    assert.is(first.stdout, second.stdout);
    const { delivered, expected } = JSON.parse(first.stdout);
    assert.equal([delivered, expected], [70, 70]);
    assert.match(await readFile(svg, 'utf8'), /^<svg [\s\S]*<\/svg>\n$/);
    const again = await venom([...args, '--svg', svg]);
    assert.is(again.code, 3);
    const wrong = await venom(['mesh', 'simulate', '--partition', 'half']);
    assert.is(wrong.code, 2);
    assert.match(wrong.stderr, 'SHARE@AT+SECONDS');
  }));

test('id makes a key for its owner alone, and names the same node each time', () =>
  inTemporary(async (dir) => {
    const args = ['mesh', 'id', '--identity', join(dir, 'me')];
    const [first, second] = [await venom(args), await venom(args)];
    assert.match(first.stdout, /^12D3KooW\w{44}\n$/);
    assert.is(first.stdout, second.stdout);
    assert.is((await stat(join(dir, 'me', 'mesh.key'))).mode & 0o777, 0o600);
  }));

test('peers lists who is there, and inject tells them', async () => {
  const mesh = await new P2PMesh({ port: 0 }).start();
  try {
    const peer = mesh.addresses[0] ?? '';
    const heard: unknown[] = [];
    mesh.handle('risk', ({ body }) => heard.push(body));
    const listed = await venom(['mesh', 'peers', '--peer', peer, '--json']);
    assert.is(listed.code, 0, listed.stderr);
    assert.is(JSON.parse(listed.stdout).members[0].id, mesh.id);
    const injected = await venom(['mesh', 'inject', '2', '--peer', peer, '--json']);
    assert.is(injected.code, 0, injected.stderr);
    assert.equal(heard, [{ anoms: 2 }]);
    assert.is((await venom(['mesh', 'inject', '1e9', '--peer', peer])).code, 2);
  } finally {
    await mesh.stop();
  }
});

// On Deno something of libp2p keeps the process alive after it was stopped.
test.after(function endOnDeno() {
  if ('Deno' in globalThis) setTimeout(() => process.exit(), 500);
});

test.run();
