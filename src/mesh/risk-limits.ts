/**
 * How much risk peers may inject (DESIGN §6): never so much from one that it alone raises ALERT, nor from all together
 * so much that they alone raise QUARANTINE.
 *
 * Injected risk halves every RISK_HALF_LIFE seconds in the genome (DESIGN §3.3). So does what is counted here against
 * a peer: a bucket that empties at the very rate at which the risk itself fades. At any time
 *
 *   Σ over its injections of anoms · 2^(−age / RISK_HALF_LIFE)  ≤  perPeer < 4
 *
 * What is above is cut off, and counted.
 */
import { RISK_HALF_LIFE } from '../core/constants.ts';
import { InputError } from '../core/errors.ts';

export interface RiskLimitOptions {
  /** Anomalies that one peer's injections may stand for at any time; below 4. */
  readonly perPeer?: number;
  /** … and those of all peers together. */
  readonly total?: number;
}

/** Anomalies at which the default model says ALERT (DESIGN §3.3). */
export const ALERT_ANOMS = 4;
/** A count above this is no count: refused, not cut. */
export const MOST_PLAUSIBLE = 1000;
/** Peers whose standing is kept; beyond, those that stand for least are forgotten. */
const MOST_PEERS = 4096;

export type RiskRefusal = 'notACount' | 'implausible' | 'peerLimit' | 'totalLimit' | 'old';

export interface RiskVerdict {
  /** Anomalies that may be injected; 0 where refused. */
  readonly taken: number;
  /** Why it is not all that was asked for; null where it is. */
  readonly refusal: RiskRefusal | null;
}

interface Standing {
  amount: number;
  at: number;
}

export class RiskLimits {
  readonly #perPeer: number;
  readonly #totalLimit: number;
  readonly #peers = new Map<string, Standing>();
  readonly #total: Standing = { amount: 0, at: 0 };
  readonly #refused = new Map<RiskRefusal, number>();

  constructor({ perPeer = 3, total = 12 }: RiskLimitOptions = {}) {
    requireBelow('risk.perPeer', perPeer, ALERT_ANOMS);
    requireBelow('risk.total', total, Number.POSITIVE_INFINITY);
    this.#perPeer = perPeer;
    this.#totalLimit = total;
  }

  /**
   * @param anoms what the peer says that it saw: anything, it is not trusted
   * @param now seconds, by a clock that does not run backwards
   * @param age seconds since the peer saw it: risk fades on the way too
   */
  admit(peer: string, anoms: unknown, now: number, age = 0): RiskVerdict {
    if (typeof anoms !== 'number' || !Number.isFinite(anoms) || anoms < 0) return this.#refuse('notACount');
    if (anoms > MOST_PLAUSIBLE) return this.#refuse('implausible');
    if (age > 4 * RISK_HALF_LIFE) return this.#refuse('old');
    const asked = anoms * fading(Math.max(0, age));
    const standing = this.#standingOf(peer, now);
    fade(this.#total, now);
    const peerRoom = Math.max(0, this.#perPeer - standing.amount);
    const totalRoom = Math.max(0, this.#totalLimit - this.#total.amount);
    const taken = Math.min(asked, peerRoom, totalRoom);
    standing.amount += taken;
    this.#total.amount += taken;
    if (taken === asked) return { taken, refusal: null };
    const refusal = peerRoom <= totalRoom ? 'peerLimit' : 'totalLimit';
    this.#count(refusal);
    return { taken, refusal };
  }

  /** Refusals and cuts so far, by reason. */
  get refused(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#refused);
  }

  #standingOf(peer: string, now: number): Standing {
    const standing = this.#peers.get(peer) ?? { amount: 0, at: now };
    fade(standing, now);
    this.#peers.delete(peer);
    this.#peers.set(peer, standing);
    if (this.#peers.size > MOST_PEERS) {
      // The one heard of longest ago: by then there is little left of what it injected, and the total still holds.
      const [oldest] = this.#peers.keys();
      if (oldest !== undefined) this.#peers.delete(oldest);
    }
    return standing;
  }

  #refuse(refusal: RiskRefusal): RiskVerdict {
    this.#count(refusal);
    return { taken: 0, refusal };
  }

  #count(refusal: RiskRefusal): void {
    this.#refused.set(refusal, (this.#refused.get(refusal) ?? 0) + 1);
  }
}

function fade(standing: Standing, now: number): void {
  standing.amount *= fading(Math.max(0, now - standing.at));
  standing.at = Math.max(standing.at, now);
}

/** An admission limit, not a decision: nothing replayed depends on its last bit. */
function fading(seconds: number): number {
  return 2 ** (-seconds / RISK_HALF_LIFE);
}

function requireBelow(name: string, value: number, limit: number): void {
  if (value > 0 && value < limit) return;
  throw new InputError(`${name} is ${value}, but must be above 0 and below ${limit}`, {
    code: 'ERR_MESH_LIMIT',
    fix: `Leave ${name} out, or give a number in that range: what one peer injects must not raise ALERT by itself.`,
  });
}
