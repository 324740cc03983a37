/**
 * The low-level numeric API: synchronous, pure, bit for bit the same on every runtime (DESIGN §3, §8).
 *
 * Arguments are checked here, at the door, with errors that name the parameter; the arithmetic is all in
 * WebAssembly.
 */
import { ParameterError, requireFinite, requireNonNegative, requirePositive } from './parameter-error.ts';
import { instantiateCore } from './wasm.ts';

const core = instantiateCore();
const { fn, io } = core;

/** An exported constant of assembly/constants.ts. */
export const constant = core.constant;

/** Slot `index` of the IO block. */
function slot(index: number): number {
  return io[index] ?? Number.NaN;
}

/** Weights of the four cores: none negative, sum 1 once normalised. */
export interface Weights {
  readonly R: number;
  readonly B: number;
  readonly E: number;
  readonly O: number;
}

export type PidStability = 'settled' | 'converging' | 'holding' | 'diverging';
const STABILITY: readonly PidStability[] = ['settled', 'converging', 'holding', 'diverging'];

/** What a PID step carries to the next. */
export interface PidState {
  /** I, in [−1, 1]. */
  readonly integral: number;
  /** e of the last step, seconds; null before the first. */
  readonly error: number | null;
  /** Time of the last step, seconds; null before the first. */
  readonly timestamp: number | null;
}

/** State before the first step. */
export const INITIAL_PID_STATE: PidState = { integral: 0, error: null, timestamp: null };

export interface PidOptions {
  readonly kp: number;
  readonly ki: number;
  readonly kd: number;
  /** Setpoint of the pulse, seconds. */
  readonly tThreshold: number;
  /** Longest step that counts, seconds; none by default. */
  readonly dtMax?: number | undefined;
  /** Reset the integral when the error passes through zero; off by default. */
  readonly resetOnCrossing?: boolean | undefined;
}

export interface PidStep {
  readonly pidOut: number;
  readonly pTerm: number;
  readonly iTerm: number;
  readonly dTerm: number;
  /** e = T_Λ − T_threshold, seconds. */
  readonly deltaT: number;
  readonly integral: number;
  /** ΔO, within ±MAX_WEIGHT_DELTA. */
  readonly weightAdjustment: number;
  /** V = e²/2, s². */
  readonly lyapunov: number;
  /** ΔV = V − V_prev, 0 on the first step. */
  readonly deltaV: number;
  readonly state: PidStability;
  /** State to hand to the next step. */
  readonly next: PidState;
}

/**
 * T_Λ(k,P,U) = max(EPSILON, (T1·ln U) / (1 − 1/(k·P))), in seconds (DESIGN §3.1).
 *
 * @param k flows
 * @param p nodes; k·p must be above 1
 * @param t1 time of one unit of work, seconds, above 0
 * @param u workload, above 0
 * @throws ParameterError (a RangeError) that names the parameter
 * @example tLambda(4, 5, 0.001, Math.exp(4)) // 0.004210526315789474
 */
export function tLambda(k: number, p: number, t1: number, u: number): number {
  requireFlows(k, p);
  requirePositive('t1', t1);
  requirePositive('u', u);
  return requireResult('t1', t1, fn.tLambda(k, p, t1, u));
}

/** T_Λ from ln U, which may be any finite number (a load of 0 gives ln U = 0). */
export function pulseOfLnU(k: number, p: number, t1: number, lnU: number): number {
  requireFlows(k, p);
  requirePositive('t1', t1);
  requireFinite('lnU', lnU);
  return requireResult('lnU', lnU, fn.pulse(k, p, t1, lnU));
}

/** ln U of a workload U above 0, by the core's own logarithm. */
export function lnU(u: number): number {
  requirePositive('u', u);
  return fn.lnU(u);
}

/**
 * ln U at which T_Λ at `nominal` nodes meets `tThreshold` exactly when the load meets its setpoint:
 * (load/setpoint) · tThreshold · (1 − 1/(k·nominal)) / t1.
 *
 * @param load in the unit of the setpoint, 0 or above
 */
export function lnUOfLoad(
  load: number,
  setpoint: number,
  { k, nominal, t1, tThreshold }: { k: number; nominal: number; t1: number; tThreshold: number },
): number {
  requireNonNegative('load', load);
  requirePositive('setpoint', setpoint);
  requirePositive('tThreshold', tThreshold);
  requirePositive('t1', t1);
  requireFlows(k, nominal);
  return requireResult('load', load, fn.lnUOfLoad(load, setpoint, tThreshold, k, nominal, t1));
}

/**
 * One PID step (DESIGN §3.2). Pure: nothing is kept, the next state is in the result.
 *
 * @param state of the step before; `INITIAL_PID_STATE`, null or undefined for the first
 * @param tLambda pulse of this beat, seconds
 * @param timestamp seconds; running backwards counts as no time passed
 * @throws ParameterError for a non-finite input, or one whose square or slope is not finite
 */
