/** What several iterables give, in the order in which it arrives, one at a time from each. */

export type Arrival<T> =
  | { readonly from: number; readonly value: T }
  | { readonly from: number; readonly ended: true }
  | { readonly from: number; readonly error: unknown };

/**
 * The next item of an iterable is asked for when the one before it has been taken. After an error or its end nothing
 * more is asked of it. Ends when all have ended; leaving early ends each of them.
 *
 * @param stop lets iterables go that wait for something: called before they are left
 */
export async function* arrivals<T>(
  iterables: readonly AsyncIterable<T>[],
  stop: () => void,
): AsyncGenerator<Arrival<T>, void, void> {
  const iterators = iterables.map((each) => each[Symbol.asyncIterator]());
  const arrived: Arrival<T>[] = [];
  let wake = (): void => {};
  const settle = (arrival: Arrival<T>): void => {
    arrived.push(arrival);
    wake();
  };
  const ask = (from: number): void => {
    iterators[from]?.next().then(
      (next) => settle(next.done ? { from, ended: true } : { from, value: next.value }),
      (error: unknown) => settle({ from, error }),
    );
  };
  for (const from of iterators.keys()) ask(from);
  try {
    for (let running = iterators.length; running > 0; ) {
      const arrival = arrived.shift();
      if (arrival === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      if (!('value' in arrival)) running -= 1;
      yield arrival;
      if ('value' in arrival) ask(arrival.from);
    }
  } finally {
    stop();
    await Promise.allSettled(iterators.map((iterator) => iterator.return?.()));
  }
}
