// A streaming anomaly detector: how surprising is it that the series is this surprising? One call a sample, constant
// memory, causal, scales itself; + − × ÷ √ and the module's own ln and exp, so the same samples give the same bits.
//
// For a value x at time t, seven features, each with a forgetting histogram over a scale of its own:
//
//   0 x    1 and 2 exponential averages of x    3 x − its predecessor
//   4 ln of the exponential average of |x − its predecessor|, at least FLOOR of the series' spread
//   5 x − what is usual at this time of the day    6 x − what is usual at this hour of the week
//
//   bin    = round(RESOLUTION·asinh((f − mean)/(½·sd)))       mean and sd of the feature's first ANCHOR samples, or
//                                                            of the latest window in which it was far from them
//   L      = −log2 of the share of samples in that bin (plus half its neighbours), before this one is counted
//   S      = √(weighted mean of L²), smoothed over SMOOTHING samples: the surprise, bits
//   p      = share of surprises so far that were at least this high; beyond the highest TAIL_SHARE of them, an
//            exponential tail fitted to their excess (peaks over threshold with shape 0)
//   breakout: x lies outside the range of values so far by more than MARGIN of it;
//            p = (breakouts so far + 1)/(samples + 1) · samples^(−excess in ranges)
//   score  = −log10(p)/6 of the less likely, in [0, 1]: 1/3 is once in a hundred samples, 1 once in a million
//
// The seasonal features weigh as much as the season explains: (mean |x − mean x| / mean |x − usual|) − 0.7, fourfold,
// within [0, 2]. All counts fade, so that what is usual follows a series that changes.
//
// State of one series: STATE_BYTES at an address that is a multiple of 8, all zero before the first sample.

import { put, take } from './io';
import { exp, ln } from './math';

const FEATURES: i32 = 7;
/** The first of the seasonal ones. */
const SEASONAL: i32 = 5;
const BINS: i32 = 192;
const CENTRE: i32 = 96;
const TAIL_BINS: i32 = 128;
/** Slots of half an hour. */
const DAY_SLOTS: i32 = 48;
/** Slots of an hour. */
const WEEK_SLOTS: i32 = 168;
const DAY: f64 = 86400.0;
const WEEK: f64 = 604800.0;
/** From the epoch, a Thursday, to its first Monday. */
const MONDAY: f64 = 345600.0;

/** Samples before a series is judged. */
export const DETECTOR_WARM_UP: i32 = 200;
/** Samples from which a feature takes its first scale. */
const ANCHOR: f64 = 100.0;
const FAST: f64 = 12.0;
const SLOW: f64 = 256.0;
const CALM: f64 = 32.0;
const FLOOR: f64 = 0.001;
const RESOLUTION: f64 = 4.0;
/** Count of an empty bin. */
const PRIOR: f64 = 0.03;
const SMOOTHING: f64 = 10.0;
/** Samples in which a count fades to 1/e: of features, of surprises, of breakouts and of the range. */
const FEATURE_MEMORY: f64 = 8000.0;
const TAIL_MEMORY: f64 = 4000.0;
const RANGE_MEMORY: f64 = 16000.0;
const SURPRISE_RESOLUTION: f64 = 4.0;
const TAIL_SHARE: f64 = 0.1;
const LEAST_TAIL: f64 = 50.0;
const MARGIN: f64 = 0.05;
/** Share of a slot's average that one day, or one week, is. */
const DAY_RATE: f64 = 0.3;
const WEEK_RATE: f64 = 0.5;
const SEASON_MEMORY: f64 = 2000.0;
const SEASON_WARM_UP: f64 = 100.0;
/** Samples of a window after which a scale is looked at, and the change beyond which it does not fit any more. */
const ANCHOR_WINDOW: f64 = 512.0;
const ANCHOR_SHIFT: f64 = 32.0;
/** Weights grow where counts would fade; from here on both are scaled down. */
const LARGEST_WEIGHT: f64 = 1e6;
/** An alarm: a score from here on that was not told of before. */
export const DETECTOR_ALARM: f64 = 0.35;
const REST: f64 = 30.0;
/** Within its rest an alarm is told again where it is a hundred times less likely. */
const AGAIN: f64 = 0.3333333333333333;
const SCORE_DECADES: f64 = 6.0;
const SMALLEST_SCALE: f64 = 1e-9;
const LARGEST: f64 = 1e150;
const LOG2_E: f64 = 1.4426950408889634;
const LOG10_E: f64 = 0.4342944819032518;

