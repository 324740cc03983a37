import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http, {
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Clock } from '../../src/core/clock.ts';
import { InputError, VenomError } from '../../src/core/errors.ts';
import { PrometheusSource, type PrometheusSourceOptions, type Sample } from '../../src/sources/index.ts';

const tls = (file: string): string => fileURLToPath(new URL(`./fixtures/tls/${file}.pem`, import.meta.url));
const never = new AbortController().signal;

async function listening<T>(server: Server, use: (port: number) => Promise<T>): Promise<T> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  try {
    return await use((server.address() as AddressInfo).port);
  } finally {
    server.closeAllConnections();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
  }
}

function serving<T>(listener: RequestListener, use: (url: string) => Promise<T>): Promise<T> {
  return listening(http.createServer(listener), (port) => use(`http://127.0.0.1:${port}/metrics`));
}

const answering =
  (body: string | Uint8Array, headers: Record<string, string> = {}, status = 200): RequestListener =>
  (_, response) => {
    response.writeHead(status, headers).end(body);
  };

/** A clock that moves only by its waits, which are recorded. */
function steppedClock(waits: number[] = []): Clock & { pass(seconds: number): void } {
  let now = 0;
  return {
    now: () => 1_700_000_000 + now,
    monotonic: () => now,
    sleep: async (seconds) => {
      waits.push(seconds);
      now += seconds;
    },
    pass: (seconds) => {
      now += seconds;
    },
  };
}

async function take(count: number, options: PrometheusSourceOptions): Promise<Sample[]> {
  const source = new PrometheusSource({ clock: steppedClock(), timeout: 20, ...options });
  const abort = new AbortController();
  const samples: Sample[] = [];
  for await (const sample of source.samples(abort.signal)) {
    if (samples.push(sample) === count) abort.abort();
  }
  return samples;
}

/** Why a scrape fails. */
async function failure(options: PrometheusSourceOptions): Promise<VenomError> {
  try {
    await new PrometheusSource({ timeout: 20, ...options }).discover(never);
  } catch (error) {
    if (error instanceof VenomError) return error;
    throw error;
  }
  throw new Error('the scrape worked');
}

async function discovered(options: PrometheusSourceOptions): Promise<string[]> {
  const found = await new PrometheusSource({ timeout: 20, ...options }).discover(never);
  return found.map(({ metric }) => metric);
}

test('samples hold gauges, rates and up, at the times of the clock', async () => {
  let hits = 0;
  const page: RequestListener = (_, response) => {
    hits += 50;
    response.end(`# TYPE hits_total counter\nhits_total ${hits}\nload 3\n`);
  };
  const samples = await serving(page, (url) => take(2, { url, period: 10 }));
  assert.equal(samples, [
    { timestamp: 1_700_000_000, labels: undefined, metrics: { hits_total: null, load: 3, up: 1 } },
    { timestamp: 1_700_000_010, labels: undefined, metrics: { hits_total: 5, load: 3, up: 1 } },
  ]);
});

test('entities have a sample each, of one time', async () => {
  const samples = await serving(answering('m{pod="a"} 1\nm{pod="b"} 2\nm 3\n'), (url) =>
    take(3, { url, entityBy: ['pod'] }),
  );
  assert.equal(
    samples.map(({ labels, metrics }) => [labels?.pod, metrics]),
    [
      [undefined, { m: 3, up: 1 }],
      ['a', { m: 1 }],
      ['b', { m: 2 }],
    ],
  );
  assert.is(new Set(samples.map(({ timestamp }) => timestamp)).size, 1);
});

test('a failed scrape is a sample of nulls with up 0, told once until the reason changes', async () => {
  const answers: Array<[status: number, body: string]> = [
    [503, 'x'],
    [200, 'a 1\n'],
    [500, 'x'],
    [500, 'x'],
    [404, 'x'],
    [200, 'a 2\n'],
  ];
  const told: string[] = [];
  const page: RequestListener = (_, response) => {
    const [status, body] = answers.shift() ?? [200, ''];
    response.writeHead(status).end(body);
  };
  const samples = await serving(page, (url) => take(6, { url, onNotice: (text) => told.push(text) }));
  assert.equal(
    samples.map(({ metrics }) => metrics),
    [{ up: 0 }, { a: 1, up: 1 }, { a: null, up: 0 }, { a: null, up: 0 }, { a: null, up: 0 }, { a: 2, up: 1 }],
  );
  assert.equal(
    told.map((text) => /\d{3} [A-Z]\w+|answers again/.exec(text)?.[0]),
    ['503 Service', 'answers again', '500 Internal', '404 Not', 'answers again'],
  );
});

test('a page that does not parse is a failed scrape', async () => {
  const told: string[] = [];
  const [sample] = await serving(answering('a 1\nb x\n'), (url) =>
    take(1, { url, onNotice: (text) => told.push(text) }),
  );
  assert.equal(sample?.metrics, { up: 0 });
  assert.match(told[0] ?? '', /line 2, column 3/);
});

