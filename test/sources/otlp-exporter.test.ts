/** The OpenTelemetry SDK's own exporter as the one who pushes: what it sends is understood, nothing of it is rejected. */
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { OtlpSource, type Sample } from '../../src/sources/index.ts';

/** Long enough that only what the test asks for is pushed. */
const NEVER = 3_600_000;

interface Pushing {
  readonly provider: MeterProvider;
  readonly exporter: OTLPMetricExporter;
}

function pushing(url: string, temporalityPreference: AggregationTemporality, token: string): Pushing {
  const exporter = new OTLPMetricExporter({
    url,
    headers: { authorization: `Bearer ${token}` },
    temporalityPreference,
  });
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: NEVER,
    exportTimeoutMillis: 10_000,
  });
  const resource = resourceFromAttributes({ 'service.name': 'cart', 'host.name': 'a' });
  return { provider: new MeterProvider({ resource, readers: [reader] }), exporter };
}

/** What comes of two pushes; between them the counter goes on by 30. */
async function pushed(temporality: AggregationTemporality): Promise<Sample[]> {
  const stop = new AbortController();
  const listening = Promise.withResolvers<string>();
  const source = new OtlpSource({
    port: 0,
    token: 'of-the-sdk',
    entityBy: ['service.name'],
    onListening: listening.resolve,
  });
  const samples = source.samples(stop.signal);
  const first = samples.next();
  const { provider } = pushing(await listening.promise, temporality, 'of-the-sdk');
  const meter = provider.getMeter('test');
  const requests = meter.createCounter('requests');
  const latency = meter.createHistogram('latency', { advice: { explicitBucketBoundaries: [1, 2, 4] } });
  const queue = meter.createUpDownCounter('queue');
  meter.createObservableGauge('load').addCallback((result) => result.observe(0.5, { cpu: '0' }));
  requests.add(10, { code: '200' });
  queue.add(7);
  for (const value of [0.5, 1.5, 1.5, 3]) latency.record(value);
  await provider.forceFlush();
  const taken: Sample[] = [];
  const one = await first;
  if (one.value) taken.push(one.value);
  requests.add(30, { code: '200' });
  queue.add(-2);
  for (const value of [3, 3]) latency.record(value);
  await provider.forceFlush();
  const two = await samples.next();
  if (two.value) taken.push(two.value);
  // It pushes once more, and would go on trying were nobody there.
  await provider.shutdown();
  stop.abort();
  await samples.return();
  return taken;
}

for (const [name, temporality] of [
  ['cumulative', AggregationTemporality.CUMULATIVE],
  ['delta', AggregationTemporality.DELTA],
] as const) {
  test(`the SDK pushes with ${name} temporality`, async () => {
    const [first, second] = await pushed(temporality);
    assert.equal(first?.labels, { 'service.name': 'cart' });
    assert.is(first?.metrics['load{cpu="0"}'], 0.5);
    assert.is(first?.metrics.queue, 7);
    assert.is(second?.metrics.queue, 5);
    const rate = second?.metrics['requests{code="200"}'] ?? 0;
    const seconds = (second?.timestamp ?? 0) - (first?.timestamp ?? 0);
    assert.ok(seconds > 0 && rate > 0, `${rate} in ${seconds} s`);
    // Both between 2 and 4: linear within that bucket, whatever was observed before.
    assert.is(second?.metrics['latency{quantile="0.5"}'], 3);
    assert.ok('latency.count' in (second?.metrics ?? {}));
  });
}

test('a push with a wrong token is refused, and the SDK is told', async () => {
  const stop = new AbortController();
  const listening = Promise.withResolvers<string>();
  const source = new OtlpSource({ port: 0, token: 'right', onListening: listening.resolve });
  const samples = source.samples(stop.signal);
  const ended = samples.next();
  const { provider, exporter } = pushing(await listening.promise, AggregationTemporality.CUMULATIVE, 'wrong');
  const result = await new Promise<{ code: number; error?: Error }>((resolve) =>
    exporter.export({ resource: resourceFromAttributes({}), scopeMetrics: [] }, resolve),
  );
  assert.is(result.code, 1);
  assert.match(result.error?.message ?? '', /401|Unauthorized/i);
  await provider.shutdown().catch(() => undefined);
  stop.abort();
  assert.is((await ended).done, true);
});

test.run();