// Fields of f64, by their number; then per feature; then the tables.
const COUNT: usize = 0;
const AVERAGE_FAST: usize = 1;
const AVERAGE_SLOW: usize = 2;
const PREVIOUS: usize = 3;
const LOW: usize = 4;
const HIGH: usize = 5;
const SCORED: usize = 6;
const BREAKOUTS: usize = 7;
const WEIGHT: usize = 8;
const TAIL_WEIGHT: usize = 9;
const TAIL_TOTAL: usize = 10;
const SURPRISE: usize = 11;
const RESTING: usize = 12;
const LAST_ALARM: usize = 13;
const FIRST_TIME: usize = 14;
const PREVIOUS_TIME: usize = 15;
const INTERVAL: usize = 16;
const STEPS: usize = 17;
const FIELDS: usize = 18;

const MEAN: usize = 0;
const VARIANCE: usize = 1;
const SEEN: usize = 2;
const COUNTED: usize = 3;
const TOTAL: usize = 4;
const WINDOW_MEAN: usize = 5;
const WINDOW_SQUARES: usize = 6;
const RESIDUAL: usize = 7;
const SPREAD: usize = 8;
const FEATURE_FIELDS: usize = 9;

const HISTOGRAMS: usize = (FIELDS + FEATURE_FIELDS * FEATURES) << 3;
const TAIL: usize = HISTOGRAMS + ((FEATURES * BINS) << 2);
const DAY_COUNTS: usize = TAIL + (TAIL_BINS << 2);
const WEEK_COUNTS: usize = DAY_COUNTS + (DAY_SLOTS << 2);
const DAY_MEANS: usize = ((WEEK_COUNTS + (WEEK_SLOTS << 2) + 7) >> 3) << 3;
const WEEK_MEANS: usize = DAY_MEANS + (DAY_SLOTS << 3);
export const DETECTOR_STATE_BYTES: usize = WEEK_MEANS + (WEEK_SLOTS << 3);

// What is found of a sample, in slots of the IO block, and how its features look.
const OUT_SCORE: usize = 0;
const OUT_TOLD: usize = 1;
const OUT_FEATURE: usize = 2;
const OUT_BITS: usize = 3;
const OUT_BREAKOUT: usize = 4;
const OUT_LOW: usize = 5;
const OUT_HIGH: usize = 6;
const OUT_SAMPLES: usize = 7;
const OUT_USUAL: usize = 8;
const OUT_VALUE: usize = 9;
const OUT_RANGE: usize = 16;

/** The features of a sample, and a histogram that is being moved. */
const SCRATCH = memory.data(56, 16);
const SCRATCH_BINS = memory.data(768, 16);

/** Where the states may begin: behind everything that the module keeps. */
export function heapBase(): usize {
  return (__heap_base + 15) & ~15;
}

function get(state: usize, field: usize): f64 {
  return load<f64>(state + (field << 3));
}

function set(state: usize, field: usize, value: f64): void {
  store<f64>(state + (field << 3), value);
}

function featureAt(state: usize, k: i32): usize {
  return state + ((FIELDS + FEATURE_FIELDS * <usize>k) << 3);
}

function histogramOf(state: usize, k: i32): usize {
  return state + HISTOGRAMS + ((<usize>(k * BINS)) << 2);
}

function countIn(table: usize, i: i32): f64 {
  return <f64>load<f32>(table + ((<usize>i) << 2));
}

function addTo(table: usize, i: i32, count: f64): void {
  const at = table + ((<usize>i) << 2);
  store<f32>(at, <f32>(<f64>load<f32>(at) + count));
}

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

function scaleOf(feature: usize): f64 {
  return max(0.5 * sqrt(get(feature, VARIANCE)), SMALLEST_SCALE * (abs(get(feature, MEAN)) + SMALLEST_SCALE));
}

/** Bin of a value, as a real number; the bin is the nearest whole one. */
function position(feature: usize, value: f64): f64 {
  return <f64>CENTRE + RESOLUTION * asinh((value - get(feature, MEAN)) / scaleOf(feature));
}

function binOf(feature: usize, value: f64): i32 {
  return <i32>nearest(min(max(position(feature, value), 1.0), <f64>(BINS - 2)));
}

/** Value at a position in a histogram. */
function valueAt(feature: usize, at: f64): f64 {
  return get(feature, MEAN) + scaleOf(feature) * sinh((at - <f64>CENTRE) / RESOLUTION);
}

/** Slot of a time in a season, and the share of a slot's average that this sample is. */
function slotOf(t: f64, offset: f64, season: f64, slots: i32): i32 {
  const phase = (t - offset) / season;
  return min(<i32>((phase - floor(phase)) * <f64>slots), slots - 1);
}

