/** Waits on a source for the next beat, of whichever entity it is (vigil.ts). A run without a source is never blind. */
import { entityName, type Labels, type Sample, type Source } from '../sources/source.ts';
import type { Clock } from './clock.ts';
import { InputError, messageOf } from './errors.ts';
import { OWN, Vigil } from './vigil.ts';

export interface Sensation {
  /** Name of the entity that the beat is of. */
  readonly entity: string;
  /** New sample, or null where none came. */
  readonly sample: Sample | null;
  readonly blind: boolean;
  /** It has been silent for so long that nothing more is expected of it: there is no beat. */
  readonly retired: boolean;
  /** The source has said all it had to say. */
  readonly ended: boolean;
  /** Why the source broke off, where it did. */
  readonly error: string | null;
}

/** Waits for what the next beat is about. */
export interface Sensing {
  /** Resolves when a beat is due, or early when the signal aborts. @throws InputError for what was given wrong */
  next(signal: AbortSignal): Promise<Sensation>;
  close(): Promise<void>;
}

/** By which labels samples are told apart; undefined: by none, all are of one entity. */
export type EntityOf = ((labels: Labels) => Labels) | undefined;

type Arrival = { readonly sample: Sample } | { readonly ended: true } | { readonly error: unknown };

export class Senses implements Sensing {
  readonly #source: Source;
  readonly #clock: Clock;
  readonly #entityOf: EntityOf;
  readonly #vigil: Vigil;
  readonly #abort = new AbortController();
  #iterator: AsyncIterator<Sample> | undefined;
  #pending: Promise<Arrival> | undefined;
  /** Whose beat was the last: its wait begins when the next is asked for. */
  #latest: string | undefined = OWN;
  #error: string | null = null;

  /** @param retireAfter seconds of silence; undefined: as vigil.ts has it */
  constructor(source: Source, clock: Clock, entityOf?: EntityOf, retireAfter?: number) {
    this.#source = source;
    this.#clock = clock;
    this.#entityOf = entityOf;
    this.#vigil = new Vigil(source.period, retireAfter, false);
    this.#vigil.resume(OWN, clock.monotonic());
  }

  async next(signal: AbortSignal): Promise<Sensation> {
    this.#iterator ??= this.#source.samples(this.#abort.signal)[Symbol.asyncIterator]();
    if (this.#latest !== undefined) this.#vigil.resume(this.#latest, this.#clock.monotonic());
    this.#latest = undefined;
    // One read at a time, kept over beats that it outlives: no sample is lost to a wait that ran out.
    if (this.#error === null) this.#pending ??= this.#read(this.#iterator);
    const arrival = await this.#arrival(signal);
    if (arrival === undefined) return this.#silence();
    this.#pending = undefined;
    if ('ended' in arrival) return { ...NOTHING, ended: true, error: this.#error };
    if ('error' in arrival) {
      // What was given wrong stays wrong: whoever gave it is told, and the run ends.
      if (arrival.error instanceof InputError) throw arrival.error;
      this.#error = messageOf(arrival.error);
      return this.#silence();
    }
    const sample = readSample(arrival.sample, this.#entityOf);
    // What is no sample at all is no sign of life.
    if (!sample) return this.#silence();
    const entity = entityName(sample.labels);
    this.#vigil.heard(entity, this.#clock.monotonic());
    this.#latest = entity;
    return { ...NOTHING, entity, sample };
  }

  /** The next sample, or undefined when the wait of some entity is over before, or the signal aborts. */
  async #arrival(signal: AbortSignal): Promise<Arrival | undefined> {
    const waited = new AbortController();
    const forward = (): void => waited.abort();
    signal.addEventListener('abort', forward, { once: true });
    if (signal.aborted) forward();
    const due = this.#vigil.next()?.at ?? 0;
    const timeout = this.#clock
      .sleep(Math.max(0, due - this.#clock.monotonic()), waited.signal)
      .then((): Arrival | undefined => undefined);
    const arrival = await (this.#pending ? Promise.race([this.#pending, timeout]) : timeout);
    signal.removeEventListener('abort', forward);
    waited.abort();
    return arrival;
  }

  async #read(iterator: AsyncIterator<Sample>): Promise<Arrival> {
    try {
      const { done, value } = await iterator.next();
      return done ? { ended: true } : { sample: value };
    } catch (error) {
      return { error };
    }
  }

  #silence(): Sensation {
    const entity = this.#vigil.next()?.entity ?? OWN;
    const silence = this.#vigil.passed({ entity, at: this.#clock.monotonic() });
    const retired = silence === 'retired';
    if (!retired) this.#latest = entity;
    const blind = silence === 'blind' || this.#error !== null;
    return { ...NOTHING, entity, blind, retired, error: this.#error };
  }

  /** Ends the source. One that does not heed its signal is left behind after a period. */
  async close(): Promise<void> {
    this.#abort.abort();
    const waited = new AbortController();
    await Promise.race([this.#end(), this.#clock.sleep(this.#source.period, waited.signal)]);
    waited.abort();
  }

  async #end(): Promise<void> {
    await this.#pending;
    try {
      await this.#iterator?.return?.();
    } catch (error) {
      // The run is over: a source that fails to end is told of where its failures are.
      this.#error = messageOf(error);
    }
  }
}

/** Of the run's own entity, neither a sample nor an end. */
export const NOTHING: Sensation = {
  entity: OWN,
  sample: null,
  blind: false,
  retired: false,
  ended: false,
  error: null,
};

/**
 * What a source gave, as far as it is a sample: readings that are no finite numbers are unknown, whatever the source
 * calls them, and names are made well-formed text. Undefined where it is no sample.
 */
export function readSample(given: unknown, entityOf?: EntityOf): Sample | undefined {
  if (typeof given !== 'object' || given === null || !('metrics' in given)) return undefined;
  const { metrics } = given;
  if (typeof metrics !== 'object' || metrics === null || Array.isArray(metrics)) return undefined;
  const timestamp = 'timestamp' in given && Number.isFinite(given.timestamp) ? Number(given.timestamp) : 0;
  const readings = Object.entries(metrics).map(
    ([name, value]) => [name.toWellFormed(), readingOf(value)] as const,
  );
  const labels = entityOf && 'labels' in given ? entityOf(labelsOf(given.labels)) : undefined;
  return { timestamp, labels, metrics: Object.fromEntries(readings) };
}

function readingOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** Texts alone, well formed. */
function labelsOf(given: unknown): Labels {
  if (typeof given !== 'object' || given === null) return {};
  const texts = Object.entries(given).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name.toWellFormed(), value.toWellFormed()]] : [],
  );
  return Object.fromEntries(texts);
}
