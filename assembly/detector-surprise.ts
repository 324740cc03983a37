// Bits of the features of a sample, and how rare so many are:
//
//   L   = −log2 of the share of samples in its bin (plus half its neighbours), before this one is counted
//   S   = √(weighted mean of L²)
//   p   = share of surprises so far that were at least this high; beyond the highest TAIL_SHARE of them, an exponential
//         tail fitted to their excess (peaks over threshold with shape 0)

import {
  addTo,
  BINS,
  COUNTED,
  countIn,
  FEATURES,
  featureAt,
  get,
  HISTOGRAMS,
  histogramOf,
  MEAN,
  OUT_BITS,
  OUT_FEATURE,
  SCRATCH,
  SEASONAL,
  SEEN,
  set,
  TAIL,
  TAIL_BINS,
  TAIL_TOTAL,
  TAIL_WEIGHT,
  TOTAL,
  WEIGHT,
} from './detector-layout';
import { ANCHOR, binOf, moments } from './detector-scale';
import { seasonWeight } from './detector-season';
import { put } from './io';
import { ln } from './math';

/** Count of an empty bin. */
const PRIOR: f64 = 0.03;
/** Samples in which a count fades to 1/e: of features, and of surprises. */
const FEATURE_MEMORY: f64 = 8000.0;
const TAIL_MEMORY: f64 = 4000.0;
const SURPRISE_RESOLUTION: f64 = 4.0;
const TAIL_SHARE: f64 = 0.1;
const LEAST_TAIL: f64 = 50.0;
/** Weights grow where counts would fade; from here on both are scaled down. */
const LARGEST_WEIGHT: f64 = 1e6;
const LOG2_E: f64 = 1.4426950408889634;
export const LOG10_E: f64 = 0.4342944819032518;

/** Bits of a feature's value, which is then counted; −1 where it is not judged yet. */
function bitsOf(state: usize, k: i32, value: f64, weight: f64): f64 {
  const feature = featureAt(state, k);
  const seen = get(feature, SEEN) + 1.0;
  set(feature, SEEN, seen);
  let bits = -1.0;
  if (seen > ANCHOR) {
    const table = histogramOf(state, k);
    const i = binOf(feature, value);
    const total = get(feature, TOTAL);
    const near = countIn(table, i) + 0.5 * (countIn(table, i - 1) + countIn(table, i + 1));
    const share = (near + PRIOR * weight) / (total + weight);
    if (total > 0.0) bits = max(0.0, -ln(share) * LOG2_E);
    addTo(table, i, weight);
    set(feature, TOTAL, total + weight);
    set(feature, COUNTED, get(feature, COUNTED) + 1.0);
  }
  moments(state, k, value, seen);
  return bits;
}

/** Surprise of the sample whose features are in SCRATCH, bits, not smoothed; −1 before anything can be judged. */
export function surpriseOf(state: usize, x: f64): f64 {
  const weight = get(state, WEIGHT);
  const mean = get(featureAt(state, 0), MEAN);
  let sum = 0.0;
  let weights = 0.0;
  let most = -1.0;
  let which = 0;
  for (let k = 0; k < FEATURES; k++) {
    const value = load<f64>(SCRATCH + ((<usize>k) << 3));
    if (value != value) continue;
    const bits = bitsOf(state, k, value, weight);
    if (bits < 0.0) continue;
    const w = k < SEASONAL ? 1.0 : seasonWeight(featureAt(state, k), value, x - mean);
    sum += w * bits * bits;
    weights += w;
    if (w * bits > most) {
      most = w * bits;
      which = k;
      put(OUT_BITS, bits);
    }
  }
  put(OUT_FEATURE, <f64>which);
  return weights > 0.0 ? sqrt(sum / weights) : -1.0;
}

/** Decades of the tail probability of a surprise, which is then counted. */
export function tailDecades(state: usize, surprise: f64): f64 {
  const table = state + TAIL;
  const total = get(state, TAIL_TOTAL);
  const weight = get(state, TAIL_WEIGHT);
  const i = min(<i32>(surprise * SURPRISE_RESOLUTION), TAIL_BINS - 1);
  let above = 0.0;
  for (let j = i; j < TAIL_BINS; j++) above += countIn(table, j);
  let highest = 0.0;
  let moment = 0.0;
  let edge = TAIL_BINS;
  for (; edge > 0; edge--) {
    const count = countIn(table, edge - 1);
    if (highest + count > TAIL_SHARE * total) break;
    highest += count;
    moment += count * (<f64>edge - 0.5);
  }
  let decades = (ln(total + weight) - ln(above + weight)) * LOG10_E;
  const threshold = <f64>edge / SURPRISE_RESOLUTION;
  if (total > LEAST_TAIL * weight && highest > 0.0 && surprise > threshold) {
    const mean = moment / highest / SURPRISE_RESOLUTION - threshold;
    const share = ln(total + weight) - ln(highest + weight);
    decades = (share + (surprise - threshold) / max(mean, 0.5 / SURPRISE_RESOLUTION)) * LOG10_E;
  }
  addTo(table, i, weight);
  set(state, TAIL_TOTAL, total + weight);
  return decades;
}

/** Later samples weigh more, which is as if earlier ones faded. */
export function growWeights(state: usize): void {
  let weight = get(state, WEIGHT) / (1.0 - 1.0 / FEATURE_MEMORY);
  if (weight > LARGEST_WEIGHT) {
    for (let i = 0; i < FEATURES * BINS; i++) shrink(state + HISTOGRAMS, i, weight);
    for (let k = 0; k < FEATURES; k++) {
      const feature = featureAt(state, k);
      set(feature, TOTAL, get(feature, TOTAL) / weight);
    }
    weight = 1.0;
  }
  set(state, WEIGHT, weight);
  let tail = get(state, TAIL_WEIGHT) / (1.0 - 1.0 / TAIL_MEMORY);
  if (tail > LARGEST_WEIGHT) {
    for (let i = 0; i < TAIL_BINS; i++) shrink(state + TAIL, i, tail);
    set(state, TAIL_TOTAL, get(state, TAIL_TOTAL) / tail);
    tail = 1.0;
  }
  set(state, TAIL_WEIGHT, tail);
}

function shrink(table: usize, i: i32, by: f64): void {
  const at = table + ((<usize>i) << 2);
  store<f32>(at, <f32>(<f64>load<f32>(at) / by));
}
