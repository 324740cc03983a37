/** One line on a terminal that tells how far a long reading is: a bar, entries a second, time left. */
import type { VerifyProgress } from '../../ledger/verification.ts';

/** Seconds between two drawings. */
const PERIOD = 0.1;
/** Seconds before the first: what is quick needs no bar. */
const QUICK = 0.3;

/** Columns of a terminal that does not tell. */
const USUAL_WIDTH = 80;

export interface ProgressStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

export class Progress {
  readonly #stream: ProgressStream;
  readonly #now: () => number;
  readonly #started: number;
  #drawn: number;
  #shown = false;

  /** @param now seconds from any beginning */
  constructor(stream: ProgressStream, now: () => number) {
    this.#stream = stream;
    this.#now = now;
    this.#started = now();
    this.#drawn = this.#started + QUICK - PERIOD;
  }

  show(progress: VerifyProgress): void {
    const now = this.#now();
    if (!this.#stream.isTTY || now - this.#drawn < PERIOD) return;
    this.#drawn = now;
    this.#shown = true;
    const line = progressLine(progress, now - this.#started, this.#stream.columns || USUAL_WIDTH);
    this.#stream.write(`\r${line}\x1b[K`);
  }

  clear(): void {
    if (this.#shown) this.#stream.write('\r\x1b[K');
    this.#shown = false;
  }
}

/** @param seconds since the beginning */
export function progressLine(
  { entries, bytes, totalBytes }: VerifyProgress,
  seconds: number,
  width: number,
): string {
  const share = totalBytes === 0 ? 1 : Math.min(1, bytes / totalBytes);
  const rate = Math.round(entries / Math.max(seconds, 1e-9));
  const left = share === 0 ? Number.POSITIVE_INFINITY : (seconds / share) * (1 - share);
  const text = ` ${Math.floor(share * 100)} %  ${entries} entries  ${rate}/s  ${timeLeft(left)} left`;
  const room = Math.min(40, width - text.length - 3);
  if (room < 4) return text.slice(1, Math.max(1, width));
  const full = Math.round(share * room);
  return `[${'#'.repeat(full)}${'-'.repeat(room - full)}]${text}`;
}

function timeLeft(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
