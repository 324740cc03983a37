/** Parameters of a fleet's entities, checked where they come in, and as the kernels take them. */
import { K_FLOWS, KD, KI, KP, P_NODES, T_THRESHOLD, T1 } from '../core/constants.ts';
import { ParameterError, pulseOfLnU, requireFinite, requirePositive } from '../numeric/index.ts';
import { holdNodes } from '../sync/index.ts';
import { PARAMETER_COUNT, PARAMETER_FIELDS } from './layout.ts';

export interface FleetParameters {
  /** Flows. */
  readonly k: number;
  /** Nodes at the nominal size. */
  readonly p: number;
  /** Time of one unit of work, seconds. */
  readonly t1: number;
  /** Setpoint of the pulse, seconds. */
  readonly tThreshold: number;
  readonly kp: number;
  readonly ki: number;
  readonly kd: number;
  /** Setpoint of the load, in the unit of its readings. */
  readonly setpoint: number;
}

export const DEFAULT_PARAMETERS: FleetParameters = {
  k: K_FLOWS,
  p: P_NODES,
  t1: T1,
  tThreshold: T_THRESHOLD,
  kp: KP,
  ki: KI,
  kd: KD,
  setpoint: 1,
};

/** Beyond this a gain, or T_Λ of a unit of ln U, would let a finite input overflow. */
const MOST = 1e100;

/** @throws ParameterError that names the parameter */
export function checkParameters(parameters: FleetParameters): FleetParameters {
  const { k, p, t1, tThreshold, kp, ki, kd, setpoint } = parameters;
  const unit = pulseOfLnU(k, p, t1, 1);
  if (unit > MOST) throw new ParameterError('t1', t1, `so small that t1/(1 − 1/(k·p)) is at most ${MOST}`);
  requirePositive('tThreshold', tThreshold);
  requirePositive('setpoint', setpoint);
  for (const [name, gain] of Object.entries({ kp, ki, kd })) {
    requireFinite(name, gain);
    if (Math.abs(gain) > MOST) throw new ParameterError(name, gain, `a number within ±${MOST}`);
  }
  for (const [name, value] of Object.entries({ tThreshold, setpoint })) {
    if (value < 1 / MOST || value > MOST)
      throw new ParameterError(name, value, `within ${1 / MOST} and ${MOST}`);
  }
  return parameters;
}

/** The eight numbers the kernels take, with `liveNodes` on duty. */
export function kernelParameters(
  { k, p, t1, tThreshold, kp, ki, kd, setpoint }: FleetParameters,
  liveNodes: number,
): Float64Array {
  const numbers = new Float64Array(PARAMETER_COUNT);
  numbers[PARAMETER_FIELDS.divisor] = divisorOf(k, liveNodes);
  numbers[PARAMETER_FIELDS.nominal] = 1 - 1 / (k * p);
  numbers[PARAMETER_FIELDS.t1] = t1;
  numbers[PARAMETER_FIELDS.tThreshold] = tThreshold;
  numbers[PARAMETER_FIELDS.kp] = kp;
  numbers[PARAMETER_FIELDS.ki] = ki;
  numbers[PARAMETER_FIELDS.kd] = kd;
  numbers[PARAMETER_FIELDS.setpoint] = setpoint;
  return numbers;
}

/** 1 − 1/(k·P), P held at the least integer with k·P > 1 (DESIGN §3.1). */
export function divisorOf(k: number, liveNodes: number): number {
  return 1 - 1 / (k * holdNodes(liveNodes, k));
}
