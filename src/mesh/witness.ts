/**
 * Watches the ledgers of peers (DESIGN §6): of each, the last checkpoint that was proved to have grown out of all
 * before. What does not fit is no anomaly for the decision loop, but a finding of its own, with evidence.
 *
 * A key is believed the first time that a peer names it, and bound to its peer id from then on: another ledger under
 * the same peer is a finding too, though none that proves ill will.
 */
import * as v from 'valibot';
import { VenomError } from '../core/errors.ts';
import { type Checkpoint, openCheckpoint } from '../ledger/checkpoint.ts';
import { parseVerifier } from '../ledger/note.ts';
import { sameBytes } from '../ledger/proof.ts';
import { cosign } from './cosignature.ts';
import { holds, unseal } from './envelope.ts';
import { checkpointBody, type Evidence, evidenceOf, growth, proofBody } from './evidence.ts';
import type { Delivery } from './mesh-core.ts';
import { createVerify, type PeerKey } from './peer-key.ts';

/** What came of a checkpoint or a proof. */
export type Sighting =
  /** Fits all seen before; with the line that says so. */
  | { readonly kind: 'verified'; readonly peer: string; readonly size: number; readonly cosignature: string }
  /** Verified before, and told again: the line may not have reached the peer. */
  | { readonly kind: 'known'; readonly peer: string; readonly size: number; readonly cosignature: string }
  /** The peer is to prove that the one grew into the other. */
  | { readonly kind: 'prove'; readonly peer: string; readonly oldSize: number; readonly size: number }
  | { readonly kind: 'evidence'; readonly peer: string; readonly evidence: Evidence }
  /** Another key or ledger, or a checkpoint that is none: nothing that a third party could check. */
  | { readonly kind: 'refused'; readonly peer: string; readonly why: string }
  | { readonly kind: 'nothing' };

interface Seen extends Pick<Delivery, 'epoch' | 'seq'> {
  readonly checkpoint: Checkpoint;
  readonly note: string;
  readonly key: string;
  readonly wire: Uint8Array;
}

type Told = Pick<Delivery, 'body' | 'epoch' | 'seq' | 'wire'>;

/** Keeps what was verified beyond the life of a process: WatchedFiles is one. */
export interface WitnessMemory {
  /** @returns resolves once it is kept: nothing is cosigned before */
  keep(peer: string, wire: Uint8Array): Promise<void>;
  /** Of each peer the last broadcast that was kept. */
  recall(): Promise<readonly { readonly peer: string; readonly wire: Uint8Array }[]>;
}

interface Verified extends Seen {
  /** Made when it is first asked for, and again where it could not be. */
  cosignature: Promise<string> | undefined;
}

/** Peers that are watched. */
const MOST_PEERS = 4096;

export class Witness {
  readonly #key: PeerKey;
  readonly #now: () => number;
  readonly #memory: WitnessMemory | undefined;
  readonly #verified = new Map<string, Verified>();
  readonly #pending = new Map<string, Seen>();
  /** Peers with the kinds of evidence there is of them: one that goes on is no news, and a third party needs one. */
  readonly #accused = new Set<string>();

  /**
   * @param now seconds since the epoch
   * @param memory what was seen is forgotten with the process where it is left out
   */
  constructor(key: PeerKey, now: () => number, memory?: WitnessMemory) {
    this.#key = key;
    this.#now = now;
    this.#memory = memory;
  }

