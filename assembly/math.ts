// ln and exp in f64, compiled into the module: the host's Math is never asked (DESIGN §3).
//
// Method: argument reduction with ln 2 split in two parts, and the minimax polynomials of fdlibm (Sun, 1993;
// e_log.c and e_exp.c document the coefficients and error bounds of less than 1 ulp). Chosen over table-driven
// routines, which are faster alone, because it needs no table look-up and only selects for its special cases,
// so the same operations in the same order can run in f64x2 lanes with the same bits.

/** Upper part of ln 2: its low 20 bits are 0, so k·LN2_HI is exact for |k| < 2048. */
export const LN2_HI: f64 = 0.6931471803691238;
export const LN2_LO: f64 = 1.9082149292705877e-10;
export const INV_LN2: f64 = 1.4426950408889634;

// ln((1+s)/(1−s)) = 2s + s·R(s²), |s| ≤ 0.1716
export const LG1: f64 = 0.6666666666666735;
export const LG2: f64 = 0.3999999999940942;
export const LG3: f64 = 0.2857142874366239;
export const LG4: f64 = 0.22222198432149784;
export const LG5: f64 = 0.1818357216161805;
export const LG6: f64 = 0.15313837699209373;
export const LG7: f64 = 0.14798198605116586;

// x·(eˣ+1)/(eˣ−1) = 2 + x²·P(x²), |x| ≤ ln(2)/2
export const P1: f64 = 0.16666666666666602;
export const P2: f64 = -0.0027777777777015593;
export const P3: f64 = 6.613756321437934e-5;
export const P4: f64 = -1.6533902205465252e-6;
export const P5: f64 = 4.1381367970572385e-8;

const TWO_54: f64 = 1.8014398509481984e16;
/** Bits of √½: mantissas are folded into [√½, √2), so that ln is not a difference of near equals around 1. */
export const SQRT_HALF_BITS: i64 = 0x3fe6a09e667f3bcd;
export const ONE_BITS: i64 = 0x3ff0000000000000;

/** Natural logarithm; NaN below 0, −∞ at 0. */
export function ln(x: f64): f64 {
  if (!(x > 0.0)) return x == 0.0 ? -Infinity : NaN;
  if (x == Infinity) return x;
  let k: f64 = 0.0;
  if (x < 2.2250738585072014e-308) {
    x *= TWO_54;
    k = -54.0;
  }
  // x = 2^n · m with m in [√½, √2)
  const offset = reinterpret<i64>(x) - SQRT_HALF_BITS;
  const n = offset >> 52;
  const m = reinterpret<f64>(reinterpret<i64>(x) - (n << 52));
  k += <f64>n;

  const f = m - 1.0;
  const s = f / (2.0 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (LG2 + w * (LG4 + w * LG6));
  const odd = z * (LG1 + w * (LG3 + w * (LG5 + w * LG7)));
  const half = 0.5 * f * f;
  return k * LN2_HI - (half - (s * (half + (even + odd)) + k * LN2_LO) - f);
}

/** eˣ; 0 below −745.14, ∞ above 709.78. */
export function exp(x: f64): f64 {
  if (x != x) return x;
  // beyond these the two scalings below give 0 and ∞ anyway
  const bounded = min(max(x, -746.0), 710.0);
  const k = nearest(bounded * INV_LN2);
  const hi = bounded - k * LN2_HI;
  const lo = k * LN2_LO;
  const r = hi - lo;
  const rr = r * r;
  const c = r - rr * (P1 + rr * (P2 + rr * (P3 + rr * (P4 + rr * P5))));
  const y = 1.0 + ((r * c) / (2.0 - c) - lo + hi);
  // 2^k in two factors: k may lie outside the exponents of a normal number
  const n = <i64>k;
  const first = n >> 1;
  return y * power2(first) * power2(n - first);
}

/** 2^n for n in [−1022, 1023]. */
function power2(n: i64): f64 {
  return reinterpret<f64>(ONE_BITS + (n << 52));
}

/** −0 becomes +0 (JCS could not tell them apart, DESIGN §3); every other value is unchanged. */
export function positiveZero(x: f64): f64 {
  return x + 0.0;
}

export function clamp(x: f64, low: f64, high: f64): f64 {
  return min(max(x, low), high);
}
