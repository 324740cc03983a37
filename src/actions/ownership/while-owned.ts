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
}

export function whileOwned(handler: ActionHandler, owner: Ownership): ActionHandler {
  const { name, on, isFor, timeout } = handler;
  return {
    name,
    ...(on && { on }),
    ...(isFor && { isFor }),
    ...(timeout !== undefined && { timeout }),
    async act(intent, signal) {
      const { stopped, token } = owner;
      if (stopped) throw new ActError(`not begun: ${stopped.reason}`, {});
      return handler.act(token === null ? intent : { ...intent, fence: token }, signal);
    },
  };
}
