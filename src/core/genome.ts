/** The mutable state of one supervised entity (DESIGN §2), as plain JSON: a beat takes one and returns the next. */
import { INITIAL_PID_STATE, type PidState, type Weights } from '../numeric/index.ts';
import { INITIAL_WEIGHTS, ML_WEIGHT } from './constants.ts';
import type { GuardState } from './guard.ts';

export interface Genome {
  readonly weights: Weights;
  /** Injected anomalies as of `pid.timestamp`: they halve every RISK_HALF_LIFE. */
  readonly risk: { readonly anoms: number };
  readonly ml: { readonly mlWeight: number };
  /** Its timestamp is that of the last beat. */
  readonly pid: PidState;
  /** t of DESIGN §3.5: beats since the raw threat last rose above 0.5. */
  readonly threatAge: number;
  /** The raw threat was above 0.5 at the last beat. */
  readonly threatened: boolean;
  /** V of the last beats, oldest first, at most STABILITY_WINDOW. */
  readonly lyapunov: readonly number[];
  /** Last known reading of the load signal; null before the first, and while blind. */
  readonly load: number | null;
  /** What the guard remembers; absent before its first beat. */
  readonly guard?: GuardState;
}

export function newGenome({ mlWeight = ML_WEIGHT }: { mlWeight?: number } = {}): Genome {
  return {
    weights: INITIAL_WEIGHTS,
    risk: { anoms: 0 },
    ml: { mlWeight },
    pid: INITIAL_PID_STATE,
    threatAge: 0,
    threatened: false,
    lyapunov: [],
    load: null,
  };
}
