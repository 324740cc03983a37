// One PID step and its Lyapunov measure (DESIGN §3.2).
//
//   e   = T_Λ − T_threshold
//   dt  = t − t_prev, 0 on the first step or where the clock ran backwards, at most dtMax
//   I   = 0 if |e| < EPSILON_RESET, or if resetOnCrossing and e changed sign;  then I + e·dt in [−1, 1]
//   D   = (e − e_prev)/dt, 0 where dt = 0
//   out = (Kp·e + Ki·I) + Kd·D,      ΔO = clamp(−out, ±MAX_WEIGHT_DELTA)
//   V   = e²/2,                      ΔV = V − V_prev
//
// Nothing is stored here: the state comes in as arguments and goes out in the IO block.

import {
  EPSILON_RESET,
  INTEGRAL_MAX,
  MAX_WEIGHT_DELTA,
  STABILITY_BAND,
  STABILITY_GROWTH,
  STABILITY_WINDOW,
} from './constants';
import { put, take } from './io';
import { clamp } from './math';

/** Stability of a step, in the order of DESIGN §3.2. */
export const SETTLED: i32 = 0;
export const CONVERGING: i32 = 1;
export const HOLDING: i32 = 2;
export const DIVERGING: i32 = 3;

/**
 * Writes slots 0…9: out, P, I and D terms, e, integral, ΔO, V, ΔV, dt. Returns the stability.
 *
 * @param first 1 on the first step: ePrev and tPrev are not read
 * @param dtMax longest step that counts, seconds; Infinity for none
 * @param resetOnCrossing 1 to reset the integral when e changes sign
 */
export function pidStep(
  first: i32,
  integral: f64,
  ePrev: f64,
  tPrev: f64,
  kp: f64,
  ki: f64,
  kd: f64,
  tThreshold: f64,
  dtMax: f64,
  resetOnCrossing: i32,
  tLambda: f64,
  timestamp: f64,
): i32 {
  const e = tLambda - tThreshold;
  const dt = first ? 0.0 : min(max(timestamp - tPrev, 0.0), dtMax);

  let i = integral;
  const inBand = abs(e) < EPSILON_RESET;
  const crossed = !first && ((e < 0.0 && ePrev > 0.0) || (e > 0.0 && ePrev < 0.0));
  if (inBand || (resetOnCrossing && crossed)) i = 0.0;
  if (dt > 0.0) i = clamp(i + e * dt, -INTEGRAL_MAX, INTEGRAL_MAX);

  const d = dt > 0.0 ? (e - ePrev) / dt : 0.0;
  const pTerm = kp * e;
  const iTerm = ki * i;
  const dTerm = kd * d;
  const out = pTerm + iTerm + dTerm;

  const v = (e * e) / 2.0;
  const deltaV = first ? 0.0 : v - (ePrev * ePrev) / 2.0;

  put(0, out);
  put(1, pTerm);
  put(2, iTerm);
  put(3, dTerm);
  put(4, e);
  put(5, i);
  put(6, clamp(-out, -MAX_WEIGHT_DELTA, MAX_WEIGHT_DELTA));
  put(7, v);
  put(8, deltaV);
  put(9, dt);

  if (inBand) return SETTLED;
  if (deltaV < 0.0) return CONVERGING;
  return deltaV == 0.0 ? HOLDING : DIVERGING;
}

/**
 * pidStable over the last STABILITY_WINDOW values of V, oldest first in slots 0…: the mean of the newer half is at
 * most STABILITY_GROWTH times that of the older, or below (STABILITY_BAND·T_threshold)²/2. While there are fewer
 * values there is no trend to judge: warming up is no instability.
 */
export function pidStable(count: i32, tThreshold: f64): i32 {
  if (count < STABILITY_WINDOW) return 1;
  const middle = STABILITY_WINDOW >> 1;
  let older: f64 = 0.0;
  for (let i = 0; i < middle; i++) older += take(i);
  let newer: f64 = 0.0;
  for (let i = middle; i < STABILITY_WINDOW; i++) newer += take(i);
  older /= <f64>middle;
  newer /= <f64>middle;
  const band = STABILITY_BAND * tThreshold;
  return newer <= STABILITY_GROWTH * older || newer < (band * band) / 2.0 ? 1 : 0;
}
