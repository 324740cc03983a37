// What is usual at a time of the day and at an hour of the week. A season weighs as much as it explains:
// (mean |x − mean x| / mean |x − usual|) − 0.7, fourfold, within [0, 2].

import { addTo, COUNTED, countIn, get, RESIDUAL, SPREAD, set } from './detector-layout';

export const DAY: f64 = 86400.0;
export const WEEK: f64 = 604800.0;
/** From the epoch, a Thursday, to its first Monday. */
export const MONDAY: f64 = 345600.0;
/** Share of a slot's average that one day, or one week, is. */
export const DAY_RATE: f64 = 0.3;
export const WEEK_RATE: f64 = 0.5;
const SEASON_MEMORY: f64 = 2000.0;
const SEASON_WARM_UP: f64 = 100.0;

/** Slot of a time in a season, and the share of a slot's average that this sample is. */
export function slotOf(t: f64, offset: f64, season: f64, slots: i32): i32 {
  const phase = (t - offset) / season;
  return min(<i32>((phase - floor(phase)) * <f64>slots), slots - 1);
}

/** Difference to what is usual in the slot, NaN where that is not known yet; then the slot learns. */
export function season(
  state: usize,
  x: f64,
  counts: usize,
  means: usize,
  slot: i32,
  rate: f64,
  perSlot: f64,
): f64 {
  const seen = countIn(state + counts, slot);
  const at = state + means + ((<usize>slot) << 3);
  const usual = load<f64>(at);
  const alpha = max(rate / max(1.0, perSlot), 1.0 / (seen + 1.0));
  store<f64>(at, usual + (x - usual) * alpha);
  if (seen < 1e6) addTo(state + counts, slot, 1.0);
  return seen >= 1.0 ? x - usual : NaN;
}

/** How much of the series a season explains. */
export function seasonWeight(feature: usize, residual: f64, deviation: f64): f64 {
  const rate = 1.0 / min(get(feature, COUNTED), SEASON_MEMORY);
  const left = get(feature, RESIDUAL) + (abs(residual) - get(feature, RESIDUAL)) * rate;
  const spread = get(feature, SPREAD) + (abs(deviation) - get(feature, SPREAD)) * rate;
  set(feature, RESIDUAL, left);
  set(feature, SPREAD, spread);
  if (get(feature, COUNTED) <= SEASON_WARM_UP) return 0.0;
  return max(0.0, min(2.0, 4.0 * (spread / (left + 1e-12) - 0.7)));
}
