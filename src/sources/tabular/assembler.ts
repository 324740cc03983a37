/** Samples from readings: in the wide shape one a row, in the long shape one for all rows of an entity at one time. */
import type { Labels, Sample } from '../source.ts';
import type { Reading } from './mapping.ts';
import type { TimeOrder } from './order.ts';
import { placeOf, tableError } from './table-error.ts';

/** Metrics of all entities together: a bound on memory. */
export const MOST_SERIES = 50_000;

interface Open {
  readonly labels: Labels | undefined;
  readonly metrics: Map<string, number | null>;
}

export class SampleAssembler {
  readonly #table: string;
  readonly #long: boolean;
  readonly #order: TimeOrder;
  readonly #seen = new Map<string, Set<string>>();
  #series = 0;
  /** Long shape: the samples of this moment, by entity. */
  readonly #open = new Map<string, Open>();
  #moment = 0;

  constructor(table: string, long: boolean, order: TimeOrder) {
    this.#table = table;
    this.#long = long;
    this.#order = order;
  }

  /** The samples that are complete now: a name that was seen before and is not there now is null. */
  push(reading: Reading): Sample[] {
    const [metric = ''] = this.#long ? reading.metrics.keys() : [];
    if (!this.#order.takes(reading, JSON.stringify([reading.entity, metric]))) return [];
    this.#remember(reading);
    if (!this.#long) return [this.#sample(reading.timestamp, reading.entity, reading)];
    const complete = reading.timestamp === this.#moment ? [] : this.end();
    this.#moment = reading.timestamp;
    const open = this.#open.get(reading.entity) ?? { labels: reading.labels, metrics: new Map() };
    for (const [name, value] of reading.metrics) open.metrics.set(name, value);
    this.#open.set(reading.entity, open);
    return complete;
  }

  /** The samples of the last moment. */
  end(): Sample[] {
    const samples = [...this.#open].map(([entity, open]) => this.#sample(this.#moment, entity, open));
    this.#open.clear();
    return samples;
  }

  #remember(reading: Reading): void {
    const seen = this.#seen.get(reading.entity) ?? new Set();
    this.#seen.set(reading.entity, seen);
    const before = seen.size;
    for (const name of reading.metrics.keys()) seen.add(name);
    this.#series += seen.size - before;
    if (this.#series <= MOST_SERIES && this.#seen.size <= MOST_SERIES) return;
    throw tableError(
      'SERIES',
      `${placeOf(this.#table, reading.line)}: there are more than ${MOST_SERIES} metrics or entities`,
      'Pick columns with --columns, and name with --entity-by only columns that tell entities apart.',
    );
  }

  #sample(timestamp: number, entity: string, { labels, metrics }: Open | Reading): Sample {
    const names = [...(this.#seen.get(entity) ?? [])];
    const readings = Object.fromEntries(names.map((name) => [name, metrics.get(name) ?? null]));
    return { timestamp, ...(labels && { labels }), metrics: readings };
  }
}
