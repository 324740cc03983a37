import type { FlowResults } from '../flows/flow.ts';
import type { Surprise } from '../inference/detector.ts';
import type { PidStep, Weights } from '../numeric/index.ts';
import type { ACTIONS } from './constants.ts';

export { ACTIONS } from './constants.ts';
export type Action = (typeof ACTIONS)[number];

/** The load signal that closes the loop (DESIGN §3.1), as it stood at a beat. */
export interface LoadReading {
  readonly metric: string;
  /** The reading used; null while none was ever taken, or while blind. */
  readonly value: number | null;
  readonly setpoint: number;
  /** True when this beat had no reading of its own and the last one was held. */
  readonly held: boolean;
}

/** What the senses gave a beat. */
export interface Features {
  /** Independent surprises seen by this node itself. */
  readonly anoms: number;
  readonly surprises: readonly Surprise[];
  /** Readings that were unknown. */
  readonly missing: readonly string[];
  /** A new sample came for this beat. */
  readonly fresh: boolean;
  /** The detector has seen too little to judge. */
  readonly warmingUp: boolean;
  /** No sample for three of the longest waits: E cannot see (DESIGN §3.4). */
  readonly blind: boolean;
}

/** The weighted and raw scores that decide() reads (DESIGN §3.4). */
export interface DecisionVector {
  readonly threat: number;
  readonly stability: number;
  readonly repairScore: number;
  readonly optGain: number;
  readonly rawThreat: number;
  readonly rawUrgency: number;
  readonly rawConserve: number;
  readonly rawGain: number;
}

/** Terms of one PID step (DESIGN §3.2). */
export type PidTerms = Omit<PidStep, 'next'>;

/** Why nothing may be done, as the guard is told from outside. */
export interface Stopped {
  /** A halt by an operator, or an entity that another replica owns. */
  readonly by: 'halt' | 'ownership';
  readonly reason: string;
}

/** What the guard made of a decision (DESIGN §3.4). */
export interface GuardVerdict {
  /** The handlers of the enacted action are called. */
  readonly acts: boolean;
  /** What changed the action or kept it from acting; null where nothing did. */
  readonly limit:
    | Stopped['by']
    | 'hold'
    | 'release'
    | 'flap budget'
    | 'dry run'
    | 'cooldown'
    | 'under way'
    | null;
  /** One sentence; null where nothing was limited. */
  readonly reason: string | null;
  /** What the guard was told. */
  readonly stopped: Stopped | null;
}

/** Acts that were begun and have not ended when a beat is decided. */
export interface UnderWay {
  /** No more may be begun, of whatever entity. */
  readonly full: boolean;
  /** Those of the entity. */
  readonly kinds: readonly Action[];
}

/** One whole beat, as the library reports it and `venom run --json` prints it. */
export interface BeatRecord {
  readonly type: 'beat';
  /** Name of the entity; left out for the run's own. */
  readonly entity?: string;
  /** Of its entity, from 1. */
  readonly beat: number;
  /** Seconds since the epoch. */
  readonly timestamp: number;
  /** T_Λ, seconds. */
  readonly tLambda: number;
  readonly tThreshold: number;
  /** Live nodes P. */
  readonly p: number;
  readonly lnU: number;
  /** null: open loop. */
  readonly load: LoadReading | null;
  readonly features: Features;
  /** Readings of the beat's sample by name, null where unknown; null where no sample came. */
  readonly metrics: Readonly<Record<string, number | null>> | null;
  /** Anomalies injected since the beat before: counted in full here. */
  readonly injected: number;
  /** Injected risk after its decay, with `injected`. */
  readonly riskAnoms: number;
  readonly totalAnoms: number;
  readonly flows: FlowResults;
  readonly decvec: DecisionVector;
  /** What decide() said. */
  readonly decided: Action;
  /** What the guard let through. */
  readonly enacted: Action;
  /** Absent where no guard was set. */
  readonly guard?: GuardVerdict;
  /** Names of the handlers that are to act; absent where none is. */
  readonly acting?: readonly string[];
  /** Absent where nothing is under way and there is room for more. */
  readonly underWay?: UnderWay;
  /** One sentence with the numbers and thresholds that led to it. */
  readonly reason: string;
  readonly pid: PidTerms;
  /** ΔO as applied: 0 where the threat holds it back. */
  readonly deltaO: number;
  /** t of DESIGN §3.5: beats since the raw threat last rose above 0.5. */
  readonly threatAge: number;
  /** DESIGN §3.2, over the last 20 beats. */
  readonly pidStable: boolean;
  readonly weightsBefore: Weights;
  readonly weights: Weights;
  /** Share of optional work allowed, [0,1] (DESIGN §3.5). */
  readonly budget: number;
  /** Entries in the ledger once this beat is in it; the outcomes of its act follow. */
  readonly ledgerLength: number;
}

/** A run as people are told of it: `run 2`, `run 1 of pod=cart-7`. */
export function runName(run: number, entity: string): string {
  return entity === '' ? `run ${run}` : `run ${run} of ${entity}`;
}
