/**
 * What is asked of a message before it is taken, cheapest first, so that nonsense costs little; the state of an origin
 * changes only once its signature held. Every refusal is counted by its reason.
 */

import { sameBytes } from '../ledger/proof.ts';
import type { DropCounts, DropReason } from './drops.ts';
import { holds, type Message, type Sealed, unseal } from './envelope.ts';
import type { MessageLog } from './message-log.ts';
import type { OriginLog } from './origin-log.ts';
import type { Verify } from './peer-key.ts';
import { type BucketLimits, TokenBuckets } from './token-bucket.ts';

export interface IntakeLimits {
  /** Bytes of a message. */
  readonly messageBytes: number;
  /** Messages that one origin may send. */
  readonly perOrigin: BucketLimits;
  /** Messages that one neighbour may bring by gossip, whoever they are from: bounds the signatures checked for it. */
  readonly perNeighbour: BucketLimits;
  /** Frames that one neighbour may send: each may ask for an answer. */
  readonly perNeighbourFrames: BucketLimits;
  /** Statements in its frames whose signatures are looked at, whoever they are from. */
  readonly perNeighbourChecks: BucketLimits;
  /** Seconds after which a message is no news. */
  readonly maxAge: number;
  /** Seconds that an origin's clock may be ahead. */
  readonly maxSkew: number;
}

export const INTAKE_LIMITS: IntakeLimits = {
  messageBytes: 1 << 16,
  perOrigin: { rate: 200, burst: 1000 },
  perNeighbour: { rate: 1000, burst: 4000 },
  perNeighbourFrames: { rate: 400, burst: 2000 },
  perNeighbourChecks: { rate: 2000, burst: 8000 },
  maxAge: 600,
  maxSkew: 60,
};

/** How a message came: told by a neighbour, or asked for. */
export type Route = 'gossip' | 'repair';

export interface Taken {
  /** Why it was not taken; null where it was. */
  readonly refusal: DropReason | null;
  /** What may now be delivered, in order: a refusal too may end the wait of others. */
  readonly due: readonly Sealed<Message>[];
}

export interface IntakeParts {
  readonly self: string;
  readonly log: MessageLog;
  readonly verify: Verify;
  readonly allowed: (peer: string) => boolean;
  readonly drops: DropCounts;
  readonly limits?: Partial<IntakeLimits> | undefined;
}

export interface Times {
  /** Seconds since the epoch. */
  readonly wall: number;
  /** Seconds that never run backwards. */
  readonly monotonic: number;
}

const MOST_BUCKETS = 4096;

export class Intake {
  readonly #parts: IntakeParts;
  readonly #limits: IntakeLimits;
  readonly #origins: TokenBuckets;
  readonly #neighbours: TokenBuckets;
  readonly #frames: TokenBuckets;
  readonly #checks: TokenBuckets;

  constructor(parts: IntakeParts) {
    this.#parts = parts;
    this.#limits = { ...INTAKE_LIMITS, ...parts.limits };
    this.#origins = new TokenBuckets(this.#limits.perOrigin, MOST_BUCKETS);
    this.#neighbours = new TokenBuckets(this.#limits.perNeighbour, MOST_BUCKETS);
    this.#frames = new TokenBuckets(this.#limits.perNeighbourFrames, MOST_BUCKETS);
    this.#checks = new TokenBuckets(this.#limits.perNeighbourChecks, MOST_BUCKETS);
  }

  get limits(): IntakeLimits {
    return this.#limits;
  }

  /** Whether an origin may send one more message. */
  admits(origin: string, now: number): boolean {
    return this.#origins.take(origin, now);
  }

  /** Whether a neighbour may send one more frame. */
  admitsFrame(from: string, now: number): boolean {
    return this.#frames.take(from, now);
  }

  /** Whether one more signature in a neighbour's frames is looked at. */
  admitsCheck(from: string, now: number): boolean {
    return this.#checks.take(from, now);
  }

  take(wire: Uint8Array, from: string, route: Route, times: Times): Taken {
    const taken = this.#take(wire, from, route, times);
    if (taken.refusal) this.#parts.drops.add(taken.refusal);
    return taken;
  }

  #take(wire: Uint8Array, from: string, route: Route, times: Times): Taken {
    if (wire.length > this.#limits.messageBytes) return refused('oversized');
    if (route === 'gossip' && !this.#neighbours.take(from, times.monotonic)) return refused('rate');
    const message = unseal('message', wire);
    if (!message) return refused('malformed');
    const early = this.#refusal(message, wire, route, times.wall);
    if (early) return refused(early);
    const { origin, epoch, seq } = message;
    // Not held against it: what is asked for again comes at a pace of our own.
    if (route === 'repair' && !this.admitsCheck(from, times.monotonic)) return refused('rate');
    if (!holds('message', origin, wire, this.#parts.verify)) return refused('badSignature');
    const known = this.#parts.log.of(origin);
    if (known?.epoch === epoch && known.has(seq)) return refused('equivocation');
    // Of a life that has ended nothing more will come: what waits goes out as it is.
    const last = known && known.epoch < epoch ? known.skipTo(known.last) : [];
    const log = this.#parts.log.begin(origin, epoch);
    if (!log) return refused('crowded', last);
    // What was asked for came at a pace of our own.
    if (route === 'gossip' && !this.#origins.take(origin, times.monotonic)) {
      const due = this.#parts.log.change(origin, log, () => log.refuse(seq, times.monotonic));
      return refused('rate', [...last, ...due]);
    }
    const due = this.#parts.log.take(origin, log, { statement: message, wire }, times.monotonic);
    return due ? { refusal: null, due: [...last, ...due] } : refused('rate', last);
  }

  /** What can be told without looking at the signature. */
  #refusal(message: Message, wire: Uint8Array, route: Route, wall: number): DropReason | undefined {
    const { origin, epoch, seq, at } = message;
    if (origin === this.#parts.self) return route === 'repair' ? 'duplicate' : 'replay';
    if (!this.#parts.allowed(origin)) return 'notAllowed';
    if (at > wall + this.#limits.maxSkew) return 'future';
    if (at < wall - this.#limits.maxAge) return 'expired';
    const log = this.#parts.log.of(origin);
    if (!log || epoch > log.epoch) return undefined;
    if (epoch < log.epoch) return 'staleEpoch';
    if (!log.has(seq)) return undefined;
    return this.#differs(log, seq, wire) ? undefined : route === 'repair' ? 'duplicate' : 'replay';
  }

  /** Held with other bytes: worth a look at who signed them. */
  #differs(log: OriginLog, seq: number, wire: Uint8Array): boolean {
    const held = log.wireOf(seq);
    return held !== undefined && !sameBytes(held, wire);
  }
}

function refused(refusal: DropReason, due: readonly Sealed<Message>[] = []): Taken {
  return { refusal, due };
}
