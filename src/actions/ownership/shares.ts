/**
 * Many entities, shared out between the members: each belongs to one of SHARES shares, and each share has one owner.
 * A Lease for every entity would be asked for thousands of times a second; a Lease for every share is a few.
 */
import { createHash } from 'node:crypto';
import { messageOf } from '../../core/errors.ts';
import type { LeaseClaim } from './lease.ts';
import type { LeaseMembers } from './members.ts';
import { LeaseOwner } from './owner.ts';
import type { Ownership } from './while-owned.ts';

/** The same for all: members that shared out differently would both own. */
export const SHARES = 16;

export interface SharesOptions {
  /** What is shared out, as its Leases name it. */
  readonly entity: string;
  readonly identity: string;
  readonly members: LeaseMembers;
  /** The claim on a Lease of this name. */
  readonly claim: (name: string) => LeaseClaim;
}

export class LeaseShares {
  readonly #members: LeaseMembers;
  readonly #owners: readonly LeaseOwner[];

  constructor({ entity, identity, members, claim }: SharesOptions) {
    this.#members = members;
    this.#owners = Array.from({ length: SHARES }, (_, share) => {
      const name = `${entity}-${share}`;
      return new LeaseOwner({ entity: name, identity, members, claim: claim(name) });
    });
  }

  /** Whether this member owns the share of an entity. */
  of(entity: string): Ownership {
    const share = shareOf(entity);
    const owner = this.#owners[share];
    return { stopped: owner?.stopped ?? null, token: owner?.token ?? null, share: String(share) };
  }

  /** Looks who lives, claims what is this member's and lets go of the rest. Never throws. */
  async step(signal: AbortSignal): Promise<void> {
    try {
      await this.#members.step(signal);
    } catch (error) {
      for (const owner of this.#owners) owner.fail(messageOf(error));
      return;
    }
    await Promise.all(this.#owners.map((owner) => owner.follow(signal)));
  }

  async release(signal: AbortSignal): Promise<void> {
    await Promise.all(this.#owners.map((owner) => owner.release(signal)));
    await Promise.allSettled([this.#members.release(signal)]);
  }
}

/** @returns from 0 to SHARES − 1, as even as SHA-256 */
export function shareOf(entity: string): number {
  return createHash('sha256').update(entity).digest().readUInt32BE(0) % SHARES;
}
