/** A supervisor under test in a world of its own: its clock, its source, its ledger. */
import { Arbiter } from '../../src/core/arbiter.ts';
import type { ArbiterOptions } from '../../src/core/arbiter-options.ts';
import type { BeatRecord } from '../../src/core/beat-record.ts';
import { type EntryData, ImmutableLedger } from '../../src/ledger/index.ts';
import { countingDetector, FedSource, ManualClock, SigmoidModel } from './world.ts';

export function world(options: Partial<ArbiterOptions> = {}) {
  const clock = new ManualClock();
  const source = new FedSource();
  const ledger = options.ledger ?? new ImmutableLedger();
  const arbiter = new Arbiter({
    entropyModel: new SigmoidModel(),
    source,
    detector: countingDetector,
    load: { metric: 'load', setpoint: 1 },
    clock,
    ...options,
    ledger,
  });
  /** One beat on these readings, a second after the last. */
  const beat = async (metrics: Record<string, number | null>): Promise<BeatRecord> => {
    clock.advance(1);
    source.feed({ timestamp: clock.now(), metrics });
    return must(await arbiter.executeBeat());
  };
  /** Lets the longest wait for a sample pass. */
  const silence = async (): Promise<BeatRecord> => {
    const beat = arbiter.executeBeat();
    await settle(() => clock.sleepers > 0);
    clock.advanceToNext();
    return must(await beat);
  };
  const entries = async (type: string): Promise<EntryData[]> => {
    const found: EntryData[] = [];
    for await (const { data } of ledger.entries()) if (data.type === type) found.push(data);
    return found;
  };
  return { arbiter, beat, clock, entries, ledger, silence, source };
}

export function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('nothing there');
  return value;
}

/** Turns of the event loop after which something is taken never to come: compiling takes many on a busy machine. */
const TURNS = 1e6;

/** Lets pending work run until something holds. */
export async function settle(until: () => boolean): Promise<void> {
  for (let i = 0; i < TURNS && !until(); i++) await new Promise((resolve) => setImmediate(resolve));
  if (!until()) throw new Error('never settled');
}

/** Runs the clock on until a promise is settled. */
export async function inManualTime<T>(clock: ManualClock, promise: Promise<T>): Promise<T> {
  let done = false;
  const noted = promise.finally(() => {
    done = true;
  });
  // Whoever gets `noted` hears of its failure; until then it must not count as unheard.
  noted.catch(() => undefined);
  for (let i = 0; i < TURNS && !done; i++) {
    await new Promise((resolve) => setImmediate(resolve));
    if (!done && clock.sleepers > 0) clock.advanceToNext();
  }
  if (!done) throw new Error('never ended');
  return noted;
}
