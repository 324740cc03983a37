/**
 * Logistic regression with L2, by Newton's method (iteratively reweighted least squares):
 *
 *   J(w, b) = (1/N) Σ [ softplus(zᵢ) − yᵢ·zᵢ ] + (l2/2)·|w|²        zᵢ = w·xᵢ + b, the bias is free
 *   ∇J      = (1/N) Σ (pᵢ − yᵢ)·[xᵢ, 1] + l2·[w, 0]                 pᵢ = sigmoid(zᵢ)
 *   H       = (1/N) Σ pᵢ(1 − pᵢ)·[xᵢ, 1][xᵢ, 1]ᵀ + l2·diag(1 … 1, 0)
 *   θ      ← θ − t·H⁻¹∇J, t halved until J falls
 *
 * J is convex; with l2 > 0 its minimum is finite even where the classes can be told apart. No randomness, and only
 * + − × ÷, the square root and the core's exponential and logarithm: the same bits on every runtime.
 */
import { InputError } from '../core/errors.ts';
import { sigmoid, softplus } from './logistic.ts';

export interface LogisticFit {
  /** w, then b. */
  readonly parameters: Float64Array;
  /** J at the solution. */
  readonly loss: number;
  /** Largest component of ∇J at the solution, by size. */
  readonly gradient: number;
}

const MOST_STEPS = 100;
const GRADIENT_TOLERANCE = 1e-10;
/** Above this the fit has not settled. */
const GRADIENT_LIMIT = 1e-6;
const SHORTEST_STEP = 1e-9;
/** Two values of J closer than this are equal but for rounding. */
const ROUNDING = 1e-12;

/** J, ∇J and H at a point. */
interface Curve {
  readonly loss: number;
  readonly gradient: Float64Array;
  /** Symmetric, row by row. */
  readonly hessian: Float64Array;
}

/**
 * @param values N·F numbers, row by row, of columns of about mean 0 and deviation 1
 * @param l2 above 0
 * @throws InputError ERR_TRAINING where l2 is so small that no minimum is found
 */
export function fitLogistic(values: Float64Array, labels: Uint8Array, l2: number): LogisticFit {
  const width = values.length / labels.length;
  let parameters = new Float64Array(width + 1);
  let curve = curveAt(parameters, values, labels, l2);
  for (let step = 0; step < MOST_STEPS && largest(curve.gradient) > GRADIENT_TOLERANCE; step++) {
    const direction = solve(curve.hessian, curve.gradient);
    if (direction === undefined) break;
    const next = descend(parameters, direction, curve, (at) => curveAt(at, values, labels, l2));
    if (next === undefined) break;
    [parameters, curve] = next;
  }
  const gradient = largest(curve.gradient);
  if (gradient <= GRADIENT_LIMIT) return { parameters, loss: curve.loss, gradient };
  throw new InputError(`the fit does not settle with l2 = ${l2}: its slope is still ${gradient}`, {
    code: 'ERR_TRAINING',
    fix: 'Give a larger --l2, e.g. 0.001.',
  });
}

function descend(
  from: Float64Array,
  direction: Float64Array,
  { loss, gradient }: Curve,
  evaluate: (at: Float64Array) => Curve,
): [Float64Array<ArrayBuffer>, Curve] | undefined {
  const fall = gradient.reduce((sum, slope, i) => sum + slope * (direction[i] ?? 0), 0);
  for (let t = 1; t > SHORTEST_STEP; t /= 2) {
    const at = Float64Array.from(from, (value, i) => value - t * (direction[i] ?? 0));
    const curve = evaluate(at);
    if (curve.loss <= loss - 1e-4 * t * fall + ROUNDING * (1 + loss)) return [at, curve];
  }
  return undefined;
}

/** J, ∇J and H of the head of this file. */
export function curveAt(
  parameters: Float64Array,
  values: Float64Array,
  labels: Uint8Array,
  l2: number,
): Curve {
  const size = parameters.length;
  const width = size - 1;
  const rows = labels.length;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  const row = new Float64Array(size).fill(1, width);
  let loss = 0;
  for (let i = 0; i < rows; i++) {
    row.set(values.subarray(i * width, (i + 1) * width));
    const z = dot(row, parameters);
    const label = labels[i] ?? 0;
    const p = sigmoid(z);
    loss += softplus(z) - label * z;
    addScaled(gradient, row, p - label);
    addOuter(hessian, row, p * (1 - p));
  }
  loss /= rows;
  for (let k = 0; k < size; k++) gradient[k] = (gradient[k] ?? 0) / rows;
  for (let k = 0; k < size * size; k++) hessian[k] = (hessian[k] ?? 0) / rows;
  for (let k = 0; k < width; k++) {
    const weight = parameters[k] ?? 0;
    loss += (l2 / 2) * weight * weight;
    gradient[k] = (gradient[k] ?? 0) + l2 * weight;
    hessian[k * size + k] = (hessian[k * size + k] ?? 0) + l2;
  }
  return { loss, gradient, hessian };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] ?? 0) * (b[k] ?? 0);
  return sum;
}

function addScaled(sum: Float64Array, row: Float64Array, factor: number): void {
  for (let k = 0; k < row.length; k++) sum[k] = (sum[k] ?? 0) + factor * (row[k] ?? 0);
}

function addOuter(sum: Float64Array, row: Float64Array, factor: number): void {
  const size = row.length;
  for (let j = 0; j < size; j++) {
    const scaled = factor * (row[j] ?? 0);
    for (let k = 0; k < size; k++) sum[j * size + k] = (sum[j * size + k] ?? 0) + scaled * (row[k] ?? 0);
  }
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** A⁻¹b of a symmetric positive definite A, by Cholesky; undefined where A is none. */
function solve(a: Float64Array, b: Float64Array): Float64Array | undefined {
  const n = b.length;
  const l = new Float64Array(n * n);
  const x = Float64Array.from(b);
  const at = (row: number, column: number): number => l[row * n + column] ?? 0;
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = a[i * n + j] ?? 0;
      for (let k = 0; k < j; k++) sum -= at(i, k) * at(j, k);
      if (i === j && !(sum > 0)) return undefined;
      l[i * n + j] = i === j ? Math.sqrt(sum) : sum / at(j, j);
    }
  }
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] = (x[i] ?? 0) - at(i, k) * (x[k] ?? 0);
    x[i] = (x[i] ?? 0) / at(i, i);
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] = (x[i] ?? 0) - at(k, i) * (x[k] ?? 0);
    x[i] = (x[i] ?? 0) / at(i, i);
  }
  return x;
}
