/** What the service refuses, and that it goes on afterwards. */
import { connect, type Socket } from 'node:net';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { requireHost } from '../../src/server/access.ts';
import { Refusal } from '../../src/server/refusal.ts';
import { raw, type Served, serving, TOKEN } from '../support/served.ts';

const INJECT = '/api/inject';

async function refused(response: Response, status: number, code: string): Promise<void> {
  assert.is(response.status, status);
  const problem = await response.json();
  assert.is(problem.code, code);
  assert.ok(problem.detail && problem.fix);
}

async function untouched(served: Served): Promise<void> {
  assert.is((await served.get('/healthz')).status, 200);
  assert.is((await served.beat()).injected, 0);
}

test('without a configured token nothing is injected, whatever is brought', () =>
  serving(
    async (served) => {
      for (const token of ['', TOKEN, 'undefined', 'null']) {
        await refused(await served.post(INJECT, { anoms: 5 }, token), 403, 'ERR_HTTP_NO_TOKEN');
      }
      await untouched(served);
    },
    { token: null },
  ));

test('no token, a wrong one, its beginning, and more than it are refused', () =>
  serving(async (served) => {
    for (const token of [
      '',
      'x',
      TOKEN.slice(0, -1),
      `${TOKEN}x`,
      `${TOKEN} ${TOKEN}`,
      TOKEN.toUpperCase(),
    ]) {
      const response = await served.post(INJECT, { anoms: 5 }, token);
      assert.is(response.headers.get('www-authenticate'), 'Bearer');
      await refused(response, 401, 'ERR_HTTP_TOKEN');
    }
    const none = await served.get(INJECT, { method: 'POST', body: '{"anoms":5}' });
    await refused(none, 401, 'ERR_HTTP_TOKEN');
    await untouched(served);
  }));

test('a body that is no injection is refused with its field', () =>
  serving(async (served) => {
    const bodies = [
      '',
      '{',
      'null',
      '[]',
      '{"anoms":"1"}',
      '{"anoms":-1}',
      '{"anoms":1e9}',
      '{"anoms":1,"x":1}',
      '{"anoms":1,"origin":"a\\nb"}',
    ];
    for (const body of bodies) await refused(await served.post(INJECT, body), 400, 'ERR_HTTP_BODY');
    const form = await served.get(INJECT, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'anoms=5',
    });
    await refused(form, 415, 'ERR_HTTP_TYPE');
    await untouched(served);
  }));

test('ten megabytes are refused by their announcement, and in chunks after the first few', () =>
  serving(async (served) => {
    const head = `POST ${INJECT} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Type: application/json\r\n`;
    const announced = await raw(served.port, `${head}Content-Length: 10485760\r\n\r\n{`, { end: false });
    assert.match(announced, /^HTTP\/1\.1 413 /);
    const chunk = 'x'.repeat(20_000);
    const chunked = await raw(
      served.port,
      `${head}Transfer-Encoding: chunked\r\n\r\n${chunk.length.toString(16)}\r\n${chunk}\r\n`,
      { end: false },
    );
    assert.match(chunked, /^HTTP\/1\.1 413 /);
    await untouched(served);
  }));

test('a request whose body never ends is cut off', () =>
  serving(
    async (served) => {
      const head = `POST ${INJECT} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"an`;
      const answer = await raw(served.port, head, { end: false });
      assert.not.match(answer, /^HTTP\/1\.1 2/);
      await untouched(served);
    },
    { limits: { request: 300 } },
  ));

test('a request whose head never ends is cut off', () =>
  serving(
    async (served) => {
      const answer = await raw(served.port, 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ', {
        end: false,
      });
      assert.not.match(answer, /^HTTP\/1\.1 2/);
      await untouched(served);
    },
    { limits: { request: 300 } },
  ));

test('only this machine, addresses and the names that are known are answered', () =>
  serving(
    async (served) => {
      const as = async (host: string): Promise<string> =>
        (
          await raw(served.port, `GET /api/status HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
        ).slice(9, 12);
      for (const host of [
        'localhost',
        'LOCALHOST:80',
        '127.0.0.1:8000',
        '[::1]:8000',
        'venom.example.org',
        'a.svc.example',
      ]) {
        assert.is(await as(host), '200', host);
      }
      for (const host of [
        'evil.example',
        'localhost.evil.example',
        'venom.example.org.evil',
        'svc.example',
        'a b',
        'localhost@evil',
        '127.0.0.1.evil.example',
      ]) {
        assert.ok(['421', '400'].includes(await as(host)), host);
      }
    },
    { hosts: ['venom.example.org', '.svc.example'] },
  ));

test('no name but those that are known passes', () => {
  fc.assert(
    fc.property(fc.domain(), (name) => {
      try {
        requireHost(name, ['venom.test']);
        return name === 'venom.test' || name === 'localhost';
      } catch (error) {
        return error instanceof Refusal && error.status === 421;
      }
    }),
  );
});

test('a path leads to nothing but what is served', () =>
  serving(async (served) => {
    const tile = '/api/ledger/tile/0';
    const paths = [
      `${tile}/../../../key`,
      `${tile}/..%2f..%2fkey`,
      `${tile}/%2e%2e/key`,
      `${tile}/000.p/../../../../key`,
      `${tile}/x000/../000`,
      `${tile}\\..\\key`,
      '/api/ledger/tile/-1/000',
      '/api/ledger/tile/99/000',
      `${tile}/000.p/0`,
      `${tile}/000.p/300`,
      '//key',
      '/key',
      '/..',
      '/api/explain/1/../../key',
      'http://elsewhere.example/key',
      '/%00',
      '*',
    ];
    for (const path of paths) {
      const answer = await raw(
        served.port,
        `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
      );
      assert.match(answer, /^HTTP\/1\.1 4\d\d /, path);
      assert.not.match(answer, 'PRIVATE', path);
    }
  }));

