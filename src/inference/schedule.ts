/**
 * Bursts on a schedule: what lifts a metric at every full hour is no surprise to who set the clock. A burst is expected
 * where bursts began a whole number of periods before it:
 *
 *   P          = (its beginning − that of an earlier burst)/m, m from 1 to MOST_SKIPPED; at least SHORTEST samples
 *   expected   where bursts began at 3 or more, and more than 0.6, of P, 2P … k·P before, for a k up to FARTHEST, each
 *              within TOLERANCE samples: what falls in the middle between two of a schedule is not of it
 *   as usual   while its readings lie among those of the burst that it follows, or beyond by at most half their span,
 *              and it lasts at most twice as long
 *
 * Whatever is expected but not as usual surprises as ever. So does the first of a schedule, and the second and third.
 * Memory: REMEMBERED bursts of five numbers.
 */

import type { ScheduleState } from './learnt.ts';

/** Of the bursts that a schedule is seen from. */
const LEAST = 3;
/** Share of the periods. In the middle between two of a schedule, four of seven halves of a period have one. */
const MOST = 0.6;
const MOST_SKIPPED = 3;
const FARTHEST = 8;
const REMEMBERED = 16;
/** Samples without a surprise after which a burst is over. */
const OVER = 60;
const SHORTEST = 300;
const TOLERANCE = 5;
/** Samples by which a burst may be longer than twice the one before. */
const GRACE = 10;

interface Burst {
  /** Seconds. */
  readonly from: number;
  until: number;
  low: number;
  high: number;
  /** Number of its last sample. */
  sample: number;
}

export class Schedule {
  readonly #bursts: Burst[];
  /** The burst that the latest one follows. */
  #pattern: Burst | undefined;

  constructor({ bursts, pattern }: ScheduleState = { bursts: [], pattern: null }) {
    this.#bursts = bursts.map((burst) => ({ ...burst }));
    this.#pattern = pattern ?? undefined;
  }

  save(): ScheduleState {
    return { bursts: this.#bursts.map((burst) => ({ ...burst })), pattern: this.#pattern ?? null };
  }

  /**
   * A reading that surprises.
   *
   * @param sample its number
   * @param interval seconds between two samples
   * @returns whether it was to be expected
   */
  expects(value: number, timestamp: number, sample: number, interval: number): boolean {
    const latest = this.#bursts.at(-1);
    if (!latest || sample - latest.sample > OVER) this.#begin(value, timestamp, sample, interval);
    const burst = this.#bursts.at(-1) ?? latest;
    if (!burst) return false;
    burst.until = timestamp;
    burst.sample = sample;
    burst.low = Math.min(burst.low, value);
    burst.high = Math.max(burst.high, value);
    return this.#pattern !== undefined && asUsual(value, timestamp - burst.from, this.#pattern, interval);
  }

  #begin(value: number, from: number, sample: number, interval: number): void {
    this.#pattern = this.#patternOf(from, interval);
    this.#bursts.push({ from, until: from, low: value, high: value, sample });
    if (this.#bursts.length > REMEMBERED) this.#bursts.shift();
  }

  #patternOf(from: number, interval: number): Burst | undefined {
    for (const earlier of this.#bursts.toReversed()) {
      for (let m = 1; m <= MOST_SKIPPED; m++) {
        const period = (from - earlier.from) / m;
        if (!(period >= SHORTEST * interval)) break;
        if (this.#isPeriod(from, period, TOLERANCE * interval)) return earlier;
      }
    }
    return undefined;
  }

  /** Whether bursts began at most of the latest periods before. */
  #isPeriod(from: number, period: number, tolerance: number): boolean {
    let count = 0;
    for (let k = 1; k <= FARTHEST; k++) {
      if (this.#bursts.some((burst) => Math.abs(from - k * period - burst.from) <= tolerance)) count++;
      if (count >= LEAST && count > MOST * k) return true;
    }
    return false;
  }
}

function asUsual(value: number, lasted: number, pattern: Burst, interval: number): boolean {
  const { from, until, low, high } = pattern;
  const more = Math.max((high - low) / 2, Math.abs(high) / 4, Math.abs(low) / 4);
  const longest = 2 * (until - from) + GRACE * interval;
  return value >= low - more && value <= high + more && lasted <= longest;
}
