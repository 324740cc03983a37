/**
 * Pages into samples: what is remembered from one scrape to the next.
 *
 *   rate = (now − before) / seconds      and now / seconds after a reset (a value that fell, a new `_created`)
 *
 * `seconds` is between the two times that the page gives, else between the two scrapes. A counter that was not there
 * before is null once, unless it says that it began after the last scrape: then it counted from 0.
 */
import { entityName, type Labels } from '../source.ts';
import type { CounterPoint, DistributionPoint, Point } from './point.ts';
import { type Bucket, bucketQuantile } from './quantile.ts';

/** Scrapes in a row, of those that worked, after which a series that was absent is forgotten. */
export const FORGOTTEN_AFTER = 20;

/** When a scrape began. */
export interface Instant {
  /** Seconds since the epoch. */
  readonly wall: number;
  /** Seconds on a clock that never runs backwards. */
  readonly monotonic: number;
}

export interface EntityReadings {
  readonly labels: Labels | undefined;
  readonly metrics: Map<string, number | null>;
}

/** Of a counter, when it was last seen. */
interface Before {
  readonly stamp: number | undefined;
  readonly created: number | undefined;
  /** By the clock that never runs backwards. */
  readonly at: number;
}

interface Series {
  readonly entity: Labels | undefined;
  readonly names: readonly string[];
  readonly help: string | undefined;
  absent: number;
  values: readonly (number | null)[];
  counter?: Before & { readonly value: number };
  buckets?: Before & { readonly counts: ReadonlyMap<string, number> };
}

export class SeriesWatch {
  readonly #maxSeries: number;
  readonly #series = new Map<string, Series>();
  #readings = 0;
  #last: Instant | undefined;

  constructor(maxSeries: number) {
    this.#maxSeries = maxSeries;
  }

  /** HELP of the family of a reading, of any entity. */
  help(name: string): string | undefined {
    for (const { names, help } of this.#series.values()) if (names.includes(name)) return help;
    return undefined;
  }

  /**
   * Takes the watched points of a page.
   *
   * @returns readings that were turned away because `maxSeries` are watched already
   */
  observe(points: readonly Point[], at: Instant): number {
    let turnedAway = 0;
    for (const series of this.#series.values()) series.absent += 1;
    for (const [key, point] of byKey(points)) {
      const series = this.#series.get(key) ?? this.#admit(key, point);
      if (series === undefined) {
        turnedAway += point.readings.length;
        continue;
      }
      series.absent = 0;
      series.values = valuesOf(series, point, at, this.#last).map(finite);
    }
    this.#markAbsent();
    this.#last = at;
    return turnedAway;
  }

  /** A scrape that failed: nothing is known, nothing is forgotten. */
  miss(): void {
    for (const series of this.#series.values()) series.values = series.names.map(() => null);
  }

  /** By entity, the one without labels first and there even if it has no readings. */
  readings(): EntityReadings[] {
    const entities = new Map<string, EntityReadings>([['', { labels: undefined, metrics: new Map() }]]);
    for (const { entity, names, values } of this.#series.values()) {
      const key = entityName(entity);
      const readings = entities.get(key) ?? { labels: entity, metrics: new Map() };
      names.forEach((name, index) => {
        readings.metrics.set(name, values[index] ?? null);
      });
      entities.set(key, readings);
    }
    return [...entities.keys()].sort().flatMap((key) => entities.get(key) ?? []);
  }

  #admit(key: string, { entity, readings, help }: Point): Series | undefined {
    if (this.#readings + readings.length > this.#maxSeries) return undefined;
    const names = readings.map(({ name }) => detached(name));
    const series: Series = {
      entity: detachedLabels(entity),
      names,
      help: help && detached(help),
      absent: 0,
      values: [],
    };
    this.#readings += names.length;
    this.#series.set(detached(key), series);
    return series;
  }

  #markAbsent(): void {
    for (const [key, series] of this.#series) {
      if (series.absent === 0) continue;
      series.values = series.names.map(() => null);
      if (series.absent < FORGOTTEN_AFTER) continue;
      this.#readings -= series.names.length;
      this.#series.delete(key);
    }
  }
}

/** A series that is on the page twice counts once, as it was last. */
function byKey(points: readonly Point[]): Map<string, Point> {
  return new Map(
    points.flatMap((point) => {
      const first = point.readings[0];
      return first?.choice.watched ? [[`${entityName(point.entity)}\n${first.name}`, point] as const] : [];
    }),
  );
}

function valuesOf(
  series: Series,
  point: Point,
  at: Instant,
  last: Instant | undefined,
): readonly (number | null)[] {
  if (point.type === 'gauge') return [point.value];
  if (point.type === 'counter') return [rate(series, point, at, last)];
  const buckets = point.cumulative ? newObservations(series, point, at, last) : [...point.buckets.values()];
  return point.quantiles.map((quantile) => bucketQuantile(quantile, buckets));
}

function rate(series: Series, point: CounterPoint, at: Instant, last: Instant | undefined): number | null {
  const { value, stamp, created } = point;
  if (!Number.isFinite(value)) return null;
  const before = series.counter ?? startedSince(last, created, { value: 0 });
  series.counter = { value, stamp, created, at: at.monotonic };
  if (before === undefined) return null;
  const seconds = secondsBetween(before, point, at);
  if (!(seconds > 0)) return null;
  const reset = value < before.value || newlyCreated(before, point);
  return (reset ? value : value - before.value) / seconds;
}

/** The buckets of what was observed since the last scrape; empty where that is not known. */
function newObservations(
  series: Series,
  point: DistributionPoint,
  at: Instant,
  last: Instant | undefined,
): Bucket[] {
  const { buckets, stamp, created } = point;
  const now = [...buckets];
  const zero = { counts: new Map(now.map(([le]) => [le, 0])) };
  const before = series.buckets ?? startedSince(last, created, zero);
  series.buckets = {
    counts: new Map(now.map(([le, { count }]) => [detached(le), count])),
    stamp,
    created,
    at: at.monotonic,
  };
  if (before === undefined) return [];
  const { counts } = before;
  if (now.length !== counts.size || now.some(([le]) => !counts.has(le))) return [];
  const countBefore = (le: string): number => counts.get(le) ?? 0;
  const reset = newlyCreated(before, point) || now.some(([le, { count }]) => count < countBefore(le));
  return now.map(([le, { bound, count }]) => ({ bound, count: reset ? count : count - countBefore(le) }));
}

/** What stood before the first sight of a counter that began after the last scrape. */
function startedSince<Zero>(
  last: Instant | undefined,
  created: number | undefined,
  zero: Zero,
): (Zero & Before) | undefined {
  if (last === undefined || created === undefined || created < last.wall) return undefined;
  return { ...zero, stamp: undefined, created, at: last.monotonic };
}

function newlyCreated(before: Before, { created }: CounterPoint | DistributionPoint): boolean {
  return before.created !== undefined && created !== undefined && created !== before.created;
}

function secondsBetween(before: Before, { stamp }: CounterPoint, at: Instant): number {
  return stamp !== undefined && before.stamp !== undefined ? stamp - before.stamp : at.monotonic - before.at;
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

/** A copy: a slice of the page, kept for its few letters, would keep the whole page. */
function detached(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

function detachedLabels(labels: Labels | undefined): Labels | undefined {
  if (labels === undefined) return undefined;
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [detached(name), detached(value)]));
}
