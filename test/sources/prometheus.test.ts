/** Scrapes of real servers on this machine: what samples hold, and every way in which an endpoint fails. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { PrometheusSource, type PrometheusSourceOptions, type Sample } from '../../src/sources/index.ts';
import { parseSelector } from '../../src/sources/prometheus/selector.ts';

type Answer = (response: ServerResponse, request: IncomingMessage, scrape: number) => void;

interface World {
  readonly url: string;
  readonly notices: string[];
  readonly requests: IncomingMessage[];
  source(options?: Partial<PrometheusSourceOptions>): PrometheusSource;
  /** As many samples as there are asked for. */
  take(count: number, options?: Partial<PrometheusSourceOptions>): Promise<Sample[]>;
}

/** A server that answers each scrape; a clock that goes on by a second a look and waits for nothing. */
async function served(answer: Answer, work: (world: World) => Promise<void>): Promise<void> {
  const requests: IncomingMessage[] = [];
  const server: Server = createServer((request, response) => {
    requests.push(request);
    answer(response, request, requests.length - 1);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
  const notices: string[] = [];
  let time = 1000;
  const source = (options: Partial<PrometheusSourceOptions> = {}): PrometheusSource =>
    new PrometheusSource({
      url,
      period: 10,
      clock: () => time,
      sleep: async (seconds) => {
        time += seconds;
      },
      onNotice: (text) => notices.push(text),
      ...options,
    });
  const take: World['take'] = async (count, options) => {
    const samples: Sample[] = [];
    const stop = new AbortController();
    for await (const sample of source(options).samples(stop.signal)) {
      if (samples.push(sample) === count) break;
    }
    stop.abort();
    return samples;
  };
  try {
    await work({ url, notices, requests, source, take });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const pages =
  (...texts: readonly string[]): Answer =>
  (response, _, scrape) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(texts[Math.min(scrape, texts.length - 1)]);
  };

const metricsOf = (sample: Sample | undefined) => sample?.metrics ?? {};

test('gauges as they are, counters as rates, and a counter that begins anew counts from 0', () =>
  served(
    pages(
      '# TYPE temperature gauge\ntemperature{room="a"} 20.5\n# TYPE requests counter\nrequests 100\nold_total 5\n',
      'temperature{room="a"} NaN\n# TYPE requests counter\nrequests 150\nold_total 6\n',
      '# TYPE requests counter\nrequests 30\nold_total 6\n',
    ),
    async ({ take }) => {
      const samples = await take(3);
      assert.equal(
        samples.map(({ timestamp }) => timestamp),
        [1000, 1010, 1020],
      );
      assert.equal(
        samples.map(({ metrics }) => metrics),
        [
          { up: 1, 'temperature{room="a"}': 20.5, requests: null, old_total: null },
          { up: 1, 'temperature{room="a"}': null, requests: 5, old_total: 0.1 },
          { up: 1, 'temperature{room="a"}': null, requests: 3, old_total: 0 },
        ],
      );
    },
  ));

test('histograms: quantiles of what was observed since the last scrape', () =>
  served(
    pages(
      '# TYPE d histogram\nd_bucket{le="1"} 100\nd_bucket{le="2"} 100\nd_bucket{le="+Inf"} 100\nd_sum 50\nd_count 100\n',
      '# TYPE d histogram\nd_bucket{le="1"} 100\nd_bucket{le="2"} 110\nd_bucket{le="+Inf"} 110\nd_sum 65\nd_count 110\n',
      '# TYPE d histogram\nd_bucket{le="1"} 100\nd_bucket{le="2"} 110\nd_bucket{le="+Inf"} 114\nd_sum 99\nd_count 114\n',
      '# TYPE d histogram\nd_bucket{le="1"} 100\nd_bucket{le="2"} 110\nd_bucket{le="+Inf"} 114\nd_sum 99\nd_count 114\n',
      '# TYPE d histogram\nd_bucket{le="1"} 4\nd_bucket{le="2"} 4\nd_bucket{le="+Inf"} 4\nd_sum 2\nd_count 4\n',
    ),
    async ({ take }) => {
      const samples = await take(5);
      assert.equal(
        samples.map(({ metrics }) => metrics['d{quantile="0.5"}']),
        [null, 1.5, 2, null, 0.5],
      );
      assert.equal(
        samples.map(({ metrics }) => metrics['d{quantile="0.99"}']),
        [null, 1.99, 2, null, 0.99],
      );
      assert.equal(
        samples.map(({ metrics }) => metrics.d_count),
        [null, 1, 0.4, 0, 0.4],
      );
    },
  ));

test('summaries, gauge histograms, OpenMetrics counters; info and creation times are not watched', () =>
  served(
    (response, _, scrape) => {
      response.setHeader('content-type', 'application/openmetrics-text; version=1.0.0; charset=utf-8');
      response.end(
        `# TYPE rpc summary\nrpc{quantile="0.9"} 0.4\nrpc_count ${scrape * 20}\nrpc_sum 1\n# TYPE q gaugehistogram\nq_bucket{le="10"} 4\nq_bucket{le="+Inf"} 4\nq_gcount 4\nq_gsum 9\n# TYPE hits counter\nhits_total ${scrape * 50}\nhits_created 5\n# TYPE build info\nbuild_info{v="1"} 1\n# TYPE go_threads gauge\ngo_threads 8\n# EOF\n`,
      );
    },
    async ({ take }) => {
      const [, second] = await take(2);
      assert.equal(metricsOf(second), {
        up: 1,
        'rpc{quantile="0.9"}': 0.4,
        rpc_count: 2,
        hits_total: 5,
        'q{quantile="0.5"}': 5,
        'q{quantile="0.99"}': 9.9,
      });
    },
  ));

test('a sample for each entity, and what has no such label for the run itself', () =>
  served(
    pages(
      'load{pod="a",zone="x"} 1\nload{pod="b",zone="x"} 2\nnodes 3\n',
      'load{pod="a",zone="x"} 4\nnodes 3\n',
    ),
    async ({ take }) => {
      const samples = await take(6, { entityBy: ['pod'] });
      assert.equal(
        samples.map(({ labels, metrics }) => [labels?.pod, metrics]),
        [
          [undefined, { up: 1, nodes: 3 }],
          ['a', { 'load{zone="x"}': 1 }],
          ['b', { 'load{zone="x"}': 2 }],
          [undefined, { up: 1, nodes: 3 }],
          ['a', { 'load{zone="x"}': 4 }],
          ['b', { 'load{zone="x"}': null }],
        ],
      );
    },
  ));

test('selectors pick, and too many series are told of', async () => {
  const page = pages('a{code="200"} 1\na{code="500"} 2\nb 3\ngo_gc 4\n');
  await served(page, async ({ take }) => {
    const [first] = await take(1, { match: ['a{code!="200"}', '{__name__=~"go_.*"}'] });
    assert.equal(metricsOf(first), { up: 1, 'a{code="500"}': 2, go_gc: 4 });
  });
  await served(page, async ({ take, notices }) => {
    const [, second] = await take(2, { maxSeries: 2 });
    assert.is(Object.keys(metricsOf(second)).length, 3);
    assert.is(notices.filter((text) => text.includes('more than 2 series')).length, 1);
  });
  for (const wrong of ['', '{', 'a{b}', 'a{b="c"', '{b=~"("}', 'a b']) {
    assert.throws(
      () => parseSelector(wrong),
      (error: Error & { code?: string }) => error.code === 'ERR_SELECTOR',
      wrong,
    );
  }
});

test('a scrape that is missed is an observation, told once, and so is the return', () =>
  served(
    (response, _request, scrape) => {
      if (scrape === 0 || scrape === 4) response.end('a 1\n');
      else {
        response.statusCode = 503;
        response.end('<html><body>Service <b>Unavailable</b></body></html>');
      }
    },
    async ({ take, notices, url }) => {
      const samples = await take(5);
      assert.equal(
        samples.map(({ metrics }) => metrics),
        [
          { up: 1, a: 1 },
          { up: 0, a: null },
          { up: 0, a: null },
          { up: 0, a: null },
          { up: 1, a: 1 },
        ],
      );
      assert.is(notices.length, 2);
      assert.match(notices[0] ?? '', /status 503: Service Unavailable/);
      assert.match(notices[1] ?? '', /answers again/);
      assert.not.match(notices.join(), url.slice(0, 4).repeat(9));
    },
  ));

test('every way to fail has its reason', async () => {
  const failures: readonly [why: RegExp, answer: Answer, options?: Partial<PrometheusSourceOptions>][] = [
    [/a page of HTML/, (response) => response.end('<!DOCTYPE html><html><title>Login</title></html>')],
    [/line 2 column 3 /, (response) => response.end('a 1\nb x\n')],
    [/was cut off/, pages('# TYPE a counter\na_total 1\nb{c="')],
    [/more than 100 bytes/, (response) => response.end('a 1\n'.repeat(100)), { maxBytes: 100 }],
    [
      /more than 1000 bytes, inflated/,
      (response) => {
        response.setHeader('content-encoding', 'gzip');
        response.end(gzipSync('a 1\n'.repeat(100_000)));
      },
      { maxBytes: 1000 },
    ],
    [
      /incorrect header check|invalid|decompress|Z_DATA/i,
      (response) => {
        response.setHeader('content-encoding', 'gzip');
        response.end('this is not gzip at all');
      },
    ],
    [/no whole answer within 0.2 s/, () => undefined, { timeout: 0.2 }],
    [
      /no whole answer within 0.3 s/,
      (response) => {
        const drip = setInterval(() => response.write('a'), 20);
        response.on('close', () => clearInterval(drip));
      },
      { timeout: 0.3 },
    ],
    [
      /broke off|aborted|ECONNRESET|hang up|closed/i,
      (response) => {
        response.setHeader('content-length', '1000');
        response.write('a 1\n');
        setImmediate(() => response.destroy());
      },
    ],
    [
      /more than 5 redirects/,
      (response) => {
        response.writeHead(302, { location: '/again' });
        response.end();
      },
    ],
  ];
  for (const [why, answer, options] of failures) {
    await served(answer, async ({ take, notices }) => {
      const [first] = await take(1, options);
      assert.equal(metricsOf(first), { up: 0 }, String(why));
      assert.match(notices.join(), why);
    });
  }
  const nobody = new PrometheusSource({
    url: 'http://127.0.0.1:1/metrics',
    onNotice: (text) => assert.match(text, /REFUSED|refused|connect/i),
  });
  for await (const { metrics } of nobody.samples(new AbortController().signal)) {
    assert.equal(metrics, { up: 0 });
    break;
  }
});

test('gzip, redirects, headers and tokens; another origin gets no credentials', async () => {
  await served(
    (response, request) => {
      response.setHeader('content-encoding', 'gzip');
      response.end(gzipSync('a 7\n'));
      assert.match(String(request.headers['accept-encoding']), 'gzip');
      assert.match(String(request.headers.accept), 'openmetrics');
      assert.is(request.headers.authorization, 'Bearer secret');
      assert.is(request.headers['x-scope'], 'tenant');
    },
    async ({ take }) => {
      const [first] = await take(1, { bearerToken: 'secret', headers: { 'X-Scope': 'tenant' } });
      assert.is(metricsOf(first).a, 7);
    },
  );
  await served(pages('a 9\n'), async (other) => {
    await served(
      (response) => {
        response.writeHead(307, { location: other.url });
        response.end();
      },
      async ({ take, requests }) => {
        const [first] = await take(1, { bearerToken: 'secret', headers: { 'X-Scope': 'tenant' } });
        assert.is(metricsOf(first).a, 9);
        assert.is(requests[0]?.headers.authorization, 'Bearer secret');
        assert.is(other.requests[0]?.headers.authorization, undefined);
        assert.is(other.requests[0]?.headers['x-scope'], undefined);
      },
    );
  });
});

test('an abort ends a scrape that is under way', () =>
  served(
    () => undefined,
    async ({ source, requests }) => {
      const stop = new AbortController();
      const ended = (async () => {
        for await (const _ of source({ timeout: 100 }).samples(stop.signal))
          throw new Error('no sample is due');
      })();
      while (requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
      stop.abort();
      await ended;
    },
  ));

test('discovery tells what would be watched, and why', () =>
  served(
    pages(
      '# TYPE a_total counter\na_total 1\nb 2\ngo_x 3\n# TYPE d histogram\nd_bucket{le="+Inf"} 1\nd_count 1\n',
    ),
    async ({ source }) => {
      const found = await source().discover(new AbortController().signal);
      assert.equal(
        found.map(({ metric, kind, value, watched }) => [metric, kind, value, watched]),
        [
          ['a_total', 'rate of a counter', null, true],
          ['b', 'gauge', 2, true],
          ['go_x', 'gauge', 3, false],
          ['d_count', 'rate of a counter', null, true],
          ['d', 'quantiles of a histogram', null, true],
        ],
      );
      assert.match(found[2]?.why ?? '', /exporter/);
      const error = await new PrometheusSource({ url: 'http://127.0.0.1:1/' })
        .discover(new AbortController().signal)
        .then(
          () => undefined,
          (failure: Error & { code?: string }) => failure,
        );
      assert.is(error?.code, 'ERR_SCRAPE');
    },
  ));

test('series that stay away are forgotten', () =>
  served(
    (response, _, scrape) => response.end(scrape === 0 ? 'here 1\ngone 2\n' : 'here 1\n'),
    async ({ take }) => {
      const samples = await take(25);
      assert.ok('gone' in metricsOf(samples[19]));
      assert.not.ok('gone' in metricsOf(samples[24]));
    },
  ));

test('options that cannot be are refused by name', () => {
  const bad: readonly [Partial<PrometheusSourceOptions>, RegExp][] = [
    [{ url: 'ftp://host/' }, /url is "ftp:\/\/host\/"/],
    [{ url: 'metrics' }, /url is/],
    [{ period: 0 }, /period/],
    [{ timeout: -1 }, /timeout/],
    [{ maxBytes: Number.NaN }, /maxBytes/],
    [{ quantiles: [1.5] }, /quantiles/],
    [{ match: ['{'] }, /selector/],
    [{ ca: '/nowhere/ca.pem' }, /\/nowhere\/ca.pem/],
  ];
  for (const [options, why] of bad) {
    assert.throws(() => new PrometheusSource({ url: 'http://127.0.0.1/', ...options }), why);
  }
});

test.run();
