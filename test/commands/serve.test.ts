/** `venom serve` and `venom run --http`, as processes. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { start, venom, venomMany } from '../support/cli.ts';
import { inTemporary } from '../support/ledgers.ts';
import { TOKEN } from '../support/served.ts';
import { must } from '../support/supervised.ts';

/** The address that a process tells on standard error. */
function addressOf(child: ReturnType<typeof start>['child']): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stderr?.on('data', (chunk: string) => {
      text += chunk;
      const [, url] = /Serving at (\S+?)\/\n/.exec(text) ?? [];
      if (url) resolve(url);
    });
    child.on('close', () => reject(new Error(`it did not serve: ${text}`)));
  });
}

test('serve beats, takes what the token allows, and ends in order on SIGTERM', () =>
  inTemporary(async (dir) => {
    const file = join(dir, 'token');
    await writeFile(file, `${TOKEN}\n`);
    const args = [
      '--source',
      'none',
      // So many beats a second that waiting costs little.
      '--t1',
      '0.02',
      '--http',
      '0',
      '--http-token-file',
      file,
      '--ledger-dir',
      join(dir, 'l'),
    ];
    const running = start(['serve', ...args]);
    const url = await addressOf(running.child);
    const response = await fetch(`${url}/api/inject`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: '{"anoms": 2, "origin": "test"}',
    });
    assert.is(response.status, 202);
    assert.is((await (await fetch(`${url}/api/status`)).json()).accepts.inject, true);
    // Not child.kill: after it, Deno reports the signal even where the child ended by itself.
    process.kill(running.child.pid ?? 0, 'SIGTERM');
    const { code, stdout, stderr } = await running.ended;
    assert.is(code, 0, stderr);
    assert.match(stdout, 'stopped by SIGTERM');
    assert.not.match(`${stdout}${stderr}`, TOKEN);
    const verified = await venom(['ledger', 'verify', '--ledger-dir', join(dir, 'l')]);
    assert.is(verified.code, 0, verified.stderr);
  }));

test('serve tells the entities of its source apart, with metrics of as many as it may', async () => {
  const args = ['--source', '-', '--entity-by', 'pod', '--http', '0', '--http-entities', '2'];
  const running = start(['serve', ...args], {}, 'pipe');
  const url = await addressOf(running.child);
  const stamps = [1000, 1001].flatMap((timestamp) =>
    ['a', 'b', 'c'].map((pod) => ({ timestamp, pod, cpu: 0.5 })),
  );
  for (const row of stamps) running.child.stdin?.write(`${JSON.stringify(row)}\n`);
  // The last row ends no instant: it waits for the next one.
  let status = { entityCount: 0, entities: [] as { name: string }[] };
  while (status.entityCount < 3) status = await (await fetch(`${url}/api/status?order=name&limit=2`)).json();
  assert.equal(
    status.entities.map(({ name }) => name),
    ['pod=a', 'pod=b'],
  );
  assert.match(await (await fetch(`${url}/metrics`)).text(), /^venom_entities_left_out 1$/m);
  process.kill(running.child.pid ?? 0, 'SIGTERM');
  const { code, stderr } = await running.ended;
  assert.is(code, 0, stderr);
});

const REFUSED: readonly (readonly [args: string[], code: number, message: RegExp])[] = [
  [['serve', '--http', 'nowhere'], 2, /--http is "nowhere", but must be a port, or a host and a port/],
  [['run', '--http-hosts', 'a.example'], 2, /--http-hosts is given, but nothing is served/],
  [['serve', '--http', '0', '--http-hosts', 'a.example:80'], 2, /must be names without ports/],
  [
    ['serve', '--http', '0', '--http-token-file', '/no/such/file'],
    5,
    /cannot read the token in \/no\/such\/file/,
  ],
];

/** All in a process that they share, once. */
const refused = inTemporary(async (dir) => {
  const file = join(dir, 'token');
  await writeFile(file, 'short-secret');
  const calls = [...REFUSED.map(([args]) => args), ['serve', '--http', '0', '--http-token-file', file]];
  return venomMany(calls.map((args) => ({ args: [...args, '--source', 'none'] })));
});

for (const [index, [args, code, message]] of REFUSED.entries()) {
  test(`${args.join(' ')} is refused`, async () => {
    const ended = must((await refused)[index]);
    assert.is(ended.code, code, ended.stderr);
    assert.match(ended.stderr, message);
  });
}

test('a token that could be guessed is refused, and not shown', async () => {
  const { code, stderr } = must((await refused)[REFUSED.length]);
  assert.is(code, 3);
  assert.match(stderr, 'must be 16 characters or more');
  assert.not.match(stderr, 'short-secret');
});

test.run();
