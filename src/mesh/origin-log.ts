/**
 * What one origin said in its present life: which messages are held, which wait for one before them, and the last ones
 * in full, to repair others with.
 *
 * Messages leave in the order of their numbers, each once. One that is missing holds the later ones back, until it is
 * repaired, its origin says that it no longer holds it (`floor`), or the patience for it has run out.
 */
import type { Message, Sealed } from './envelope.ts';
import { type Range, SequenceSet } from './sequence-set.ts';

export interface LogLimits {
  /** Messages of an origin that are kept to repair others, and numbers that one may run ahead. */
  readonly messages: number;
  /** Bytes of them. */
  readonly bytes: number;
  /** Seconds that a message waits for one before it. */
  readonly patience: number;
}

export const LOG_LIMITS: LogLimits = { messages: 1024, bytes: 1 << 20, patience: 30 };

type SealedMessage = Sealed<Message>;

export class OriginLog {
  readonly epoch: number;
  readonly #limits: LogLimits;
  readonly #held = new SequenceSet();
  /** Taken in, and not yet let go; null for one that was refused and holds nothing up. */
  readonly #waiting = new Map<number, SealedMessage | null>();
  readonly #kept = new Map<number, Uint8Array>();
  #keptBytes = 0;
  #delivered = 0;
  #skipped = 0;
  #gapSince: number | undefined;

  constructor(epoch: number, limits: LogLimits = LOG_LIMITS) {
    this.epoch = epoch;
    this.#limits = limits;
  }

  get prefix(): number {
    return this.#held.prefix;
  }

  get ranges(): readonly Range[] {
    return this.#held.ranges;
  }

  /** Highest number held. */
  get last(): number {
    return this.#held.last;
  }

  /** Numbers that were let pass without their messages. */
  get skipped(): number {
    return this.#skipped;
  }

  get keptBytes(): number {
    return this.#keptBytes;
  }

  /** Number of the message kept longest; the next one to come where none is. Of one's own log, the lowest kept. */
  get floor(): number {
    const [first] = this.#kept.keys();
    return first ?? this.last + 1;
  }

  has(seq: number): boolean {
    return this.#held.has(seq);
  }

  wireOf(seq: number): Uint8Array | undefined {
    return this.#kept.get(seq);
  }

  missingOf(ranges: readonly Range[], most: number): Range[] {
    return this.#held.missingOf(ranges, most);
  }

  /**
   * Takes in a message that is not held.
   *
   * @returns what may now be delivered, in order; undefined where there are too many gaps for it
   */
  take(message: SealedMessage, now: number): SealedMessage[] | undefined {
    const { seq, floor } = message.statement;
    // As far ahead as that, the ones between are gone everywhere.
    const early = this.skipTo(Math.max(Math.min(floor, seq) - 1, seq - this.#limits.messages));
    if (!this.#held.add(seq)) return early.length > 0 ? early : undefined;
    this.#waiting.set(seq, message);
    this.#keep(seq, message.wire);
    return [...early, ...this.#drain(now)];
  }

  /** Counts a message as held that is not taken: it is neither delivered nor asked for again. */
  refuse(seq: number, now: number): SealedMessage[] {
    if (this.#held.has(seq) || !this.#held.add(seq)) return [];
    this.#waiting.set(seq, null);
    return this.#drain(now);
  }

  /** Waits no longer for anything up to this number; what is held of it goes out first. */
  skipTo(seq: number): SealedMessage[] {
    if (seq <= this.#delivered) return [];
    const due = [...this.#waiting.keys()].filter((held) => held <= seq).sort((a, b) => a - b);
    const released = due.flatMap((held) => this.#release(held));
    this.#skipped += seq - this.#delivered - due.length;
    this.#delivered = seq;
    this.#held.skipTo(seq);
    return [...released, ...this.#drainNext()];
  }

  /** Gives up on a gap that nobody filled in time. */
  impatient(now: number): SealedMessage[] {
    if (this.#gapSince === undefined || now - this.#gapSince < this.#limits.patience) return [];
    const next = Math.min(...this.#waiting.keys());
    const released = this.skipTo(next - 1);
    this.#noteGap(now, true);
    return released;
  }

  #drain(now: number): SealedMessage[] {
    const before = this.#delivered;
    const released = this.#drainNext();
    this.#noteGap(now, this.#delivered > before);
    return released;
  }

  #drainNext(): SealedMessage[] {
    const released: SealedMessage[] = [];
    while (this.#waiting.has(this.#delivered + 1)) released.push(...this.#release(++this.#delivered));
    return released;
  }

  #release(seq: number): SealedMessage[] {
    const message = this.#waiting.get(seq);
    this.#waiting.delete(seq);
    return message ? [message] : [];
  }

  #noteGap(now: number, moved: boolean): void {
    if (this.#waiting.size === 0) this.#gapSince = undefined;
    else if (moved || this.#gapSince === undefined) this.#gapSince = now;
  }

  #keep(seq: number, wire: Uint8Array): void {
    this.#kept.set(seq, wire);
    this.#keptBytes += wire.length;
    while (this.#kept.size > this.#limits.messages || this.#keptBytes > this.#limits.bytes) this.dropOldest();
  }

  /** Forgets the message kept longest. */
  dropOldest(): void {
    const [oldest] = this.#kept;
    if (!oldest) return;
    this.#kept.delete(oldest[0]);
    this.#keptBytes -= oldest[1].length;
  }
}
