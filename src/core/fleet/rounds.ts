/**
 * Samples of many entities, gathered into the rounds that a fleet beats on. A round begins with a sample and is over
 *
 *   - with a sample that is a period later than its first,
 *   - with a sample of an entity that is in it already, once half a period has passed,
 *   - live, when a period has passed while waiting, or as many entities have spoken as in the round before and nothing
 *     came for a twentieth of a period.
 *
 * The time of a round is that of its latest sample. Silence is told by the median of their times, so that the clock of one
 * entity that is ahead, or samples that come late, make nobody else silent. Where nobody speaks, a round without samples
 * comes whenever twice the period has passed (DESIGN §3.4); on a recording, until all are blind.
 */
import { LONGEST_NAME } from '../../fleet/leaves/leaf.ts';
import { entityName, type Labels, type Sample, type Source } from '../../sources/source.ts';
import type { Clock } from '../clock.ts';
import { silences } from '../recorded-senses.ts';
import { readSample } from '../senses.ts';
import { LONGEST_WAIT } from '../vigil.ts';

/** Silence after which a round that is full is over, in periods. */
const PAUSE = 1 / 20;

export interface Round {
  /** Seconds, on the clock of the samples. */
  readonly timestamp: number;
  /** By which silence is told: the median of the times of its samples, seconds. */
  readonly clock: number;
  /** In the order in which they came; an entity may have several. */
  readonly samples: readonly NamedSample[];
  /** When its last sample came, on the monotonic clock, seconds. */
  readonly arrived: number;
  /** Samples without any of the labels, which are of no entity. */
  readonly unnamed: number;
}

export interface NamedSample extends Sample {
  readonly name: string;
  readonly labels: Labels;
}

export interface RoundOptions {
  readonly source: Source;
  /** Seconds between two samples of an entity. */
  readonly period: number;
  readonly entityBy: (labels: Labels) => Labels;
  readonly clock: Pick<Clock, 'monotonic' | 'sleep'>;
}

/** Gathers one round after the other. */
class Gathering {
  readonly #period: number;
  #samples: NamedSample[] = [];
  #names = new Set<string>();
  #first = Number.NaN;
  #timestamp = Number.NaN;
  /** Of the round before. */
  #clock = Number.NaN;
  #unnamed = 0;
  #arrived = 0;
  /** Entities in the round before. */
  #expected = Number.POSITIVE_INFINITY;

  constructor(period: number) {
    this.#period = period;
  }

  get empty(): boolean {
    return this.#samples.length === 0;
  }

