/** The last beats, and where every beat of this run is in the ledger. */
import type { BeatRecord } from '../core/beat-record.ts';

/** Whole records that are kept: ten minutes at one beat a second. */
export const RECENT_BEATS = 600;
/** Places that are kept, eight bytes each: twelve days at one beat a second. */
const PLACES = 1 << 20;

export class History {
  readonly #recent: BeatRecord[] = [];
  readonly #ends = new Map<number, number>();

  add(record: BeatRecord): void {
    this.#recent.push(record);
    if (this.#recent.length > RECENT_BEATS) this.#recent.shift();
    this.#ends.set(record.beat, record.ledgerLength);
    if (this.#ends.size > PLACES) this.#ends.delete(record.beat - PLACES);
  }

  get last(): BeatRecord | undefined {
    return this.#recent.at(-1);
  }

  /** The last `count` records, oldest first, of those after `beat`. */
  recent(count: number, after = 0): readonly BeatRecord[] {
    return count <= 0 ? [] : this.#recent.filter(({ beat }) => beat > after).slice(-count);
  }

  record(beat: number): BeatRecord | undefined {
    return this.#recent.find((record) => record.beat === beat);
  }

  /** First entry that may belong to a beat of this run, and the one behind its last; undefined where not known. */
  place(beat: number): { readonly from: number; readonly to: number } | undefined {
    const to = this.#ends.get(beat);
    if (to === undefined) return undefined;
    return { from: this.#ends.get(beat - 1) ?? Math.max(0, to - LONGEST_BEAT), to };
  }
}

/** Entries that a beat has at most where the one before it is not known. */
const LONGEST_BEAT = 64;
