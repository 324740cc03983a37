/** What a page has, and what of it would be watched. */
import type { Discovered } from '../source.ts';
import { type DistributionPoint, type Point, UP } from './point.ts';
import { bucketQuantile } from './quantile.ts';

/** One scrape's points as series; `up`, which the source adds, first. */
export function discoveries(points: readonly Point[], maxSeries: number): Discovered[] {
  const found: Discovered[] = [
    { metric: UP, kind: 'gauge', value: 1, watched: true, why: 'says whether the scrape worked' },
  ];
  let room = maxSeries;
  for (const point of points) {
    const fits = point.readings.length <= room;
    if (point.readings[0]?.choice.watched && fits) room -= point.readings.length;
    const values = valuesNow(point);
    point.readings.forEach(({ name, kind, choice }, index) => {
      const beyond = choice.watched && !fits;
      const chosen = beyond ? { watched: false, why: `is beyond maxSeries ${maxSeries}` } : choice;
      found.push({ metric: name, labels: point.entity, kind, value: values[index] ?? null, ...chosen });
    });
  }
  return found;
}

/** What one page alone tells: nothing of rates, nor of quantiles since the last scrape. */
function valuesNow(point: Point): (number | null)[] {
  const values =
    point.type === 'gauge' ? [point.value] : point.type === 'counter' ? [null] : quantilesNow(point);
  return values.map((value) => (value !== null && Number.isFinite(value) ? value : null));
}

function quantilesNow({ cumulative, buckets, quantiles }: DistributionPoint): (number | null)[] {
  if (cumulative) return quantiles.map(() => null);
  return quantiles.map((quantile) => bucketQuantile(quantile, [...buckets.values()]));
}
