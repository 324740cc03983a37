/** The order of readings in a table: time never goes back, and an entity has one sample, or one metric, at a time. */

import type { Reading } from './mapping.ts';
import { shown, tableError } from './table-error.ts';

/** What to do with a row that is out of order: refuse the table, or leave the row out. */
export type OnDisorder = 'error' | 'skip';

export class TimeOrder {
  readonly #table: string;
  readonly #onDisorder: OnDisorder;
  #latest: Reading | undefined;
  /** The last reading of each entity (long shape: of each of its metrics) at the latest time. */
  readonly #present = new Map<string, Reading>();
  #skipped = 0;

  constructor(table: string, onDisorder: OnDisorder) {
    this.#table = table;
    this.#onDisorder = onDisorder;
  }

  /** Rows that were left out. */
  get skipped(): number {
    return this.#skipped;
  }

  /**
   * Whether the reading is to be taken.
   *
   * @param key what may be there once at a time
   * @throws InputError naming both lines, where disorder is an error
   */
  takes(reading: Reading, key: string): boolean {
    const latest = this.#latest;
    if (latest && reading.timestamp < latest.timestamp) return this.#disorder(latest, reading, 'goes back');
    if (latest && reading.timestamp > latest.timestamp) this.#present.clear();
    const same = this.#present.get(key);
    if (same) return this.#disorder(same, reading, 'is there twice');
    this.#latest = reading;
    this.#present.set(key, reading);
    return true;
  }

  #disorder(before: Reading, reading: Reading, how: string): false {
    this.#skipped += 1;
    if (this.#onDisorder === 'skip') return false;
    const of = reading.entity === '' ? '' : ` of ${reading.entity}`;
    throw tableError(
      'ORDER',
      `${this.#table}: time ${how}${of}: line ${before.line} has ${shown(before.written)}, line ${reading.line} has ${shown(reading.written)}`,
      'Sort the rows by time and leave one of each; name the columns that tell entities apart with --labels; --on-disorder skip leaves such rows out.',
    );
  }
}
