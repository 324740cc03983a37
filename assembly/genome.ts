// The weights of a genome: normalisation, recalibration of O, feedback on E (DESIGN §3.5), decay of injected
// risk (DESIGN §3.3), and the budget an application may spend.
//
// Weights travel in slots 0…3 as R, B, E, O.

import {
  E_CALM,
  E_MAX,
  E_MIN,
  LN2,
  O_MAX,
  O_MIN,
  RISK_HALF_LIFE,
  THREAT_FEEDBACK,
  WEIGHT_FLOOR,
} from './constants';
import { put } from './io';
import { clamp, exp, positiveZero } from './math';

/** Each weight times 1/(((R+B)+E)+O). */
export function normalize(r: f64, b: f64, e: f64, o: f64): void {
  const scale = 1.0 / (r + b + e + o);
  put(0, r * scale);
  put(1, b * scale);
  put(2, e * scale);
  put(3, o * scale);
}

/**
 * E from the threat, then normalised.
 *
 * @param t beats since the threat last rose above THREAT_FEEDBACK
 */
export function entropyFeedback(r: f64, b: f64, o: f64, threat: f64, t: f64): void {
  const e =
    threat > THREAT_FEEDBACK
      ? clamp(0.15 * threat * exp(-t / 50.0) * max(0.0, 1.0 - o / 0.3), E_MIN, E_MAX)
      : E_CALM;
  normalize(r, b, e, o);
}

/** The whole of §3.5: hold under threat, O within its bounds, floors of R and B, normalise, E, normalise. */
export function recalibrate(r: f64, b: f64, e: f64, o: f64, deltaO: f64, threat: f64, t: f64): void {
  const delta = heldDelta(deltaO, threat);
  const oNext = clamp(o + delta, O_MIN, O_MAX);
  const rNext = max(r, WEIGHT_FLOOR);
  const bNext = max(b, WEIGHT_FLOOR);
  const scale = 1.0 / (rNext + bNext + e + oNext);
  entropyFeedback(rNext * scale, bNext * scale, oNext * scale, threat, t);
}

/** ΔO as it is applied: no reinvesting under threat. */
export function heldDelta(deltaO: f64, threat: f64): f64 {
  return threat > THREAT_FEEDBACK && deltaO > 0.0 ? 0.0 : positiveZero(deltaO);
}

/** Injected anomalies after `dt` seconds. */
export function decayRisk(anoms: f64, dt: f64): f64 {
  return positiveZero(dt > 0.0 ? anoms * exp((-LN2 * dt) / RISK_HALF_LIFE) : anoms);
}

/** Share of optional work allowed, [0,1]; 0 in quarantine. */
export function budget(o: f64, quarantined: i32): f64 {
  return quarantined ? 0.0 : positiveZero(clamp((o - 0.1) / 0.7, 0.0, 1.0));
}
