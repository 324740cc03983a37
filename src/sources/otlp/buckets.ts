/**
 * Distributions as counts in buckets, their differences and their quantiles.
 *
 * Explicit: bucket i is (bounds[i-1], bounds[i]]. Exponential: bucket i of a scale is (base^i, base^(i+1)] with
 * base = 2^(2^-scale), and a lower scale joins 2^difference of them (opentelemetry-proto, metrics.proto).
 */
import type { ExponentialPoint, HistogramPoint } from './schema.ts';

/** One bucket. */
export interface Bucket {
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
}

/** A distribution of which differences can be taken. */
export interface Distribution {
  readonly count: number;
  /** What has changed since, or undefined where it cannot be told: other bounds, or counts that went back. */
  since(before: Distribution): Distribution | undefined;
  /** The value below which this share of what was counted lies; null where nothing was. */
  quantile(share: number): number | null;
}

export class ExplicitDistribution implements Distribution {
  readonly count: number;
  readonly #bounds: readonly number[];
  readonly #counts: readonly number[];

  constructor({
    count,
    explicitBounds,
    bucketCounts,
  }: Pick<HistogramPoint, 'count' | 'explicitBounds' | 'bucketCounts'>) {
    this.count = count;
    this.#bounds = explicitBounds;
    this.#counts = bucketCounts;
  }

  since(before: Distribution): Distribution | undefined {
    if (!(before instanceof ExplicitDistribution) || this.#bounds.length !== before.#bounds.length)
      return undefined;
    if (this.#bounds.some((bound, at) => bound !== before.#bounds[at])) return undefined;
    const bucketCounts = this.#counts.map((count, at) => count - (before.#counts[at] ?? 0));
    const count = this.count - before.count;
    if (count < 0 || bucketCounts.some((each) => each < 0)) return undefined;
    return new ExplicitDistribution({ count, explicitBounds: [...this.#bounds], bucketCounts });
  }

  /** Linear within a bucket; the open ones give the bound that they have, as Prometheus does. */
  quantile(share: number): number | null {
    const first = this.#bounds[0] ?? 0;
    const buckets = this.#counts.map((count, at) => ({
      lower: this.#bounds[at - 1] ?? Math.min(0, first),
      upper: this.#bounds[at] ?? this.#bounds[at - 1] ?? Number.NaN,
      count,
    }));
    const found = atShare(buckets, share);
    if (found === undefined) return null;
    const { lower, upper } = found.bucket;
    if (found.at === 0 && first <= 0) return finite(upper);
    if (found.at === this.#bounds.length) return finite(upper);
    return finite(lower + (upper - lower) * found.within);
  }
}

type Counts = ReadonlyMap<number, number>;

interface ExponentialCounts {
  readonly count: number;
  readonly scale: number;
  readonly zero: number;
  readonly zeroThreshold: number;
  readonly positive: Counts;
  readonly negative: Counts;
}

export class ExponentialDistribution implements Distribution {
  readonly #counts: ExponentialCounts;

  private constructor(counts: ExponentialCounts) {
    this.#counts = counts;
  }

  static of({
    count,
    scale,
    zeroCount,
    zeroThreshold,
    positive,
    negative,
  }: ExponentialPoint): ExponentialDistribution {
    return new ExponentialDistribution({
      count,
      scale,
      zero: zeroCount,
      zeroThreshold,
      positive: countsOf(positive),
      negative: countsOf(negative),
    });
  }

  get count(): number {
    return this.#counts.count;
  }

  since(before: Distribution): Distribution | undefined {
    if (!(before instanceof ExponentialDistribution)) return undefined;
    const [now, then] = [this.#counts, before.#counts];
    const scale = Math.min(now.scale, then.scale);
    const positive = differenceOf(
      rescaled(now.positive, now.scale - scale),
      rescaled(then.positive, then.scale - scale),
    );
    const negative = differenceOf(
      rescaled(now.negative, now.scale - scale),
      rescaled(then.negative, then.scale - scale),
    );
    const count = now.count - then.count;
    const zero = now.zero - then.zero;
    if (count < 0 || zero < 0 || positive === undefined || negative === undefined) return undefined;
    return new ExponentialDistribution({
      count,
      scale,
      zero,
      zeroThreshold: now.zeroThreshold,
      positive,
      negative,
    });
  }

  /** Geometric within a bucket, linear within that of zero. */
  quantile(share: number): number | null {
    const { scale, zero, zeroThreshold, positive, negative } = this.#counts;
    const bound = (index: number): number => 2 ** (index * 2 ** -scale);
    const up = [...positive].sort(([a], [b]) => a - b);
    const down = [...negative].sort(([a], [b]) => b - a);
    const buckets: Bucket[] = [
      ...down.map(([index, count]) => ({ lower: -bound(index + 1), upper: -bound(index), count })),
      { lower: -zeroThreshold, upper: zeroThreshold, count: zero },
      ...up.map(([index, count]) => ({ lower: bound(index), upper: bound(index + 1), count })),
    ];
    const found = atShare(buckets, share);
    if (found === undefined) return null;
    const { lower, upper } = found.bucket;
    if (lower * upper <= 0) return finite(lower + (upper - lower) * found.within);
    return finite(lower * (upper / lower) ** found.within);
  }
}

function countsOf({ offset, bucketCounts }: ExponentialPoint['positive']): Counts {
  return new Map(bucketCounts.flatMap((count, at) => (count === 0 ? [] : [[offset + at, count]])));
}

function rescaled(counts: Counts, difference: number): Counts {
  if (difference === 0) return counts;
  const joined = new Map<number, number>();
  for (const [index, count] of counts) {
    const to = Math.floor(index / 2 ** difference);
    joined.set(to, (joined.get(to) ?? 0) + count);
  }
  return joined;
}

function differenceOf(now: Counts, then: Counts): Counts | undefined {
  const difference = new Map(now);
  for (const [index, count] of then) {
    const left = (now.get(index) ?? 0) - count;
    if (left < 0) return undefined;
    if (left === 0) difference.delete(index);
    else difference.set(index, left);
  }
  return difference;
}

/** The bucket in which a share of all lies, and how far within it. */
function atShare(
  buckets: readonly Bucket[],
  share: number,
): { bucket: Bucket; at: number; within: number } | undefined {
  const wanted = share * buckets.reduce((sum, { count }) => sum + count, 0);
  let below = 0;
  for (const [at, bucket] of buckets.entries()) {
    if (bucket.count > 0 && below + bucket.count >= wanted) {
      return { bucket, at, within: (wanted - below) / bucket.count };
    }
    below += bucket.count;
  }
  return undefined;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
