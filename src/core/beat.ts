/**
 * One beat as pure functions (DESIGN §3): what is computed between sensing and acting, and after it. The Arbiter
 * runs them live; whoever holds the same inputs can run them again and must get the same bits.
 *
 *   sense       genome, inputs            → pulse, load, risk, total anomalies
 *   (cores)     FlowInput                 → FlowResults                       flows/
 *   judge       weights, results          → decision vector, action, reason
 *   recalibrate genome, pulse, judgement  → PID terms, next genome, budget
 */
import type { FlowInput, FlowResults } from '../flows/flow.ts';
import {
  budgetOf,
  decayRisk,
  decideRule,
  heldDelta,
  inWords,
  type PidOptions,
  type PidStep,
  pidStable,
  pidStep,
  recalibrateWeights,
  type Weights,
  weighScores,
} from '../numeric/index.ts';
import type { TLambdaPulse } from '../sync/index.ts';
import {
  ACTIONS,
  type Action,
  type BeatRecord,
  type DecisionVector,
  type LoadReading,
  type Stopped,
  type UnderWay,
} from './beat-record.ts';
import {
  OPT_GAIN_THRESHOLD,
  REPAIR_THRESHOLD,
  STABILITY_THRESHOLD,
  STABILITY_WINDOW,
  THREAT_ALERT,
  THREAT_FEEDBACK,
  THREAT_QUARANTINE,
} from './constants.ts';
import type { Genome } from './genome.ts';
import { type GuardSettings, guard, INITIAL_GUARD } from './guard.ts';

/** What stays the same from beat to beat: the configuration. */
export interface BeatParameters {
  readonly pulse: TLambdaPulse;
  readonly pid: PidOptions;
  /** The load signal that closes the loop and its setpoint; null: open loop. */
  readonly load: { readonly metric: string; readonly setpoint: number } | null;
  /** Without one, what is decided is enacted. */
  readonly guard?: GuardSettings | undefined;
}

/**
 * Setpoints of load that are told apart. A thousand make a pulse of 20 s with the defaults: one mad reading may slow
 * the next beat by that much, and not by years.
 */
const MOST_LOAD = 1000;

/** The load in the readings of a sample. One below 0 is not known; one beyond MOST_LOAD setpoints counts as that. */
export function loadIn(
  load: BeatParameters['load'],
  metrics: Readonly<Record<string, number | null>> | null,
): number | null {
  const value = load && metrics?.[load.metric];
  if (load === null || typeof value !== 'number' || value < 0) return null;
  return Math.min(value, MOST_LOAD * load.setpoint);
}

/** What a beat is given from outside. */
export interface BeatInputs {
  /** Seconds since the epoch. */
  readonly timestamp: number;
  /** Live nodes. */
  readonly liveNodes: number;
  /** Reading of the load signal; null where this beat has none. */
  readonly load: number | null;
  /** features.anoms */
  readonly anoms: number;
  /** Anomalies injected since the last beat: they count in full at this one. */
  readonly injected: number;
  readonly blind: boolean;
  /** Why nothing may be done, where something stands against it. */
  readonly stopped?: Stopped | null;
  /** Acts that have not ended, where there are any. */
  readonly underWay?: UnderWay | null;
}

export interface Sensed {
  /** T_Λ, seconds. */
  readonly tLambda: number;
  readonly lnU: number;
  readonly p: number;
  readonly load: LoadReading | null;
  /** Injected risk after its decay, with what was injected since. */
  readonly riskAnoms: number;
  readonly totalAnoms: number;
}

/**
 * The pulse and the anomalies of a beat.
 *
 * A load that is not known at this beat is held at its last reading. Where there is none to hold (before the
 * first, and while blind) the load counts as its setpoint: not knowing is a reason neither to spend nor to save.
 */
export function sense(genome: Genome, { pulse, pid, load }: BeatParameters, inputs: BeatInputs): Sensed {
  const elapsed = genome.pid.timestamp === null ? 0 : inputs.timestamp - genome.pid.timestamp;
  const riskAnoms = decayRisk(genome.risk.anoms, elapsed) + inputs.injected;
  const totalAnoms = inputs.anoms + riskAnoms;
  if (load === null) {
    return { ...pulse.compute(inputs.liveNodes), load: null, riskAnoms, totalAnoms };
  }
  const held = inputs.load === null;
  const value = inputs.blind ? null : (inputs.load ?? genome.load);
  return {
    ...pulse.computeAtLoad(value ?? load.setpoint, load.setpoint, pid.tThreshold, inputs.liveNodes),
    load: { held, metric: load.metric, setpoint: load.setpoint, value },
    riskAnoms,
    totalAnoms,
  };
}

