import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ActError } from '../../src/actions/index.ts';
import { type WebhookOptions, webhookAction } from '../../src/actions/webhook-action.ts';
import { webhookBody } from '../../src/actions/webhook-body.ts';
import { type Answer, intent, never, TLS, tlsServer } from '../support/acts.ts';
import { settle } from '../support/supervised.ts';
import { ManualClock } from '../support/world.ts';

/** Pauses are noted and pass at once; a time-out never comes. */
function patient() {
  const pauses: number[] = [];
  return {
    pauses,
    now: () => 1_700_000_123.5,
    sleep: (seconds: number, signal?: AbortSignal): Promise<void> => {
      if (seconds === 60) return new Promise((resolve) => signal?.addEventListener('abort', () => resolve()));
      pauses.push(seconds);
      return Promise.resolve();
    },
  };
}

async function posting(answer: Answer, options: Partial<WebhookOptions> = {}, given = intent()) {
  const server = await tlsServer(answer);
  const clock = patient();
  const handler = webhookAction({
    name: 'hook',
    on: ['ALERT'],
    url: server.url,
    format: 'json',
    instance: 'host-1',
    timeout: 60,
    attempts: 4,
    clock,
    chance: () => 0.5,
    tls: { ca: TLS.cert },
    ...options,
  });
  try {
    const outcome = await handler.act(given, never).then(
      (result) => ({ result, error: undefined }),
      (error: unknown) => {
        assert.instance(error, ActError);
        return { result: undefined, error: error as ActError };
      },
    );
    return { ...outcome, asked: server.asked, pauses: clock.pauses };
  } finally {
    await server.close();
  }
}

const status =
  (...codes: number[]): Answer =>
  (_asked, response, times) => {
    response.writeHead(codes[times - 1] ?? codes.at(-1) ?? 500).end();
  };

test('the decision is posted with a signature that its receiver can check', async () => {
  const { asked, result } = await posting(status(204), { secret: 'hush', bearerToken: 'tok' });
  assert.equal(result, { status: 204, attempts: 1 });
  const [post] = asked;
  assert.is(post?.method, 'POST');
  assert.is(post?.headers['idempotency-key'], intent().id);
  assert.is(post?.headers.authorization, 'Bearer tok');
  assert.is(JSON.parse(post?.body ?? '').reason, intent().reason);
  const [, seconds, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(post?.headers['venom-signature'])) ?? [];
  assert.is(seconds, '1700000123');
  assert.is(createHmac('sha256', 'hush').update(`${seconds}.${post?.body}`).digest('hex'), mac);
});

test('500, 429 and 503, then 200: tried again with growing pauses, under one idempotency key', async () => {
  const { asked, pauses, result } = await posting((_asked, response, times) => {
    if (times === 2) response.setHeader('retry-after', '3');
    response.writeHead([500, 429, 503, 200][times - 1] ?? 500).end();
  });
  assert.equal(result, { status: 200, attempts: 4 });
  assert.equal(pauses, [0.375, 3, 1.5]);
  assert.is(new Set(asked.map(({ headers }) => headers['idempotency-key'])).size, 1);
});

test('what was not delivered is a dead letter: the body whole, the address not', async () => {
  const { error, asked } = await posting(status(503));
  assert.is(asked.length, 4);
  const detail = error?.detail as {
    attempts: unknown[];
    deadLetter: { body: string; idempotencyKey: string };
  };
  assert.is(detail.attempts.length, 4);
  assert.is(detail.deadLetter.body, asked[0]?.body);
  assert.is(detail.deadLetter.idempotencyKey, intent().id);
  assert.not.match(JSON.stringify(detail), '/hook');
});

test('a refusal is final', async () => {
  for (const code of [400, 401, 404, 410]) assert.is((await posting(status(code))).asked.length, 1);
});

test('a redirect is not followed: the address that it names is never asked', async () => {
  const secret = await tlsServer(status(200));
  for (const code of [301, 302, 303, 307, 308]) {
    const { asked, error } = await posting((_asked, response) => {
      response.writeHead(code, { location: secret.url.href }).end();
    });
    assert.is(asked.length, 1);
    assert.match(error?.message ?? '', `status ${code}`);
  }
  await secret.close();
  assert.equal(secret.asked, []);
});

test('a certificate that nobody vouches for is not spoken to', async () => {
  const { asked, error } = await posting(status(200), { tls: {}, attempts: 1 });
  assert.equal(asked, []);
  assert.match(error?.message ?? '', /did not take it/);
});

test('a hook that never answers is given up, attempt by attempt', async () => {
  const server = await tlsServer(() => undefined);
  const clock = new ManualClock();
  const acting = webhookAction({
    name: 'hook',
    on: ['ALERT'],
    url: server.url,
    format: 'json',
    instance: 'host-1',
    timeout: 5,
    attempts: 2,
    clock,
    chance: () => 0.5,
    tls: { ca: TLS.cert },
  }).act(intent(), never);
  const failed = acting.then(
    () => undefined,
    (error: ActError) => error,
  );
  await settle(() => server.asked.length === 1);
  clock.advance(5);
  await settle(() => clock.sleepers === 1);
  clock.advanceToNext();
  await settle(() => server.asked.length === 2);
  clock.advance(5);
  assert.match((await failed)?.message ?? '', 'no answer in 5 s');
  await server.close();
});

test('nothing in a decision becomes a header, a second alert, or a mention', async () => {
  const reason = 'x\r\nHost: evil\r\n\r\n{"a":1}"}],<!channel> & \u2028';
  for (const format of ['json', 'alertmanager', 'slack'] as const) {
    const { asked } = await posting(status(200), { format, secret: 's' }, intent({ reason }));
    const [post] = asked;
    assert.is(asked.length, 1);
    assert.match(post?.headers.host ?? '', /^127\.0\.0\.1/);
    const body = JSON.parse(post?.body ?? '');
    if (format === 'json') assert.is(body.reason, reason);
    if (format === 'alertmanager') assert.is(body[0].annotations.description, reason);
    if (format === 'slack') assert.not.match(body.text, '<!channel>');
  }
});

test('bodies hold any text as it is, in the shape that their receivers ask for', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (reason, instance) => {
      const [alert, ...more] = JSON.parse(webhookBody('alertmanager', intent({ reason }), instance));
      assert.equal(more, []);
      assert.equal(alert, {
        labels: { alertname: 'VenomAction', action: 'ALERT', instance, severity: 'warning' },
        annotations: {
          summary: `ALERT on ${instance}`,
          description: reason.toWellFormed() === reason ? reason : alert.annotations.description,
          beat: '3',
          intent: intent().id,
        },
        startsAt: '2023-11-14T22:13:20.000Z',
      });
      const { text, ...rest } = JSON.parse(webhookBody('slack', intent({ reason }), instance));
      assert.equal(rest, {});
      assert.not.match(text, /[<>]/);
    }),
  );
});

test.run();
