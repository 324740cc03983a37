/**
 * Minimises a smooth function by L-BFGS (Nocedal and Wright, Numerical Optimization, algorithm 7.4) with a
 * backtracking search. Deterministic: only + − × ÷ on what the function gives.
 */

/** Value at a point; writes the gradient there into `gradient`. */
export type Objective = (at: Float64Array, gradient: Float64Array) => number;

export interface Minimum {
  readonly at: Float64Array;
  readonly value: number;
}

/** A step s and the change y of the gradient over it. */
interface Pair {
  readonly s: Float64Array;
  readonly y: Float64Array;
  /** 1/(y·s) */
  readonly rho: number;
}

const MEMORY = 10;
const GRADIENT_TOLERANCE = 1e-7;
const SHORTEST_STEP = 1e-12;

export function minimise(objective: Objective, start: Float64Array, mostSteps: number): Minimum {
  let at = Float64Array.from(start);
  let gradient = new Float64Array(start.length);
  let value = objective(at, gradient);
  const pairs: Pair[] = [];
  for (let step = 0; step < mostSteps; step++) {
    if (gradient.every((slope) => Math.abs(slope) <= GRADIENT_TOLERANCE)) break;
    const next = search(objective, at, descent(gradient, pairs), value, gradient);
    if (next === undefined) {
      // What was remembered may no longer fit: once more, straight down.
      if (pairs.length === 0) break;
      pairs.length = 0;
      continue;
    }
    remember(pairs, difference(next.at, at), difference(next.gradient, gradient));
    ({ at, gradient, value } = next);
  }
  return { at, value };
}

/** −H⁻¹∇ by the two loops over the remembered pairs. */
function descent(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const q = gradient.map((slope) => -slope);
  const alphas: number[] = [];
  for (const { s, y, rho } of pairs.toReversed()) {
    const alpha = rho * dot(s, q);
    alphas.unshift(alpha);
    add(q, y, -alpha);
  }
  const newest = pairs.at(-1);
  const scale = newest
    ? 1 / (newest.rho * dot(newest.y, newest.y))
    : 1 / Math.max(1, Math.sqrt(dot(gradient, gradient)));
  q.forEach((value, i) => {
    q[i] = value * scale;
  });
  pairs.forEach(({ s, y, rho }, i) => {
    add(q, s, (alphas[i] ?? 0) - rho * dot(y, q));
  });
  return q;
}

/** The first of the halved steps with a sufficient decrease (Armijo). */
function search(
  objective: Objective,
  from: Float64Array,
  direction: Float64Array,
  value: number,
  slope: Float64Array,
) {
  const fall = dot(direction, slope);
  for (let t = 1; t > SHORTEST_STEP; t /= 2) {
    const at = Float64Array.from(from);
    add(at, direction, t);
    const gradient = new Float64Array(from.length);
    const reached = objective(at, gradient);
    if (fall < 0 && reached < value && reached <= value + 1e-4 * t * fall)
      return { at, gradient, value: reached };
  }
  return undefined;
}

/** A pair without curvature would spoil the approximation. */
function remember(pairs: Pair[], s: Float64Array, y: Float64Array): void {
  const curvature = dot(s, y);
  if (!(curvature > 1e-12 * dot(y, y))) return;
  pairs.push({ s, y, rho: 1 / curvature });
  if (pairs.length > MEMORY) pairs.shift();
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function add(sum: Float64Array, step: Float64Array, factor: number): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + factor * (step[i] ?? 0);
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - (b[i] ?? 0));
}
