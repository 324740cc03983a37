/**
 * One owner per entity: rendezvous hashing says whose it should be, a Lease whose it is. Members that do not yet agree
 * on who lives would otherwise both act; the Lease lets one, and its token fences the one that was too late.
 */

import type { Stopped } from '../../core/beat-record.ts';
import { messageOf } from '../../core/errors.ts';
import type { LeaseClaim } from './lease.ts';
import type { LeaseMembers } from './members.ts';
import { ownerOf } from './rendezvous.ts';

export interface OwnerOptions {
  readonly entity: string;
  readonly identity: string;
  readonly claim: LeaseClaim;
  readonly members: LeaseMembers;
}

export class LeaseOwner {
  readonly #options: OwnerOptions;
  #why = 'it has not been asked for yet';

  constructor(options: OwnerOptions) {
    this.#options = options;
  }

  /** Fencing token; null while the entity is not owned. */
  get token(): number | null {
    return this.#options.claim.token;
  }

  /** Why this member does not act on the entity; null where it owns it. */
  get stopped(): Stopped | null {
    if (this.token !== null) return null;
    return { by: 'ownership', reason: `Not the owner of ${this.#options.entity}: ${this.#why}.` };
  }

  /** Looks who lives, and claims the entity or lets go of it. Never throws: what goes wrong is why it is not owned. */
  async step(signal: AbortSignal): Promise<void> {
    try {
      await this.#options.members.step(signal);
    } catch (error) {
      this.fail(messageOf(error));
      return;
    }
    await this.follow(signal);
  }

  /** Does as those say who were seen to live. Never throws. */
  async follow(signal: AbortSignal): Promise<void> {
    const { entity, identity, claim, members } = this.#options;
    try {
      const owner = ownerOf(entity, members.live);
      if (owner !== identity) {
        if (claim.token !== null) await claim.release(signal);
        this.#why = `it is ${owner ?? 'nobody'}'s`;
      } else if (!(await claim.step(signal))) {
        this.#why = 'another has not let go of it yet';
      }
    } catch (error) {
      this.fail(messageOf(error));
    }
  }

  /** Says why it is not owned, where it is not. */
  fail(why: string): void {
    this.#why = why;
  }

  /** Lets go of the entity, so that another need not wait. Never throws. */
  async release(signal: AbortSignal): Promise<void> {
    if (this.token !== null) await Promise.allSettled([this.#options.claim.release(signal)]);
  }
}
