import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { execAction } from '../../src/actions/exec-action.ts';
import { ActError, type Intent } from '../../src/actions/index.ts';
import { type Ownership, type Ownerships, whileOwned } from '../../src/actions/ownership/index.ts';
import { webhookAction } from '../../src/actions/webhook-action.ts';
import { systemClock } from '../../src/core/clock.ts';
import { intent, never, TLS, tlsServer } from '../support/acts.ts';

const owned = (token: number | null, share?: string): Ownerships => ({
  of: () => ({ stopped: null, token, ...(share !== undefined && { share }) }),
});

test('what was lost between the decision and the act is not acted on', async () => {
  const begun: Intent[] = [];
  let owner: Ownership = { stopped: null, token: 3 };
  const handler = whileOwned(
    { name: 'x', on: ['ALERT'], timeout: 7, act: async (given) => begun.push(given) },
    { of: () => owner },
  );
  assert.equal([handler.name, handler.on, handler.timeout], ['x', ['ALERT'], 7]);
  await handler.act(intent(), never);
  assert.equal(
    begun.map(({ fence }) => fence),
    [3],
  );
  owner = { stopped: { by: 'ownership', reason: 'Not the owner of web.' }, token: null };
  const error = await handler.act(intent(), never).catch((failure: unknown) => failure);
  assert.instance(error, ActError);
  assert.match((error as Error).message, /^not begun: Not the owner of web/);
  assert.is(begun.length, 1);
});

test('where nothing is counted there is no token', async () => {
  const handler = whileOwned({ name: 'x', act: async (given) => given }, owned(null));
  assert.not.ok('fence' in ((await handler.act(intent(), never)) as Intent));
});

test('a program is given the token in its environment and on its standard input', async () => {
  const argv: [string, ...string[]] = ['/bin/sh', '-c', 'cat; echo "fence=$VENOM_FENCE" >&2'];
  const env = { PATH: process.env.PATH };
  const exec = execAction({ name: 'x', on: ['ALERT'], argv, timeout: 20, env, clock: systemClock });
  const told = (await whileOwned(exec, owned(12)).act(intent(), never)) as Record<string, string>;
  assert.is(JSON.parse(told.stdout ?? '').fence, 12);
  assert.is(told.stderr, 'fence=12\n');
  const alone = (await exec.act(intent(), never)) as Record<string, string>;
  assert.is(alone.stderr, 'fence=\n');
});

test('where entities are shared out, a program is told of which one and of its share', async () => {
  const argv: [string, ...string[]] = [
    '/bin/sh',
    '-c',
    'cat; echo "$VENOM_ENTITY $VENOM_SHARE $VENOM_FENCE" >&2',
  ];
  const env = { PATH: process.env.PATH };
  const exec = execAction({ name: 'x', on: ['ALERT'], argv, timeout: 20, env, clock: systemClock });
  const labels = { pod: 'web-1' };
  const given = intent({ entity: '{pod="web-1"}', labels });
  const told = (await whileOwned(exec, owned(2, '7')).act(given, never)) as Record<string, string>;
  assert.is(told.stderr, '{pod="web-1"} 7 2\n');
  const { fence, share, entity } = JSON.parse(told.stdout ?? '');
  assert.equal({ fence, share, entity }, { fence: 2, share: '7', entity: '{pod="web-1"}' });
});

test('a hook is given the token in a header, and refuses the one that was overtaken', async () => {
  let highest = 0;
  const server = await tlsServer(({ headers }, response) => {
    const fence = Number(headers['venom-fence']);
    response.writeHead(fence < highest ? 412 : 200).end();
    highest = Math.max(highest, fence);
  });
  const hook = webhookAction({
    ...{ name: 'hook', on: ['ALERT'] as const, url: server.url, format: 'json', instance: 'host-1' },
    ...{ timeout: 20, attempts: 2, clock: systemClock, chance: () => 0, tls: { ca: TLS.cert } },
  });
  try {
    await whileOwned(hook, owned(2)).act(intent(), never);
    await whileOwned(hook, owned(3)).act(intent(), never);
    const late = await whileOwned(hook, owned(2))
      .act(intent(), never)
      .catch(({ message }: Error) => message);
    assert.match(String(late), 'status 412');
    assert.equal(
      server.asked.map(({ body }) => JSON.parse(body).fence),
      [2, 3, 2],
    );
  } finally {
    await server.close();
  }
});

test.run();