  /** There was a sample. */
  get begun(): boolean {
    return !Number.isNaN(this.#timestamp);
  }

  /** Time of the latest sample so far; NaN before the first. */
  get timestamp(): number {
    return this.#timestamp;
  }

  /** Clock of the round before; NaN before the first. */
  get clock(): number {
    return this.#clock;
  }

  /** As many have spoken as in the round before. */
  get full(): boolean {
    return this.#names.size >= this.#expected;
  }

  /** Whether the round is over before this sample. */
  endsBefore({ timestamp, name }: NamedSample): boolean {
    if (this.empty) return false;
    const passed = timestamp - this.#first;
    return passed >= this.#period || (passed >= this.#period / 2 && this.#names.has(name));
  }

  add(sample: NamedSample, arrived: number): void {
    if (this.empty) {
      this.#first = sample.timestamp;
      this.#timestamp = sample.timestamp;
    }
    this.#samples.push(sample);
    this.#names.add(sample.name);
    this.#timestamp = Math.max(sample.timestamp, this.#timestamp);
    this.#arrived = arrived;
  }

  pass(): void {
    this.#unnamed++;
  }

  take(): Round {
    this.#clock = medianTime(this.#samples);
    const round = {
      timestamp: this.#timestamp,
      clock: this.#clock,
      samples: this.#samples,
      arrived: this.#arrived,
      unnamed: this.#unnamed,
    };
    if (!this.empty) this.#expected = this.#names.size;
    this.#samples = [];
    this.#names = new Set();
    this.#unnamed = 0;
    return round;
  }
}

function medianTime(samples: readonly Sample[]): number {
  const times = Float64Array.from(samples, ({ timestamp }) => timestamp).sort();
  return times[times.length >> 1] ?? Number.NaN;
}

/** Ends with the source, or when the signal aborts. @throws what the source throws */
export function rounds(options: RoundOptions, signal: AbortSignal): AsyncGenerator<Round, void, void> {
  return options.source.recorded ? recordedRounds(options, signal) : liveRounds(options, signal);
}

async function* recordedRounds(
  { source, period, entityBy, clock }: RoundOptions,
  signal: AbortSignal,
): AsyncGenerator<Round, void, void> {
  const gathering = new Gathering(period);
  for await (const given of source.samples(signal)) {
    if (signal.aborted) return;
    const sample = named(given, entityBy);
    if (sample === 'none') continue;
    if (sample === 'unnamed') {
      gathering.pass();
      continue;
    }
    if (gathering.endsBefore(sample)) {
      const round = gathering.take();
      yield round;
      yield* silentRounds(round.timestamp, sample.timestamp, period, clock.monotonic());
    }
    gathering.add(sample, clock.monotonic());
  }
  if (!gathering.empty && !signal.aborted) yield gathering.take();
}

function* silentRounds(last: number, next: number, period: number, arrived: number): Generator<Round> {
  for (const { at } of silences(last, next, period)) {
    yield { timestamp: at, clock: at, samples: [], arrived, unnamed: 0 };
  }
}

async function* liveRounds(
  { source, period, entityBy, clock }: RoundOptions,
  signal: AbortSignal,
): AsyncGenerator<Round, void, void> {
  const gathering = new Gathering(period);
  const ending = new AbortController();
  const stop = (): void => ending.abort();
  signal.addEventListener('abort', stop, { once: true });
  const iterator = source.samples(ending.signal)[Symbol.asyncIterator]();
  const alarm = new Alarm(clock, ending.signal);
  let [pending, begun, spoke] = [iterator.next(), clock.monotonic(), clock.monotonic()];
  try {
    for (;;) {
      const due = gathering.empty
        ? begun + LONGEST_WAIT * period
        : gathering.full
          ? spoke + PAUSE * period
          : begun + period;
      const next = await Promise.race([pending, alarm.at(due)]);
      if (signal.aborted) return;
      const now = clock.monotonic();
      if (next === undefined) {
        if (now < due) continue;
        if (!gathering.empty) yield gathering.take();
        // The clock of the samples goes on where they stopped.
        else if (gathering.begun) {
          const since = now - spoke;
          const at = { timestamp: gathering.timestamp + since, clock: gathering.clock + since };
          yield { ...at, samples: [], arrived: now, unnamed: 0 };
        }
        begun = clock.monotonic();
        continue;
      }
      if (next.done) break;
      pending = iterator.next();
      const sample = named(next.value, entityBy);
      if (sample === 'none') continue;
      if (sample === 'unnamed') {
        gathering.pass();
        continue;
      }
      if (gathering.endsBefore(sample)) yield gathering.take();
      if (gathering.empty) begun = now;
      gathering.add(sample, now);
      spoke = now;
    }
    if (!gathering.empty) yield gathering.take();
  } finally {
    signal.removeEventListener('abort', stop);
    ending.abort();
    // A read that is under way ends with the signal; what it fails with concerns nobody any more.
    pending.catch(() => undefined);
    // A source that does not heed its signal is left behind after a period.
    const waited = new AbortController();
    await Promise.race([iterator.return?.(), clock.sleep(period, waited.signal)]);
    waited.abort();
  }
}

/** Rings at a time, or earlier: a timer for each of ten thousand samples would take longer than the beat. */
class Alarm {
  readonly #clock: RoundOptions['clock'];
  readonly #signal: AbortSignal;
  #due = Number.POSITIVE_INFINITY;
  #rings: Promise<undefined> | undefined;

  constructor(clock: RoundOptions['clock'], signal: AbortSignal) {
    this.#clock = clock;
    this.#signal = signal;
  }

  /** Resolves at `due` or before it, on the monotonic clock, or when the signal aborts. */
  at(due: number): Promise<undefined> {
    if (this.#rings && this.#due <= due) return this.#rings;
    const rings = this.#clock.sleep(Math.max(0, due - this.#clock.monotonic()), this.#signal).then(() => {
      if (this.#rings === rings) this.#rings = undefined;
      return undefined;
    });
    this.#due = due;
    this.#rings = rings;
    return rings;
  }
}

function named(given: Sample, entityBy: RoundOptions['entityBy']): NamedSample | 'none' | 'unnamed' {
  const sample = readSample(given, entityBy);
  if (!sample) return 'none';
  const { labels } = sample;
  if (labels === undefined || Object.keys(labels).length === 0) return 'unnamed';
  const name = entityName(labels);
  // A leaf could not hold it, and so nothing about the entity could be proved.
  return Buffer.byteLength(name) > LONGEST_NAME ? 'unnamed' : { ...sample, labels, name };
}
