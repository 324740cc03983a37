// The four cores' formulas and the decision (DESIGN §3.3, §3.4). The threat itself is the model's (§4) and
// comes in from outside.

import {
  OPT_GAIN_THRESHOLD,
  REPAIR_THRESHOLD,
  STABILITY_THRESHOLD,
  THREAT_ALERT,
  THREAT_QUARANTINE,
  WEIGHT_FLOOR,
} from './constants';
import { put } from './io';
import { positiveZero } from './math';

/** R: how urgent repair is, [0, 0.9]. */
export function urgency(totalAnoms: f64): f64 {
  return positiveZero(min(0.9, totalAnoms / 10.0));
}

/** R: what the repair costs. */
export function repairCost(urgencyScore: f64): f64 {
  return positiveZero(0.5 * urgencyScore);
}

/** B: the need to hold back, 1 at the threshold. */
export function conserve(tLambda: f64, tThreshold: f64): f64 {
  return positiveZero(min(1.0 / WEIGHT_FLOOR, tLambda / tThreshold));
}

/** O: what could be gained by reinvesting, [0, 1]. */
export function expectedGain(tLambda: f64, tThreshold: f64): f64 {
  return positiveZero(max(0.0, 1.0 - tLambda / tThreshold));
}

/** Weighted scores in slots 0…3: threat, stability, repairScore, optGain. */
export function decisionVector(
  r: f64,
  b: f64,
  e: f64,
  o: f64,
  urgencyScore: f64,
  conserveScore: f64,
  threat: f64,
  gain: f64,
): void {
  put(0, threat * e);
  put(1, conserveScore * b);
  put(2, urgencyScore * r);
  put(3, gain * o);
}

export const QUARANTINE: i32 = 0;
export const ALERT: i32 = 1;
export const APPLY_BALANCE: i32 = 2;
export const APPLY_OPTIMIZE: i32 = 3;
export const NOOP: i32 = 4;

/** The first rule that holds, in the order of DESIGN §3.4. */
export function decide(rawThreat: f64, stability: f64, repairScore: f64, optGain: f64): i32 {
  if (rawThreat >= THREAT_QUARANTINE) return QUARANTINE;
  if (rawThreat >= THREAT_ALERT) return ALERT;
  if (stability > STABILITY_THRESHOLD && repairScore < REPAIR_THRESHOLD) return APPLY_BALANCE;
  if (optGain > OPT_GAIN_THRESHOLD) return APPLY_OPTIMIZE;
  return NOOP;
}
