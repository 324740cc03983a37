/**
 * What is known of each series from its last point: rates of counters and changes of distributions.
 *
 *   cumulative   rate = (value - value before) / (time - time before); after a restart, which a later start time
 *                tells, value / (time - start); unknown at the first point
 *   delta        rate = value / (time - start)
 */
import type { Distribution } from './buckets.ts';

/** Series that are remembered; the one that was longest silent goes first, and has to begin anew. */
export const MOST_SERIES = 100_000;

export interface Moment {
  /** Seconds since the epoch; 0 is unknown. */
  readonly start: number;
  readonly time: number;
}

interface Known<T> extends Moment {
  readonly value: T;
}

/** What was added in how many seconds. */
export interface Added<T> {
  readonly value: T;
  readonly seconds: number;
}

export class SeriesMemory {
  readonly #counters = new Recent<number>();
  readonly #distributions = new Recent<Distribution>();

  /** What a cumulative counter has added since its last point; undefined where that is not known. */
  counter(key: string, moment: Moment, value: number): Added<number> | undefined {
    const before = this.#counters.replace(key, { ...moment, value });
    if (before === undefined || moment.time <= before.time) return undefined;
    if (restarted(before, moment)) return sinceStart(moment, value);
    if (value < before.value) return undefined;
    return { value: value - before.value, seconds: moment.time - before.time };
  }

  distribution(key: string, moment: Moment, value: Distribution): Added<Distribution> | undefined {
    const before = this.#distributions.replace(key, { ...moment, value });
    if (before === undefined || moment.time <= before.time) return undefined;
    if (restarted(before, moment)) return sinceStart(moment, value);
    const change = value.since(before.value);
    return change && { value: change, seconds: moment.time - before.time };
  }
}

/** What was added between start and time, where both are known. */
export function sinceStart<T>({ start, time }: Moment, value: T): Added<T> | undefined {
  return start > 0 && time > start ? { value, seconds: time - start } : undefined;
}

function restarted(before: Moment, now: Moment): boolean {
  return now.start > before.start && now.start >= before.time;
}

class Recent<T> {
  readonly #known = new Map<string, Known<T>>();

  /** What was known before. A point that is not newer changes nothing. */
  replace(key: string, now: Known<T>): Known<T> | undefined {
    const before = this.#known.get(key);
    if (before && now.time <= before.time) return before;
    this.#known.delete(key);
    this.#known.set(key, now);
    const [oldest] = this.#known.size > MOST_SERIES ? this.#known.keys() : [];
    if (oldest !== undefined) this.#known.delete(oldest);
    return before;
  }
}
