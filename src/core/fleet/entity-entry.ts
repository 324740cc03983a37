/** The full entry of an entity that acted or changed its action, keys in canonical order. */
import type { EntryData } from '../../ledger/index.ts';
import type { EntityAccount } from './account.ts';
import type { Seen } from './watch.ts';

/** Version of the layout of all entries, as for a run of one. */
export const FORMAT = 'venom-ledger/1';

/** @param seen what the entity last said; undefined for one that others roll up to */
export function entityEntry(
  beat: number,
  account: EntityAccount,
  acting: readonly string[],
  seen: Seen | undefined,
): EntryData {
  const { flows } = account;
  return {
    ...(acting.length > 0 && { acting }),
    anoms: account.anoms,
    beat,
    blind: account.blind,
    budget: account.budget,
    ...(account.children && { children: account.children }),
    decided: account.decided,
    decvec: account.decvec,
    earlier: account.earlier,
    enacted: account.enacted,
    entity: account.entity,
    explanations: {
      B: flows.B.explanation,
      E: flows.E.explanation,
      O: flows.O.explanation,
      R: flows.R.explanation,
    },
    guard: account.guard,
    level: account.level,
    load: account.load,
    ...(seen && {
      metrics: seen.metrics,
      missing: seen.missing,
      sampled: seen.last,
      surprises: seen.surprises,
    }),
    pidStable: account.pidStable,
    reason: account.reason,
    row: account.row,
    tLambda: account.tLambda,
    threat: account.threat,
    type: 'fleet_entity',
    weights: account.weights,
    weightsBefore: account.weightsBefore,
  };
}
