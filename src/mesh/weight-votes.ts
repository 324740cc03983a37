/**
 * Whose word on the ml weight is taken (DESIGN §6): that of a configured authority, or the same word by a quorum of
 * distinct peers within a window. A weight is for one model, named by the SHA-256 of its file: one for another model
 * counts for nothing.
 */
import { InputError } from '../core/errors.ts';

export interface WeightVoteOptions {
  /** SHA-256, hex, of the model that this node runs; null where its weight cannot be changed. */
  readonly model: string | null;
  /** Peer ids whose word is enough. */
  readonly authorities?: readonly string[];
  /** Distinct peers that must say the same; 3 by default. */
  readonly quorum?: number;
  /** Seconds that a vote counts; 300 by default. */
  readonly window?: number;
}

export type WeightVerdict =
  | { readonly taken: true; readonly mlWeight: number; readonly by: readonly string[] }
  | { readonly taken: false; readonly reason: WeightRefusal };

export type WeightRefusal = 'notAWeight' | 'otherModel' | 'waiting';

/** Weights above this saturate the threat at one anomaly: none is meant. */
const MOST_WEIGHT = 100;

export class WeightVotes {
  readonly #options: Required<WeightVoteOptions>;
  readonly #votes = new Map<string, { readonly mlWeight: number; readonly at: number }>();
  readonly #refused = new Map<WeightRefusal, number>();

  constructor({ model, authorities = [], quorum = 3, window = 300 }: WeightVoteOptions) {
    if (!Number.isSafeInteger(quorum) || quorum < 2) {
      throw new InputError(`quorum is ${quorum}, but must be a whole number, 2 or above`, {
        code: 'ERR_MESH_LIMIT',
        fix: 'Give 2 or more, or name the peer whose word is enough as an authority.',
      });
    }
    this.#options = { model, authorities, quorum, window };
  }

  /** @param now seconds, by a clock that does not run backwards */
  vote(peer: string, model: unknown, mlWeight: unknown, now: number): WeightVerdict {
    const { authorities, quorum, window } = this.#options;
    if (typeof mlWeight !== 'number' || !(mlWeight >= 0 && mlWeight <= MOST_WEIGHT)) {
      return this.#refuse('notAWeight');
    }
    if (typeof model !== 'string' || model !== this.#options.model) return this.#refuse('otherModel');
    if (authorities.includes(peer)) {
      this.#votes.clear();
      return { taken: true, mlWeight, by: [peer] };
    }
    this.#votes.set(peer, { mlWeight, at: now });
    for (const [voter, { at }] of this.#votes) if (now - at > window) this.#votes.delete(voter);
    const by = [...this.#votes].filter(([, vote]) => vote.mlWeight === mlWeight).map(([voter]) => voter);
    if (by.length < quorum) return this.#refuse('waiting');
    this.#votes.clear();
    return { taken: true, mlWeight, by };
  }

  /** Words that were not taken so far, by reason; `waiting` are votes that no quorum had joined yet. */
  get refused(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#refused);
  }

  #refuse(reason: WeightRefusal): WeightVerdict {
    this.#refused.set(reason, (this.#refused.get(reason) ?? 0) + 1);
    return { taken: false, reason };
  }
}
