/**
 * Quantiles of a classic histogram, as `histogram_quantile` of Prometheus computes them
 * (https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile).
 *
 *   rank = q · n                                   n observations in all
 *   b    = first bucket with count(b) ≥ rank
 *   q̂    = lower(b) + (upper(b) − lower(b)) · (rank − count(b−1)) / (count(b) − count(b−1))
 *
 * The lowest bucket begins at 0 if its bound is above 0, else its bound is the answer. In the last bucket, up to
 * +Inf, the answer is the highest finite bound. Counts that fall from one bucket to the next, which a page written
 * while it counts can show, are raised to the one before.
 */
export interface Bucket {
  /** `le`: the largest value in it. */
  readonly bound: number;
  /** Observations up to the bound, those of the lower buckets too. */
  readonly count: number;
}

/** Relative difference that two counts may have by rounding alone. */
const ROUNDING = 1e-12;

/** The quantile, or null without observations, without a bucket to +Inf, or without another bucket beside it. */
export function bucketQuantile(quantile: number, buckets: readonly Bucket[]): number | null {
  const steps = monotone(merged(buckets));
  const last = steps.at(-1);
  const highest = steps.at(-2);
  if (last?.bound !== Number.POSITIVE_INFINITY || highest === undefined) return null;
  if (!(last.count > 0)) return null;
  const rank = quantile * last.count;
  const index = steps.findIndex(({ count }) => count >= rank);
  const bucket = steps[index];
  if (bucket === undefined || bucket === last) return highest.bound;
  const below = steps[index - 1];
  if (below === undefined && bucket.bound <= 0) return bucket.bound;
  const lower = below ?? { bound: 0, count: 0 };
  return lower.bound + (bucket.bound - lower.bound) * ((rank - lower.count) / (bucket.count - lower.count));
}

/** In order of their bounds; those of one bound (`0.1` and `1e-1`) as one. */
function merged(buckets: readonly Bucket[]): Bucket[] {
  const counts = new Map<number, number>();
  for (const { bound, count } of buckets) counts.set(bound, (counts.get(bound) ?? 0) + count);
  return [...counts].map(([bound, count]) => ({ bound, count })).sort((a, b) => (a.bound < b.bound ? -1 : 1));
}

function monotone(buckets: readonly Bucket[]): Bucket[] {
  let reached = buckets[0]?.count ?? 0;
  return buckets.map(({ bound, count }) => {
    const rounding = ROUNDING * (Math.abs(count) + Math.abs(reached));
    if (count - reached > rounding) reached = count;
    return { bound, count: reached };
  });
}
