/** A world for a supervisor under test: a clock that is told the time, a source that is fed, a threat model. */
import type { Clock } from '../../src/core/clock.ts';
import type { ThreatModel } from '../../src/flows/index.ts';
import type { Detection, Detector } from '../../src/inference/detector.ts';
import type { Sample, Source } from '../../src/sources/source.ts';

/** Time passes only in `sleep` and `advance`. Sleepers wake in order of their time. */
export class ManualClock implements Clock {
  #now: number;
  readonly #sleepers: { readonly until: number; readonly wake: () => void }[] = [];

  constructor(start = 1_700_000_000) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  sleep(seconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const sleeper = { until: this.#now + seconds, wake: resolve };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', () => {
        const place = this.#sleepers.indexOf(sleeper);
        if (place !== -1) this.#sleepers.splice(place, 1);
        resolve();
      });
    });
  }

  /** Moves time on, waking whoever is due. */
  advance(seconds: number): void {
    this.#now += seconds;
    for (const sleeper of this.#sleepers.filter(({ until }) => until <= this.#now)) {
      this.#sleepers.splice(this.#sleepers.indexOf(sleeper), 1);
      sleeper.wake();
    }
  }

  /** Moves time to the next sleeper's. */
  advanceToNext(): void {
    const next = Math.min(...this.#sleepers.map(({ until }) => until));
    if (Number.isFinite(next)) this.advance(Math.max(0, next - this.#now));
  }

  get sleepers(): number {
    return this.#sleepers.length;
  }
}

/** A source that gives what it is fed. */
export class FedSource implements Source {
  readonly name = 'fed';
  readonly period: number;
  readonly #queue: Sample[] = [];
  #wake: (() => void) | undefined;
  #closed = false;
  #broken: Error | undefined;

  constructor(period = 1) {
    this.period = period;
  }

  feed(sample: Sample): void {
    this.#queue.push(sample);
    this.#wake?.();
  }

  end(): void {
    this.#closed = true;
    this.#wake?.();
  }

  break(error: Error): void {
    this.#broken = error;
    this.#wake?.();
  }

  async *samples(signal: AbortSignal): AsyncIterable<Sample> {
    signal.addEventListener('abort', () => this.#wake?.());
    while (!signal.aborted) {
      const [sample] = this.#queue.splice(0, 1);
      if (sample !== undefined) yield sample;
      else if (this.#broken) throw this.#broken;
      else if (this.#closed) return;
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}

/** The formula of DESIGN §4 in float32, without a model file. */
export class SigmoidModel implements ThreatModel {
  readonly mlWeight = 0.12;

  async threat(totalAnoms: number, mlWeight: number): Promise<number> {
    const x = Math.fround(Math.fround(totalAnoms) * Math.fround(mlWeight));
    return Math.fround(1 / (1 + Math.exp(-x)));
  }
}

/** Takes the metric `anoms` for the number of anomalies. */
export const countingDetector: Detector = {
  name: 'counting',
  version: '1',
  observe({ metrics }: Sample): Detection {
    const missing = Object.keys(metrics).filter((name) => metrics[name] === null);
    return { anoms: metrics.anoms ?? 0, missing, surprises: [], warmingUp: false };
  },
};
