/** Time, handed in: nothing below this interface asks the machine (DESIGN §7). */
export interface Clock {
  /** Wall clock, seconds since the epoch. May jump. */
  now(): number;
  /** Seconds from an arbitrary start that never runs backwards. */
  monotonic(): number;
  /** Resolves after `seconds`, or early and without error when the signal aborts. */
  sleep(seconds: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now() / 1000,
  monotonic: () => performance.now() / 1000,
  sleep: (seconds, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, seconds * 1000);
      signal?.addEventListener('abort', done, { once: true });
    }),
};
