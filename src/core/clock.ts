/** Time, handed in: nothing below this interface asks the machine (DESIGN §7). */
export interface Clock {
  /** Wall clock, seconds since the epoch. May jump. */
  now(): number;
  /** Seconds from an arbitrary start that never runs backwards. */
  monotonic(): number;
  /** Resolves after `seconds`, or early and without error when the signal aborts. */
  sleep(seconds: number, signal?: AbortSignal): Promise<void>;
}

/** Longest delay a timer takes, milliseconds: a longer one would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

function sleepMilliseconds(delay: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, delay);
    signal?.addEventListener('abort', done, { once: true });
  });
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now() / 1000,
  monotonic: () => performance.now() / 1000,
  async sleep(seconds, signal) {
    let left = seconds * 1000;
    do {
      const slice = Math.min(left, LONGEST_TIMER);
      await sleepMilliseconds(slice, signal);
      left -= slice;
    } while (left > 0 && !signal?.aborted);
  },
};