/** What the cores are given (DESIGN §3.3). */
export function flowInput(
  genome: Genome,
  { pid }: BeatParameters,
  sensed: Sensed,
  blind: boolean,
): FlowInput {
  return {
    blind,
    gains: { kd: pid.kd, ki: pid.ki, kp: pid.kp },
    mlWeight: genome.ml.mlWeight,
    tLambda: sensed.tLambda,
    tThreshold: pid.tThreshold,
    totalAnoms: sensed.totalAnoms,
  };
}

export interface Judgement {
  readonly decvec: DecisionVector;
  readonly decided: Action;
  readonly reason: string;
}

/** The decision of DESIGN §3.4; a core that failed counts 0, and if E failed the action is ALERT. */
export function judge(weights: Weights, { R, B, E, O }: FlowResults): Judgement {
  const rawUrgency = R.scores.urgency;
  const rawConserve = B.scores.conserve;
  const rawThreat = E.scores.threat;
  const rawGain = O.scores.expectedGain;
  const decvec: DecisionVector = {
    ...weighScores(weights, {
      urgency: rawUrgency,
      conserve: rawConserve,
      threat: rawThreat,
      expectedGain: rawGain,
    }),
    rawConserve,
    rawGain,
    rawThreat,
    rawUrgency,
  };
  if (E.error !== undefined) {
    return {
      decided: 'ALERT',
      decvec,
      reason: `The threat is not known (${E.error}), which is no reason for calm.`,
    };
  }
  const { action, reason } = decide(decvec);
  return { decided: action, decvec, reason };
}

/** The part of the decision vector that the rules read. */
export type DecisionScores = Pick<DecisionVector, 'rawThreat' | 'stability' | 'repairScore' | 'optGain'>;

/**
 * The first rule that holds (DESIGN §3.4), and one sentence with the numbers and thresholds that led to it.
 *
 * @throws ParameterError for a score that is not a finite number
 */
export function decide(scores: DecisionScores): { action: Action; reason: string } {
  const { rawThreat, stability, repairScore, optGain } = scores;
  const action = ACTIONS[decideRule(rawThreat, stability, repairScore, optGain)] ?? 'NOOP';
  return { action, reason: reasonFor(action, scores) };
}

function reasonFor(action: Action, { rawThreat, stability, repairScore, optGain }: DecisionScores): string {
  const threat = inWords(rawThreat);
  switch (action) {
    case 'QUARANTINE':
      return `Threat ${threat} is at or above ${THREAT_QUARANTINE}.`;
    case 'ALERT':
      return `Threat ${threat} is at or above ${THREAT_ALERT} and below ${THREAT_QUARANTINE}.`;
    case 'APPLY_BALANCE':
      return `Stability score ${inWords(stability)} is above ${STABILITY_THRESHOLD} and repair score ${inWords(repairScore)} below ${REPAIR_THRESHOLD}, at threat ${threat} below ${THREAT_ALERT}.`;
    case 'APPLY_OPTIMIZE':
      return `Gain score ${inWords(optGain)} is above ${OPT_GAIN_THRESHOLD}, ${whyNoBalance(stability, repairScore)}, at threat ${threat} below ${THREAT_ALERT}.`;
    case 'NOOP':
      return `Gain score ${inWords(optGain)} is not above ${OPT_GAIN_THRESHOLD}, ${whyNoBalance(stability, repairScore)}, at threat ${threat} below ${THREAT_ALERT}.`;
  }
}

function whyNoBalance(stability: number, repairScore: number): string {
  return stability > STABILITY_THRESHOLD
    ? `stability score ${inWords(stability)} is waived by a repair score of ${inWords(repairScore)}, not below ${REPAIR_THRESHOLD}`
    : `stability score ${inWords(stability)} not above ${STABILITY_THRESHOLD}`;
}