  /**
   * Goes on from what was kept; to be called before anything is seen.
   *
   * @returns whose was taken up, and whose is not what they signed: these are watched anew
   */
  async recall(): Promise<{ readonly peers: readonly string[]; readonly damaged: readonly string[] }> {
    const damaged: string[] = [];
    const verify = createVerify();
    for (const { peer, wire } of (await this.#memory?.recall()) ?? []) {
      const statement = unseal('message', wire);
      const own = statement?.origin === peer && holds('message', peer, wire, verify);
      const seen = own ? await opened({ ...statement, wire }) : 'it is not what the peer signed';
      if (typeof seen === 'string') damaged.push(peer);
      else if (this.#verified.size < MOST_PEERS)
        this.#verified.set(peer, { ...seen, cosignature: undefined });
    }
    return { peers: [...this.#verified.keys()], damaged };
  }

  /** Size of the last checkpoint of a peer that was verified. */
  sizeOf(peer: string): number | undefined {
    return this.#verified.get(peer)?.checkpoint.size;
  }

  /** Takes what a peer broadcast of its ledger. */
  async see({ origin: peer, body, epoch, seq, wire }: Delivery): Promise<Sighting> {
    const seen = await opened({ body, epoch, seq, wire });
    return typeof seen === 'string' ? { kind: 'refused', peer, why: seen } : this.#compare(peer, seen);
  }

  /** Takes a peer's answer to `prove`. */
  async proof({ origin: peer, body, wire }: Delivery): Promise<Sighting> {
    const [held, pending] = [this.#verified.get(peer), this.#pending.get(peer)];
    const parsed = v.safeParse(proofBody, body);
    if (!held || !pending || !parsed.success) return { kind: 'nothing' };
    const { old_size, size, path } = parsed.output;
    if (old_size !== held.checkpoint.size || size !== pending.checkpoint.size) return { kind: 'nothing' };
    this.#pending.delete(peer);
    if (await growth(held.checkpoint, pending.checkpoint, path)) return this.#accept(peer, pending);
    return this.#accuse(evidenceOf('inconsistent', peer, held.wire, pending.wire, wire));
  }

  async #compare(peer: string, seen: Seen): Promise<Sighting> {
    const held = this.#verified.get(peer);
    if (!held) {
      if (this.#verified.size >= MOST_PEERS)
        return { kind: 'refused', peer, why: 'too many peers are watched' };
      return this.#accept(peer, seen);
    }
    if (held.key !== seen.key || held.checkpoint.origin !== seen.checkpoint.origin) {
      return { kind: 'refused', peer, why: `it was ${held.checkpoint.origin} by ${held.key}` };
    }
    const [{ size, root }, last] = [seen.checkpoint, held.checkpoint];
    if (size === last.size) {
      if (sameBytes(root, last.root))
        return { kind: 'known', peer, size, cosignature: await this.#cosigned(peer, held) };
      return this.#accuse(evidenceOf('fork', peer, held.wire, seen.wire));
    }
    // After a restart a node is told again what was told before.
    const earlier = seen.epoch < held.epoch || (seen.epoch === held.epoch && seen.seq < held.seq);
    if (size < last.size) {
      return earlier ? { kind: 'nothing' } : this.#accuse(evidenceOf('rewind', peer, held.wire, seen.wire));
    }
    if (earlier) return this.#accuse(evidenceOf('rewind', peer, seen.wire, held.wire));
    if (last.size === 0) return this.#accept(peer, seen);
    this.#pending.set(peer, seen);
    return { kind: 'prove', peer, oldSize: last.size, size };
  }

  #accuse(evidence: Evidence): Sighting {
    const { peer, type } = evidence;
    const name = `${peer} ${type}`;
    if (this.#accused.has(name)) return { kind: 'nothing' };
    this.#accused.add(name);
    return { kind: 'evidence', peer, evidence };
  }

  async #accept(peer: string, seen: Seen): Promise<Sighting> {
    const verified: Verified = { ...seen, cosignature: undefined };
    this.#verified.set(peer, verified);
    const cosignature = await this.#cosigned(peer, verified);
    return { kind: 'verified', peer, size: seen.checkpoint.size, cosignature };
  }

  #cosigned(peer: string, verified: Verified): Promise<string> {
    verified.cosignature ??= this.#keepAndSign(peer, verified).catch((error: unknown) => {
      verified.cosignature = undefined;
      throw error;
    });
    return verified.cosignature;
  }

  async #keepAndSign(peer: string, { note, wire }: Seen): Promise<string> {
    await this.#memory?.keep(peer, wire);
    return cosign(note, this.#key, this.#now());
  }
}

/** @returns what is told of a ledger, or why it is nothing that can be watched */
async function opened({ body, epoch, seq, wire }: Told): Promise<Seen | string> {
  const parsed = v.safeParse(checkpointBody, body);
  if (!parsed.success) return 'it is no checkpoint';
  const { key, note } = parsed.output;
  try {
    return {
      checkpoint: await openCheckpoint(note, [await parseVerifier(key)]),
      note,
      key,
      epoch,
      seq,
      wire,
    };
  } catch (error) {
    if (!(error instanceof VenomError)) throw error;
    return error.message;
  }
}
