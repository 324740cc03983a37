/**
 * The functions of logistic models, on the numeric core's own exponential and logarithm: the same bits on every
 * runtime. None overflows.
 */
import { coreExp, coreLn } from '../numeric/index.ts';

/** 1/(1 + e^−z), in [0,1]. */
export function sigmoid(z: number): number {
  const small = coreExp(-Math.abs(z));
  return z >= 0 ? 1 / (1 + small) : small / (1 + small);
}

/** ln(1 + e^z); the log-loss of a logit z is softplus(z) − label·z. */
export function softplus(z: number): number {
  return Math.max(z, 0) + coreLn(1 + coreExp(-Math.abs(z)));
}

/** ln(p/(1 − p)) of p in (0,1). */
export function logit(p: number): number {
  return coreLn(p / (1 - p));
}

export function tanh(z: number): number {
  const small = coreExp(-2 * Math.abs(z));
  const size = (1 - small) / (1 + small);
  return z < 0 ? -size : size;
}
