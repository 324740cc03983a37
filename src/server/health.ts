/** Whether the supervisor lives, and whether it is fit to be relied on. */
import type { ArbiterStatus } from '../core/arbiter-options.ts';

export interface Health {
  readonly ok: boolean;
  /** Why not; empty where it is. */
  readonly reasons: readonly string[];
}

export interface Observed {
  readonly status: ArbiterStatus;
  /** Seconds since the last beat; undefined before the first. */
  readonly silence: number | undefined;
  /** Seconds since the service began. */
  readonly uptime: number;
  /** Seconds without a beat after which the loop counts as stuck. */
  readonly stalledAfter: number;
  /** What the ledger failed with. */
  readonly ledgerFailure: string | undefined;
}

/** The process beats: where it does not, only a new start helps. A source that gives nothing is no reason. */
export function liveness({ silence, uptime, stalledAfter }: Observed): Health {
  const since = silence ?? uptime;
  return health(since > stalledAfter ? [`no beat for ${Math.round(since)} s`] : []);
}

/** It beats, it sees, and what it decides is recorded. */
export function readiness(observed: Observed): Health {
  const { status, silence, ledgerFailure } = observed;
  const reasons = [...liveness(observed).reasons];
  if (silence === undefined) reasons.push('no beat was made yet');
  if (!status.running) reasons.push('the run is ending');
  if (blind(status)) reasons.push('no sample comes from the source');
  if (!status.ledgerVerified) reasons.push('the ledger does not verify');
  if (ledgerFailure !== undefined) reasons.push(`the ledger takes nothing: ${ledgerFailure}`);
  return health(reasons);
}

/** One of many that is not seen is an alarm of its own; where none is seen, nothing is supervised. */
function blind({ entities, ...status }: ArbiterStatus): boolean {
  return entities.length > 1 ? entities.every((entity) => entity.blind) : status.blind;
}

function health(reasons: readonly string[]): Health {
  return { ok: reasons.length === 0, reasons };
}
