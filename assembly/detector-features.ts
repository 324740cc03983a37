// The seven features of a sample, into SCRATCH; NaN where one is not known yet.

import {
  AVERAGE_FAST,
  AVERAGE_SLOW,
  COUNT,
  DAY_COUNTS,
  DAY_MEANS,
  DAY_SLOTS,
  FIRST_TIME,
  featureAt,
  get,
  HIGH,
  INTERVAL,
  LOW,
  PREVIOUS,
  PREVIOUS_TIME,
  SCRATCH,
  STEPS,
  set,
  TAIL_WEIGHT,
  WEEK_COUNTS,
  WEEK_MEANS,
  WEEK_SLOTS,
  WEIGHT,
} from './detector-layout';
import { scaleOf } from './detector-scale';
import { DAY, DAY_RATE, MONDAY, season, slotOf, WEEK, WEEK_RATE } from './detector-season';
import { ln } from './math';

const FAST: f64 = 12.0;
const SLOW: f64 = 256.0;
const CALM: f64 = 32.0;
const FLOOR: f64 = 0.001;

export function writeFeatures(state: usize, t: f64, x: f64): void {
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