/** Difference to what is usual in the slot, NaN where that is not known yet; then the slot learns. */
function season(state: usize, x: f64, counts: usize, means: usize, slot: i32, rate: f64, perSlot: f64): f64 {
  const seen = countIn(state + counts, slot);
  const at = state + means + ((<usize>slot) << 3);
  const usual = load<f64>(at);
  const alpha = max(rate / max(1.0, perSlot), 1.0 / (seen + 1.0));
  store<f64>(at, usual + (x - usual) * alpha);
  if (seen < 1e6) addTo(state + counts, slot, 1.0);
  return seen >= 1.0 ? x - usual : NaN;
}

function writeFeatures(state: usize, t: f64, x: f64): void {
  const first = get(state, COUNT) == 0.0;
  if (first) {
    set(state, AVERAGE_FAST, x);
    set(state, AVERAGE_SLOW, x);
    set(state, PREVIOUS, x);
    set(state, LOW, x);
    set(state, HIGH, x);
    set(state, FIRST_TIME, t);
    set(state, PREVIOUS_TIME, t);
    set(state, WEIGHT, 1.0);
    set(state, TAIL_WEIGHT, 1.0);
  }
  const fast = get(state, AVERAGE_FAST);
  const slow = get(state, AVERAGE_SLOW);
  const fastNow = fast + (x - fast) / FAST;
  const slowNow = slow + (x - slow) / SLOW;
  set(state, AVERAGE_FAST, fastNow);
  set(state, AVERAGE_SLOW, slowNow);
  store<f64>(SCRATCH, x);
  store<f64>(SCRATCH + 8, fastNow);
  store<f64>(SCRATCH + 16, slowNow);
  const stepped = x - get(state, PREVIOUS);
  store<f64>(SCRATCH + 24, stepped);
  set(state, PREVIOUS, x);
  const steps = get(state, STEPS) + (abs(stepped) - get(state, STEPS)) / CALM;
  set(state, STEPS, steps);
  const floor = FLOOR * scaleOf(featureAt(state, 0));
  store<f64>(SCRATCH + 32, get(state, COUNT) < CALM ? NaN : ln(max(steps, floor)));

  const step = t - get(state, PREVIOUS_TIME);
  const interval = get(state, INTERVAL);
  if (step > 0.0)
    set(state, INTERVAL, interval == 0.0 ? step : interval + (min(step, 10.0 * interval) - interval) / 100.0);
  set(state, PREVIOUS_TIME, t);
  const known = max(get(state, INTERVAL), 1e-3);
  const day = season(
    state,
    x,
    DAY_COUNTS,
    DAY_MEANS,
    slotOf(t, 0.0, DAY, DAY_SLOTS),
    DAY_RATE,
    DAY / <f64>DAY_SLOTS / known,
  );
  const week = season(
    state,
    x,
    WEEK_COUNTS,
    WEEK_MEANS,
    slotOf(t, MONDAY, WEEK, WEEK_SLOTS),
    WEEK_RATE,
    WEEK / <f64>WEEK_SLOTS / known,
  );
  const age = t - get(state, FIRST_TIME);
  store<f64>(SCRATCH + 40, age > DAY ? day : NaN);
  store<f64>(SCRATCH + 48, age > WEEK ? week : NaN);
}

