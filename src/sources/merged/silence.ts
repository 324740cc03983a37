/** A source that failed: what it gave before is unknown from then on, and is said to be, once in each of its periods. */
import { entityName, type Labels, type Sample } from '../source.ts';

interface Known {
  readonly labels: Labels | undefined;
  readonly names: Set<string>;
}

export class Silence {
  readonly #period: number;
  readonly #known = new Map<string, Known>();
  #due = Number.NEGATIVE_INFINITY;
  #failed = false;

  constructor(period: number) {
    this.#period = period;
  }

  /** Takes note of what the source gives. */
  note(sample: Sample): void {
    const entity = entityName(sample.labels);
    const known = this.#known.get(entity) ?? { labels: sample.labels, names: new Set() };
    for (const name of Object.keys(sample.metrics)) known.names.add(name);
    this.#known.set(entity, known);
    this.#due = sample.timestamp + this.#period;
  }

  fail(): void {
    this.#failed = true;
  }

  /** The samples without a reading that are due at this time, which the other sources tell. */
  due(timestamp: number): Sample[] {
    if (!this.#failed || timestamp < this.#due) return [];
    this.#due = timestamp + this.#period;
    return [...this.#known.values()].map(({ labels, names }) => ({
      timestamp,
      ...(labels && { labels }),
      metrics: Object.fromEntries([...names].map((name) => [name, null])),
    }));
  }
}