test('series beyond maxSeries are told once', async () => {
  const told: string[] = [];
  await serving(answering('a 1\nb 2\nc 3\n'), (url) =>
    take(3, { url, maxSeries: 1, onNotice: (text) => told.push(text) }),
  );
  assert.is(told.length, 1);
  assert.match(told[0] ?? '', /^2 series are not watched: maxSeries is 1/);
});

test('scrapes keep to multiples of the period, and skip those they run over', async () => {
  const waits: number[] = [];
  const clock = steppedClock(waits);
  const durations = [1, 0.5, 12, 0];
  const page: RequestListener = (_, response) => {
    clock.pass(durations.shift() ?? 0);
    response.end('a 1\n');
  };
  const samples = await serving(page, (url) => take(5, { url, period: 5, clock }));
  assert.equal(waits.slice(0, 4), [4, 4.5, 3, 5]);
  assert.equal(
    samples.map(({ timestamp }) => timestamp - 1_700_000_000),
    [0, 5, 10, 25, 30],
  );
});

test('the format is that of the content type, else told by # EOF', async () => {
  const help = async (type: string, page: string): Promise<string | null | undefined> => {
    const [sample] = await serving(answering(page, { 'content-type': type }), (url) => take(1, { url }));
    return sample?.metrics.up === 1 ? 'read' : 'refused';
  };
  assert.is(await help('application/openmetrics-text; version=1.0.0; charset=utf-8', 'a 1\n'), 'refused');
  assert.is(await help('application/openmetrics-text; version=1.0.0', 'a 1 1.5\n# EOF\n'), 'read');
  assert.is(await help('text/plain; version=0.0.4', 'a  1\n# EOF\n'), 'read');
  assert.is(await help('text/plain', 'a  1\n# EOF\n'), 'refused');
  assert.is(await help('text/plain', 'a  1\n'), 'read');
});

test('what is asked for is OpenMetrics, then text, plain or as gzip', async () => {
  let asked: IncomingMessage['headers'] = {};
  const page: RequestListener = (request, response) => {
    asked = request.headers;
    response.end('a 1\n');
  };
  await serving(page, (url) => take(1, { url, headers: { 'X-Scope': 'shop' } }));
  assert.match(
    asked.accept ?? '',
    /^application\/openmetrics-text;version=1\.0\.0.*text\/plain;version=0\.0\.4/,
  );
  assert.is(asked['accept-encoding'], 'gzip');
  assert.is(asked['x-scope'], 'shop');
});

test('a page as gzip is inflated, within the limit', async () => {
  const page = `a{b="${'x'.repeat(200_000)}"} 1\n`;
  const gzip = answering(gzipSync(page), { 'content-encoding': 'gzip' });
  assert.is((await serving(gzip, (url) => discovered({ url }))).length, 2);
  const error = await serving(gzip, (url) => failure({ url, maxBytes: 100_000 }));
  assert.match(error.message, /more than 100000 bytes.*limit maxBytes/);
  const plain = await serving(answering(page), (url) => failure({ url, maxBytes: 100_000 }));
  assert.match(plain.message, /more than 100000 bytes/);
});

test('gzip that is broken or cut is told, an encoding that was not asked for too', async () => {
  const page = gzipSync('a 1\n'.repeat(1000));
  const headers = { 'content-encoding': 'gzip' };
  assert.match(
    (await serving(answering('no gzip', headers), (url) => failure({ url }))).message,
    /not valid gzip/,
  );
  assert.match(
    (await serving(answering(page.subarray(0, 20), headers), (url) => failure({ url }))).message,
    /not valid gzip/,
  );
  const brotli = await serving(answering('x', { 'content-encoding': 'br' }), (url) => failure({ url }));
  assert.match(brotli.message, /encoded as br/);
});

test('a connection that breaks off within the page is told', async () => {
  for (const headers of [{ 'content-length': '100' }, { 'transfer-encoding': 'chunked' }]) {
    const breaking: RequestListener = (_, response) => {
      response.writeHead(200, headers);
      response.write('a 1\n', () => response.destroy());
    };
    const error = await serving(breaking, (url) => failure({ url }));
    assert.is(error.code, 'ERR_PROMETHEUS_CONNECTION');
  }
});

test('nobody who listens is told with the address', async () => {
  const url = await serving(answering(''), async (free) => free);
  const error = await failure({ url });
  assert.is(error.code, 'ERR_PROMETHEUS_CONNECTION');
  assert.match(error.message, /^http:\/\/127\.0\.0\.1:\d+ could not be scraped: /);
});