test('any path and query is answered, and never with a fault of the program', () =>
  serving(async (served) => {
    const segment = fc.constantFrom(
      'api',
      'ledger',
      'proof',
      'entries',
      'explain',
      'tile',
      '0',
      '000',
      '..',
      '%00',
      'x001',
      '',
    );
    const query = fc.dictionary(
      fc.constantFrom('entry', 'old', 'size', 'from', 'to', 'last'),
      fc.oneof(fc.string(), fc.integer().map(String)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(segment, { maxLength: 5 }), query, async (path, given) => {
        if (path.join('/') === 'api/beats') return;
        const response = await served.get(`/${path.join('/')}?${new URLSearchParams(given)}`);
        await response.arrayBuffer();
        assert.ok(response.status < 500, `${path.join('/')}: ${response.status}`);
      }),
      { numRuns: 150 },
    );
  }));

test('methods that are not served are refused with those that are', () =>
  serving(async (served) => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const response = await served.get('/api/status', { method });
      assert.is(response.headers.get('allow'), 'GET');
      await refused(response, 405, 'ERR_HTTP_METHOD');
    }
    await refused(await served.get(INJECT), 405, 'ERR_HTTP_METHOD');
    assert.is((await served.get('/api/beats', { method: 'HEAD' })).status, 200);
  }));

test('no page elsewhere may read, frame or script what is answered', () =>
  serving(async (served) => {
    for (const path of ['/', '/api/status', '/metrics', '/nothing']) {
      const { headers } = await served.get(path, { headers: { origin: 'https://evil.example' } });
      assert.is(headers.get('access-control-allow-origin'), null);
      assert.is(headers.get('x-content-type-options'), 'nosniff');
      assert.match(headers.get('content-security-policy') ?? '', "frame-ancestors 'none'");
      assert.match(headers.get('content-security-policy') ?? '', "default-src 'none'");
      assert.not.match(headers.get('content-security-policy') ?? '', 'unsafe-inline');
    }
  }));

test('a client too many is told so; one that leaves makes room', () =>
  serving(
    async (served) => {
      const leave = new AbortController();
      await served.get('/api/beats', { signal: leave.signal });
      await refused(await served.get('/api/beats'), 503, 'ERR_HTTP_CLIENTS');
      leave.abort();
      let status = 503;
      for (let i = 0; i < 200 && status === 503; i++) {
        await new Promise((resolve) => setImmediate(resolve));
        const response = await served.get('/api/beats', { method: 'GET' });
        status = response.status;
        await response.body?.cancel();
      }
      assert.is(status, 200);
    },
    { stream: { clients: 1, bytes: 1 << 20, heartbeat: 60_000 } },
  ));

test('a client that does not read is let go, and one that does hears every beat', () =>
  serving(
    async (served) => {
      const record = await served.beat();
      const slow = await listener(served.port);
      const quick = await listener(served.port);
      let heard = 0;
      quick.setEncoding('utf8').on('data', (chunk: string) => {
        heard += chunk.split('event: beat\n').length - 1;
      });
      const wide = 'x'.repeat(1 << 20);
      for (let count = 1; count <= 16; count++) {
        served.arbiter.emit('beat', { ...record, beat: 1 + count, reason: wide });
        while (heard < count) await new Promise((resolve) => quick.once('data', resolve));
      }
      const text = await (await served.get('/metrics')).text();
      assert.match(text, /^venom_event_stream_dropped_total 1$/m);
      slow.destroy();
      quick.destroy();
    },
    { stream: { clients: 2, bytes: 2 << 20, heartbeat: 60_000 } },
  ));

test('a connection on which nothing is asked does not hold up the end', () =>
  serving(
    async (served) => {
      const socket = connect(served.port, '127.0.0.1');
      await new Promise((resolve) => socket.once('connect', resolve));
      await served.get('/healthz');
      socket.on('error', () => undefined);
      await served.service.close();
      socket.destroy();
    },
    { limits: { closing: 100_000, request: 100_000 } },
  ));

/** A connection to the stream of beats, of which nothing but the head was read. */
async function listener(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  socket.write('GET /api/beats HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await new Promise((resolve) => socket.once('readable', resolve));
  return socket;
}

test.run();
