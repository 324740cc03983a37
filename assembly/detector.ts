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
// State of one series: detector-layout.ts.

import { writeFeatures } from './detector-features';
import {
  BINS,
  BREAKOUTS,
  COUNT,
  countIn,
  DETECTOR_STATE_BYTES,
  featureAt,
  get,
  HIGH,
  histogramOf,
  LAST_ALARM,
  LOW,
  OUT_BREAKOUT,
  OUT_FEATURE,
  OUT_HIGH,
  OUT_LOW,
  OUT_RANGE,
  OUT_SAMPLES,
  OUT_SCORE,
  OUT_TOLD,
  OUT_USUAL,
  OUT_VALUE,
  RESTING,
  SCORED,
  SCRATCH,
  SEASONAL,
  SURPRISE,
  set,
  TOTAL,
} from './detector-layout';
import { valueAt } from './detector-scale';
import { growWeights, LOG10_E, surpriseOf, tailDecades } from './detector-surprise';
import { put, take } from './io';
import { ln } from './math';

export { DETECTOR_STATE_BYTES } from './detector-layout';

/** Samples before a series is judged. */
export const DETECTOR_WARM_UP: i32 = 200;
const SMOOTHING: f64 = 10.0;
/** Samples in which breakouts, and the range, fade to 1/e. */
const RANGE_MEMORY: f64 = 16000.0;
const MARGIN: f64 = 0.05;
/** An alarm: a score from here on that was not told of before. */
export const DETECTOR_ALARM: f64 = 0.35;
const REST: f64 = 30.0;
/** Within its rest an alarm is told again where it is a hundred times less likely. */
const AGAIN: f64 = 0.3333333333333333;
const SCORE_DECADES: f64 = 6.0;
const LARGEST: f64 = 1e150;

/** Where the states may begin: behind everything that the module keeps. */
export function heapBase(): usize {
  return (__heap_base + 15) & ~15;
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
