import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as v from 'valibot';
import { StorageError, UsageError } from '../../src/core/errors.ts';
import { OtlpSource, type OtlpSourceOptions, type Sample } from '../../src/sources/index.ts';
import { PushReader } from '../../src/sources/otlp/push.ts';
import { FrameSchema } from '../../src/sources/otlp/schema.ts';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

interface Call {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

function call(url: string, { method = 'POST', path, headers = {}, body = '{}' }: Call): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const target = path === undefined ? url : new URL(path, url).href;
    const sent = { 'content-type': 'application/json', ...headers };
    const outgoing = request(target, { method, headers: sent, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

interface Open {
  readonly url: string;
  readonly samples: AsyncGenerator<Sample, void, void>;
  readonly first: Promise<IteratorResult<Sample, void>>;
  post(body: unknown): Promise<Answer>;
  close(): Promise<void>;
}

/** A source that listens; `first` is its first sample, which is awaited already. */
async function open(options: OtlpSourceOptions = {}): Promise<Open> {
  const abort = new AbortController();
  const listening = Promise.withResolvers<string>();
  const source = new OtlpSource({
    port: 0,
    clock: () => 1_800_000_000,
    onListening: listening.resolve,
    ...options,
  });
  const samples = source.samples(abort.signal);
  const first = samples.next();
  first.catch(listening.reject);
  const url = await listening.promise;
  return {
    url,
    samples,
    first,
    post: (body) => call(url, { body: JSON.stringify(body) }),
    close: async () => {
      abort.abort();
      await samples.return();
    },
  };
}

const nano = (seconds: number): string => `${seconds}000000000`;
const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

function push(metrics: readonly unknown[], resource: readonly object[] = []): object {
  return { resourceMetrics: [{ resource: { attributes: resource }, scopeMetrics: [{ metrics }] }] };
}

const gauge = (
  name: string,
  time: number,
  asDouble: number | string,
  attributes: readonly object[] = [],
): object => ({
  name,
  gauge: { dataPoints: [{ asDouble, timeUnixNano: nano(time), attributes }] },
});

/** The samples of these pushes, each of which is accepted whole. */
async function samplesOf(pushes: readonly object[], options: OtlpSourceOptions = {}): Promise<Sample[]> {
  const { first, samples, post, close } = await open(options);
  const taken: Sample[] = [];
  for (const body of pushes) {
    const answer = await post(body);
    assert.is(answer.status, 200, answer.body);
    assert.is(answer.body, '{"partialSuccess":{}}');
    const next = taken.length === 0 ? await first : await samples.next();
    if (next.value) taken.push(next.value);
  }
  await close();
  return taken;
}

test('the example of the specification, all four kinds', async () => {
  const time = '1544712660300000000';
  const moment = { startTimeUnixNano: time, timeUnixNano: time };
  const attributes = (name: string) => [text(name, 'some value')];
  const metrics = [
    {
      name: 'my.counter',
      unit: '1',
      sum: {
        aggregationTemporality: 1,
        isMonotonic: true,
        dataPoints: [{ asDouble: 5, ...moment, attributes: attributes('my.counter.attr') }],
      },
    },
    {
      name: 'my.gauge',
      gauge: { dataPoints: [{ asDouble: 10, timeUnixNano: time, attributes: attributes('my.gauge.attr') }] },
    },
    {
      name: 'my.histogram',
      histogram: {
        aggregationTemporality: 1,
        dataPoints: [
          {
            ...moment,
            count: '2',
            sum: 2,
            bucketCounts: ['1', '1'],
            explicitBounds: [1],
            min: 0,
            max: 2,
            attributes: [],
          },
        ],
      },
    },
    {
      name: 'my.exponential.histogram',
      exponentialHistogram: {
        aggregationTemporality: 1,
        dataPoints: [
          {
            ...moment,
            count: '3',
            sum: 10,
            scale: 0,
            zeroCount: '1',
            positive: { offset: 1, bucketCounts: ['0', '2'] },
          },
        ],
      },
    },
  ];
  const [sample] = await samplesOf([push(metrics, [text('service.name', 'my.service')])], {
    entityBy: ['service.name'],
  });
  assert.is(sample?.timestamp, 1_544_712_660.3);
  assert.equal(sample?.labels, { 'service.name': 'my.service' });
  // Start and end of the example are the same moment, over which there is no rate.
  assert.equal(sample?.metrics, {
    'my.counter{my.counter.attr="some value"}': null,
    'my.gauge{my.gauge.attr="some value"}': 10,
    'my.histogram{quantile="0.5"}': 1,
    'my.histogram{quantile="0.99"}': 1,
    'my.histogram.count': null,
    'my.exponential.histogram{quantile="0.5"}': sample?.metrics['my.exponential.histogram{quantile="0.5"}'],
    'my.exponential.histogram{quantile="0.99"}': sample?.metrics['my.exponential.histogram{quantile="0.99"}'],
    'my.exponential.histogram.count': null,
  });
  assertNear(sample?.metrics['my.exponential.histogram{quantile="0.5"}'], 4 * 2 ** 0.25);
  assertNear(sample?.metrics['my.exponential.histogram{quantile="0.99"}'], 4 * 2 ** ((2.97 - 1) / 2));
});

function assertNear(value: number | null | undefined, expected: number): void {
  assert.ok(Math.abs((value ?? Number.NaN) / expected - 1) < 1e-12, `${value} is not ${expected}`);
}

const counter = (
  time: number,
  asInt: string,
  start = 100,
  isMonotonic = true,
  aggregationTemporality = 2,
): object =>
  push([
    {
      name: 'c',
      sum: {
        isMonotonic,
        aggregationTemporality,
        dataPoints: [{ asInt, startTimeUnixNano: nano(start), timeUnixNano: nano(time) }],
      },
    },
  ]);

const valuesOf = (samples: readonly Sample[], name: string) => samples.map(({ metrics }) => metrics[name]);

test('a cumulative counter is a rate, from its start after a restart', async () => {
  const samples = await samplesOf([
    counter(110, '1000'),
    counter(120, '1050'),
    counter(140, '30', 130),
    counter(150, '40', 130),
    counter(160, '5', 130),
  ]);
  assert.equal(valuesOf(samples, 'c'), [null, 5, 3, 1, null]);
});

test('a delta is divided by its interval; a sum that goes up and down is as it is', async () => {
  assert.equal(valuesOf(await samplesOf([counter(110, '50', 100, true, 1)]), 'c'), [5]);
  assert.equal(valuesOf(await samplesOf([counter(110, '-50', 100, false)]), 'c'), [-50]);
});

test('a cumulative histogram gives quantiles of what was added, and its rate', async () => {
  const histogram = (time: number, bucketCounts: string[], count: string): object =>
    push([
      {
        name: 'h',
        histogram: {
          aggregationTemporality: 2,
          dataPoints: [
            {
              startTimeUnixNano: nano(100),
              timeUnixNano: nano(time),
              count,
              bucketCounts,
              explicitBounds: [1, 2, 4],
            },
          ],
        },
      },
    ]);
  const samples = await samplesOf([
    histogram(110, ['9', '0', '0', '0'], '9'),
    histogram(120, ['9', '5', '5', '0'], '19'),
  ]);
  assert.equal(valuesOf(samples, 'h{quantile="0.5"}'), [null, 2]);
  assert.equal(valuesOf(samples, 'h{quantile="0.99"}'), [null, 2 + (9.9 - 5) / 2.5]);
  assert.equal(valuesOf(samples, 'h.count'), [null, 1]);
});

test('an exponential histogram whose scale went down', async () => {
  const histogram = (
    time: number,
    scale: number,
    offset: number,
    bucketCounts: string[],
    count: string,
  ): object =>
    push([
      {
        name: 'e',
        exponentialHistogram: {
          aggregationTemporality: 2,
          dataPoints: [
            {
              startTimeUnixNano: nano(100),
              timeUnixNano: nano(time),
              count,
              scale,
              positive: { offset, bucketCounts },
            },
          ],
        },
      },
    ]);
  // At scale 1 the buckets 2 and 3 are (2, 2^1.5] and (2^1.5, 4], which are bucket 1 at scale 0.
  const samples = await samplesOf([histogram(110, 1, 2, ['3', '1'], '4'), histogram(120, 0, 1, ['6'], '6')]);
  assertNear(valuesOf(samples, 'e{quantile="0.5"}')[1], 2 * 2 ** 0.5);
  assert.equal(valuesOf(samples, 'e.count'), [null, 0.2]);
});

test('a summary gives its own quantiles', async () => {
  const point = {
    timeUnixNano: nano(110),
    count: '7',
    quantileValues: [
      { quantile: 0.5, value: 3 },
      { quantile: 1, value: 'NaN' },
    ],
  };
  const [sample] = await samplesOf([push([{ name: 's', summary: { dataPoints: [point] } }])]);
  assert.equal(sample?.metrics, { 's{quantile="0.5"}': 3, 's{quantile="1"}': null, 's.count': null });
});

test('what is not finite, and a point without a recorded value, is null', async () => {
  const flagged = { name: 'f', gauge: { dataPoints: [{ flags: 1, timeUnixNano: nano(5) }] } };
  const [sample] = await samplesOf([push([gauge('a', 5, 'NaN'), gauge('b', 5, '-Infinity'), flagged])]);
  assert.equal(sample?.metrics, { a: null, b: null, f: null });
});

test('labels are sorted and escaped; one sample for each entity, at its newest point', async () => {
  const attributes = [text('z', 'a"\\\n'), text('pod', 'p1'), { key: 'a', value: { intValue: '7' } }];
  const body = push([
    gauge('g', 5, 1, attributes),
    gauge('g', 9, 2, [text('pod', 'p2')]),
    gauge('h', 7, 3, [text('pod', 'p1')]),
  ]);
  const { first, samples, post, close } = await open({ entityBy: ['pod'] });
  await post(body);
  assert.equal((await first).value, {
    timestamp: 7,
    labels: { pod: 'p1' },
    metrics: { 'g{a="7",z="a\\"\\\\\\n"}': 1, h: 3 },
  });
  assert.equal((await samples.next()).value, { timestamp: 9, labels: { pod: 'p2' }, metrics: { g: 2 } });
  await close();
});

test('time does not go back for an entity', async () => {
  const samples = await samplesOf([push([gauge('a', 20, 1)]), push([gauge('b', 10, 2)])]);
  assert.equal(
    samples.map(({ timestamp }) => timestamp),
    [20, 20],
  );
});

test('points that are not understood are counted, and the first is explained; the others are taken', async () => {
  const { first, post, close } = await open();
  const { status, body } = await post(
    push([
      gauge('good', 5, 1),
      { name: 'no value', gauge: { dataPoints: [{ timeUnixNano: nano(5) }] } },
      { name: 'no time', gauge: { dataPoints: [{ asInt: '5' }] } },
      { name: 'early', gauge: { dataPoints: [{ asInt: '5', timeUnixNano: nano(1_800_000_601) }] } },
      {
        name: 'ragged',
        histogram: {
          aggregationTemporality: 1,
          dataPoints: [{ timeUnixNano: nano(5), bucketCounts: [1], explicitBounds: [1] }],
        },
      },
      { name: 'nothing' },
      7,
    ]),
  );
  assert.is(status, 200);
  assert.equal(JSON.parse(body), {
    partialSuccess: {
      rejectedDataPoints: '6',
      errorMessage: 'no value: neither asDouble nor asInt is there',
    },
  });
  assert.equal((await first).value?.metrics, { good: 1 });
  await close();
});

test('two resources with one name are told apart, or refused', async () => {
  const body = {
    resourceMetrics: ['a', 'b'].map((name, at) => ({
      resource: { attributes: [text('service.name', name)] },
      scopeMetrics: [{ metrics: [gauge('g', 5, at)] }],
    })),
  };
  const mixed = await open();
  assert.match((await mixed.post(body)).body, /"rejectedDataPoints":"1".*entityBy/);
  assert.equal((await mixed.first).value?.metrics, { g: 0 });
  await mixed.close();
  assert.is((await samplesOf([body], { entityBy: ['service.name'] })).length, 1);
});

test('gzip', async () => {
  const { url, first, close } = await open();
  const body = gzipSync(JSON.stringify(push([gauge('g', 5, 1)])));
  assert.is((await call(url, { body, headers: { 'content-encoding': 'gzip' } })).status, 200);
  assert.equal((await first).value?.metrics, { g: 1 });
  await close();
});

const refused: ReadonlyArray<
  readonly [title: string, sent: Call, status: number, code: number, says: RegExp]
> = [
  ['another path', { path: '/v1/traces' }, 404, 5, /\/v1\/metrics/],
  ['another method', { method: 'PUT' }, 405, 12, /POST/],
  ['protocol buffers', { headers: { 'content-type': 'application/x-protobuf' } }, 415, 3, /encoding: json/],
  ['another compression', { headers: { 'content-encoding': 'zstd' } }, 415, 3, /compression/],
  ['what is not JSON', { body: '{' }, 400, 3, /not JSON/],
  ['what is not UTF-8', { body: new Uint8Array([0xff]) }, 400, 3, /not JSON/],
  ['another shape', { body: '{"resourceMetrics":5}' }, 400, 3, /resourceMetrics/],
  ['no object', { body: 'null' }, 400, 3, /ExportMetricsServiceRequest/],
  ['gzip that is none', { body: 'x', headers: { 'content-encoding': 'gzip' } }, 400, 3, /gzip/],
  ['too large a body', { body: ' '.repeat(5000) }, 413, 8, /1000 bytes/],
  [
    'too large a body once inflated',
    { body: gzipSync(' '.repeat(500_000)), headers: { 'content-encoding': 'gzip' } },
    413,
    8,
    /1000 bytes/,
  ],
];

for (const [title, sent, status, code, says] of refused) {
  test(`${title} is refused with ${status}`, async () => {
    const { url, post, first, close } = await open({ maxBytes: 1000 });
    const answer = await call(url, sent);
    assert.is(answer.status, status, answer.body);
    const { code: answered, message } = JSON.parse(answer.body);
    assert.is(answered, code);
    assert.match(message, says);
    assert.is((await post(push([gauge('after', 5, 1)]))).status, 200);
    assert.equal((await first).value?.metrics, { after: 1 });
    await close();
  });
}

test('a full queue is told to come again, and the push leaves no trace', async () => {
  const { first, samples, post, close } = await open({ maxQueue: 1 });
  await post(counter(110, '100'));
  await first;
  assert.is((await post(counter(120, '200'))).status, 200);
  const { status, headers, body } = await post(counter(130, '400'));
  assert.is(status, 503);
  assert.is(headers['retry-after'], '1');
  assert.is(JSON.parse(body).code, 14);
  assert.is((await samples.next()).value?.metrics.c, 10);
  assert.is((await post(counter(130, '400'))).status, 200);
  assert.is((await samples.next()).value?.metrics.c, 20);
  await close();
});

test('a token is asked for where it is set', async () => {
  const { url, close } = await open({ token: 'secret', host: '0.0.0.0' });
  const local = url.replace('0.0.0.0', '127.0.0.1');
  for (const authorization of ['', 'Bearer wrong', 'Basic secret']) {
    assert.is((await call(local, { headers: { authorization } })).status, 401);
  }
  assert.is((await call(local, { headers: { authorization: 'Bearer secret' } })).status, 200);
  await close();
});

test('it does not listen where others reach it without a token', () => {
  for (const host of ['0.0.0.0', '::', '192.168.1.5', 'example.org', '128.0.0.1', '127.0.0.1.evil.org']) {
    assert.throws(
      () => new OtlpSource({ host }),
      (error: unknown) =>
        error instanceof UsageError && /push metrics/.test(error.message) && /token/.test(error.fix),
      host,
    );
  }
  for (const host of ['127.0.0.1', '127.8.9.1', '::1', 'localhost']) new OtlpSource({ host });
});

test('a port that is taken is told', async () => {
  const { url, close } = await open();
  const port = Number(new URL(url).port);
  try {
    await open({ port });
    assert.unreachable();
  } catch (error) {
    assert.instance(error, StorageError);
    assert.match((error as StorageError).message, new RegExp(`port ${port}`));
  }
  await close();
});

test('an abort ends it, with connections open, and frees the port', async () => {
  const { url, first, close } = await open();
  const hanging = call(url, { headers: { 'content-length': '1000' }, body: '{' }).then(
    () => 'answered',
    () => 'closed',
  );
  await close();
  assert.is((await first).done, true);
  assert.is(await hanging, 'closed');
  const again = await open({ port: Number(new URL(url).port) });
  await again.close();
});

test('a request that breaks off ends nothing', async () => {
  const { url, first, post, close } = await open();
  await new Promise<void>((resolve) => {
    const headers = { 'content-type': 'application/json', 'content-length': '1000' };
    const outgoing = request(url, { method: 'POST', headers, agent: false });
    outgoing.on('error', () => resolve());
    outgoing.on('close', () => resolve());
    outgoing.write('{', () => outgoing.destroy());
  });
  assert.is((await post(push([gauge('g', 5, 1)]))).status, 200);
  assert.equal((await first).value?.metrics, { g: 1 });
  await close();
});

const pieces = fc.constantFrom<unknown>(
  5,
  '5',
  -1,
  'NaN',
  null,
  true,
  '9'.repeat(20),
  [],
  {},
  ['1', 2],
  1e300,
  nano(5),
);
const point = fc.dictionary(
  fc.constantFrom(
    'asDouble',
    'asInt',
    'count',
    'scale',
    'zeroCount',
    'bucketCounts',
    'explicitBounds',
    'flags',
    'attributes',
  ),
  pieces,
);
const hostile = fc.array(
  fc.record({
    name: fc.constantFrom('a', '__proto__', ''),
    kind: fc.constantFrom('gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'),
    aggregationTemporality: fc.constantFrom(0, 1, 2),
    isMonotonic: fc.boolean(),
    dataPoints: fc.array(
      fc.oneof(
        point,
        point.map((fields) => ({ ...fields, timeUnixNano: nano(9) })),
        fc.jsonValue(),
      ),
    ),
  }),
);

test('whatever the points are, they are readings or are rejected', () => {
  fc.assert(
    fc.property(hostile, (metrics) => {
      const reader = new PushReader([], () => 1_800_000_000);
      const raw = push(metrics.map(({ name, kind, ...rest }) => ({ name, [kind]: rest })));
      for (const { metrics: readings } of reader.read(v.parse(FrameSchema, raw)).samples) {
        for (const value of Object.values(readings)) assert.ok(value === null || Number.isFinite(value));
      }
    }),
    { numRuns: 500 },
  );
});

test('discovery shows what the first push brings', async () => {
  let answer: Promise<Answer> | undefined;
  const source = new OtlpSource({
    port: 0,
    clock: () => 1_800_000_000,
    onListening: (url) => {
      answer = call(url, { body: JSON.stringify(push([gauge('g', 5, 1)])) });
    },
  });
  const found = await source.discover(new AbortController().signal);
  assert.equal(found, [{ metric: 'g', kind: 'gauge', value: 1, watched: true, why: 'it is pushed' }]);
  await answer?.catch(() => undefined);
});

test.run();
