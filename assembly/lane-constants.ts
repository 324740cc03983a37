// Constants of the kernels as doubles in memory. V8 builds a v128.const in a loop anew from three or four instructions
// at each use; a load that fills both lanes is one.

import * as c from './constants';
import * as m from './math';

const TABLE = memory.data<f64>([
  m.LN2_HI,
  m.LN2_LO,
  m.INV_LN2,
  m.LG1,
  m.LG2,
  m.LG3,
  m.LG4,
  m.LG5,
  m.LG6,
  m.LG7,
  m.P1,
  m.P2,
  m.P3,
  m.P4,
  m.P5,
  0.0,
  1.0,
  2.0,
  0.5,
  10.0,
  50.0,
  0.1,
  -746.0,
  710.0,
  2.2250738585072014e-308,
  Infinity,
  4503599627372544.0,
  c.EPSILON,
  c.EPSILON_RESET,
  0.9,
  1.0 / c.WEIGHT_FLOOR,
  c.STABILITY_THRESHOLD,
  c.REPAIR_THRESHOLD,
  c.OPT_GAIN_THRESHOLD,
  c.MAX_WEIGHT_DELTA,
  -c.MAX_WEIGHT_DELTA,
  c.INTEGRAL_MAX,
  -c.INTEGRAL_MAX,
  c.WEIGHT_FLOOR,
  c.O_MIN,
  c.O_MAX,
  c.E_MIN,
  c.E_MAX,
  c.E_CALM,
  0.15,
  0.3,
  1e-12,
  0.2000001,
  1000.0,
  1e12,
], 16);

/** Constant `index` in both lanes. */
// @ts-expect-error: decorator
@inline
export function k(index: usize): v128 {
  return v128.load64_splat(TABLE + (index << 3));
}

export const LN2_HI: usize = 0;
export const LN2_LO: usize = 1;
export const INV_LN2: usize = 2;
export const LG1: usize = 3;
export const LG2: usize = 4;
export const LG3: usize = 5;
export const LG4: usize = 6;
export const LG5: usize = 7;
export const LG6: usize = 8;
export const LG7: usize = 9;
export const P1: usize = 10;
export const P2: usize = 11;
export const P3: usize = 12;
export const P4: usize = 13;
export const P5: usize = 14;
export const ZERO: usize = 15;
export const ONE: usize = 16;
export const TWO: usize = 17;
export const HALF: usize = 18;
export const TEN: usize = 19;
export const FIFTY: usize = 20;
export const TENTH: usize = 21;
export const EXP_LEAST: usize = 22;
export const EXP_MOST: usize = 23;
export const LEAST_NORMAL: usize = 24;
export const ENDLESS: usize = 25;
/** 2^52 + 2^11: added to an integer below 2^11 either side of 0, it leaves it in the low bits. */
export const MAGIC: usize = 26;
export const EPSILON: usize = 27;
export const EPSILON_RESET: usize = 28;
export const MOST_URGENCY: usize = 29;
export const MOST_CONSERVE: usize = 30;
export const STABILITY_THRESHOLD: usize = 31;
export const REPAIR_THRESHOLD: usize = 32;
export const OPT_GAIN_THRESHOLD: usize = 33;
export const MOST_DELTA: usize = 34;
export const LEAST_DELTA: usize = 35;
export const MOST_INTEGRAL: usize = 36;
export const LEAST_INTEGRAL: usize = 37;
export const WEIGHT_FLOOR: usize = 38;
export const O_MIN: usize = 39;
export const O_MAX: usize = 40;
export const E_MIN: usize = 41;
export const E_MAX: usize = 42;
export const E_CALM: usize = 43;
export const FEEDBACK_GAIN: usize = 44;
export const FEEDBACK_ROOM: usize = 45;
/** Distance from a threshold within which a product does not stand for the quotient. */
export const NEAR: usize = 46;
/** O from which E is at its least, with room for rounding: 0.15·(1 − 0.2/0.3) = 0.05. */
export const E_LEAST_FROM_O: usize = 47;
/** Setpoints of load that are told apart, as for one organism. */
export const MOST_LOAD: usize = 48;
/** A workload whose logarithm is beyond is no workload. */
export const MOST_LN_U: usize = 49;

const LONGS = memory.data<i64>([m.SQRT_HALF_BITS, 0x8000000000000000, 0xfff0000000000000, 0x4330000000000000, 4, 2], 16);

/** 64-bit integer constant `index` in both lanes. */
// @ts-expect-error: decorator
@inline
export function k64(index: usize): v128 {
  return v128.load64_splat(LONGS + (index << 3));
}

export const SQRT_HALF: usize = 0;
export const SIGN: usize = 1;
export const EXPONENT: usize = 2;
/** Bits of 2^52: the unit of its last place is 1, so an integer can be OR-ed into its mantissa. */
export const TWO_52: usize = 3;
export const NOOP: usize = 4;
export const APPLY_BALANCE: usize = 5;

/** Threats are float32: the least ones at or above the thresholds of DESIGN §3.4. More anomalies than 1e9 are none. */
const FLOATS = memory.data<f32>([0.0, 0.5, 1.0, -1.0, 1e9, 0.60000002384185791015625, 0.85000002384185791015625], 16);

/** float32 constant `index` in four lanes. */
// @ts-expect-error: decorator
@inline
export function k32(index: usize): v128 {
  return v128.load32_splat(FLOATS + (index << 2));
}

export const F_ZERO: usize = 0;
export const F_HALF: usize = 1;
export const F_ONE: usize = 2;
export const F_NONE: usize = 3;
export const F_MOST_ANOMS: usize = 4;
export const F_ALERT: usize = 5;
export const F_QUARANTINE: usize = 6;

const INTEGERS = memory.data<i32>([1, 0x1fffffff, 0x1ffffffe], 16);

/** 32-bit integer constant `index` in four lanes. */
// @ts-expect-error: decorator
@inline
export function ki32(index: usize): v128 {
  return v128.load32_splat(INTEGERS + (index << 2));
}

export const I_ONE: usize = 0;
export const I_AGE_BITS: usize = 1;
export const I_AGE_MAX: usize = 2;
