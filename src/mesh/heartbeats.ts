/** A node's own heartbeats, and those of the others that it tells on while they are news. */
import type { DropReason } from './drops.ts';
import { type Heartbeat, holds, type Sealed, seal, unseal } from './envelope.ts';
import type { IntakeLimits, Times } from './intake.ts';
import type { Membership } from './membership.ts';
import type { PeerKey, Verify } from './peer-key.ts';

export interface Rhythm {
  /** Seconds between two heartbeats of a small mesh. */
  readonly heartbeat: number;
  /** Heartbeats a second that the whole mesh makes at most: with more nodes each beats more rarely. */
  readonly beatsASecond: number;
  /** Seconds between two rounds of anti-entropy. */
  readonly round: number;
  /** Neighbours asked in a round. */
  readonly fanOut: number;
}

export const RHYTHM: Rhythm = { heartbeat: 1, beatsASecond: 25, round: 0.5, fanOut: 3 };

/** Rounds in which a heartbeat that is news is told on. */
const HOT_ROUNDS = 2;
const MOST_TAKEN = 4096;

export interface HeartbeatParts {
  readonly key: PeerKey;
  readonly epoch: number;
  readonly verify: Verify;
  readonly allowed: (peer: string) => boolean;
  readonly members: Membership;
  readonly rhythm: Rhythm;
  readonly limits: IntakeLimits;
  readonly random: () => number;
}

export class Heartbeats {
  readonly #parts: HeartbeatParts;
  readonly #hot = new Map<string, { readonly wire: Uint8Array; rounds: number }>();
  /** Signatures of those taken lately: each comes several times, and is read once. */
  readonly #taken = new Set<string>();
  #beat = 0;
  #due = Number.NEGATIVE_INFINITY;

  constructor(parts: HeartbeatParts) {
    this.#parts = parts;
  }

  /** When this node's next one is due, by the monotonic clock. */
  get due(): number {
    return this.#due;
  }

  /** @param left whether it is the last */
  beat({ wall, monotonic }: Times, { floor, head }: Pick<Heartbeat, 'floor' | 'head'>, left: boolean): void {
    const { key, epoch, members, rhythm, random } = this.#parts;
    const every = Math.min(3600, Math.max(rhythm.heartbeat, (1 + members.live) / rhythm.beatsASecond));
    const own = { at: wall, beat: ++this.#beat, epoch, every, floor, head, left, origin: key.id };
    this.#hot.set(key.id, { wire: seal('heartbeat', own, key).wire, rounds: Number.POSITIVE_INFINITY });
    // Spread by a tenth, so that nodes that start together do not beat together.
    this.#due = monotonic + every * (0.9 + 0.1 * random());
  }

  /**
   * Takes one that is news; one that is not costs no look at its signature.
   *
   * @param admits whether one more signature is looked at for the neighbour that brings it
   */
  take(
    wire: Uint8Array,
    { wall, monotonic }: Times,
    admits: () => boolean,
  ): { refusal?: DropReason; taken?: Heartbeat } {
    const { key, verify, allowed, members, limits } = this.#parts;
    const signature = Buffer.from(wire.buffer, wire.byteOffset, Math.min(wire.length, 64)).toString('latin1');
    if (this.#taken.has(signature)) return {};
    const statement = unseal('heartbeat', wire);
    if (!statement) return { refusal: 'malformed' };
    const { origin, at } = statement;
    if (origin === key.id || !members.isNews(statement)) return {};
    if (!allowed(origin)) return { refusal: 'notAllowed' };
    // An old life must not be shown to one who never heard of a newer.
    if (at < wall - limits.maxAge) return { refusal: 'expired' };
    if (at > wall + limits.maxSkew) return { refusal: 'future' };
    if (!admits()) return { refusal: 'rate' };
    if (!holds('heartbeat', origin, wire, verify)) return { refusal: 'badSignature' };
    const sealed: Sealed<Heartbeat> = { statement, wire };
    members.hear(sealed, monotonic);
    if (this.#taken.size >= MOST_TAKEN) this.#taken.clear();
    this.#taken.add(signature);
    this.#hot.set(origin, { wire, rounds: HOT_ROUNDS });
    return { taken: statement };
  }

  /** Those to tell, one's own among them. */
  news(most: number): Uint8Array[] {
    return [...this.#hot.values()].slice(0, most).map(({ wire }) => wire);
  }

  /** A round has passed. */
  cool(): void {
    for (const [id, hot] of this.#hot) if (--hot.rounds <= 0) this.#hot.delete(id);
  }
}
