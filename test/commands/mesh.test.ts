/** The mesh from the command line. */
import { copyFile, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { P2PMesh } from '../../src/mesh/index.ts';
import { start, venom, venomMany } from '../support/cli.ts';
import { fill, inTemporary } from '../support/ledgers.ts';

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

test('trace prints each message and who comes, for people and as a stream, and ends with whoever reads it', async () => {
  const mesh = await new P2PMesh({ port: 0 }).start();
  try {
    const args = ['mesh', 'trace', '--peer', mesh.addresses[0] ?? ''];
    const tell = setInterval(() => mesh.broadcast('hello', { text: 'x\u001b[31m' }), 50);
    const stream = start([...args, '--json']);
    await stream.printed('"topic":"hello"');
    if (stream.child.pid) process.kill(stream.child.pid, 'SIGTERM');
    const { code, stdout, stderr } = await stream.ended;
    assert.equal([code, stderr], [0, '']);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const { at, epoch, seq, ...rest } = lines.find(({ topic }) => topic === 'hello');
    assert.ok(at > 0 && epoch > 0 && seq > 0);
    assert.equal(rest, { type: 'message', origin: mesh.id, topic: 'hello', body: { text: 'x\u001b[31m' } });

    const text = start(args);
    await text.printed('hello');
    text.child.stdout?.destroy();
    const ended = await text.ended;
    assert.equal([ended.code, ended.stderr], [0, ''], 'nobody reads on');
    assert.not.match(ended.stdout, '\u001b');
    clearInterval(tell);
  } finally {
    await mesh.stop();
  }
});

test('what is given wrong is refused at once, by its name', async () => {
  const peer = '/ip4/127.0.0.1/tcp/9';
  const wrong: [string[], number, RegExp][] = [
    [['peers'], 2, /Missing required flag peer/],
    [['peers', '--peer', 'nonsense'], 3, /the peer "nonsense" is no address of a node/],
    [['ping', '--peer', '/ip4/10.0.0.1/udp/9000'], 3, /it has no TCP port/],
    [['ping', '--peer', peer, '--wait', '0'], 2, /--wait is "0"/],
    [['trace', '--peer', peer, '--seconds', 'x'], 2, /--seconds is "x"/],
    [['inject', '--peer', peer], 2, /either a number of anomalies or --ml-weight/],
    [['inject', '--peer', peer, '--ml-weight', 'NaN'], 2, /--ml-weight is "NaN"/],
    [['inject', '1', '--peer', peer, '--allow', 'me'], 3, /which is no peer id/],
    [['inject', '1', '--peer', peer, '--network-key', '/nowhere'], 5, /cannot read \/nowhere/],
    [['peers', '--peer', peer, '--wait', '0.3'], 5, /none of the peers answered within 0.3 s/],
    [['id', '--identity', '/dev/null'], 5, /\/dev\/null/],
  ];
  const ended = await venomMany(wrong.map(([args]) => ({ args: ['mesh', ...args] })));
  for (const [place, [args, code, says]] of wrong.entries()) {
    const { stderr = '', code: was } = ended[place] ?? {};
    assert.match(stderr, says);
    assert.is(was, code, args.join(' '));
  }
});

test('a checkpoint without witnesses is told as such, and what is asked of it wrong by its name', () =>
  inTemporary(async (dir) => {
    const ledger = join(dir, 'ledger');
    const note = join(dir, 'note');
    await fill(5, { dir: ledger });
    await copyFile(join(ledger, 'checkpoint'), note);
    const key = ['--public-key', join(ledger, 'key.pub')];
    const cases: [string[], number, RegExp][] = [
      [['checkpoint', '--ledger-dir', ledger, '--witnesses', 'x'], 2, /--witnesses is "x"/],
      [['checkpoint', '--ledger-dir', ledger, '--witnesses', '1'], 3, /cosigned by 1 or more/],
      [['check', note], 3, /does not bring the key/],
      [['check', note, ...key, '--quorum', '1'], 4, /0 of the 1 peers/],
      [['check', note, ...key, '--witness', 'me'], 2, /which is no peer id/],
      [['check', note, ...key, '--checkpoint', note], 2, /--checkpoint is given/],
      [['check', note, ...key], 0, /^$/],
    ];
    const ended = await venomMany(cases.map(([args]) => ({ args: ['ledger', ...args] })));
    for (const [place, [args, code, says]] of cases.entries()) {
      const { stderr = '', code: was } = ended[place] ?? {};
      assert.match(stderr, says);
      assert.is(was, code, args.join(' '));
    }
  }));

// On Deno something of libp2p keeps the process alive after it was stopped.
test.after(function endOnDeno() {
  if ('Deno' in globalThis) setTimeout(() => process.exit(), 500);
});

test.run();
