/**
 * What came in waits here, first in, first out, and is let go at the adaptive pace of DESIGN §6: a message every
 * 0.3 ms while more than 100 wait, else every 1 ms. The pace is by elapsed time: timers are coarser than it is, so a
 * release lets go all that is due by then. A full queue drops what has waited longest, and counts it.
 */

/** Seconds between two messages, by how many wait. */
export interface Pacing {
  readonly crowd: number;
  readonly crowded: number;
  readonly calm: number;
}

export const PACING: Pacing = { crowd: 100, crowded: 0.0003, calm: 0.001 };
/** Lets everything go at once. */
export const NO_PACING: Pacing = { crowd: 0, crowded: 0, calm: 0 };

export class InboundQueue<T> {
  readonly #capacity: number;
  readonly #pacing: Pacing;
  #waiting: T[] = [];
  /** Place of the first in the list: shifting one by one would move all the others. */
  #first = 0;
  #due = 0;
  #dropped = 0;

  constructor(capacity: number, pacing: Pacing = PACING) {
    this.#capacity = capacity;
    this.#pacing = pacing;
  }

  get waiting(): number {
    return this.#waiting.length - this.#first;
  }

  /** Messages that gave way to later ones. */
  get dropped(): number {
    return this.#dropped;
  }

  /** When the next message may go, by the clock that is handed in; undefined where none waits. */
  get due(): number | undefined {
    return this.waiting > 0 ? this.#due : undefined;
  }

  push(item: T, now: number): void {
    if (this.waiting === 0) this.#due = Math.max(this.#due, now + this.#delay(1));
    this.#waiting.push(item);
    if (this.waiting > this.#capacity) {
      this.#take();
      this.#dropped++;
    }
  }

  /** All messages that are due by now, in order. */
  release(now: number): T[] {
    const released: T[] = [];
    while (this.waiting > 0 && this.#due <= now) {
      this.#due += this.#delay(this.waiting);
      released.push(this.#take());
    }
    return released;
  }

  #delay(waiting: number): number {
    const { crowd, crowded, calm } = this.#pacing;
    return waiting > crowd ? crowded : calm;
  }

  #take(): T {
    const item = this.#waiting[this.#first++] as T;
    if (this.#first > 1024 && this.#first * 2 > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#first);
      this.#first = 0;
    }
    return item;
  }
}
