/**
 * A network of one hidden layer, fitted to labels:
 *
 *   hᵢ = tanh(W·xᵢ + c)        W [H,F], c [H]
 *   zᵢ = v·hᵢ + b              v [H], b
 *   J  = (1/N) Σ [ softplus(zᵢ) − yᵢ·zᵢ ] + (l2/2)·(|W|² + |v|²)
 *
 *   parameters  Float64Array   W by rows (H·F), c (H), v (H), b (1)
 *
 * J has many minima: the best that L-BFGS finds from STARTS starting points is taken, which the seed alone decides.
 */
import { minimise } from './lbfgs.ts';
import { sigmoid, softplus, tanh } from './logistic.ts';

export interface MlpShape {
  readonly features: number;
  readonly hidden: number;
}

export interface MlpOptions {
  readonly hidden: number;
  readonly l2: number;
  /** A whole number. */
  readonly seed: number;
}

const STARTS = 4;
const MOST_STEPS = 400;

/** @param values N·F numbers, row by row, of columns of about mean 0 and deviation 1 */
export function fitMlp(
  values: Float64Array,
  labels: Uint8Array,
  { hidden, l2, seed }: MlpOptions,
): Float64Array {
  const shape = { features: values.length / labels.length, hidden };
  const random = uniform(seed);
  const minima = Array.from({ length: STARTS }, () =>
    minimise(
      (at, gradient) => mlpLoss(at, gradient, shape, values, labels, l2),
      initial(shape, random),
      MOST_STEPS,
    ),
  );
  return minima.reduce((best, each) => (each.value < best.value ? each : best)).at;
}

/** J at the parameters; writes its gradient. */
export function mlpLoss(
  parameters: Float64Array,
  gradient: Float64Array,
  { features, hidden }: MlpShape,
  values: Float64Array,
  labels: Uint8Array,
  l2: number,
): number {
  const rows = labels.length;
  const [w, c, v] = partsOf(parameters, features, hidden);
  const [dw, dc, dv, db] = partsOf(gradient, features, hidden);
  const bias = parameters.at(-1) ?? 0;
  const h = new Float64Array(hidden);
  gradient.fill(0);
  let loss = 0;
  for (let i = 0; i < rows; i++) {
    const x = values.subarray(i * features, (i + 1) * features);
    let z = bias;
    for (let j = 0; j < hidden; j++) {
      let sum = c[j] ?? 0;
      for (let k = 0; k < features; k++) sum += (w[j * features + k] ?? 0) * (x[k] ?? 0);
      h[j] = tanh(sum);
      z += (v[j] ?? 0) * (h[j] ?? 0);
    }
    const label = labels[i] ?? 0;
    loss += softplus(z) - label * z;
    const slope = (sigmoid(z) - label) / rows;
    db[0] = (db[0] ?? 0) + slope;
    for (let j = 0; j < hidden; j++) {
      const unit = h[j] ?? 0;
      dv[j] = (dv[j] ?? 0) + slope * unit;
      const inner = slope * (v[j] ?? 0) * (1 - unit * unit);
      dc[j] = (dc[j] ?? 0) + inner;
      for (let k = 0; k < features; k++)
        dw[j * features + k] = (dw[j * features + k] ?? 0) + inner * (x[k] ?? 0);
    }
  }
  return loss / rows + penalty(w, dw, l2) + penalty(v, dv, l2);
}

function penalty(weights: Float64Array, gradient: Float64Array, l2: number): number {
  let squares = 0;
  weights.forEach((weight, i) => {
    squares += weight * weight;
    gradient[i] = (gradient[i] ?? 0) + l2 * weight;
  });
  return (l2 / 2) * squares;
}

/** W, c, v and b as views. */
export function partsOf(
  parameters: Float64Array,
  features: number,
  hidden: number,
): [Float64Array, Float64Array, Float64Array, Float64Array] {
  const ends = [hidden * features, hidden * (features + 1), hidden * (features + 2)] as const;
  return [
    parameters.subarray(0, ends[0]),
    parameters.subarray(ends[0], ends[1]),
    parameters.subarray(ends[1], ends[2]),
    parameters.subarray(ends[2]),
  ];
}

/** Weights within ±√(6/(inputs + outputs)) of their layer (Glorot), biases 0. */
function initial({ features, hidden }: MlpShape, random: () => number): Float64Array {
  const parameters = new Float64Array(hidden * (features + 2) + 1);
  const [w, , v] = partsOf(parameters, features, hidden);
  const fill = (weights: Float64Array, bound: number): void => {
    for (let i = 0; i < weights.length; i++) weights[i] = bound * (2 * random() - 1);
  };
  fill(w, Math.sqrt(6 / (features + hidden)));
  fill(v, Math.sqrt(6 / (hidden + 1)));
  return parameters;
}

/** mulberry32: numbers in [0,1), the same for a seed on every runtime. */
function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
