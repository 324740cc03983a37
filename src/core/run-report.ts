/** What a run amounted to: counted beat by beat, told at its end. */
import type { Manifest } from '../ledger/index.ts';
import type { PidStability, Weights } from '../numeric/index.ts';
import type { Action, BeatRecord } from './beat-record.ts';
import type { Genome } from './genome.ts';

export interface RunReport {
  readonly type: 'status';
  readonly beats: number;
  /** Entities that began; one that came back after its retirement began twice. */
  readonly entities: number;
  /** From the first beat to the last, seconds. */
  readonly duration: number;
  /** Beats by enacted action. */
  readonly actions: Readonly<Record<Action, number>>;
  /** Beats by decided action. */
  readonly decided: Readonly<Record<Action, number>>;
  /** Transitions of the enacted action. */
  readonly flaps: number;
  /** Of every entity that is supervised at the end. */
  readonly pidStable: boolean;
  /** Of the last beat; null where there was none. */
  readonly stability: {
    readonly state: PidStability;
    readonly lyapunov: number;
    readonly deltaV: number;
  } | null;
  readonly weights: Weights;
  readonly budget: number | null;
  readonly loop: string;
  readonly ledger: Manifest & {
    /** `memory`, or the directory. */
    readonly location: string;
    /** What this run read back, all it wrote among it, was found right and signed. */
    readonly verified: boolean;
    /** Index of the first entry that was read back; those before it are vouched for by the tree alone. */
    readonly verifiedFrom: number;
    /** Why, and for how many beats, nothing was recorded; null where all was. */
    readonly failure: { readonly message: string; readonly beats: number } | null;
  };
  /** Why it ended. */
  readonly stopped: string;
}

function zeroCounts(): Record<Action, number> {
  return { QUARANTINE: 0, ALERT: 0, APPLY_BALANCE: 0, APPLY_OPTIMIZE: 0, NOOP: 0 };
}

export class RunTally {
  readonly #enacted = zeroCounts();
  readonly #decided = zeroCounts();
  #beats = 0;
  #flaps = 0;
  #first = 0;
  #latest = 0;
  /** Last enacted action of each entity that is there. */
  readonly #last = new Map<string, Action>();
  #entities = 0;

  get beats(): number {
    return this.#beats;
  }

  count({ entity = '', timestamp, enacted, decided }: BeatRecord): void {
    if (this.#beats === 0) this.#first = timestamp;
    const before = this.#last.get(entity);
    if (before !== undefined && before !== enacted) this.#flaps++;
    if (before !== enacted) this.#last.set(entity, enacted);
    if (before === undefined) this.#entities++;
    this.#enacted[enacted]++;
    this.#decided[decided]++;
    this.#beats++;
    this.#latest = timestamp;
  }

  /** An entity is gone: when it comes back, it begins anew. */
  forget(entity: string): void {
    this.#last.delete(entity);
  }

  report(end: {
    genome: Genome;
    last: BeatRecord | undefined;
    pidStable: boolean;
    loop: string;
    manifest: Manifest;
    location: string;
    verified: number;
    failure: { readonly message: string; readonly beats: number } | null;
    reason: string;
  }): RunReport {
    const { last } = end;
    return {
      type: 'status',
      beats: this.#beats,
      entities: this.#entities,
      duration: this.#latest - this.#first,
      actions: { ...this.#enacted },
      decided: { ...this.#decided },
      flaps: this.#flaps,
      pidStable: end.pidStable,
      stability: last
        ? { state: last.pid.state, lyapunov: last.pid.lyapunov, deltaV: last.pid.deltaV }
        : null,
      weights: end.genome.weights,
      budget: last?.budget ?? null,
      loop: end.loop,
      ledger: {
        ...end.manifest,
        location: end.location,
        verified: end.failure === null,
        verifiedFrom: end.manifest.chainLength - end.verified,
        failure: end.failure,
      },
      stopped: end.reason,
    };
  }
}
