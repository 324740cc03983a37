/** The order of readings in a table: time never goes back, and an entity has one sample, or one metric, at a time. */

import type { Reading } from './mapping.ts';
import { shown, tableError } from './table-error.ts';

/**
 * What to do with a row that is out of order: refuse the table; leave the row out; or take it as it is, as long as at
 * most one row in a hundred so far is: a clock that was set back once is life, a table without an order is not.
 */
export type OnDisorder = 'error' | 'skip' | 'tolerate';

const TOLERATED = 0.01;

export class TimeOrder {
  readonly #table: string;
  readonly #onDisorder: OnDisorder;
  #latest: Reading | undefined;
  /** The last reading of each entity (long shape: of each of its metrics) at the latest time. */
  readonly #present = new Map<string, Reading>();
  #rows = 0;
  #disorderly = 0;

  constructor(table: string, onDisorder: OnDisorder) {
    this.#table = table;
    this.#onDisorder = onDisorder;
  }

  /** Rows out of order so far, in words; undefined where there were none. */
  get notice(): string | undefined {
    if (this.#disorderly === 0) return undefined;
    const one = this.#disorderly === 1;
    const rows = one ? '1 row out of order was' : `${this.#disorderly} rows out of order were`;
    return `${this.#table}: ${rows} ${this.#onDisorder === 'skip' ? 'left out' : `taken as ${one ? 'it stands' : 'they stand'}`}`;
  }

  /**
   * Whether the reading is to be taken.
   *
   * @param key what may be there once at a time
   * @throws InputError naming both lines, where disorder is an error
   */
  takes(reading: Reading, key: string): boolean {
    this.#rows++;
    const latest = this.#latest;
    if (latest && reading.timestamp < latest.timestamp)
      return this.#disorder(latest, reading, key, 'goes back');
    if (latest && reading.timestamp > latest.timestamp) this.#present.clear();
    const same = this.#present.get(key);
    if (same) return this.#disorder(same, reading, key, 'is there twice');
    this.#take(reading, key);
    return true;
  }

  #take(reading: Reading, key: string): void {
    this.#latest = reading;
    this.#present.set(key, reading);
  }

  #disorder(before: Reading, reading: Reading, key: string, how: string): boolean {
    this.#disorderly++;
    if (this.#onDisorder === 'skip') return false;
    if (this.#onDisorder === 'tolerate' && this.#disorderly <= TOLERATED * this.#rows) {
      this.#present.clear();
      this.#take(reading, key);
      return true;
    }
    const of = reading.entity === '' ? '' : ` of ${reading.entity}`;
    throw tableError(
      'ORDER',
      `${this.#table}: time ${how}${of}: line ${before.line} has ${shown(before.written)}, line ${reading.line} has ${shown(reading.written)}`,
      'Sort the rows by time and leave one of each; name the columns that tell entities apart with --entity-by; --on-disorder skip leaves such rows out.',
    );
  }
}
