/** One thing on a page, with the readings that are taken from it. */
import { entityName, type Labels } from '../source.ts';
import type { Family, LabelSet, ParsedSample } from './exposition.ts';
import { partLabels, seriesName } from './names.ts';
import type { Bucket } from './quantile.ts';
import { type Choice, choose, type Selector } from './selector.ts';

export interface PointReading {
  /** As in a sample. */
  readonly name: string;
  readonly kind: string;
  readonly choice: Choice;
}

interface PointBase {
  readonly entity: Labels | undefined;
  readonly help: string | undefined;
  readonly readings: readonly PointReading[];
}

/** Times in seconds since the epoch, where the page says them. */
interface Growing {
  /** When the value was read. */
  readonly stamp: number | undefined;
  /** When it began to count. */
  readonly created: number | undefined;
}

export interface GaugePoint extends PointBase {
  readonly type: 'gauge';
  readonly value: number;
}

export interface CounterPoint extends PointBase, Growing {
  readonly type: 'counter';
  readonly value: number;
}

export interface DistributionPoint extends PointBase, Growing {
  readonly type: 'distribution';
  /** Whether the counts only grow, as in a histogram; else they are of now. */
  readonly cumulative: boolean;
  /** By `le` as it is written. */
  readonly buckets: ReadonlyMap<string, Bucket>;
  /** In [0,1], one for each reading. */
  readonly quantiles: readonly number[];
}

export type Point = GaugePoint | CounterPoint | DistributionPoint;

/** How a page is looked at. */
export interface View {
  readonly entityBy: readonly string[];
  readonly selectors: readonly Selector[];
  readonly quantiles: readonly number[];
}

export const UP = 'up';

/** Characters of a reading's name and entity at most: both are kept, and recorded at each scrape. */
const MAX_NAME = 4096;

/** @param labels all of them; those that name the entity leave the name */
export function pointReading(
  view: View,
  family: Family,
  metric: string,
  labels: LabelSet,
  kind: string,
  otherNames: readonly string[] = [],
): { entity: Labels | undefined; reading: PointReading } {
  const { entity, labels: own } = partLabels(labels, view.entityBy);
  const name = seriesName(metric, own);
  const choice =
    refusalOf(name, entity) ??
    choose({ names: [metric, family.name, ...otherNames], labels }, view.selectors);
  return { entity, reading: { name, kind, choice } };
}

function refusalOf(name: string, entity: Labels | undefined): Choice | undefined {
  if (name === UP && entity === undefined) {
    return { watched: false, why: 'up is what this source says of the scrape itself' };
  }
  if (name.length + entityName(entity).length <= MAX_NAME) return undefined;
  return { watched: false, why: `its name and entity have more than ${MAX_NAME} characters` };
}

export function gaugePoint(
  view: View,
  family: Family,
  sample: ParsedSample,
  kind: string,
  otherNames: readonly string[] = [],
): GaugePoint {
  const { entity, reading } = pointReading(view, family, sample.name, sample.labels, kind, otherNames);
  return { type: 'gauge', entity, help: family.help, readings: [reading], value: sample.value };
}

/** A sample that is there but never watched for itself. */
export function unwatched(
  view: View,
  family: Family,
  sample: ParsedSample,
  kind: string,
  why: string,
): GaugePoint {
  const point = gaugePoint(view, family, sample, kind);
  const readings = point.readings.map((reading) => ({ ...reading, choice: { watched: false, why } }));
  return { ...point, readings };
}

export function counterPoint(
  view: View,
  family: Family,
  sample: ParsedSample,
  created: ReadonlyMap<string, number>,
): CounterPoint {
  const { entity, reading } = pointReading(view, family, sample.name, sample.labels, 'rate of a counter');
  return {
    type: 'counter',
    entity,
    help: family.help,
    readings: [reading],
    value: sample.value,
    stamp: sample.timestamp,
    created: created.size === 0 ? undefined : created.get(seriesName('', sample.labels)),
  };
}

export function createdPoint(view: View, family: Family, sample: ParsedSample): GaugePoint {
  const why = 'is the time from which the counter counts; resets are told by it';
  return unwatched(view, family, sample, 'time of creation', why);
}

export function sumPoint(view: View, family: Family, sample: ParsedSample): GaugePoint {
  return unwatched(view, family, sample, 'sum', 'the quantiles and the rate of the count stand for it');
}