export function pidStep(
  state: PidState | null | undefined,
  options: PidOptions,
  tLambda: number,
  timestamp: number,
): PidStep {
  const { integral, error, timestamp: previous } = state ?? INITIAL_PID_STATE;
  const { kp, ki, kd, tThreshold, dtMax = Number.POSITIVE_INFINITY, resetOnCrossing = false } = options;
  if (!(integral >= -1 && integral <= 1))
    throw new ParameterError('integral', integral, 'a number in [-1, 1]');
  requireFinite('kp', kp);
  requireFinite('ki', ki);
  requireFinite('kd', kd);
  requirePositive('tThreshold', tThreshold);
  requireFinite('tLambda', tLambda);
  requireFinite('timestamp', timestamp);
  if (!(dtMax > 0)) throw new ParameterError('dtMax', dtMax, 'a number of seconds above 0');
  const first = error === null || previous === null;
  if (!first) {
    requireFinite('error', error);
    requireFinite('previous timestamp', previous);
  }
  const stability = fn.pidStep(
    first ? 1 : 0,
    integral,
    error ?? 0,
    previous ?? 0,
    kp,
    ki,
    kd,
    tThreshold,
    dtMax,
    resetOnCrossing ? 1 : 0,
    tLambda,
    timestamp,
  );
  const pidOut = slot(0);
  const lyapunov = slot(7);
  const deltaV = slot(8);
  if (!Number.isFinite(lyapunov) || !Number.isFinite(deltaV)) {
    throw new ParameterError('tLambda', tLambda, 'small enough for its square to be finite');
  }
  if (!Number.isFinite(pidOut)) {
    throw new ParameterError('timestamp', timestamp, 'far enough from the last one for a finite slope');
  }
  const deltaT = slot(4);
  const nextIntegral = slot(5);
  return {
    pidOut,
    pTerm: slot(1),
    iTerm: slot(2),
    dTerm: slot(3),
    deltaT,
    integral: nextIntegral,
    weightAdjustment: slot(6),
    lyapunov,
    deltaV,
    state: STABILITY[stability] ?? 'diverging',
    next: { integral: nextIntegral, error: deltaT, timestamp },
  };
}

/**
 * pidStable of DESIGN §3.2: the mean V of the newer half is at most 1.1 times that of the older, or below
 * (0.05·tThreshold)²/2.
 *
 * @param lyapunov V of the last beats, oldest first; at most 20, and stable while there are fewer: a trend cannot be
 *   judged yet
 */
export function pidStable(lyapunov: readonly number[], tThreshold: number): boolean {
  const window = constant('STABILITY_WINDOW');
  if (lyapunov.length > window) {
    throw new ParameterError('lyapunov', lyapunov.length, `at most ${window} values`);
  }
  requirePositive('tThreshold', tThreshold);
  for (let i = 0; i < lyapunov.length; i++) {
    const v = lyapunov[i];
    requireNonNegative(`lyapunov[${i}]`, v);
    io[i] = v;
  }
  return fn.pidStable(lyapunov.length, tThreshold) === 1;
}

function weightsInSlots(): Weights {
  return { R: slot(0), B: slot(1), E: slot(2), O: slot(3) };
}

/** @throws ParameterError unless the sum is a normal number with a finite inverse */
function requireSum(sum: number): void {
  if (!(sum >= 2.2250738585072014e-308 && Number.isFinite(sum) && Number.isFinite(1 / sum))) {
    throw new ParameterError('sum of weights', sum, 'a finite number above 0');
  }
}

/**
 * Each weight times 1/(((R+B)+E)+O): they sum to 1 (DESIGN §3.5).
 *
 * @throws ParameterError for a negative or non-finite weight, or weights that are all 0
 */
export function normalizeWeights(weights: Weights): Weights {
  const { R, B, E, O } = weights;
  requireNonNegative('R', R);
  requireNonNegative('B', B);
  requireNonNegative('E', E);
  requireNonNegative('O', O);
  requireSum(R + B + E + O);
  fn.normalize(R, B, E, O);
  return weightsInSlots();
}

/**
 * E from the threat, then normalised (DESIGN §3.5).
 *
 * @param weights normalised weights; their E is replaced
 * @param threat raw threat, [0, 1]
 * @param t beats since the threat last rose above 0.5
 */
export function entropyFeedback(weights: Weights, threat: number, t: number): Weights {
  const { R, B, O } = weights;
  requireNonNegative('R', R);
  requireNonNegative('B', B);
  requireNonNegative('E', weights.E);
  requireNonNegative('O', O);
  requireThreat(threat);
  requireNonNegative('t', t);
  requireSum(R + B + O);
  fn.entropyFeedback(R, B, O, threat, t);
  return weightsInSlots();
}

