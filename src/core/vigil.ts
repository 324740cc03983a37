/**
 * Who is heard, and who has gone silent (DESIGN §3.4): a beat of an entity is due when there is a new sample of it or,
 * at the latest, when twice the source's period has passed; after three such waits without a sample it is blind. One
 * that has labels is retired when it has been silent for long.
 *
 * The entity without labels is the run's own. Where all samples have labels there is nothing to hear of it, and its
 * silence means nothing; it counts again while no other is left: a supervisor that hears of nobody sees nothing.
 */

/** Longest wait for a sample, in periods of the source. */
export const LONGEST_WAIT = 2;
/** Longest waits without a sample after which the entity is blind. */
export const WAITS_TO_BLINDNESS = 3;
/** Periods of silence after which an entity with labels is retired, where nothing else is said. */
export const PERIODS_TO_RETIREMENT = 60;

/** Name of the run's own entity. */
export const OWN = '';

interface Heard {
  /** Of its latest sample, or of when it was first listened for; seconds. */
  readonly last: number;
  /** Waits without a sample since. */
  readonly waits: number;
  /** End of the wait that is under way. */
  readonly due: number;
}

/** A wait that is over. */
export interface Wait {
  readonly entity: string;
  /** When it was over, seconds. */
  readonly at: number;
}

/** What it means that a wait was over without a sample. */
export type Silence = 'silent' | 'blind' | 'retired';

export class Vigil {
  readonly #wait: number;
  readonly #retireAfter: number;
  readonly #recorded: boolean;
  /** In order of when they are due: every wait is equally long. */
  readonly #waiting = new Map<string, Heard>();
  /** Blind ones of a recording: nothing changes for them before the next sample, or their retirement. */
  readonly #parked = new Map<string, Heard>();
  #ownSpoke = false;

  /**
   * @param period seconds between two samples of the source
   * @param retireAfter seconds of silence; at least those to blindness
   * @param recorded waits follow one another without what a beat takes
   */
  constructor(period: number, retireAfter: number | undefined, recorded: boolean) {
    this.#wait = LONGEST_WAIT * period;
    const wanted = retireAfter ?? PERIODS_TO_RETIREMENT * period;
    this.#retireAfter = Math.max(wanted, WAITS_TO_BLINDNESS * this.#wait);
    this.#recorded = recorded;
  }

  /** A sample of an entity came. */
  heard(entity: string, now: number): void {
    if (entity === OWN) this.#ownSpoke = true;
    else if (!this.#ownSpoke) this.#drop(OWN);
    this.#drop(entity);
    this.#waiting.set(entity, { last: now, waits: 0, due: now + this.#wait });
  }

  /** The next wait of an entity begins now: its beat took time. */
  resume(entity: string, now: number): void {
    const { last, waits } = this.#waiting.get(entity) ?? { last: now, waits: 0 };
    this.#waiting.delete(entity);
    this.#waiting.set(entity, { last, waits, due: now + this.#wait });
  }

  /** The wait that is over first; undefined where nobody is waited for. */
  next(): Wait | undefined {
    const [waiting] = this.#waiting;
    const [parked] = this.#parked;
    const first = !parked || (waiting && waiting[1].due <= parked[1].due) ? waiting : parked;
    return first && { entity: first[0], at: first[1].due };
  }

  /** A wait was over without a sample. */
  passed({ entity, at }: Wait): Silence {
    const { last, waits } = this.#parked.get(entity) ?? this.#waiting.get(entity) ?? { last: at, waits: 0 };
    const silence = at - last;
    this.#drop(entity);
    if (entity !== OWN && silence >= this.#retireAfter) {
      if (this.#waiting.size + this.#parked.size === 0) this.resume(OWN, at);
      return 'retired';
    }
    const next = { last, waits: waits + 1, due: at + this.#wait };
    if (!this.#recorded) {
      this.#waiting.set(entity, next);
      return silence >= WAITS_TO_BLINDNESS * this.#wait ? 'blind' : 'silent';
    }
    if (next.waits < WAITS_TO_BLINDNESS) {
      this.#waiting.set(entity, { ...next, due: last + (next.waits + 1) * this.#wait });
      return 'silent';
    }
    if (entity !== OWN) this.#parked.set(entity, { ...next, due: last + this.#retireAfter });
    return 'blind';
  }

  #drop(entity: string): void {
    this.#waiting.delete(entity);
    this.#parked.delete(entity);
  }
}
