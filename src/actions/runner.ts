/**
 * Runs the handlers of a decision one after the other. What became of each is an `outcome` entry, whatever it did:
 * the act is done, and the beat must be recorded.
 */
import type { Clock } from '../core/clock.ts';
import { messageOf } from '../core/errors.ts';
import { canonicalJson, type EntryData } from '../ledger/index.ts';
import { requirePositive } from '../numeric/index.ts';
import type { ActionHandler, Intent } from './action.ts';

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

  /** Something would be done about this action. */
  acts(action: Intent['action']): boolean {
    return action !== 'NOOP' && this.#handlers.length > 0;
  }

  /** The outcomes, in the order of the handlers; none where there is nothing to do. */
  async run(intent: Intent): Promise<EntryData[]> {
    if (!this.acts(intent.action)) return [];
    const outcomes: EntryData[] = [];
    for (const handler of this.#handlers) outcomes.push(await this.#outcome(handler, intent));
    return outcomes;
  }

  async #outcome(handler: ActionHandler, intent: Intent): Promise<EntryData> {
    const outcome = { action: intent.action, beat: intent.beat, handler: handler.name, type: 'outcome' };
    try {
      const result = (await this.#inTime(handler.act(intent))) ?? null;
      // What is no JSON must fail here, not when the beat is recorded.
      canonicalJson(result);
      return { ...outcome, ok: true, result };
    } catch (error) {
      return { ...outcome, error: messageOf(error), ok: false };
    }
  }

  /** What a handler answers, or an error once its time is up; what it does later is its own. */
  async #inTime(act: Promise<unknown>): Promise<unknown> {
    const waited = new AbortController();
    const late = this.#clock.sleep(this.#timeout, waited.signal).then(() => {
      if (!waited.signal.aborted) throw new Error(`no answer in ${this.#timeout} s`);
    });
    try {
      return await Promise.race([act, late]);
    } finally {
      waited.abort();
    }
  }
}
