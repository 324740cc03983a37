// State of one series of the detector (detector.ts), at an address that is a multiple of 8, all zero before the first
// sample: FIELDS f64, FEATURE_FIELDS f64 a feature, a histogram of BINS f32 a feature, that of the surprises, the counts
// of the slots of day and week, their means.

export const FEATURES: i32 = 7;
/** The first of the seasonal ones. */
export const SEASONAL: i32 = 5;
export const BINS: i32 = 192;
export const TAIL_BINS: i32 = 128;
/** Slots of half an hour. */
export const DAY_SLOTS: i32 = 48;
/** Slots of an hour. */
export const WEEK_SLOTS: i32 = 168;

// Fields of f64, by their number; then per feature; then the tables.
export const COUNT: usize = 0;
export const AVERAGE_FAST: usize = 1;
export const AVERAGE_SLOW: usize = 2;
export const PREVIOUS: usize = 3;
export const LOW: usize = 4;
export const HIGH: usize = 5;
export const SCORED: usize = 6;
export const BREAKOUTS: usize = 7;
export const WEIGHT: usize = 8;
export const TAIL_WEIGHT: usize = 9;
export const TAIL_TOTAL: usize = 10;
export const SURPRISE: usize = 11;
export const RESTING: usize = 12;
export const LAST_ALARM: usize = 13;
export const FIRST_TIME: usize = 14;
export const PREVIOUS_TIME: usize = 15;
export const INTERVAL: usize = 16;
export const STEPS: usize = 17;
export const FIELDS: usize = 18;

export const MEAN: usize = 0;
export const VARIANCE: usize = 1;
export const SEEN: usize = 2;
export const COUNTED: usize = 3;
export const TOTAL: usize = 4;
export const WINDOW_MEAN: usize = 5;
export const WINDOW_SQUARES: usize = 6;
export const RESIDUAL: usize = 7;
export const SPREAD: usize = 8;
export const FEATURE_FIELDS: usize = 9;

export const HISTOGRAMS: usize = (FIELDS + FEATURE_FIELDS * FEATURES) << 3;
export const TAIL: usize = HISTOGRAMS + ((FEATURES * BINS) << 2);
export const DAY_COUNTS: usize = TAIL + (TAIL_BINS << 2);
export const WEEK_COUNTS: usize = DAY_COUNTS + (DAY_SLOTS << 2);
export const DAY_MEANS: usize = ((WEEK_COUNTS + (WEEK_SLOTS << 2) + 7) >> 3) << 3;
export const WEEK_MEANS: usize = DAY_MEANS + (DAY_SLOTS << 3);
export const DETECTOR_STATE_BYTES: usize = WEEK_MEANS + (WEEK_SLOTS << 3);

// What is found of a sample, in slots of the IO block, and how its features look.
export const OUT_SCORE: usize = 0;
export const OUT_TOLD: usize = 1;
export const OUT_FEATURE: usize = 2;
export const OUT_BITS: usize = 3;
export const OUT_BREAKOUT: usize = 4;
export const OUT_LOW: usize = 5;
export const OUT_HIGH: usize = 6;
export const OUT_SAMPLES: usize = 7;
export const OUT_USUAL: usize = 8;
export const OUT_VALUE: usize = 9;
export const OUT_RANGE: usize = 16;

/** The features of a sample. */
export const SCRATCH = memory.data(56, 16);

export function get(state: usize, field: usize): f64 {
  return load<f64>(state + (field << 3));
}

export function set(state: usize, field: usize, value: f64): void {
  store<f64>(state + (field << 3), value);
}

export function featureAt(state: usize, k: i32): usize {
  return state + ((FIELDS + FEATURE_FIELDS * <usize>k) << 3);
}

export function histogramOf(state: usize, k: i32): usize {
  return state + HISTOGRAMS + ((<usize>(k * BINS)) << 2);
}

export function countIn(table: usize, i: i32): f64 {
  return <f64>load<f32>(table + ((<usize>i) << 2));
}

export function addTo(table: usize, i: i32, count: f64): void {
  const at = table + ((<usize>i) << 2);
  store<f32>(at, <f32>(<f64>load<f32>(at) + count));
}
