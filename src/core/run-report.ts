/** What a run amounted to: counted beat by beat, told at its end. */
import type { Manifest } from '../ledger/index.ts';
import type { PidStability, Weights } from '../numeric/index.ts';
import type { Action, BeatRecord } from './beat-record.ts';
import type { Genome } from './genome.ts';

export interface RunReport {
  readonly type: 'status';
  readonly beats: number;
  /** From the first beat to the last, seconds. */
  readonly duration: number;
  /** Beats by enacted action. */
  readonly actions: Readonly<Record<Action, number>>;
  /** Beats by decided action. */
  readonly decided: Readonly<Record<Action, number>>;
  /** Transitions of the enacted action. */
  readonly flaps: number;
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
  #last: BeatRecord | undefined;

  get beats(): number {
    return this.#beats;
  }

  count(record: BeatRecord): void {
    if (this.#last === undefined) this.#first = record.timestamp;
    else if (this.#last.enacted !== record.enacted) this.#flaps++;
    this.#enacted[record.enacted]++;
    this.#decided[record.decided]++;
    this.#beats++;
    this.#last = record;
  }

  report(end: {
    genome: Genome;
    last: BeatRecord | undefined;
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
      duration: last ? last.timestamp - this.#first : 0,
      actions: { ...this.#enacted },
      decided: { ...this.#decided },
      flaps: this.#flaps,
      pidStable: last?.pidStable ?? true,
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
