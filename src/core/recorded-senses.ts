/**
 * Senses and time of a run on a recording: the time is that of the samples, nothing is waited for, and a beat without
 * a sample is due where the recording has none for twice its period (DESIGN §3.4). A recording that cannot be read ends
 * the run: nothing that comes later could mend it.
 */
import type { Sample, Source } from '../sources/source.ts';
import type { Clock } from './clock.ts';
import { LONGEST_WAIT, readSample, type Sensation, type Sensing, WAITS_TO_BLINDNESS } from './senses.ts';

/** A beat between two samples, which has none. */
export interface Silence {
  /** Seconds since the epoch. */
  readonly at: number;
  readonly blind: boolean;
}

/**
 * The beats between two samples, up to the one at which the entity is blind: from then on nothing changes before the
 * next sample, and they are left out.
 *
 * @param period seconds between two samples
 */
export function* silences(last: number, next: number, period: number): Generator<Silence> {
  for (let waits = 1; waits <= WAITS_TO_BLINDNESS; waits++) {
    const at = last + waits * LONGEST_WAIT * period;
    if (at >= next) return;
    yield { at, blind: waits === WAITS_TO_BLINDNESS };
  }
}

export class RecordedSenses implements Sensing, Clock {
  readonly #period: number;
  readonly #abort = new AbortController();
  readonly #sensations: AsyncGenerator<Sensation, void>;
  #time: number | undefined;

  constructor(source: Source) {
    this.#period = source.period;
    this.#sensations = this.#follow(source.samples(this.#abort.signal));
  }

  /** @throws what the source throws */
  async next(): Promise<Sensation> {
    const { value } = await this.#sensations.next();
    return value ?? { sample: null, blind: false, ended: true, error: null };
  }

  async *#follow(samples: AsyncIterable<Sample>): AsyncGenerator<Sensation, void> {
    let last: number | undefined;
    for await (const given of samples) {
      const sample = readSample(given);
      if (!sample) continue;
      const { timestamp } = sample;
      for (const { at, blind } of silences(last ?? timestamp, timestamp, this.#period)) {
        this.#time = at;
        yield { sample: null, blind, ended: false, error: null };
      }
      this.#time = timestamp;
      last = timestamp;
      yield { sample, blind: false, ended: false, error: null };
    }
  }

  async close(): Promise<void> {
    this.#abort.abort();
    await this.#sensations.return();
  }

  /** Of the latest sample; 0 before the first. */
  now(): number {
    return this.#time ?? 0;
  }

  monotonic(): number {
    return this.#time ?? 0;
  }

  async sleep(): Promise<void> {}
}
