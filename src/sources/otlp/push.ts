/** One push as samples: one for each entity in it, at the time of its newest point. */
import * as v from 'valibot';
import { type Discovered, entityName, type Labels, type Sample } from '../source.ts';
import { attributeTexts, entityLabels, seriesName } from './attributes.ts';
import { issueOf, type Point, pointsOf } from './points.ts';
import { type Frame, MetricSchema } from './schema.ts';
import { MOST_SERIES, SeriesMemory } from './series.ts';

/** How far ahead of the clock a point may be, seconds. */
const FARTHEST_AHEAD = 600;

export interface PushResult {
  readonly samples: readonly Sample[];
  readonly series: readonly Discovered[];
  /** Points that are not understood. */
  readonly rejected: number;
  /** Why the first of them is not. */
  readonly message: string;
}

interface Entity {
  readonly labels: Labels | undefined;
  readonly metrics: Map<string, number | null>;
  /** The series that gave each of the metrics. */
  readonly owners: Map<string, string>;
  time: number;
}

export class PushReader {
  readonly #entityBy: readonly string[];
  readonly #clock: () => number;
  readonly #memory = new SeriesMemory();
  readonly #latest = new Map<string, number>();

  /** @param clock seconds since the epoch */
  constructor(entityBy: readonly string[], clock: () => number) {
    this.#entityBy = entityBy;
    this.#clock = clock;
  }

  read(frame: Frame): PushResult {
    const push = new Push(this.#entityBy, this.#memory, this.#clock() + FARTHEST_AHEAD);
    for (const { resource, scopeMetrics } of frame.resourceMetrics) {
      const attributes = attributeTexts(resource.attributes);
      for (const raw of scopeMetrics.flatMap(({ metrics }) => metrics)) push.take(raw, attributes);
    }
    const samples = [...push.entities].map(([name, entity]) => this.#sample(name, entity));
    return { samples, series: push.series, rejected: push.rejected, message: push.message };
  }

  /** Time does not go back for an entity, though the clocks of those who push may differ. */
  #sample(name: string, { labels, metrics, time }: Entity): Sample {
    const timestamp = Math.max(time, this.#latest.get(name) ?? time);
    this.#latest.delete(name);
    this.#latest.set(name, timestamp);
    const [oldest] = this.#latest.size > MOST_SERIES ? this.#latest.keys() : [];
    if (oldest !== undefined) this.#latest.delete(oldest);
    return { timestamp, ...(labels && { labels }), metrics: Object.fromEntries(metrics) };
  }
}

class Push {
  readonly entities = new Map<string, Entity>();
  readonly series: Discovered[] = [];
  rejected = 0;
  message = '';
  readonly #entityBy: readonly string[];
  readonly #memory: SeriesMemory;
  readonly #horizon: number;

  constructor(entityBy: readonly string[], memory: SeriesMemory, horizon: number) {
    this.#entityBy = entityBy;
    this.#memory = memory;
    this.#horizon = horizon;
  }

  take(raw: unknown, resource: ReadonlyMap<string, string>): void {
    const metric = v.safeParse(MetricSchema, raw);
    if (!metric.success) {
      this.#reject('a metric', issueOf(metric.issues));
      return;
    }
    const { name } = metric.output;
    for (const point of pointsOf(metric.output)) {
      if (typeof point === 'string') this.#reject(name, point);
      else if (point.time > this.#horizon) this.#reject(name, 'timeUnixNano is more than 10 minutes ahead');
      else this.#takePoint(name, point, resource);
    }
  }

  #takePoint(name: string, point: Point, resource: ReadonlyMap<string, string>): void {
    const attributes = attributeTexts(point.attributes);
    const labels = entityLabels(this.#entityBy, resource, attributes);
    for (const key of Object.keys(labels ?? {})) attributes.delete(key);
    const entity = entityName(labels);
    const key = JSON.stringify([entity, [...resource].sort(), seriesName(name, attributes)]);
    const readings = point.read(this.#memory, key).map(({ suffix, quantile, kind, value }) => {
      const all =
        quantile === undefined ? attributes : new Map([...attributes, ['quantile', String(quantile)]]);
      return { metric: seriesName(`${name}${suffix}`, all), kind, value };
    });
    const known = this.entities.get(entity) ?? {
      labels,
      metrics: new Map(),
      owners: new Map(),
      time: point.time,
    };
    const other = readings.find(({ metric }) => (known.owners.get(metric) ?? key) !== key);
    if (other) {
      this.#reject(
        other.metric,
        'two resources give it; entityBy can name the attribute that tells them apart',
      );
      return;
    }
    for (const { metric, kind, value } of readings) {
      known.metrics.set(metric, value);
      known.owners.set(metric, key);
      const why = 'it is pushed';
      this.series.push({ metric, ...(labels && { labels }), kind, value, watched: true, why });
    }
    known.time = Math.max(known.time, point.time);
    this.entities.set(entity, known);
  }

  #reject(what: string, why: string): void {
    this.rejected += 1;
    this.message ||= `${what}: ${why}`;
  }
}
