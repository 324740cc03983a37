/** The time between samples of a table: what it is on the whole, and how to keep it. */
import { entityName, type Sample } from '../source.ts';

export interface Pace {
  /** Seconds of the table that pass in one second. */
  readonly speed: number;
  /** Seconds since the epoch. */
  readonly clock: () => number;
  /** Resolves after `seconds` or at the signal's abort, whichever is first; does not reject. */
  readonly sleep: (seconds: number, signal: AbortSignal) => Promise<void>;
}

/** Longest wait at once, seconds: timers take no more than 24 days. */
const LONGEST_WAIT = 86_400;

/** Median of the time between two samples of one entity, seconds; 1 where there is no such pair. */
export function medianPeriod(samples: readonly Sample[]): number {
  const last = new Map<string, number>();
  const differences: number[] = [];
  for (const { labels, timestamp } of samples) {
    const entity = entityName(labels);
    const before = last.get(entity);
    if (before !== undefined && timestamp > before) differences.push(timestamp - before);
    last.set(entity, timestamp);
  }
  differences.sort((a, b) => a - b);
  const middle = differences.length >> 1;
  const upper = differences[middle];
  if (upper === undefined) return 1;
  return differences.length % 2 === 1 ? upper : ((differences[middle - 1] ?? upper) + upper) / 2;
}

/** Gives each sample when as much time has passed since the first as lies between their timestamps, by the speed. */
export async function* paced(
  samples: AsyncIterable<Sample>,
  { speed, clock, sleep }: Pace,
  signal: AbortSignal,
): AsyncGenerator<Sample, void, void> {
  let origin: { readonly clock: number; readonly timestamp: number } | undefined;
  for await (const sample of samples) {
    origin ??= { clock: clock(), timestamp: sample.timestamp };
    const due = origin.clock + (sample.timestamp - origin.timestamp) / speed;
    for (let left = due - clock(); left > 0 && !signal.aborted; left -= LONGEST_WAIT) {
      await sleep(Math.min(left, LONGEST_WAIT), signal);
    }
    if (signal.aborted) return;
    yield sample;
  }
}
