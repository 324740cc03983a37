// The pulse T_Λ (DESIGN §3.1).
//
//   T_Λ(k,P,U) = max(EPSILON, (T1·ln U) / (1 − 1/(k·P)))          seconds
//   ln U       = (load/setpoint) · T_threshold · (1 − 1/(k·P_NODES)) / T1
//
// Domains (k·P > 1, T1 > 0, U > 0, all finite) are checked by the host, which can name the parameter.

import { EPSILON } from './constants';
import { ln, positiveZero } from './math';

/** T_Λ from ln U, seconds. */
export function pulse(k: f64, p: f64, t1: f64, lnU: f64): f64 {
  return max(EPSILON, (t1 * lnU) / (1.0 - 1.0 / (k * p)));
}

/** T_Λ from U, seconds. */
export function tLambda(k: f64, p: f64, t1: f64, u: f64): f64 {
  return pulse(k, p, t1, ln(u));
}

/** ln U at which T_Λ at `nominal` nodes meets the threshold exactly when the load meets its setpoint. */
export function lnUOfLoad(load: f64, setpoint: f64, tThreshold: f64, k: f64, nominal: f64, t1: f64): f64 {
  return positiveZero(((load / setpoint) * tThreshold * (1.0 - 1.0 / (k * nominal))) / t1);
}

/** ln of a U given by the user. */
export function lnU(u: f64): f64 {
  return positiveZero(ln(u));
}
