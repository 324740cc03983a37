/**
 * Senses and time of a run on a recording: the time is that of the samples, nothing is waited for, and a beat without
 * a sample is due where the recording has none for twice its period (DESIGN §3.4). A recording that cannot be read ends
 * the run: nothing that comes later could mend it.
 */
import { entityName, type Sample, type Source } from '../sources/source.ts';
import type { Clock } from './clock.ts';
import { type EntityOf, NOTHING, readSample, type Sensation, type Sensing } from './senses.ts';
import { LONGEST_WAIT, Vigil, WAITS_TO_BLINDNESS } from './vigil.ts';

/** A beat between two samples, which has none. */
export interface SilentBeat {
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
export function* silences(last: number, next: number, period: number): Generator<SilentBeat> {
  for (let waits = 1; waits <= WAITS_TO_BLINDNESS; waits++) {
    const at = last + waits * LONGEST_WAIT * period;
    if (at >= next) return;
    yield { at, blind: waits === WAITS_TO_BLINDNESS };
  }
}

export class RecordedSenses implements Sensing, Clock {
  readonly #vigil: Vigil;
  readonly #entityOf: EntityOf;
  readonly #abort = new AbortController();
  readonly #sensations: AsyncGenerator<Sensation, void>;
  #time: number | undefined;

  /** @param retireAfter seconds of silence; undefined: as vigil.ts has it */
  constructor(source: Source, entityOf?: EntityOf, retireAfter?: number) {
    this.#entityOf = entityOf;
    this.#vigil = new Vigil(source.period, retireAfter, true);
    this.#sensations = this.#follow(source.samples(this.#abort.signal));
  }

  /** @throws what the source throws */
  async next(): Promise<Sensation> {
    const { value } = await this.#sensations.next();
    return value ?? { ...NOTHING, ended: true };
  }

  async *#follow(samples: AsyncIterable<Sample>): AsyncGenerator<Sensation, void> {
    for await (const given of samples) {
      const sample = readSample(given, this.#entityOf);
      if (!sample) continue;
      const { timestamp, labels } = sample;
      yield* this.#silences(timestamp);
      this.#time = timestamp;
      const entity = entityName(labels);
      this.#vigil.heard(entity, timestamp);
      yield { ...NOTHING, entity, sample };
    }
  }

  /** What is due before the next sample, of whichever entity it is. */
  *#silences(until: number): Generator<Sensation, void> {
    for (let wait = this.#vigil.next(); wait && wait.at < until; wait = this.#vigil.next()) {
      this.#time = wait.at;
      const silence = this.#vigil.passed(wait);
      yield { ...NOTHING, entity: wait.entity, blind: silence === 'blind', retired: silence === 'retired' };
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
