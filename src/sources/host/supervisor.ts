/**
 * What the supervisor costs the host, and how late its own event loop runs (DESIGN §3.4): cores, bytes, seconds.
 *
 * The delay is measured by a timer of our own on every runtime, the worst lateness since the last reading.
 * perf_hooks' monitorEventLoopDelay means three things on three runtimes: with the loop held for 100 ms, Node
 * reports 107 ms (its own 10 ms resolution included), Bun 98 ms (shared by the whole process), Deno 9 µs.
 */
import { performance } from 'node:perf_hooks';
import { counter, gauge, type Reading } from './reading.ts';

/** Totals of this process. */
export interface OwnUsage {
  /** CPU seconds used since the process began, user and system. */
  cpuSeconds(): number;
  /** Resident memory, bytes. */
  residentBytes(): number;
}

/** Contract: between start and stop, `worst()` gives the largest delay since it was last asked; then no timer. */
export interface LoopDelayProbe {
  start(): void;
  /** Seconds; null where nothing has been measured yet. */
  worst(): number | null;
  stop(): void;
}

export const ownUsage: OwnUsage = {
  cpuSeconds(): number {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },
  residentBytes: () => process.memoryUsage.rss(),
};

/** Seconds between two looks: a loop held for longer is seen for certain, a shorter hold by chance. */
const LOOK_SECONDS = 0.05;

/** Lateness of a repeating timer that does not keep the process alive. */
export class TimerDelayProbe implements LoopDelayProbe {
  #timer: ReturnType<typeof setInterval> | undefined;
  #last = 0;
  #worst: number | null = null;

  start(): void {
    this.stop();
    this.#last = performance.now();
    this.#worst = null;
    this.#timer = setInterval(() => this.#look(), LOOK_SECONDS * 1000);
    this.#timer.unref();
  }

  #look(): void {
    const now = performance.now();
    const late = Math.max(0, (now - this.#last) / 1000 - LOOK_SECONDS);
    this.#worst = Math.max(this.#worst ?? 0, late);
    this.#last = now;
  }

  worst(): number | null {
    const worst = this.#worst;
    this.#worst = null;
    return worst;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

/** The supervisor's own readings. */
export function supervisorReadings(own: OwnUsage, delay: LoopDelayProbe): Array<[string, Reading]> {
  return [
    ['supervisor.cpu_cores', counter(own.cpuSeconds())],
    ['supervisor.rss_bytes', gauge(own.residentBytes())],
    ['supervisor.loop_delay_seconds', gauge(delay.worst())],
  ];
}