test('an answer that is no page of metrics is told with its first words', async () => {
  const html =
    '<!DOCTYPE html><html><head><style>p{}</style></head><body><h1>Welcome\u0007</h1></body></html>';
  const missing = await serving(answering(html, { 'content-type': 'text/html' }, 404), (url) =>
    failure({ url }),
  );
  assert.match(missing.message, /\/metrics answered 404 Not Found: Welcome$/);
  const page = await serving(answering(html), (url) => failure({ url }));
  assert.match(page.message, /answered with an HTML page, not with metrics: Welcome$/);
  const forbidden = await serving(answering('', {}, 401), (url) => failure({ url }));
  assert.match(forbidden.fix, /bearerToken/);
});

test('a page that is not UTF-8 is told with its line', async () => {
  const page = Buffer.concat([
    Buffer.from('a{b="\ufffd"} 1\nb{c="'),
    Buffer.from([0xff]),
    Buffer.from('"} 1\n'),
  ]);
  assert.match(
    (await serving(answering(page), (url) => failure({ url }))).message,
    /line 2, column 1: the line is not UTF-8/,
  );
});

test('a server that never answers, and one that drips, run into the timeout', async () => {
  const timers: NodeJS.Timeout[] = [];
  const dripping: RequestListener = (_, response) => {
    response.writeHead(200);
    timers.push(setInterval(() => response.write('# drip\n'), 20));
  };
  for (const listener of [() => undefined, dripping]) {
    const error = await serving(listener, (url) => failure({ url, timeout: 0.3 }));
    assert.match(error.message, /did not send its page within 0\.3 s/);
  }
  for (const timer of timers) clearInterval(timer);
});

test('an abort ends a scrape that hangs, and its connection', async () => {
  const abort = new AbortController();
  let closed: Promise<void> = Promise.resolve();
  const hanging: RequestListener = (request) => {
    closed = new Promise((resolve) => {
      request.socket.once('close', () => resolve());
    });
    abort.abort();
  };
  await serving(hanging, async (url) => {
    for await (const _ of new PrometheusSource({ url, timeout: 3600 }).samples(abort.signal))
      assert.unreachable();
    await closed;
  });
});

test('an abort before the first scrape and within a wait ends the run', async () => {
  await serving(answering('a 1\n'), async (url) => {
    for await (const _ of new PrometheusSource({ url }).samples(AbortSignal.abort())) assert.unreachable();
    const abort = new AbortController();
    let seen = 0;
    for await (const _ of new PrometheusSource({ url, period: 3600 }).samples(abort.signal)) {
      seen += 1;
      setTimeout(() => abort.abort(), 0);
    }
    assert.is(seen, 1);
  });
});

const echoing: RequestListener = ({ headers }, response: ServerResponse) => {
  response.end(
    `seen{authorization="${headers.authorization ?? 'none'}",key="${headers['x-key'] ?? 'none'}"} 1\n`,
  );
};
const seen = (authorization: string, key = 'none'): string =>
  `seen{authorization="${authorization}",key="${key}"}`;