export interface Recalibrated {
  readonly pid: PidStep;
  /** ΔO as applied: 0 where the threat holds it back. */
  readonly deltaO: number;
  readonly pidStable: boolean;
  readonly budget: number;
  readonly genome: Genome;
}

/** PID step, weights, stability and budget after the action (DESIGN §3.2, §3.5). */
export function recalibrate(
  genome: Genome,
  { pid, guard: settings }: BeatParameters,
  inputs: BeatInputs,
  sensed: Sensed,
  results: FlowResults,
  { decided, enacted }: Pick<BeatRecord, 'decided' | 'enacted'>,
): Recalibrated {
  const threat = results.E.scores.threat;
  const step = pidStep(genome.pid, { ...pid, ...results.B.gains }, sensed.tLambda, inputs.timestamp);
  const threatened = threat > THREAT_FEEDBACK;
  const threatAge =
    threatened && genome.threatened ? genome.threatAge + 1 : threatened ? 0 : genome.threatAge + 1;
  const weights = recalibrateWeights(genome.weights, step.weightAdjustment, threat, threatAge);
  const lyapunov = [...genome.lyapunov.slice(1 - STABILITY_WINDOW), step.lyapunov];
  return {
    pid: step,
    deltaO: heldDelta(step.weightAdjustment, threat),
    pidStable: pidStable(lyapunov, pid.tThreshold),
    budget: budgetOf(weights.O, enacted === 'QUARANTINE'),
    genome: {
      ...genome,
      weights,
      risk: { anoms: sensed.riskAnoms },
      pid: step.next,
      threatAge,
      threatened,
      lyapunov,
      load: sensed.load?.value ?? null,
      ...(settings && { guard: guarded(genome, settings, inputs, decided).next }),
    },
  };
}

/** What a beat computes before anything acts: of its inputs, the state before it, and what the cores said. */
export function decidedPart(
  genome: Genome,
  { pid, guard: settings }: BeatParameters,
  inputs: BeatInputs,
  sensed: Sensed,
  flows: FlowResults,
) {
  const { decided, decvec, reason } = judge(genome.weights, flows);
  const { enacted, verdict } = settings ? guarded(genome, settings, inputs, decided) : unguarded(decided);
  return {
    ...sensed,
    tThreshold: pid.tThreshold,
    injected: inputs.injected,
    flows,
    decvec,
    decided,
    enacted,
    ...(verdict && { guard: verdict }),
    reason,
    weightsBefore: genome.weights,
  };
}

function guarded(genome: Genome, settings: GuardSettings, inputs: BeatInputs, decided: Action) {
  const { timestamp, stopped, underWay } = inputs;
  return guard(genome.guard ?? INITIAL_GUARD, settings, decided, timestamp, stopped, underWay);
}

function unguarded(decided: Action): { readonly enacted: Action; readonly verdict: undefined } {
  return { enacted: decided, verdict: undefined };
}

/** What a beat computes after the action. */
export function recalibratedPart({ pid, deltaO, pidStable, budget, genome }: Recalibrated) {
  const { next: _next, ...terms } = pid;
  return { pid: terms, deltaO, threatAge: genome.threatAge, pidStable, weights: genome.weights, budget };
}

/** Injected anomalies that are told apart; from about 300 on the default model's threat is 1. */
const MOST_INJECTED = 1e6;

/** What was injected since the last beat, with `anoms` more. */
export function withInjected(injected: number, anoms: number): number {
  return Math.min(injected + anoms, MOST_INJECTED);
}

/** The parameters of a run: where none is set, the PID's longest step follows the interval of its beats. */
export function beatParameters(
  { pulse, pid, load, guard }: BeatParameters,
  sourcePeriod: number | null,
): BeatParameters {
  const dtMax = pid.dtMax ?? longestStep(sourcePeriod, pulse);
  return { pulse, pid: { ...pid, dtMax, resetOnCrossing: true }, load, ...(guard && { guard }) };
}

/** Beats of the PID's longest step, in beat intervals (DESIGN §3.2). */
const DT_MAX_INTERVALS = 10;

/** The PID's longest step where none is set, seconds. @param sourcePeriod seconds; null without a source */
export function longestStep(sourcePeriod: number | null, pulse: TLambdaPulse): number {
  return DT_MAX_INTERVALS * Math.max(sourcePeriod ?? 0, pulse.compute().tLambda);
}
