/**
 * Runs the handlers of a decision side by side. What became of each is an `outcome` entry, whatever it did: the act is
 * done, and the beat must be recorded.
 */
import type { Clock } from '../core/clock.ts';
import { messageOf } from '../core/errors.ts';
import { canonicalJson, type EntryData } from '../ledger/index.ts';
import { requirePositive } from '../numeric/index.ts';
import { ActError, type ActionHandler, type Intent } from './action.ts';

/** Seconds that a handler has where nothing else is said. */
const TIMEOUT = 30;

export class ActionRunner {
  readonly #handlers: readonly ActionHandler[];
  readonly #clock: Pick<Clock, 'sleep'>;
  readonly #timeout: number;

  constructor(handlers: readonly ActionHandler[], clock: Pick<Clock, 'sleep'>, timeout: number = TIMEOUT) {
    requirePositive('actionTimeout', timeout);
    this.#handlers = handlers;
    this.#clock = clock;
    this.#timeout = timeout;
  }

  /** Names of the handlers that an action of an entity calls. */
  actors(action: Intent['action'], labels: Intent['labels'] = null): string[] {
    return this.#handlersOf(action, labels).map(({ name }) => name);
  }

  #handlersOf(action: Intent['action'], labels: Intent['labels']): ActionHandler[] {
    if (action === 'NOOP') return [];
    return this.#handlers.filter(
      ({ on, isFor }) => (on?.includes(action) ?? true) && (isFor?.(labels ?? {}) ?? true),
    );
  }

  /**
   * The outcomes, in the order of the handlers; none where there is nothing to do.
   *
   * @param ending aborted when the run ends: what is under way is to end too
   */
  run(intent: Intent, ending?: AbortSignal): Promise<EntryData[]> {
    const handlers = this.#handlersOf(intent.action, intent.labels);
    return Promise.all(handlers.map((handler) => this.#outcome(handler, intent, ending)));
  }

  /** Outcomes of an act that is not begun. */
  refused({ action, beat, entry, labels }: Intent, why: string): EntryData[] {
    const outcome = { action, beat, error: `not begun: ${why}`, intent: entry, ok: false, type: 'outcome' };
    return this.actors(action, labels).map((handler) => ({ ...outcome, handler }));
  }

  async #outcome(handler: ActionHandler, intent: Intent, ending?: AbortSignal): Promise<EntryData> {
    const { action, beat, entry } = intent;
    const outcome = { action, beat, handler: handler.name, intent: entry, type: 'outcome' };
    try {
      const result = (await this.#inTime(handler, intent, ending)) ?? null;
      // What is no JSON must fail here, not when the beat is recorded.
      canonicalJson(result);
      return { ...outcome, ok: true, result };
    } catch (error) {
      const why = ending?.aborted ? `ended with the run: ${messageOf(error)}` : messageOf(error);
      return { ...outcome, ...detailOf(error), error: why, ok: false };
    }
  }

  /** What a handler answers, or an error once its time is up; what it does later is its own. */
  async #inTime(handler: ActionHandler, intent: Intent, ending?: AbortSignal): Promise<unknown> {
    const seconds = handler.timeout ?? this.#timeout;
    const waited = new AbortController();
    const over = new AbortController();
    const late = this.#clock.sleep(seconds, waited.signal).then(() => {
      if (waited.signal.aborted) return;
      over.abort();
      throw new Error(`no answer in ${seconds} s`);
    });
    try {
      const signal = ending ? AbortSignal.any([over.signal, ending]) : over.signal;
      return await Promise.race([handler.act(intent, signal), late]);
    } finally {
      waited.abort();
    }
  }
}

/** What the ledger is to keep of a failure, as far as it is JSON. */
function detailOf(error: unknown): { readonly detail?: object } {
  if (!(error instanceof ActError)) return {};
  try {
    canonicalJson(error.detail);
    return { detail: error.detail };
  } catch {
    return {};
  }
}
