/**
 * Acts that are under way while beats go on (DESIGN §5: outcomes follow when they are known).
 *
 * An act is begun once its intent is durable. Its outcomes go into the ledger in the order in which the acts of an
 * entity were begun, so one that ended early waits for the one before it. Of each kind an entity has one under way at
 * a time, and a run has MOST in all: what finds no room is not begun, and the guard says so (guard.ts).
 */
import { type ActionRunner, type Intent, type UnfinishedAct, unfinishedEntry } from '../actions/index.ts';
import type { EntryData } from '../ledger/index.ts';
import { ParameterError, requireNonNegative } from '../numeric/index.ts';
import type { Action, UnderWay } from './beat-record.ts';
import type { Clock } from './clock.ts';

/** Acts of all entities that may be under way. */
const MOST = 64;
/** Seconds that acts have once the run is to end. */
export const STOP_TIMEOUT = 10;
/** Seconds that one which is told to end has to say how it ended. */
const LAST_WORD = 2;

export interface ActsOptions {
  readonly runner: ActionRunner;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly most?: number | undefined;
  readonly stopTimeout?: number | undefined;
  /** Writes entries of an entity. */
  readonly record: (entries: readonly EntryData[]) => Promise<void>;
}

/** Whose act it is, and how its entries are told from those of others. */
interface Actor {
  readonly name: string;
  own(entries: readonly EntryData[]): readonly EntryData[];
}

interface Act {
  readonly actor: Actor;
  readonly intent: Intent;
  /** What became of it, once that is known. */
  outcomes: readonly EntryData[] | undefined;
  /** Its outcomes are on their way into the ledger, which takes them once. */
  recorded: boolean;
  /** Its outcomes are recorded. */
  done: Promise<void>;
}

export class Acts {
  readonly #options: ActsOptions;
  readonly #most: number;
  readonly #stopTimeout: number;
  readonly #underWay = new Set<Act>();
  readonly #over = new AbortController();
  #closed = false;

  /** @throws ParameterError that names the option */
  constructor(options: ActsOptions) {
    const { most = MOST, stopTimeout = STOP_TIMEOUT } = options;
    if (!Number.isSafeInteger(most) || most < 1)
      throw new ParameterError('mostActs', most, 'a whole number, 1 or above');
    requireNonNegative('stopTimeout', stopTimeout);
    this.#options = options;
    this.#most = most;
    this.#stopTimeout = stopTimeout;
  }

  /** What of an entity is under way, for its guard; null where nothing is and there is room. */
  of(name: string): UnderWay | null {
    const kinds = new Set<Action>();
    for (const { actor, intent } of this.#underWay) if (actor.name === name) kinds.add(intent.action);
    const full = this.#underWay.size >= this.#most;
    return kinds.size > 0 || full ? { full, kinds: [...kinds].sort() } : null;
  }

  /**
   * Begins an act whose intent is durable.
   *
   * @returns what settles once its outcomes are recorded; rejects where the ledger does not take them
   */
  begin(actor: Actor, intent: Intent): Promise<void> {
    const before = [...this.#underWay].findLast((act) => act.actor.name === actor.name);
    const act: Act = { actor, intent, outcomes: undefined, recorded: false, done: Promise.resolve() };
    act.done = this.#carryOut(act, before?.done).finally(() => this.#underWay.delete(act));
    this.#underWay.add(act);
    return act.done;
  }

  async #carryOut(act: Act, before: Promise<void> | undefined): Promise<void> {
    act.outcomes = await this.#options.runner.run(act.intent, this.#over.signal);
    // What went wrong there is told to whoever began it.
    await before?.catch(() => undefined);
    if (this.#closed) return;
    act.recorded = true;
    await this.#options.record(act.actor.own(act.outcomes));
  }

  /**
   * Waits for what is under way: to its end, or, once the run is to be stopped, for `stopTimeout` more. What is left
   * then is told to end, and what does not even say how it ended is recorded as unfinished.
   *
   * @returns the acts that were left
   */
  async ended(stopping: AbortSignal): Promise<UnfinishedAct[]> {
    const { clock } = this.#options;
    const all = Promise.allSettled([...this.#underWay].map(({ done }) => done));
    const waited = new AbortController();
    const late = aborted(stopping, waited.signal).then(() => clock.sleep(this.#stopTimeout, waited.signal));
    await Promise.race([all, late]);
    if (this.#underWay.size > 0) {
      this.#over.abort();
      await Promise.race([all, clock.sleep(LAST_WORD, waited.signal)]);
    }
    waited.abort();
    this.#closed = true;
    return this.#abandon();
  }

  async #abandon(): Promise<UnfinishedAct[]> {
    const left: UnfinishedAct[] = [];
    // A copy: what ends meanwhile is under way no more, and has to be answered for all the same.
    for (const act of [...this.#underWay]) {
      const { actor, outcomes, recorded } = act;
      if (recorded) {
        await act.done.catch(() => undefined);
        continue;
      }
      if (outcomes) {
        await this.#options.record(actor.own(outcomes));
        continue;
      }
      const acts = this.#handlersOf(act);
      await this.#options.record(acts.map(unfinishedEntry));
      left.push(...acts);
    }
    return left;
  }

  /** Acts of which the ledger does not say yet what became. */
  unanswered(): UnfinishedAct[] {
    return [...this.#underWay].filter(({ recorded }) => !recorded).flatMap((act) => this.#handlersOf(act));
  }

  /** What an act is, once for each of its handlers. */
  #handlersOf({ actor, intent }: Act): UnfinishedAct[] {
    return this.#options.runner.actors(intent.action, intent.labels).map((handler) => ({
      ...(actor.name !== '' && { entity: actor.name }),
      ...{ entry: intent.entry, beat: intent.beat, action: intent.action, handler },
    }));
  }

  /** Nothing is recorded any more, and what is under way is told to end. */
  close(): void {
    this.#closed = true;
    this.#over.abort();
  }
}

/** Resolves once the signal aborts; never where `instead` does before. */
export function aborted(signal: AbortSignal, instead: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true, signal: instead });
  });
}
