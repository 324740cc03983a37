/**
 * Pages, one after the other, as samples: one for each entity, with every name that was seen before; rates over the
 * time between two scrapes, where a counter that fell counts from 0, as Prometheus takes it.
 */
import { ExplicitDistribution } from '../distribution.ts';
import { seriesName } from '../series-name.ts';
import { entityName, type Labels, type Sample } from '../source.ts';
import type { Exposition } from './parse.ts';
import type { Selector } from './selector.ts';
import { type Observation, observations } from './series.ts';

export interface ReadingOptions {
  /** Labels that name the entity. */
  readonly entityBy: readonly string[];
  /** Any of them; none: everything but what measures the exporter itself. */
  readonly selectors: readonly Selector[];
  readonly quantiles: readonly number[];
  /** Series that are watched at most. */
  readonly maxSeries: number;
  readonly onNotice?: ((text: string) => void) | undefined;
}

/** Scrapes without it after which a series is forgotten. */
const FORGET_AFTER = 20;

/** Names that are not watched unless a selector asks for them: the exporter's own runtime, and what does not measure. */
const OWN =
  /^(?:go_|promhttp_|scrape_)|^process_(?:start_time_seconds|max_fds|virtual_memory_max_bytes)$|_(?:info|created)$/;

export function watchedBy(
  options: Pick<ReadingOptions, 'selectors'>,
  { metric, labels }: Observation,
): string | null {
  const { selectors } = options;
  if (selectors.length === 0) return OWN.test(metric) ? null : 'everything is, but for the exporter’s own';
  const selector = selectors.find(({ matches }) => matches(metric, labels));
  return selector ? `matches ${selector.text}` : null;
}

interface Counted {
  readonly value: number | ExplicitDistribution;
  readonly timestamp: number;
}

interface Entity {
  readonly labels: Labels | undefined;
  /** By name: the scrape in which it was there last. */
  readonly names: Map<string, number>;
}

export class Readings {
  readonly #options: ReadingOptions;
  readonly #entities = new Map<string, Entity>();
  readonly #counted = new Map<string, Counted>();
  #scrapes = 0;
  #series = 0;
  #full = false;

  constructor(options: ReadingOptions) {
    this.#options = options;
  }

  /** @param time of the scrape, seconds since the epoch */
  take(page: Exposition, time: number): Sample[] {
    this.#scrapes++;
    const found = new Map<string, Map<string, number | null>>([['', new Map([['up', 1]])]]);
    this.#entities.set('', this.#entities.get('') ?? { labels: undefined, names: new Map() });
    for (const observation of observations(page)) {
      if (watchedBy(this.#options, observation) === null) continue;
      const { labels, rest } = this.#split(observation);
      const entity = entityName(labels);
      for (const [name, value] of this.#read(observation, rest, entity, time)) {
        if (!this.#admit(entity, labels, name)) continue;
        const metrics = found.get(entity) ?? new Map<string, number | null>();
        metrics.set(name, value !== null && Number.isFinite(value) ? value : null);
        found.set(entity, metrics);
      }
    }
    this.#forget();
    return [...this.#entities].map(([entity, known]) => sampleOf(time, known, found.get(entity)));
  }

  /** A scrape that was missed: everything that is known is unknown. */
  miss(time: number): Sample[] {
    this.#entities.set('', this.#entities.get('') ?? { labels: undefined, names: new Map() });
    const down = new Map([['up', 0]]);
    return [...this.#entities].map(([entity, known]) =>
      sampleOf(time, known, entity === '' ? down : undefined),
    );
  }

  #split({ labels }: Observation): { labels: Labels | undefined; rest: ReadonlyMap<string, string> } {
    const { entityBy } = this.#options;
    const own = entityBy.flatMap((name) => {
      const value = labels.get(name);
      return value === undefined ? [] : [[name, value] as const];
    });
    if (own.length === 0) return { labels: undefined, rest: labels };
    return {
      labels: Object.fromEntries(own),
      rest: new Map([...labels].filter(([name]) => !entityBy.includes(name))),
    };
  }

  *#read(
    observation: Observation,
    labels: ReadonlyMap<string, string>,
    entity: string,
    time: number,
  ): Generator<[name: string, value: number | null]> {
    const name = seriesName(observation.metric, labels);
    const at = observation.timestamp ?? time;
    if (observation.kind === 'gauge') yield [name, observation.value];
    else if (observation.kind === 'counter')
      yield [name, this.#rate(`${entity}\n${name}`, observation.value, at)];
    else {
      const now = observation.distribution;
      const shown = observation.cumulative ? this.#since(`${entity}\n${name}`, now, at) : now;
      for (const quantile of this.#options.quantiles) {
        const own = new Map([...labels, ['quantile', String(quantile)]]);
        yield [seriesName(observation.metric, own), shown?.quantile(quantile) ?? null];
      }
    }
  }

  #rate(key: string, value: number, timestamp: number): number | null {
    const before = this.#replace(key, value, timestamp);
    if (typeof before?.value !== 'number' || !(timestamp > before.timestamp)) return null;
    const increase = value < before.value ? value : value - before.value;
    return increase / (timestamp - before.timestamp);
  }

  #since(key: string, now: ExplicitDistribution, timestamp: number): ExplicitDistribution | undefined {
    const before = this.#replace(key, now, timestamp)?.value;
    if (!(before instanceof ExplicitDistribution)) return undefined;
    const change = now.since(before);
    // After a reset all there is was observed since.
    return change instanceof ExplicitDistribution ? change : now;
  }

  #replace(key: string, value: Counted['value'], timestamp: number): Counted | undefined {
    const before = this.#counted.get(key);
    if (before?.timestamp !== timestamp) this.#counted.set(key, { value, timestamp });
    return before;
  }

  #admit(entity: string, labels: Labels | undefined, name: string): boolean {
    const known = this.#entities.get(entity) ?? { labels, names: new Map<string, number>() };
    if (!known.names.has(name)) {
      if (this.#series >= this.#options.maxSeries) {
        if (!this.#full) {
          this.#options.onNotice?.(
            `there are more than ${this.#options.maxSeries} series: the rest is not watched. Pick with a selector, or allow more.`,
          );
        }
        this.#full = true;
        return false;
      }
      this.#series++;
    }
    known.names.set(name, this.#scrapes);
    this.#entities.set(entity, known);
    return true;
  }

  #forget(): void {
    for (const [entity, { names }] of this.#entities) {
      for (const [name, seen] of names) {
        if (this.#scrapes - seen < FORGET_AFTER) continue;
        names.delete(name);
        this.#counted.delete(`${entity}\n${name}`);
        this.#series--;
      }
      if (names.size === 0 && entity !== '') this.#entities.delete(entity);
    }
  }
}

function sampleOf(
  timestamp: number,
  { labels, names }: Entity,
  found: ReadonlyMap<string, number | null> | undefined,
): Sample {
  const metrics: Record<string, number | null> = Object.fromEntries(
    [...names.keys()].map((name) => [name, null]),
  );
  for (const [name, value] of found ?? []) metrics[name] = value;
  return { timestamp, ...(labels && { labels }), metrics };
}
