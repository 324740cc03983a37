// The scale of a feature's histogram: bin = round(RESOLUTION·asinh((f − mean)/(½·sd))), from the feature's first ANCHOR
// samples, or from the latest window in which it was far from them.

import {
  addTo,
  BINS,
  countIn,
  featureAt,
  get,
  histogramOf,
  MEAN,
  set,
  VARIANCE,
  WINDOW_MEAN,
  WINDOW_SQUARES,
} from './detector-layout';
import { exp, ln } from './math';

const CENTRE: i32 = 96;
/** Samples from which a feature takes its first scale. */
export const ANCHOR: f64 = 100.0;
const RESOLUTION: f64 = 4.0;
/** Samples of a window after which a scale is looked at, and the change beyond which it does not fit any more. */
const ANCHOR_WINDOW: f64 = 512.0;
const ANCHOR_SHIFT: f64 = 32.0;
const SMALLEST_SCALE: f64 = 1e-9;

/** A histogram that is being moved. */
const SCRATCH_BINS = memory.data(768, 16);

function asinh(z: f64): f64 {
  const a = min(abs(z), 1e15);
  const y = ln(a + sqrt(a * a + 1.0));
  return z < 0.0 ? -y : y;
}

function sinh(y: f64): f64 {
  const e = exp(abs(y));
  const z = (e - 1.0 / e) * 0.5;
  return y < 0.0 ? -z : z;
}

export function scaleOf(feature: usize): f64 {
  return max(0.5 * sqrt(get(feature, VARIANCE)), SMALLEST_SCALE * (abs(get(feature, MEAN)) + SMALLEST_SCALE));
}

/** Bin of a value, as a real number; the bin is the nearest whole one. */
function position(feature: usize, value: f64): f64 {
  return <f64>CENTRE + RESOLUTION * asinh((value - get(feature, MEAN)) / scaleOf(feature));
}

export function binOf(feature: usize, value: f64): i32 {
  return <i32>nearest(min(max(position(feature, value), 1.0), <f64>(BINS - 2)));
}

/** Value at a position in a histogram. */
export function valueAt(feature: usize, at: f64): f64 {
  return get(feature, MEAN) + scaleOf(feature) * sinh((at - <f64>CENTRE) / RESOLUTION);
}

/** Moves the counts of a histogram to the scale of the latest window, each evenly over the bins that it covers. */
function anchorAnew(state: usize, k: i32, newMean: f64, newVariance: f64): void {
  const feature = featureAt(state, k);
  const table = histogramOf(state, k);
  const oldMean = get(feature, MEAN);
  const oldVariance = get(feature, VARIANCE);
  const kept = SCRATCH_BINS;
  memory.copy(kept, table, (<usize>BINS) << 2);
  memory.fill(table, 0, (<usize>BINS) << 2);
  for (let i = 0; i < BINS; i++) {
    const count = countIn(kept, i);
    if (count == 0.0) continue;
    set(feature, MEAN, oldMean);
    set(feature, VARIANCE, oldVariance);
    const left = valueAt(feature, <f64>i - 0.5);
    const right = valueAt(feature, <f64>i + 0.5);
    set(feature, MEAN, newMean);
    set(feature, VARIANCE, newVariance);
    const from = binOf(feature, left);
    const to = binOf(feature, right);
    const share = count / <f64>(to - from + 1);
    for (let j = from; j <= to; j++) addTo(table, j, share);
  }
  set(feature, MEAN, newMean);
  set(feature, VARIANCE, newVariance);
}

function misfits(feature: usize, mean: f64, recent: f64): bool {
  const variance = get(feature, VARIANCE);
  const shift = mean - get(feature, MEAN);
  const limit = ANCHOR_SHIFT * ANCHOR_SHIFT;
  return (
    recent > limit * variance || recent * limit < variance || shift * shift > limit * max(variance, recent)
  );
}

/** Mean and variance of a window (Welford): the scale, while there are ANCHOR samples, and where it fits no more. */
export function moments(state: usize, k: i32, value: f64, seen: f64): void {
  const feature = featureAt(state, k);
  const inWindow = seen - floor((seen - 1.0) / ANCHOR_WINDOW) * ANCHOR_WINDOW;
  const d = value - get(feature, WINDOW_MEAN);
  const mean = get(feature, WINDOW_MEAN) + d / inWindow;
  const squares = get(feature, WINDOW_SQUARES) + d * (value - mean);
  const last = inWindow == ANCHOR_WINDOW;
  set(feature, WINDOW_MEAN, last ? 0.0 : mean);
  set(feature, WINDOW_SQUARES, last ? 0.0 : squares);
  const variance = squares / inWindow;
  if (seen <= ANCHOR) {
    set(feature, MEAN, mean);
    set(feature, VARIANCE, variance);
  } else if (last && misfits(feature, mean, variance)) anchorAnew(state, k, mean, variance);
}
