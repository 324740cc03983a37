/**
 * What is read from a page: values as they are, rates of counters, quantiles of distributions.
 *
 *   gauge, stateset, unknown   the value                        name{labels}
 *   counter                    its rate, per second             name{labels}
 *   summary                    its quantiles, rate of _count    name{labels,quantile="0.99"}, name_count{labels}
 *   histogram                  quantiles of what was observed   name{labels,quantile="0.99"}, name_count{labels}
 *                              since the last scrape, rate of _count
 *   gaugehistogram             quantiles of what it holds       name{labels,quantile="0.99"}
 *
 * A metric of unknown type whose name ends in _total is a counter. Info is not watched: it does not measure.
 */
import { ExplicitDistribution } from '../distribution.ts';
import type { ExposedSample, Exposition, MetricType } from './parse.ts';

/** One series of a page, before time is looked at. */
export type Observation =
  | Plain<'gauge'>
  | Plain<'counter'>
  | {
      readonly kind: 'histogram';
      readonly metric: string;
      readonly labels: ReadonlyMap<string, string>;
      readonly distribution: ExplicitDistribution;
      /** Of all time, and not of now. */
      readonly cumulative: boolean;
      readonly timestamp: number | null;
    };

interface Plain<Kind extends string> {
  readonly kind: Kind;
  readonly metric: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
  readonly timestamp: number | null;
}

interface Buckets {
  readonly labels: ReadonlyMap<string, string>;
  /** Cumulative counts by upper bound. */
  readonly counts: Map<number, number>;
  timestamp: number | null;
}

/** Endings of the samples of a type; the rest of the name is the metric's. */
const ENDINGS: Readonly<Partial<Record<MetricType, readonly string[]>>> = {
  counter: ['_total', '_created'],
  histogram: ['_bucket', '_count', '_sum', '_created'],
  gaugehistogram: ['_bucket', '_gcount', '_gsum'],
  summary: ['_count', '_sum', '_created'],
  info: ['_info'],
};

/** Metric that a sample belongs to, its type, and the ending that makes the difference. */
function belongsTo(
  name: string,
  { metadata }: Exposition,
): readonly [metric: string, type: MetricType, ending: string] {
  const own = metadata.get(name);
  if (own && !(own.type === 'unknown' && own.help === null)) return [name, own.type, ''];
  for (const [type, endings] of Object.entries(ENDINGS)) {
    const ending = endings.find(
      (end) => name.endsWith(end) && metadata.get(name.slice(0, -end.length))?.type === type,
    );
    if (ending !== undefined)
      return [
        name.slice(0, -ending.length),
        metadata.get(name.slice(0, -ending.length))?.type ?? 'unknown',
        ending,
      ];
  }
  return [name, 'unknown', ''];
}

/** The series of a page, in its order, histograms last. */
export function* observations(page: Exposition): Generator<Observation> {
  const histograms = new Map<string, Map<string, Buckets & { readonly cumulative: boolean }>>();
  for (const sample of page.samples) {
    const [metric, type, ending] = belongsTo(sample.name, page);
    const { labels, value, timestamp, name } = sample;
    if (ending === '_created' || ending === '_sum' || ending === '_gsum' || type === 'info') continue;
    if (ending === '_bucket') collect(histograms, metric, sample, type === 'histogram');
    else if (type === 'counter' || ending === '_count' || (type === 'unknown' && name.endsWith('_total'))) {
      yield { kind: 'counter', metric: name, labels, value, timestamp };
    } else if (ending !== '_gcount') yield { kind: 'gauge', metric: name, labels, value, timestamp };
  }
  for (const [metric, byLabels] of histograms) {
    for (const { labels, counts, cumulative, timestamp } of byLabels.values()) {
      yield {
        kind: 'histogram',
        metric,
        labels,
        distribution: distributionOf(counts),
        cumulative,
        timestamp,
      };
    }
  }
}

function collect(
  histograms: Map<string, Map<string, Buckets & { readonly cumulative: boolean }>>,
  metric: string,
  { labels, value, timestamp }: ExposedSample,
  cumulative: boolean,
): void {
  const { le, ...rest } = Object.fromEntries(labels);
  if (le === undefined) return;
  const own = new Map(Object.entries(rest));
  const key = JSON.stringify([...own].sort());
  const byLabels = histograms.get(metric) ?? new Map();
  histograms.set(metric, byLabels);
  const buckets = byLabels.get(key) ?? {
    labels: own,
    counts: new Map<number, number>(),
    cumulative,
    timestamp,
  };
  byLabels.set(key, buckets);
  const bound = le.toLowerCase().includes('inf') ? Number.POSITIVE_INFINITY : Number(le);
  if (!Number.isNaN(bound)) buckets.counts.set(bound, value);
}

/** Counts of single buckets; one that falls below the bucket before it, by a race in the exporter, counts none. */
function distributionOf(cumulative: ReadonlyMap<number, number>): ExplicitDistribution {
  const sorted = [...cumulative].sort(([a], [b]) => a - b);
  let before = 0;
  const bucketCounts = sorted.map(([, count]) => {
    const own = Number.isFinite(count) ? Math.max(0, count - before) : 0;
    before = Math.max(before, Number.isFinite(count) ? count : 0);
    return own;
  });
  const explicitBounds = sorted.map(([bound]) => bound).filter((bound) => bound !== Number.POSITIVE_INFINITY);
  if (explicitBounds.length === bucketCounts.length) bucketCounts.push(0);
  return new ExplicitDistribution({ count: before, explicitBounds, bucketCounts });
}