test('a user in the URL, a token and a file of it are sent', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'venom-prometheus-'));
  try {
    const file = join(directory, 'token');
    await serving(echoing, async (url) => {
      const withUser = url.replace('//', '//us%40er:pa%3Ass@');
      const basic = Buffer.from('us@er:pa:ss').toString('base64');
      assert.equal(await discovered({ url: withUser }), ['up', seen(`Basic ${basic}`)]);
      assert.equal(await discovered({ url, bearerToken: 'secret' }), ['up', seen('Bearer secret')]);
      const source = new PrometheusSource({ url, bearerTokenFile: file, timeout: 20 });
      for (const token of ['first', 'second']) {
        writeFileSync(file, `${token}\n`);
        assert.is((await source.discover(never))[1]?.metric, seen(`Bearer ${token}`));
      }
      rmSync(file);
      assert.match(
        (await failure({ url, bearerTokenFile: file })).message,
        /bearerTokenFile.*cannot be read \(ENOENT\)/,
      );
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('redirects are followed; credentials stay with their origin', async () => {
  const redirecting: RequestListener = (request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://localhost');
    if (pathname === '/metrics') response.writeHead(302, { location: '/inner' }).end();
    else echoing(request, response as ServerResponse & { req: IncomingMessage });
  };
  const options = { bearerToken: 'secret', headers: { 'X-Key': 'k' } };
  await serving(redirecting, async (url) => {
    assert.equal(await discovered({ url, ...options }), ['up', seen('Bearer secret', 'k')]);
    const away = answering(
      '',
      { location: url.replace('//', '//other:user@').replace('/metrics', '/inner') },
      307,
    );
    assert.equal(await serving(away, (elsewhere) => discovered({ url: elsewhere, ...options })), [
      'up',
      seen('none'),
    ]);
  });
});

test('a redirect that goes in circles or nowhere is told', async () => {
  const circle = await serving(answering('', { location: '/metrics' }, 301), (url) => failure({ url }));
  assert.match(circle.message, /redirects more than 5 times/);
  for (const location of ['ftp://x/', 'http://[']) {
    const nowhere = await serving(answering('', { location }, 302), (url) => failure({ url }));
    assert.match(nowhere.message, /answered 302 without a place to go to/);
  }
});

function servingTls<T>(options: https.ServerOptions, use: (url: string) => Promise<T>): Promise<T> {
  const server = https.createServer(
    { cert: readFileSync(tls('server')), key: readFileSync(tls('server-key')), ...options },
    answering('a 1\n'),
  );
  return listening(server, (port) => use(`https://127.0.0.1:${port}/metrics`));
}

test('a certificate is verified by the given authority and name, unless that is waived', async () => {
  await servingTls({}, async (url) => {
    assert.equal(await discovered({ url, ca: tls('ca'), serverName: 'metrics.example' }), ['up', 'a']);
    assert.equal(await discovered({ url, insecure: true }), ['up', 'a']);
    for (const options of [
      {},
      { ca: tls('ca') },
      { serverName: 'metrics.example' },
      { ca: tls('ca'), serverName: 'other.example' },
    ]) {
      assert.is((await failure({ url, ...options })).code, 'ERR_PROMETHEUS_CONNECTION');
    }
  });
});

test('a client certificate is shown to a server that asks for it', async () => {
  const asking = { ca: readFileSync(tls('ca')), requestCert: true, rejectUnauthorized: true };
  await servingTls(asking, async (url) => {
    const options = { url, ca: tls('ca'), serverName: 'metrics.example' };
    assert.equal(await discovered({ ...options, cert: tls('client'), key: tls('client-key') }), ['up', 'a']);
    assert.is((await failure(options)).code, 'ERR_PROMETHEUS_CONNECTION');
  });
});

test('a token does not show in what is told', async () => {
  const url = await serving(answering(''), async (free) => free.replace('//', '//user:hunter2@'));
  const { message, fix } = await failure({ url: `${url}?token=hunter2` });
  assert.not.match(message + fix, /hunter2/);
});

const url = 'http://localhost/metrics';
for (const [option, options] of [
  ['url', { url: '' }],
  ['url', { url: 'localhost:9100' }],
  ['url', { url: 'metrics' }],
  ['url', { url: 'http://a%zz:b@localhost/' }],
  ['period', { url, period: 0 }],
  ['period', { url, period: Number.NaN }],
  ['period', { url, period: 1e9 }],
  ['timeout', { url, timeout: -1 }],
  ['match', { url, match: ['a{'] }],
  ['match', { url, match: 'a' as never }],
  ['entityBy', { url, entityBy: [''] }],
  ['headers a b', { url, headers: { 'a b': 'c' } }],
  ['headers x', { url, headers: { x: 'a\nb' } }],
  ['bearerToken', { url, bearerToken: 'a\nb' }],
  ['bearerToken', { url: 'http://u:p@localhost/', bearerToken: 'a' }],
  ['bearerTokenFile', { url, bearerToken: 'a', bearerTokenFile: 'b' }],
  ['the header Authorization', { url, bearerToken: 'a', headers: { authorization: 'b' } }],
  ['ca', { url, ca: '/nowhere.pem' }],
  ['ca', { url, ca: fileURLToPath(import.meta.url) }],
  ['cert', { url, cert: tls('client') }],
  ['key', { url, key: tls('client-key') }],
  ['insecure', { url, insecure: 1 as never }],
  ['serverName', { url, serverName: '' }],
  ['maxBytes', { url, maxBytes: 1.5 }],
  ['maxSeries', { url, maxSeries: 0 }],
  ['quantiles', { url, quantiles: [1.5] }],
  ['quantiles', { url, quantiles: [0.5, 0.5] }],
] as const) {
  test(`a wrong ${option} is refused by name: ${JSON.stringify(options).slice(0, 90)}`, () => {
    try {
      new PrometheusSource(options);
    } catch (error) {
      assert.instance(error, InputError);
      assert.is((error as InputError).code, 'ERR_PROMETHEUS_OPTION');
      assert.ok((error as InputError).message.startsWith(`prometheus option ${option} `), String(error));
      assert.ok((error as InputError).fix.length > 10);
      return;
    }
    assert.unreachable('it was taken');
  });
}

test('what a metric means is its help, once it was seen', async () => {
  await serving(answering('# HELP a Apples.\na 1\n'), async (url) => {
    const source = new PrometheusSource({ url, timeout: 20 });
    assert.is(source.describe('a'), undefined);
    for await (const _ of source.samples(never)) break;
    assert.is(source.describe('a'), 'Apples.');
    assert.match(source.describe('up') ?? '', /scrape/);
  });
});

test.run();