/**
 * The whole of DESIGN §3.5 for the weights: hold under threat, O within its bounds, floors, E, normalised.
 *
 * @param deltaO ΔO of the PID
 */
export function recalibrateWeights(weights: Weights, deltaO: number, threat: number, t: number): Weights {
  const { R, B, E, O } = weights;
  requireNonNegative('R', R);
  requireNonNegative('B', B);
  requireNonNegative('E', E);
  requireNonNegative('O', O);
  requireFinite('deltaO', deltaO);
  requireThreat(threat);
  requireNonNegative('t', t);
  requireSum(R + B + E + O);
  fn.recalibrate(R, B, E, O, deltaO, threat, t);
  return weightsInSlots();
}

/** ΔO as it is applied: a positive one counts as 0 while the raw threat is above 0.5. */
export function heldDelta(deltaO: number, threat: number): number {
  requireFinite('deltaO', deltaO);
  requireThreat(threat);
  return fn.heldDelta(deltaO, threat);
}

/** Injected anomalies after `seconds`: they halve every RISK_HALF_LIFE. Negative time counts as none. */
export function decayRisk(anoms: number, seconds: number): number {
  requireNonNegative('anoms', anoms);
  requireFinite('seconds', seconds);
  return fn.decayRisk(anoms, seconds);
}

/** Share of optional work allowed, [0, 1]: clamp((O − 0.1)/0.7, 0, 1), and 0 in quarantine. */
export function budgetOf(o: number, quarantined: boolean): number {
  requireFinite('O', o);
  return fn.budget(o, quarantined ? 1 : 0);
}

/** R: min(0.9, totalAnoms/10). */
export function urgencyOf(totalAnoms: number): number {
  requireNonNegative('totalAnoms', totalAnoms);
  return fn.urgency(totalAnoms);
}

/** R: 0.5·urgency. */
export function repairCostOf(urgency: number): number {
  requireNonNegative('urgency', urgency);
  return fn.repairCost(urgency);
}

/** B: min(1/WEIGHT_FLOOR, T_Λ/T_threshold). */
export function conserveOf(tLambda: number, tThreshold: number): number {
  requireNonNegative('tLambda', tLambda);
  requirePositive('tThreshold', tThreshold);
  return fn.conserve(tLambda, tThreshold);
}

/** O: max(0, 1 − T_Λ/T_threshold). */
export function expectedGainOf(tLambda: number, tThreshold: number): number {
  requireNonNegative('tLambda', tLambda);
  requirePositive('tThreshold', tThreshold);
  return fn.expectedGain(tLambda, tThreshold);
}

/** Scores of the cores as they come, unweighted. */
export interface RawScores {
  readonly urgency: number;
  readonly conserve: number;
  readonly threat: number;
  readonly expectedGain: number;
}

/** The scores times their weights (DESIGN §3.4). */
export function weighScores(
  weights: Weights,
  scores: RawScores,
): { threat: number; stability: number; repairScore: number; optGain: number } {
  fn.decisionVector(
    weights.R,
    weights.B,
    weights.E,
    weights.O,
    scores.urgency,
    scores.conserve,
    scores.threat,
    scores.expectedGain,
  );
  return { threat: slot(0), stability: slot(1), repairScore: slot(2), optGain: slot(3) };
}

/** Index of the rule that holds first: 0 QUARANTINE, 1 ALERT, 2 APPLY_BALANCE, 3 APPLY_OPTIMIZE, 4 NOOP. */
export function decideRule(
  rawThreat: number,
  stability: number,
  repairScore: number,
  optGain: number,
): number {
  requireFinite('rawThreat', rawThreat);
  requireFinite('stability', stability);
  requireFinite('repairScore', repairScore);
  requireFinite('optGain', optGain);
  return fn.decide(rawThreat, stability, repairScore, optGain);
}

/** ln and exp of the core: the same bits on every runtime, unlike the host's. */
export const coreLn = fn.ln;
export const coreExp = fn.exp;

function requireThreat(threat: number): void {
  if (typeof threat !== 'number' || !(threat >= 0 && threat <= 1)) {
    throw new ParameterError('threat', threat, 'a number in [0, 1]');
  }
}

function requireFlows(k: number, p: number): void {
  requirePositive('k', k);
  requirePositive('p', p);
  if (!(k * p > 1)) {
    throw new ParameterError('k·p', k * p, 'above 1 (more flows or more nodes)');
  }
  if (1 - 1 / (k * p) === 0)
    throw new ParameterError('k·p', k * p, 'far enough above 1 to divide by 1 − 1/(k·p)');
}

/** A finite input can still overflow: the result is refused then, in the name of the input that drives it. */
function requireResult(parameter: string, value: number, result: number): number {
  if (!Number.isFinite(result))
    throw new ParameterError(parameter, value, 'small enough for a finite result');
  return result;
}