/** Score of a breakout, in decades; 0 where there is none. */
function breakout(state: usize, x: f64): f64 {
  const low = get(state, LOW);
  const high = get(state, HIGH);
  const range = high - low;
  const scored = min(get(state, SCORED), RANGE_MEMORY);
  let decades = 0.0;
  if (x > high + MARGIN * range || x < low - MARGIN * range) {
    const excess = range > 0.0 ? max(x - high, low - x) / range : 1.0;
    const rate = (get(state, BREAKOUTS) + 1.0) / (scored + 1.0);
    decades = (excess * ln(scored + 1.0) - ln(rate)) * LOG10_E;
    if (get(state, SCORED) > 0.0) set(state, BREAKOUTS, get(state, BREAKOUTS) + 1.0);
  }
  put(OUT_LOW, low);
  put(OUT_HIGH, high);
  const fade = (max(high, x) - min(low, x)) / RANGE_MEMORY;
  set(state, LOW, min(low, x) + fade);
  set(state, HIGH, max(high, x) - fade);
  set(state, BREAKOUTS, get(state, BREAKOUTS) * (1.0 - 1.0 / RANGE_MEMORY));
  return max(decades, 0.0);
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

/** Mean and variance of a window (Welford): the scale, while there are ANCHOR samples, and where it fits no more. */
function moments(state: usize, k: i32, value: f64, seen: f64): void {
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

/** How much of the series a season explains. */
function seasonWeight(feature: usize, residual: f64, deviation: f64): f64 {
  const rate = 1.0 / min(get(feature, COUNTED), SEASON_MEMORY);
  const left = get(feature, RESIDUAL) + (abs(residual) - get(feature, RESIDUAL)) * rate;
  const spread = get(feature, SPREAD) + (abs(deviation) - get(feature, SPREAD)) * rate;
  set(feature, RESIDUAL, left);
  set(feature, SPREAD, spread);
  if (get(feature, COUNTED) <= SEASON_WARM_UP) return 0.0;
  return max(0.0, min(2.0, 4.0 * (spread / (left + 1e-12) - 0.7)));
}

/** Decades of the tail probability of a surprise, which is then counted. */
function tailDecades(state: usize, surprise: f64): f64 {
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
function growWeights(state: usize): void {
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

/** Surprise of the sample whose features are in SCRATCH, bits, not smoothed; −1 before anything can be judged. */
function surpriseOf(state: usize, x: f64): f64 {
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

/**
 * One sample of one series. Writes slots: score; score as told (an alarm once, then below DETECTOR_ALARM until it
 * has rested); the feature that surprises most and its bits; decades of a breakout; lowest and highest value before;
 * samples before; the value that was usual for the time (for features 5 and 6, else NaN), and what surprises (for
 * those, x). Returns the score. Slots 0…9.
 *
 * @param state address
 * @param t seconds since the epoch
 * @param x a value beyond ±1e150 or NaN is unknown: nothing changes, and the score is 0
 */
export function detect(state: usize, t: f64, x: f64): f64 {
  put(OUT_SCORE, 0.0);
  put(OUT_TOLD, 0.0);
  if (!(abs(x) <= LARGEST) || !(abs(t) <= LARGEST)) return 0.0;
  writeFeatures(state, t, x);
  const count = get(state, COUNT);
  put(OUT_SAMPLES, count);
  const beyond = breakout(state, x);
  put(OUT_BREAKOUT, beyond);
  const surprise = surpriseOf(state, x);
  const which = <i32>take(OUT_FEATURE);
  const value = load<f64>(SCRATCH + ((<usize>which) << 3));
  put(OUT_USUAL, which < SEASONAL ? NaN : x - value);
  put(OUT_VALUE, which < SEASONAL ? value : x);
  set(state, COUNT, count + 1.0);
  if (surprise < 0.0) return 0.0;
  const scored = get(state, SCORED) + 1.0;
  set(state, SCORED, scored);
  const before = get(state, SURPRISE);
  const smooth = scored == 1.0 ? surprise : before + (surprise - before) / SMOOTHING;
  set(state, SURPRISE, smooth);
  const decades = tailDecades(state, smooth);
  growWeights(state);
  if (count < <f64>DETECTOR_WARM_UP) return 0.0;
  const rarity = max(0.0, max(decades, beyond)) / SCORE_DECADES;
  const score = min(1.0, rarity);
  put(OUT_SCORE, score);
  put(OUT_TOLD, min(score, told(state, rarity)));
  return score;
}

/** An alarm is told once: while it rests, only what is a hundred times less likely is told anew. */
function told(state: usize, rarity: f64): f64 {
  const resting = get(state, RESTING);
  const again = rarity >= get(state, LAST_ALARM) + AGAIN;
  if (rarity >= DETECTOR_ALARM && (resting <= 0.0 || again)) {
    set(state, RESTING, REST);
    set(state, LAST_ALARM, rarity);
    return rarity;
  }
  set(state, RESTING, resting - 1.0);
  return min(rarity, 0.999 * DETECTOR_ALARM);
}

/**
 * One sample each of many series, whose states lie one behind the other; gives the scores as told.
 *
 * @param scores address of `count` f64, may be that of the values
 */
export function detectAll(states: usize, count: i32, t: f64, values: usize, scores: usize): void {
  for (let i = 0; i < count; i++) {
    const at = (<usize>i) << 3;
    detect(states + <usize>i * DETECTOR_STATE_BYTES, t, load<f64>(values + at));
    store<f64>(scores + at, take(OUT_TOLD));
  }
}

/** Writes slots 16 and 17: the values of a feature between which all but `share` on each side lay. */
export function usualRange(state: usize, k: i32, share: f64): void {
  const feature = featureAt(state, k);
  const table = histogramOf(state, k);
  const limit = share * get(feature, TOTAL);
  let low = 0;
  let sum = countIn(table, 0);
  while (low < BINS - 1 && sum <= limit) sum += countIn(table, ++low);
  let high = BINS - 1;
  sum = countIn(table, high);
  while (high > 0 && sum <= limit) sum += countIn(table, --high);
  put(OUT_RANGE, valueAt(feature, <f64>low));
  put(OUT_RANGE + 1, valueAt(feature, <f64>high));
}
