/** The real clock, timer, file reader and choice of reader: the one place where the sources meet them. */
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../core/clock.ts';
import { LibraryReader } from './library-reader.ts';
import { LinuxReader, type ReadText } from './linux-reader.ts';
import type { HostReader } from './reading.ts';

/** Seconds since the epoch. */
export function systemClock(): number {
  return Date.now() / 1000;
}

/** Resolves after `seconds`, or as soon as the signal aborts; never rejects, leaves no timer. */
export async function systemSleep(seconds: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(seconds * 1000, undefined, { signal });
  } catch (error) {
    // An abort is how a wait is meant to end early; the caller looks at the signal.
    if (!signal.aborted) throw error;
  }
}

/** The machine's clock, for a source that is given none. */
export const edgeClock: Clock = {
  now: systemClock,
  monotonic: () => performance.now() / 1000,
  sleep: (seconds, signal) => systemSleep(seconds, signal ?? new AbortController().signal),
};

export const readTextFile: ReadText = (path) => readFileSync(path, 'utf8');

/** /proc where there is one, the library elsewhere. */
export function systemReader(): HostReader {
  return existsSync('/proc/stat') ? new LinuxReader(readTextFile) : new LibraryReader();
}
