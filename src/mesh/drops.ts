/** Why a message was not taken. Every drop is counted under one of these. */
export const DROP_REASONS = [
  /** Held already, and told again by gossip or directly. */
  'replay',
  /** Held already when its repair came: no offence. */
  'duplicate',
  /** Another statement of the same number, signed too: its origin says two things. */
  'equivocation',
  /** Of a life of its origin that has ended. */
  'staleEpoch',
  'oversized',
  'malformed',
  'badSignature',
  'notAllowed',
  /** More than its origin, or the neighbour that brings it, may send. */
  'rate',
  /** Older than what is kept, or from the future. */
  'expired',
  'future',
  /** More origins than are kept track of. */
  'crowded',
  /** Gave way to later messages in the inbound queue. */
  'overflow',
] as const;

export type DropReason = (typeof DROP_REASONS)[number];

export class DropCounts {
  readonly #counts = new Map<DropReason, number>(DROP_REASONS.map((reason) => [reason, 0]));

  add(reason: DropReason, count = 1): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + count);
  }

  toObject(): Readonly<Record<DropReason, number>> {
    return Object.fromEntries(this.#counts) as Record<DropReason, number>;
  }
}
