/**
 * Who is there, told by nobody but each node itself: a node's signed heartbeats count up, and it is alive as long as
 * they do. Nobody can declare another dead, nor keep a dead one alive.
 *
 *   alive → suspect   no new heartbeat for 3 times the interval its last one names: it is asked directly
 *   suspect → dead    … for 5 times the interval
 *   any → left        its last heartbeat says so
 *   dead, left → alive   a newer heartbeat, also of a new epoch: it started again
 *
 * Damping, as for flapping routes (RFC 2439): each return from the dead adds 1 to a penalty that halves every minute;
 * above 3 the node is not counted among the living until the penalty is below 1.
 */
import type { Heartbeat, Sealed } from './envelope.ts';

export const SUSPECT_AFTER = 3;
export const DEAD_AFTER = 5;
const PENALTY_HALF_LIFE = 60;
const SUPPRESS_ABOVE = 3;
const REUSE_BELOW = 1;
/** Seconds that one who is gone is remembered. */
const REMEMBERED = 3600;

export type MemberState = 'alive' | 'suspect' | 'dead' | 'left';

export interface Member {
  readonly id: string;
  readonly state: MemberState;
  readonly epoch: number;
  readonly beat: number;
  /** Seconds since its last new heartbeat. */
  readonly silent: number;
  /** It came and went too often, and is not counted. */
  readonly damped: boolean;
}

export interface MemberChange {
  readonly id: string;
  readonly from: MemberState | 'unknown';
  readonly to: MemberState;
  /** It began a new life since it was last heard of. */
  readonly restarted: boolean;
}

interface Known {
  heartbeat: Sealed<Heartbeat>;
  state: MemberState;
  heard: number;
  penalty: number;
  penaltyAt: number;
  damped: boolean;
}

export class Membership {
  readonly #most: number;
  readonly #known = new Map<string, Known>();
  readonly #suspects = new Set<string>();
  #changes: MemberChange[] = [];
  /** Before that, silence changes nobody's state. */
  #calmUntil = Number.NEGATIVE_INFINITY;

  /** @param most members that are kept track of */
  constructor(most = 4096) {
    this.#most = most;
  }

  /** Whether a heartbeat says anything new: worth checking its signature for. */
  isNews({ origin, epoch, beat }: Heartbeat): boolean {
    const known = this.#known.get(origin)?.heartbeat.statement;
    if (!known) return this.#known.size < this.#most;
    return epoch > known.epoch || (epoch === known.epoch && beat > known.beat);
  }

  /** Takes a heartbeat that is news and whose signature holds. */
  hear(heartbeat: Sealed<Heartbeat>, now: number): void {
    const { origin, epoch, left } = heartbeat.statement;
    const known = this.#known.get(origin);
    const to = left ? 'left' : 'alive';
    const from = known?.state ?? 'unknown';
    const restarted = known !== undefined && epoch > known.heartbeat.statement.epoch;
    const entry = known ?? {
      heartbeat,
      state: to,
      heard: now,
      penalty: 0,
      penaltyAt: now,
      damped: false,
    };
    entry.heartbeat = heartbeat;
    entry.heard = now;
    entry.state = to;
    this.#suspects.delete(origin);
    this.#known.set(origin, entry);
    this.#calmUntil = Math.min(this.#calmUntil, now + SUSPECT_AFTER * heartbeat.statement.every);
    if (from === 'dead' || from === 'left' || restarted) this.#penalise(entry, now);
    if ((from !== to && from !== 'suspect') || restarted)
      this.#changes.push({ id: origin, from, to, restarted });
  }

  /** Moves on those who are silent. */
  tick(now: number): void {
    if (now < this.#calmUntil) return;
    this.#calmUntil = now + REMEMBERED;
    for (const [id, entry] of this.#known) {
      const silent = now - entry.heard;
      const { every } = entry.heartbeat.statement;
      if (entry.damped && this.#decayed(entry, now) < REUSE_BELOW) entry.damped = false;
      if (entry.state === 'alive' && silent >= SUSPECT_AFTER * every) {
        entry.state = 'suspect';
        this.#suspects.add(id);
      }
      if (entry.state === 'suspect' && silent >= DEAD_AFTER * every) {
        entry.state = 'dead';
        this.#suspects.delete(id);
        this.#changes.push({ id, from: 'alive', to: 'dead', restarted: false });
      }
      if ((entry.state === 'dead' || entry.state === 'left') && silent >= REMEMBERED) this.#known.delete(id);
      this.#calmUntil = Math.min(this.#calmUntil, this.#nextChange(entry, now));
    }
  }

  #nextChange({ state, heard, heartbeat, damped }: Known, now: number): number {
    if (damped) return now;
    const { every } = heartbeat.statement;
    if (state === 'alive') return heard + SUSPECT_AFTER * every;
    return heard + (state === 'suspect' ? DEAD_AFTER * every : REMEMBERED);
  }

  /** What changed since this was last asked. */
  changes(): MemberChange[] {
    const changes = this.#changes;
    this.#changes = [];
    return changes;
  }

  /** Those who are alive and not damped. */
  get live(): number {
    let count = 0;
    for (const { state, damped } of this.#known.values()) {
      if ((state === 'alive' || state === 'suspect') && !damped) count++;
    }
    return count;
  }

  get suspects(): ReadonlySet<string> {
    return this.#suspects;
  }

  list(now: number): Member[] {
    return [...this.#known].map(([id, { state, heartbeat, heard, damped }]) => ({
      id,
      state,
      epoch: heartbeat.statement.epoch,
      beat: heartbeat.statement.beat,
      silent: Math.max(0, now - heard),
      damped,
    }));
  }

  #decayed({ penalty, penaltyAt }: Known, now: number): number {
    return penalty * 2 ** (-Math.max(0, now - penaltyAt) / PENALTY_HALF_LIFE);
  }

  #penalise(entry: Known, now: number): void {
    entry.penalty = this.#decayed(entry, now) + 1;
    entry.penaltyAt = now;
    if (entry.penalty > SUPPRESS_ABOVE) entry.damped = true;
  }
}
