/**
 * OTLP metrics in the JSON encoding (opentelemetry-proto, docs/specification.md, "JSON Protobuf Encoding"): 64-bit
 * integers are texts or numbers, enums are numbers, absent is zero, unknown names are passed over.
 *
 * The frame is one schema: what breaks it breaks the request. Metrics and points are checked one by one.
 */
import * as v from 'valibot';

/** A double as JSON has it: what is not finite is a text. */
const double = v.union([
  v.number(),
  v.pipe(
    v.string(),
    v.regex(/^(?:NaN|-?Infinity|[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)$/i),
    v.transform(Number),
  ),
]);

/** An int64 or uint64; beyond 2^53 the nearest double. */
const integer = v.union([
  v.pipe(v.number(), v.integer()),
  v.pipe(v.string(), v.regex(/^-?\d{1,20}$/), v.transform(Number)),
]);
const count = v.pipe(integer, v.minValue(0));

/** Seconds since the epoch, from nanoseconds; 0 is unknown. */
const seconds = v.optional(
  v.pipe(
    v.union([v.string(), v.number()]),
    v.transform(String),
    v.regex(/^\d{1,20}$/),
    v.transform((nanoseconds) => Number(`${nanoseconds}e-9`)),
  ),
  0,
);

const keyValue = v.object({ key: v.string(), value: v.optional(v.record(v.string(), v.unknown()), {}) });
const attributes = v.optional(v.array(keyValue), []);

export const FrameSchema = v.object({
  resourceMetrics: v.optional(
    v.array(
      v.object({
        resource: v.optional(v.object({ attributes }), { attributes: [] }),
        scopeMetrics: v.optional(v.array(v.object({ metrics: v.optional(v.array(v.unknown()), []) })), []),
      }),
    ),
    [],
  ),
});

const points = { dataPoints: v.optional(v.array(v.unknown()), []) };
/** 1 is delta, 2 is cumulative. */
const temporality = v.picklist([1, 2]);

export const MetricSchema = v.pipe(
  v.object({
    name: v.pipe(v.string(), v.nonEmpty()),
    gauge: v.optional(v.object(points)),
    sum: v.optional(
      v.object({
        ...points,
        aggregationTemporality: temporality,
        isMonotonic: v.optional(v.boolean(), false),
      }),
    ),
    histogram: v.optional(v.object({ ...points, aggregationTemporality: temporality })),
    exponentialHistogram: v.optional(v.object({ ...points, aggregationTemporality: temporality })),
    summary: v.optional(v.object(points)),
  }),
  v.check(
    (metric) =>
      [metric.gauge, metric.sum, metric.histogram, metric.exponentialHistogram, metric.summary].filter(
        Boolean,
      ).length === 1,
    'a metric is one of gauge, sum, histogram, exponentialHistogram and summary',
  ),
);

const point = {
  attributes,
  startTimeUnixNano: seconds,
  timeUnixNano: v.pipe(
    seconds,
    v.check((time) => time > 0, 'timeUnixNano is missing'),
  ),
  flags: v.optional(integer, 0),
};

export const NumberPointSchema = v.object({
  ...point,
  asDouble: v.optional(double),
  asInt: v.optional(integer),
});

export const HistogramPointSchema = v.pipe(
  v.object({
    ...point,
    count: v.optional(count, 0),
    bucketCounts: v.optional(v.array(count), []),
    explicitBounds: v.optional(v.array(double), []),
  }),
  v.check(
    ({ bucketCounts, explicitBounds }) =>
      (bucketCounts.length === 0 && explicitBounds.length === 0) ||
      bucketCounts.length === explicitBounds.length + 1,
    'bucketCounts has one more than explicitBounds',
  ),
  v.check(
    ({ explicitBounds }) =>
      explicitBounds.every((bound, at) => bound > (explicitBounds[at - 1] ?? Number.NEGATIVE_INFINITY)),
    'explicitBounds increase',
  ),
);

const exponentialBuckets = v.optional(
  v.object({ offset: v.optional(integer, 0), bucketCounts: v.optional(v.array(count), []) }),
  { offset: 0, bucketCounts: [] },
);

export const ExponentialPointSchema = v.object({
  ...point,
  count: v.optional(count, 0),
  scale: v.optional(v.pipe(integer, v.minValue(-31), v.maxValue(31)), 0),
  zeroCount: v.optional(count, 0),
  zeroThreshold: v.optional(double, 0),
  positive: exponentialBuckets,
  negative: exponentialBuckets,
});

export const SummaryPointSchema = v.object({
  ...point,
  count: v.optional(count, 0),
  quantileValues: v.optional(
    v.array(v.object({ quantile: v.optional(double, 0), value: v.optional(double, 0) })),
    [],
  ),
});

export type KeyValue = v.InferOutput<typeof keyValue>;
export type Frame = v.InferOutput<typeof FrameSchema>;
export type Metric = v.InferOutput<typeof MetricSchema>;
export type NumberPoint = v.InferOutput<typeof NumberPointSchema>;
export type HistogramPoint = v.InferOutput<typeof HistogramPointSchema>;
export type ExponentialPoint = v.InferOutput<typeof ExponentialPointSchema>;
export type SummaryPoint = v.InferOutput<typeof SummaryPointSchema>;
