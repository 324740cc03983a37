/**
 * The messages of all origins, and what anti-entropy asks of them: a summary that is equal where the same is held, the
 * heads (per origin: the epoch, the contiguous prefix, the ranges beyond), and what of another's heads is missing here.
 */
import type { Message, Sealed } from './envelope.ts';
import { LOG_LIMITS, type LogLimits, OriginLog } from './origin-log.ts';
import type { Range } from './sequence-set.ts';

/** What a node holds of one origin. */
export interface Head {
  readonly origin: string;
  readonly epoch: number;
  readonly prefix: number;
  readonly ranges: readonly Range[];
}

export interface Want {
  readonly origin: string;
  readonly epoch: number;
  readonly ranges: readonly Range[];
}

export interface MessageLogLimits {
  readonly origins: number;
  /** Bytes kept of all origins together. */
  readonly bytes: number;
  readonly perOrigin: LogLimits;
}

export const MESSAGE_LOG_LIMITS: MessageLogLimits = { origins: 4096, bytes: 16 << 20, perOrigin: LOG_LIMITS };

export class MessageLog {
  readonly #limits: MessageLogLimits;
  /** The one that changed last comes last. */
  readonly #logs = new Map<string, OriginLog>();
  readonly #digests = new Map<string, number>();
  #summary = 0;
  #bytes = 0;

  constructor(limits: Partial<MessageLogLimits> = {}) {
    this.#limits = { ...MESSAGE_LOG_LIMITS, ...limits };
  }

  get bytes(): number {
    return this.#bytes;
  }

  get origins(): number {
    return this.#logs.size;
  }

  /** Equal where the same numbers of the same lives are held; 32 bits, as what it decides is only whether to look. */
  get summary(): number {
    return this.#summary;
  }

  of(origin: string): OriginLog | undefined {
    return this.#logs.get(origin);
  }

  /** The log of this life of an origin, begun where it is new; undefined where there are too many origins. */
  begin(origin: string, epoch: number): OriginLog | undefined {
    const known = this.#logs.get(origin);
    if (known?.epoch === epoch) return known;
    if (!known && this.#logs.size >= this.#limits.origins) return undefined;
    if (known) this.#bytes -= known.keptBytes;
    const log = new OriginLog(epoch, this.#limits.perOrigin);
    this.#logs.set(origin, log);
    this.#changed(origin, log);
    return log;
  }

  /** Does something to a log, and keeps the sums right. */
  change<T>(origin: string, log: OriginLog, work: (log: OriginLog) => T): T {
    const before = log.keptBytes;
    const result = work(log);
    this.#bytes += log.keptBytes - before;
    this.#changed(origin, log);
    while (this.#bytes > this.#limits.bytes) this.#makeRoom();
    return result;
  }

  take(origin: string, log: OriginLog, message: Sealed<Message>, now: number): Sealed<Message>[] | undefined {
    return this.change(origin, log, () => log.take(message, now));
  }

  /** Messages that wait in vain for one before them are let go. */
  impatient(now: number): Sealed<Message>[] {
    const released: Sealed<Message>[] = [];
    for (const [origin, log] of [...this.#logs]) {
      const due = log.impatient(now);
      if (due.length === 0) continue;
      released.push(...this.change(origin, log, () => due));
    }
    return released;
  }

  forget(origin: string): void {
    const log = this.#logs.get(origin);
    if (!log) return;
    this.#bytes -= log.keptBytes;
    this.#summary ^= this.#digests.get(origin) ?? 0;
    this.#logs.delete(origin);
    this.#digests.delete(origin);
  }

  /** What is held, of the `most` origins that changed last. */
  heads(most: number): Head[] {
    return [...this.#logs]
      .slice(-most)
      .reverse()
      .filter(([, log]) => log.last > 0)
      .map(([origin, { epoch, prefix, ranges }]) => ({ origin, epoch, prefix, ranges }));
  }

  /** What another holds and this log does not: at most `most` messages. */
  missing(heads: readonly Head[], most: number): Want[] {
    const wants: Want[] = [];
    let left = most;
    for (const { origin, epoch, prefix, ranges } of heads) {
      const log = this.#logs.get(origin);
      if (left <= 0 || (log && log.epoch > epoch)) continue;
      const theirs: Range[] = prefix > 0 ? [[1, prefix], ...ranges] : [...ranges];
      const fresh = log?.epoch === epoch ? log : new OriginLog(epoch, this.#limits.perOrigin);
      // What is older than anybody keeps is not asked for.
      const reach = Math.max(0, ...theirs.map(([, to]) => to)) - this.#limits.perOrigin.messages;
      const missing = fresh.missingOf(
        theirs.map(([from, to]) => [Math.max(from, reach + 1), to]),
        left,
      );
      if (missing.length === 0) continue;
      left -= missing.reduce((sum, [from, to]) => sum + to - from + 1, 0);
      wants.push({ origin, epoch, ranges: missing });
    }
    return wants;
  }

  /** The messages that another asks for, as far as they are kept, up to so many bytes. */
  repair(wants: readonly Want[], mostBytes: number): Uint8Array[] {
    const found: Uint8Array[] = [];
    let left = mostBytes;
    for (const { origin, epoch, ranges } of wants) {
      const log = this.#logs.get(origin);
      if (log?.epoch !== epoch) continue;
      for (const [from, to] of ranges) {
        for (let seq = from; seq <= Math.min(to, log.last); seq++) {
          const wire = log.wireOf(seq);
          if (!wire) continue;
          left -= wire.length;
          if (left < 0) return found;
          found.push(wire);
        }
      }
    }
    return found;
  }

  #changed(origin: string, log: OriginLog): void {
    this.#logs.delete(origin);
    this.#logs.set(origin, log);
    const digest = digestOf(origin, log);
    this.#summary ^= (this.#digests.get(origin) ?? 0) ^ digest;
    this.#digests.set(origin, digest);
  }

  /** Takes from the origin that has the most. */
  #makeRoom(): void {
    let largest: OriginLog | undefined;
    for (const log of this.#logs.values()) {
      if (log.keptBytes > (largest?.keptBytes ?? 0)) largest = log;
    }
    if (!largest) return;
    const before = largest.keptBytes;
    largest.dropOldest();
    this.#bytes -= before - largest.keptBytes;
  }
}

/** FNV-1a over what is held of an origin; 0 where nothing is. */
function digestOf(origin: string, { epoch, prefix, ranges, last }: OriginLog): number {
  if (last === 0) return 0;
  let hash = 0x811c9dc5;
  const text = `${origin} ${epoch} ${prefix} ${ranges.join(' ')}`;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
