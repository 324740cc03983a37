/** Classic histograms: the buckets of one set of labels are one point. */
import { type Family, type LabelSet, type ParsedSample, suffixOf } from './exposition.ts';
import { numberOf } from './line-cursor.ts';
import { seriesName } from './names.ts';
import {
  counterPoint,
  createdPoint,
  type DistributionPoint,
  gaugePoint,
  type Point,
  pointReading,
  sumPoint,
  unwatched,
  type View,
} from './point.ts';
import type { Bucket } from './quantile.ts';

interface Group {
  readonly labels: LabelSet;
  readonly buckets: Map<string, Bucket>;
  stamp: number | undefined;
}

export function histogramPoints(family: Family, view: View, created: ReadonlyMap<string, number>): Point[] {
  const groups = new Map<string, Group>();
  const others: Point[] = [];
  for (const sample of family.samples) {
    const suffix = suffixOf(sample, family);
    const bound = suffix === '_bucket' ? boundOf(sample) : undefined;
    if (bound === undefined) others.push(otherPoint(view, family, sample, suffix, created));
    else addBucket(groups, sample, bound);
  }
  const distributions = [...groups].flatMap(([key, group]) =>
    distributionPoints(view, family, group, created.get(key)),
  );
  return [...distributions, ...others];
}

function boundOf({ labels }: ParsedSample): number | undefined {
  const bound = numberOf(labels.get('le') ?? '');
  return Number.isNaN(bound) ? undefined : bound;
}

function addBucket(
  groups: Map<string, Group>,
  { labels, value, timestamp }: ParsedSample,
  bound: number,
): void {
  const own = new Map([...labels].filter(([label]) => label !== 'le'));
  const key = seriesName('', own);
  const group = groups.get(key) ?? { labels: own, buckets: new Map(), stamp: undefined };
  group.buckets.set(labels.get('le') ?? '', { bound, count: value });
  group.stamp = timestamp;
  groups.set(key, group);
}

/** Watched and unwatched quantiles apart, so that a point is either. */
function distributionPoints(
  view: View,
  family: Family,
  { labels, buckets, stamp }: Group,
  created: number | undefined,
): DistributionPoint[] {
  const all = view.quantiles.map((quantile) => {
    const withQuantile = new Map([...labels, ['quantile', String(quantile)]]);
    const kind = `quantile ${quantile} of a ${family.type}`;
    const names = [`${family.name}_bucket`];
    return { quantile, ...pointReading(view, family, family.name, withQuantile, kind, names) };
  });
  return [true, false].flatMap((watched) => {
    const chosen = all.filter(({ reading }) => reading.choice.watched === watched);
    if (chosen.length === 0) return [];
    return {
      type: 'distribution' as const,
      entity: chosen[0]?.entity,
      help: family.help,
      readings: chosen.map(({ reading }) => reading),
      quantiles: chosen.map(({ quantile }) => quantile),
      cumulative: family.type === 'histogram',
      buckets,
      stamp,
      created,
    };
  });
}

function otherPoint(
  view: View,
  family: Family,
  sample: ParsedSample,
  suffix: string,
  created: ReadonlyMap<string, number>,
): Point {
  if (suffix === '_created') return createdPoint(view, family, sample);
  if (suffix === '_sum' || suffix === '_gsum') return sumPoint(view, family, sample);
  if (suffix === '_gcount') return gaugePoint(view, family, sample, 'count of a gaugehistogram');
  if (suffix === '_count') {
    return family.type === 'histogram'
      ? counterPoint(view, family, sample, created)
      : gaugePoint(view, family, sample, 'count of a gaugehistogram');
  }
  const why = suffix === '_bucket' ? 'its label le is not a number' : `is no sample of a ${family.type}`;
  return unwatched(view, family, sample, 'unknown', why);
}
