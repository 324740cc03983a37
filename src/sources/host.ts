/**
 * The machine the supervisor runs on, as a source of metrics (DESIGN §3.4).
 *
 * Families, each a phenomenon of its own: utilisation of `cpu` (and its control group's limit), `memory`, `disk` and
 * `network`; saturation in `scheduler` (queue, switches, forks), `paging` and `pressure` (stalls); and `supervisor`,
 * what the supervisor costs and how late it is. Rates are per second over the interval between two samples,
 * by the clock that was given. `cpu.total` is the default load signal (DESIGN §3.1). Meanings: `describe`.
 *
 * Works without rights beyond reading /proc; what the machine does not offer has no name, and what it offered once
 * and no longer does is `null`.
 */
import { requirePositive } from '../numeric/parameter-error.ts';
import { describeHostMetric } from './host/describe.ts';
import { systemClock, systemReader, systemSleep } from './host/edge.ts';
import { type HostReader, metricOf, type Reading, type Readings } from './host/reading.ts';
import {
  type LoopDelayProbe,
  type OwnUsage,
  ownUsage,
  supervisorReadings,
  TimerDelayProbe,
} from './host/supervisor.ts';
import type { Sample, Source } from './source.ts';

export interface HostSourceOptions {
  /** Seconds between two samples, above 0. Default 1. */
  readonly period?: number;
  /** Seconds since the epoch. */
  readonly clock?: () => number;
  /** Resolves after `seconds` or at the signal's abort, whichever is first; does not reject. */
  readonly sleep?: (seconds: number, signal: AbortSignal) => Promise<void>;
  /** Where the readings come from; default /proc, or a library where there is none. */
  readonly reader?: HostReader;
  /** The supervisor's own cost. */
  readonly own?: OwnUsage;
  /** A fresh measure of the event loop's delay, one for each run of `samples`. */
  readonly loopDelay?: () => LoopDelayProbe;
}

/**
 * @example
 * for await (const { timestamp, metrics } of new HostSource({ period: 5 }).samples(signal)) {
 *   console.log(timestamp, metrics['cpu.total']);
 * }
 */
export class HostSource implements Source {
  readonly name = 'host';
  readonly period: number;
  readonly #clock: () => number;
  readonly #sleep: (seconds: number, signal: AbortSignal) => Promise<void>;
  readonly #reader: HostReader;
  readonly #own: OwnUsage;
  readonly #loopDelay: () => LoopDelayProbe;

  /** @throws ParameterError if the period is not a finite number above 0 */
  constructor(options: HostSourceOptions = {}) {
    this.period = options.period ?? 1;
    requirePositive('period', this.period);
    this.#clock = options.clock ?? systemClock;
    this.#sleep = options.sleep ?? systemSleep;
    this.#reader = options.reader ?? systemReader();
    this.#own = options.own ?? ownUsage;
    this.#loopDelay = options.loopDelay ?? (() => new TimerDelayProbe());
  }

  /** `unit: meaning`, e.g. of `cpu.total`; undefined for a name this source does not give. */
  describe(metric: string): string | undefined {
    return describeHostMetric(metric);
  }

  /**
   * The first sample comes at once, with all rates null. A sample that is late does not make the next ones late;
   * one that was missed is not made up for. Ends when the signal aborts, also in the middle of a wait.
   */
  async *samples(signal: AbortSignal): AsyncGenerator<Sample, void, void> {
    const loopDelay = this.#loopDelay();
    const differences = new Differences();
    loopDelay.start();
    try {
      let due = this.#clock();
      while (!signal.aborted) {
        const readings = await this.#reader.read();
        const all = new Map([...readings, ...supervisorReadings(this.#own, loopDelay)]);
        if (signal.aborted) return;
        yield differences.sample(this.#clock(), all);
        const now = this.#clock();
        due += this.period;
        // A whole period behind, or a clock that was set back: the rhythm starts anew from here. There is a wait
        // in every round, so that a slow reader never keeps the event loop from other work.
        if (due <= now || due > now + this.period) due = now + this.period;
        await this.#sleep(due - now, signal);
      }
    } finally {
      loopDelay.stop();
    }
  }
}

/** Turns readings into samples: knows the last readings and every name that was ever given. */
class Differences {
  readonly #names = new Set<string>();
  #before: Readings = new Map<string, Reading>();
  #at = 0;

  sample(timestamp: number, now: Readings): Sample {
    for (const name of now.keys()) this.#names.add(name);
    const metrics: Record<string, number | null> = {};
    for (const name of this.#names) {
      const reading = now.get(name);
      metrics[name] = reading ? metricOf(reading, this.#before.get(name), timestamp - this.#at) : null;
    }
    this.#before = now;
    this.#at = timestamp;
    return { timestamp, metrics };
  }
}
