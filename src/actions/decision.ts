/** A decision as those who act on it are told of it: one JSON document, the same for a process, a hook and a file. */
import type { Intent } from './action.ts';

export type Decision = ReturnType<typeof decisionDocument>;

export function decisionDocument(intent: Intent) {
  const { id, entry, fence, share, entity, labels, beat, timestamp, action } = intent;
  const { decided, reason, decvec, repair, reinvest } = intent;
  return {
    type: 'decision' as const,
    id,
    entry,
    ...(fence !== undefined && { fence }),
    ...(share !== undefined && { share }),
    ...(labels && { entity, labels }),
    beat,
    timestamp,
    action,
    decided,
    reason,
    decvec,
    repair: { plan: repair.plan, ...repair.scores, explanation: repair.explanation },
    reinvest: { plan: reinvest.plan, ...reinvest.scores, explanation: reinvest.explanation },
  };
}

export function decisionText(intent: Intent): string {
  return JSON.stringify(decisionDocument(intent));
}
