/** Acts of many entities: a bounded number at a time, and of a kind never two of one entity. */
import { ACTIONS, type Action, type UnderWay } from '../beat-record.ts';

/** Acts under way at once; others wait for their turn. */
const MOST_AT_ONCE = 32;

/** Whose act it is, and of which kind. */
export interface FleetAct {
  /** 0 an entity, 1 and up what it rolls up to. */
  readonly level: number;
  readonly entity: string;
  readonly action: Action;
}

/** What is under way for an entity, as a beat records it. */
export interface FleetUnderWay {
  readonly level: number;
  readonly entity: string;
  readonly kinds: readonly Action[];
}

interface Work<T> {
  /** @param waited it was not begun at once */
  act(waited: boolean): Promise<T>;
  /** Called once those of the acts before it of the entity are. */
  record(outcome: T): Promise<void>;
}

interface Ongoing {
  readonly act: FleetAct;
  readonly done: Promise<void>;
}

export class ActPool {
  /** Acts under way, and those that wait; by entity, in the order in which they were begun. */
  readonly #ongoing = new Map<string, Ongoing[]>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #failure: { readonly error: unknown } | undefined;

  /** What recording an outcome failed with first. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failure;
  }

  /** All that is under way or waits, in an order of its own. */
  underWay(): FleetUnderWay[] {
    return [...this.#ongoing].map(([, acts]) => {
      const [first] = acts;
      if (!first) throw new Error('an entity without acts is kept');
      const { level, entity } = first.act;
      const kinds = ACTIONS.filter((kind) => acts.some(({ act }) => act.action === kind));
      return { level, entity, kinds };
    });
  }

  /** Resolves when it is recorded; what that fails with is in `failure`. */
  run<T>(act: FleetAct, work: Work<T>): Promise<void> {
    const key = keyOf(act);
    const acts = this.#ongoing.get(key) ?? [];
    const before = acts.at(-1)?.done;
    const done = this.#work(work, before).finally(() => {
      const rest = this.#ongoing.get(key)?.filter((each) => each.done !== done) ?? [];
      if (rest.length > 0) this.#ongoing.set(key, rest);
      else this.#ongoing.delete(key);
    });
    this.#ongoing.set(key, [...acts, { act, done }]);
    return done;
  }

  /** @throws what has failed */
  async done(): Promise<void> {
    await Promise.all([...this.#ongoing.values()].flat().map(({ done }) => done));
    if (this.#failure) throw this.#failure.error;
  }

  async #work<T>({ act, record }: Work<T>, before: Promise<void> | undefined): Promise<void> {
    try {
      const outcome = await this.#inTurn(act);
      await before;
      await record(outcome);
    } catch (error) {
      this.#failure ??= { error };
    }
  }

  async #inTurn<T>(act: Work<T>['act']): Promise<T> {
    const waits = this.#running >= MOST_AT_ONCE;
    if (waits) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running++;
    try {
      return await act(waits);
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }
}

/** What a guard asks: by level and name, what is under way. */
export function underWayOf(
  all: readonly FleetUnderWay[],
): (level: number, entity: string) => UnderWay | null {
  if (all.length === 0) return () => null;
  const kinds = new Map(all.map((each) => [keyOf(each), each.kinds]));
  return (level, entity) => {
    const own = kinds.get(keyOf({ level, entity }));
    return own === undefined ? null : { full: false, kinds: own };
  };
}

function keyOf({ level, entity }: Pick<FleetAct, 'level' | 'entity'>): string {
  return `${level} ${entity}`;
}
