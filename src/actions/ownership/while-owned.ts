/**
 * Acts of a handler only while the entity is owned, and with the token of whoever owns it. The guard asked when it
 * decided; between that and the act the process may have slept, and another may have taken over.
 */
import type { Stopped } from '../../core/beat-record.ts';
import { ActError, type ActionHandler } from '../action.ts';

export interface Ownership {
  /** Why this replica does not act; null where it may. */
  readonly stopped: Stopped | null;
  /** Fencing token; null where there is none. */
  readonly token: number | null;
  /** Name of the share that the token counts the owners of; left out where all is owned as one. */
  readonly share?: string;
}

/** Who owns an entity, by its name. */
export interface Ownerships {
  of(entity: string): Ownership;
}

export function whileOwned(handler: ActionHandler, owners: Ownerships): ActionHandler {
  const { name, on, isFor, timeout } = handler;
  return {
    name,
    ...(on && { on }),
    ...(isFor && { isFor }),
    ...(timeout !== undefined && { timeout }),
    async act(intent, signal) {
      const { stopped, token, share } = owners.of(intent.entity);
      if (stopped) throw new ActError(`not begun: ${stopped.reason}`, {});
      const fenced = token === null ? intent : { ...intent, fence: token };
      return handler.act(share === undefined ? fenced : { ...fenced, share }, signal);
    },
  };
}
