/** The state of a run as it is told: of all its entities a page at a time, the worst first, or of one of them. */
import type { ArbiterStatus } from '../core/arbiter-options.ts';
import { ACTIONS } from '../core/beat-record.ts';
import type { EntityStatus } from '../core/entity.ts';
import { Refusal } from './refusal.ts';

/** Entities of a page where nothing else is asked, and at most. */
export const PAGE = 100;
export const LARGEST_PAGE = 1000;

export const ORDERS = ['worst', 'name'] as const;
export type Order = (typeof ORDERS)[number];

export interface PageAsked {
  readonly from: number;
  readonly limit: number;
  readonly order: Order;
}

/** What of a run's state is told with any of its entities. */
export function entitiesPage({ entities }: ArbiterStatus, { from, limit, order }: PageAsked): object {
  const sorted = [...entities].sort(order === 'name' ? byName : worstFirst);
  const shown = sorted.slice(from, from + Math.min(limit, LARGEST_PAGE));
  return { entityCount: entities.length, entitiesFrom: from, entities: shown.map(summary) };
}

/** State of the run with what is this entity's own in place of the latest one's. */
export function statusOfEntity(status: ArbiterStatus, name: string): object {
  const found = entityIn(status, name);
  const { beat, lastBeat, genome, pidStable, lastAction, budget, blind, labels } = found;
  return {
    ...status,
    ...{ entity: name, labels, beat, lastBeat, genome, pidStable, lastAction, budget, blind },
    ...{ entityCount: status.entities.length, entitiesFrom: 0, entities: [summary(found)] },
  };
}

/** @throws Refusal 404 for one that is not supervised now */
export function entityIn({ entities }: ArbiterStatus, name: string): EntityStatus {
  const found = entities.find((entity) => entity.name === name);
  if (found) return found;
  throw new Refusal(404, `entity ${JSON.stringify(name.slice(0, 200))} is not supervised now`, {
    code: 'ERR_ENTITY',
    fix: 'GET /api/status lists those that are.',
  });
}

function summary({ genome, ...rest }: EntityStatus): object {
  return { ...rest, weights: genome.weights };
}

function byName(one: EntityStatus, other: EntityStatus): number {
  return one.name < other.name ? -1 : 1;
}

/** By what is enacted, then by the threat. */
function worstFirst(one: EntityStatus, other: EntityStatus): number {
  return rankOf(one) - rankOf(other) || (other.threat ?? -1) - (one.threat ?? -1) || byName(one, other);
}

function rankOf({ lastAction, blind }: EntityStatus): number {
  if (blind) return ACTIONS.indexOf('ALERT') - 0.5;
  return lastAction === null ? ACTIONS.length : ACTIONS.indexOf(lastAction);
}
