/**
 * The four cores (DESIGN §3.3): what goes in, what comes out. Everything here is plain data that can cross a
 * thread and go into the ledger.
 */

export const FLOW_IDS = ['R', 'B', 'E', 'O'] as const;
export type FlowId = (typeof FLOW_IDS)[number];

export const FLOW_NAMES: Readonly<Record<FlowId, string>> = {
  R: 'Regen',
  B: 'Balance',
  E: 'Entropy',
  O: 'Optimize',
};

/** What every core is given at a beat. */
export interface FlowInput {
  /** Pulse of this beat, seconds. */
  readonly tLambda: number;
  /** T_threshold, seconds. */
  readonly tThreshold: number;
  /** features.anoms + risk.anoms, after the risk's decay. */
  readonly totalAnoms: number;
  /** The ml weight of the genome, fed to the threat model. */
  readonly mlWeight: number;
  /** True when no source has spoken for too long: E cannot see (DESIGN §3.4). */
  readonly blind: boolean;
  /** PID gains from the configuration, which B passes on. */
  readonly gains: PidGains;
}

export interface PidGains {
  readonly kp: number;
  readonly ki: number;
  readonly kd: number;
}

interface FlowOutcome<Id extends FlowId, Scores> {
  readonly flow: Id;
  readonly scores: Scores;
  /** One sentence with the numbers in it. */
  readonly explanation: string;
  /** Version of the core's formula. */
  readonly version: string;
  /** Set when the core failed: its scores are then 0 (DESIGN §3.4). */
  readonly error?: string;
}

export interface RegenResult extends FlowOutcome<'R', { readonly urgency: number; readonly cost: number }> {
  readonly plan: 'repair+replicate';
}
export interface BalanceResult extends FlowOutcome<'B', { readonly conserve: number }> {
  readonly gains: PidGains;
}
export type EntropyResult = FlowOutcome<'E', { readonly threat: number }>;
export interface OptimizeResult extends FlowOutcome<'O', { readonly expectedGain: number }> {
  readonly plan: 'reinvest+transform';
}

export interface FlowResults {
  readonly R: RegenResult;
  readonly B: BalanceResult;
  readonly E: EntropyResult;
  readonly O: OptimizeResult;
}

/** What the Entropy core needs of a threat model. */
export interface ThreatModel {
  /** Threat in [0,1] for one row; rejects with a ModelError, never answers silently with 0. */
  threat(totalAnoms: number, mlWeight: number): Promise<number>;
}

/** Runs the four cores. Contract: never rejects for a failing core; the failure is in that core's result. */
export interface FlowExecutor {
  readonly kind: 'inline' | 'workers';
  run(input: FlowInput): Promise<FlowResults>;
  close(): Promise<void>;
}
