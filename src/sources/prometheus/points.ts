/**
 * What the families of a page become:
 *
 *   gauge, stateset, unknown   the value
 *   counter, unknown …_total   a rate
 *   histogram                  quantiles of what was observed since the last scrape, and the rate of …_count
 *   gaugehistogram             quantiles of what is in it now, and …_gcount as it is
 *   summary                    its quantiles as they are, and the rate of …_count
 *   info                       the constant 1, left out by default
 */
import { type Exposition, type Family, suffixOf } from './exposition.ts';
import { histogramPoints } from './histogram-points.ts';
import { seriesName } from './names.ts';
import { counterPoint, createdPoint, gaugePoint, type Point, sumPoint, type View } from './point.ts';

/** All points of a page, watched or not, in its order. */
export function pointsOf(page: Exposition, view: View): Point[] {
  return [...page.values()].flatMap((family) => pointsOfFamily(page, family, view));
}

function pointsOfFamily(page: Exposition, family: Family, view: View): Point[] {
  switch (family.type) {
    case 'histogram':
    case 'gaugehistogram':
      return histogramPoints(family, view, createdTimes(page, family));
    case 'summary':
      return summaryPoints(family, view, createdTimes(page, family));
    case 'counter':
      return counterPoints(family, view, createdTimes(page, family));
    case 'unknown':
      return family.name.endsWith('_total')
        ? counterPoints(family, view, createdTimes(page, family))
        : family.samples.map((sample) => gaugePoint(view, family, sample, 'untyped, taken as a gauge'));
    case 'info':
      return family.samples.map((sample) =>
        gaugePoint(view, family, sample, 'info', [`${family.name}_info`]),
      );
    default:
      return family.samples.map((sample) => gaugePoint(view, family, sample, family.type));
  }
}

function counterPoints(family: Family, view: View, created: ReadonlyMap<string, number>): Point[] {
  return family.samples.map((sample) =>
    suffixOf(sample, family) === '_created'
      ? createdPoint(view, family, sample)
      : counterPoint(view, family, sample, created),
  );
}

function summaryPoints(family: Family, view: View, created: ReadonlyMap<string, number>): Point[] {
  return family.samples.map((sample) => {
    const suffix = suffixOf(sample, family);
    if (suffix === '_count') return counterPoint(view, family, sample, created);
    if (suffix === '_created') return createdPoint(view, family, sample);
    if (suffix === '_sum') return sumPoint(view, family, sample);
    return gaugePoint(view, family, sample, `quantile ${sample.labels.get('quantile') ?? '?'} of a summary`);
  });
}

/** By labels: from the family's own `_created` samples, or from a gauge of that name as in the text format. */
function createdTimes(page: Exposition, family: Family): ReadonlyMap<string, number> {
  const base = family.name.endsWith('_total') ? family.name.slice(0, -'_total'.length) : family.name;
  const name = `${base}_created`;
  const samples = (page.get(name) ?? family).samples;
  return new Map(
    samples
      .filter((sample) => sample.name === name)
      .map((sample) => [seriesName('', sample.labels), sample.value]),
  );
}
