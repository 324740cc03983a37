/**
 * Waits on a source for the next beat (DESIGN §3.4): a beat is due when there is a new sample or, at the latest,
 * when twice the source's period has passed; after three such waits without a sample the entity is blind. A run
 * without a source is never blind.
 */
import type { Sample, Source } from '../sources/source.ts';
import type { Clock } from './clock.ts';
import { InputError, messageOf } from './errors.ts';

/** Longest wait for a sample, in periods of the source. */
export const LONGEST_WAIT = 2;
/** Longest waits without a sample after which the entity is blind. */
export const WAITS_TO_BLINDNESS = 3;

export interface Sensation {
  /** New sample, or null where none came. */
  readonly sample: Sample | null;
  readonly blind: boolean;
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

type Arrival = { readonly sample: Sample } | { readonly ended: true } | { readonly error: unknown };

export class Senses implements Sensing {
  readonly #source: Source;
  readonly #clock: Clock;
  readonly #abort = new AbortController();
  #iterator: AsyncIterator<Sample> | undefined;
  #pending: Promise<Arrival> | undefined;
  #lastSample: number;
  #error: string | null = null;

  constructor(source: Source, clock: Clock) {
    this.#source = source;
    this.#clock = clock;
    this.#lastSample = clock.monotonic();
  }

  async next(signal: AbortSignal): Promise<Sensation> {
    this.#iterator ??= this.#source.samples(this.#abort.signal)[Symbol.asyncIterator]();
    // One read at a time, kept over beats that it outlives: no sample is lost to a wait that ran out.
    if (this.#error === null) this.#pending ??= this.#read(this.#iterator);
    const waited = new AbortController();
    const forward = (): void => waited.abort();
    signal.addEventListener('abort', forward, { once: true });
    if (signal.aborted) forward();
    const timeout = this.#clock
      .sleep(LONGEST_WAIT * this.#source.period, waited.signal)
      .then((): Arrival | undefined => undefined);
    const arrival = await (this.#pending ? Promise.race([this.#pending, timeout]) : timeout);
    signal.removeEventListener('abort', forward);
    waited.abort();
    if (arrival === undefined) return this.#silence(false);
    this.#pending = undefined;
    if ('ended' in arrival) return this.#silence(true);
    if ('error' in arrival) {
      // What was given wrong stays wrong: whoever gave it is told, and the run ends.
      if (arrival.error instanceof InputError) throw arrival.error;
      this.#error = messageOf(arrival.error);
      return this.#silence(false);
    }
    const sample = readSample(arrival.sample);
    // What is no sample at all is no sign of life.
    if (!sample) return this.#silence(false);
    this.#lastSample = this.#clock.monotonic();
    return { sample, blind: false, ended: false, error: null };
  }

  async #read(iterator: AsyncIterator<Sample>): Promise<Arrival> {
    try {
      const { done, value } = await iterator.next();
      return done ? { ended: true } : { sample: value };
    } catch (error) {
      return { error };
    }
  }

  #silence(ended: boolean): Sensation {
    const silent = this.#clock.monotonic() - this.#lastSample;
    const blind = silent >= WAITS_TO_BLINDNESS * LONGEST_WAIT * this.#source.period;
    return { sample: null, blind: blind || this.#error !== null, ended, error: this.#error };
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

/**
 * What a source gave, as far as it is a sample: readings that are no finite numbers are unknown, whatever the source
 * calls them, and names are made well-formed text. Undefined where it is no sample.
 */
export function readSample(given: unknown): Sample | undefined {
  if (typeof given !== 'object' || given === null || !('metrics' in given)) return undefined;
  const { metrics } = given;
  if (typeof metrics !== 'object' || metrics === null || Array.isArray(metrics)) return undefined;
  const timestamp = 'timestamp' in given && Number.isFinite(given.timestamp) ? Number(given.timestamp) : 0;
  const readings = Object.entries(metrics).map(
    ([name, value]) => [name.toWellFormed(), readingOf(value)] as const,
  );
  return { timestamp, metrics: Object.fromEntries(readings) };
}

function readingOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
