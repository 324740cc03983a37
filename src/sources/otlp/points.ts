/** Readings from the points of one metric. */
import * as v from 'valibot';
import { type Distribution, ExplicitDistribution, ExponentialDistribution } from './buckets.ts';
import {
  ExponentialPointSchema,
  HistogramPointSchema,
  type KeyValue,
  type Metric,
  type NumberPoint,
  NumberPointSchema,
  SummaryPointSchema,
} from './schema.ts';
import { type Added, type SeriesMemory, sinceStart } from './series.ts';

/** Flag of a point that says only that there is no value. */
const NO_RECORDED_VALUE = 1;
const DELTA = 1;
const QUANTILES = [0.5, 0.99] as const;

/** One reading of a point. */
export interface PointReading {
  /** Follows the metric's name: nothing, or `.count`. */
  readonly suffix: '' | '.count';
  readonly quantile?: number;
  readonly kind: string;
  readonly value: number | null;
}

/** A point, understood. */
export interface Point {
  readonly time: number;
  readonly attributes: readonly KeyValue[];
  /** @param key names the series, for what is kept from point to point */
  read(memory: SeriesMemory, key: string): PointReading[];
}

/** The points of a metric, each of them as it is, or as why it is not understood. */
export function pointsOf(metric: Metric): Array<Point | string> {
  const { gauge, sum, histogram, exponentialHistogram, summary } = metric;
  if (gauge) return gauge.dataPoints.map((each) => parsed(NumberPointSchema, each, gaugePoint));
  if (sum)
    return sum.dataPoints.map((each) => parsed(NumberPointSchema, each, (point) => sumPoint(point, sum)));
  if (histogram) {
    const delta = histogram.aggregationTemporality === DELTA;
    return histogram.dataPoints.map((each) =>
      parsed(HistogramPointSchema, each, (point) =>
        distributionPoint(point, new ExplicitDistribution(point), delta),
      ),
    );
  }
  if (exponentialHistogram) {
    const delta = exponentialHistogram.aggregationTemporality === DELTA;
    return exponentialHistogram.dataPoints.map((each) =>
      parsed(ExponentialPointSchema, each, (point) =>
        distributionPoint(point, ExponentialDistribution.of(point), delta),
      ),
    );
  }
  return (summary?.dataPoints ?? []).map((each) => parsed(SummaryPointSchema, each, summaryPoint));
}

type Schema = v.GenericSchema<unknown, { readonly timeUnixNano: number; readonly attributes: KeyValue[] }>;
type Read = Point['read'] | string;

function parsed<S extends Schema>(
  schema: S,
  raw: unknown,
  read: (point: v.InferOutput<S>) => Read,
): Point | string {
  const result = v.safeParse(schema, raw);
  if (!result.success) return issueOf(result.issues);
  const reading = read(result.output);
  if (typeof reading === 'string') return reading;
  return { time: result.output.timeUnixNano, attributes: result.output.attributes, read: reading };
}

/** Where the first of the issues is, and what it is. */
export function issueOf(issues: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string {
  const [issue] = issues;
  const path = v.getDotPath(issue);
  return path === null ? issue.message : `${path}: ${issue.message}`;
}

function isMissing({ flags }: { readonly flags: number }): boolean {
  return flags % 2 === NO_RECORDED_VALUE;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function recordedValue(point: NumberPoint): number | null | undefined {
  if (isMissing(point)) return null;
  const value = point.asDouble ?? point.asInt;
  return value === undefined ? undefined : finite(value);
}

const NO_VALUE = 'neither asDouble nor asInt is there';

function gaugePoint(point: NumberPoint): Read {
  const value = recordedValue(point);
  return value === undefined ? NO_VALUE : () => [{ suffix: '', kind: 'gauge', value }];
}

function sumPoint(point: NumberPoint, sum: NonNullable<Metric['sum']>): Read {
  if (!sum.isMonotonic) return gaugePoint(point);
  const value = recordedValue(point);
  if (value === undefined) return NO_VALUE;
  const moment = { start: point.startTimeUnixNano, time: point.timeUnixNano };
  const delta = sum.aggregationTemporality === DELTA;
  return (memory, key) => {
    const added =
      value === null ? undefined : delta ? sinceStart(moment, value) : memory.counter(key, moment, value);
    return [{ suffix: '', kind: 'rate of a counter', value: rateOf(added) }];
  };
}

function rateOf(added: Added<number> | undefined): number | null {
  return added ? finite(added.value / added.seconds) : null;
}

function distributionPoint(
  point: { readonly flags: number; readonly startTimeUnixNano: number; readonly timeUnixNano: number },
  distribution: Distribution,
  delta: boolean,
): Read {
  const moment = { start: point.startTimeUnixNano, time: point.timeUnixNano };
  return (memory, key) => {
    const missing = isMissing(point);
    const added = missing || delta ? undefined : memory.distribution(key, moment, distribution);
    const counted = delta && !missing ? sinceStart(moment, distribution) : added;
    const change = delta && !missing ? distribution : added?.value;
    const quantiles = QUANTILES.map((quantile): PointReading => {
      const value = change?.quantile(quantile) ?? null;
      return { suffix: '', quantile, kind: `quantile ${quantile} of a histogram`, value };
    });
    const rate = rateOf(counted && { value: counted.value.count, seconds: counted.seconds });
    return [...quantiles, { suffix: '.count', kind: 'rate of a histogram’s count', value: rate }];
  };
}

function summaryPoint(point: v.InferOutput<typeof SummaryPointSchema>): Read {
  const moment = { start: point.startTimeUnixNano, time: point.timeUnixNano };
  return (memory, key) => {
    const missing = isMissing(point);
    const quantiles = point.quantileValues.map(({ quantile, value }): PointReading => {
      const kind = `quantile ${quantile} of a summary`;
      return { suffix: '', quantile, kind, value: missing ? null : finite(value) };
    });
    const rate = missing ? null : rateOf(memory.counter(key, moment, point.count));
    return [...quantiles, { suffix: '.count', kind: 'rate of a summary’s count', value: rate }];
  };
}
