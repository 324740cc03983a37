/**
 * Weight and bias of sigmoid(weight·x + bias) from labelled rows: the maximum of
 *
 *   Σ ln p(label) − ½·l2·weight²·n
 *
 * by Newton's method (iteratively reweighted least squares), each step halved until it gains. The penalty keeps the
 * weight finite where the labels are perfectly told apart. With the numeric core's own exp and ln, so that the same
 * rows give the same bits everywhere.
 */
import { InputError } from '../core/errors.ts';
import { coreExp, coreLn } from '../numeric/index.ts';

export interface LabelledRow {
  /** Anomalies. */
  readonly x: number;
  readonly label: boolean;
}

export interface LogisticFit {
  readonly weight: number;
  readonly bias: number;
  /** Mean of −ln p(label). */
  readonly logLoss: number;
  /** Of the objective's derivatives at the end, divided by the rows: near 0. */
  readonly gradient: readonly [weight: number, bias: number];
  readonly steps: number;
}

export interface FitOptions {
  /** Default 0.001. */
  readonly l2?: number;
}

const MOST_STEPS = 100;
const SMALLEST_GRADIENT = 1e-10;
/** By so much two sums of the same rows may differ without being different. */
const ROUNDING = 1e-14;
const LEAST_ROWS = 10;

/** @throws InputError where there are too few rows, or all of one label */
export function fitLogistic(rows: readonly LabelledRow[], { l2 = 1e-3 }: FitOptions = {}): LogisticFit {
  const positive = rows.filter(({ label }) => label).length;
  if (rows.length < LEAST_ROWS || positive === 0 || positive === rows.length) {
    throw new InputError(`${rows.length} rows, ${positive} of them labelled 1: nothing to learn from`, {
      code: 'ERR_TRAINING_DATA',
      fix: `Give at least ${LEAST_ROWS} rows, with both labels among them.`,
    });
  }
  let [weight, bias] = [0, coreLn(positive / (rows.length - positive))];
  let value = objective(rows, weight, bias, l2);
  let steps = 0;
  for (; steps < MOST_STEPS; steps++) {
    const { gradient, hessian } = derivatives(rows, weight, bias, l2);
    if (Math.max(...gradient.map(Math.abs)) < SMALLEST_GRADIENT) break;
    const [dw, db] = solve(hessian, gradient);
    let scale = 1;
    let next = value;
    for (; scale > 1e-9; scale /= 2) {
      next = objective(rows, weight - scale * dw, bias - scale * db, l2);
      if (next <= value + ROUNDING) break;
    }
    if (scale <= 1e-9) break;
    [weight, bias, value] = [weight - scale * dw, bias - scale * db, next];
  }
  const { gradient } = derivatives(rows, weight, bias, l2);
  return { weight, bias, logLoss: objective(rows, weight, bias, 0), gradient, steps };
}

/** ln(1 + e^z), without overflow. */
function softplus(z: number): number {
  return z > 0 ? z + coreLn(1 + coreExp(-z)) : coreLn(1 + coreExp(z));
}

export function sigmoid(z: number): number {
  return z >= 0 ? 1 / (1 + coreExp(-z)) : coreExp(z) / (1 + coreExp(z));
}

/** Per row, to be made small. */
function objective(rows: readonly LabelledRow[], weight: number, bias: number, l2: number): number {
  let sum = 0;
  for (const { x, label } of rows) {
    const z = weight * x + bias;
    sum += softplus(label ? -z : z);
  }
  return sum / rows.length + 0.5 * l2 * weight * weight;
}

type Hessian = readonly [ww: number, wb: number, bb: number];

function derivatives(rows: readonly LabelledRow[], weight: number, bias: number, l2: number) {
  let [gw, gb, ww, wb, bb] = [0, 0, 0, 0, 0];
  for (const { x, label } of rows) {
    const p = sigmoid(weight * x + bias);
    const error = p - (label ? 1 : 0);
    const curve = p * (1 - p);
    gw += error * x;
    gb += error;
    ww += curve * x * x;
    wb += curve * x;
    bb += curve;
  }
  const n = rows.length;
  const gradient: readonly [number, number] = [gw / n + l2 * weight, gb / n];
  const hessian: Hessian = [ww / n + l2, wb / n, bb / n];
  return { gradient, hessian };
}

/** Where rows are told apart far out, the curvature is almost none: a little is added. */
function solve([ww, wb, bb]: Hessian, [gw, gb]: readonly [number, number]): readonly [number, number] {
  const b = bb + 1e-12;
  const determinant = ww * b - wb * wb;
  return [(b * gw - wb * gb) / determinant, (ww * gb - wb * gw) / determinant];
}
