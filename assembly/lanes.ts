// ln and exp of assembly/math.ts for two entities at a time: the same operations in the same order, so each lane has
// the bits of the scalar function. No relaxed instruction, no fused one.
//
// 64-bit integers have no arithmetic shift and no conversion to f64 in most processors' vectors. The exponent is
// therefore biased to be positive, shifted logically and read as the mantissa of a double around 2^52, which is
// exact for every exponent there is.

import * as at from './lane-constants';
import { k, k64 } from './lane-constants';
import { exp, ln, ONE_BITS } from './math';

/** 2^52: the unit of its last place is 1, so an integer can be OR-ed into its mantissa. */
const MAGIC_BITS: i64 = 0x4330000000000000;

/** ln of two positive, normal, finite numbers. */
// @ts-expect-error: decorator
@inline
export function lnNormal(x: v128): v128 {
  const offset = i64x2.sub(x, k64(at.SQRT_HALF));
  const biased = i64x2.shr_u(v128.xor(offset, k64(at.SIGN)), 52);
  const n = f64x2.sub(v128.or(biased, k64(at.TWO_52)), k(at.MAGIC));
  const m = i64x2.sub(x, v128.and(offset, k64(at.EXPONENT)));

  const f = f64x2.sub(m, k(at.ONE));
  const s = f64x2.div(f, f64x2.add(k(at.TWO), f));
  const z = f64x2.mul(s, s);
  const w = f64x2.mul(z, z);
  const even = f64x2.mul(w, f64x2.add(k(at.LG2), f64x2.mul(w, f64x2.add(k(at.LG4), f64x2.mul(w, k(at.LG6))))));
  const odd = f64x2.mul(
    z,
    f64x2.add(
      k(at.LG1),
      f64x2.mul(w, f64x2.add(k(at.LG3), f64x2.mul(w, f64x2.add(k(at.LG5), f64x2.mul(w, k(at.LG7)))))),
    ),
  );
  const half = f64x2.mul(f64x2.mul(k(at.HALF), f), f);
  const tail = f64x2.add(
    f64x2.mul(s, f64x2.add(half, f64x2.add(even, odd))),
    f64x2.mul(n, k(at.LN2_LO)),
  );
  return f64x2.sub(f64x2.mul(n, k(at.LN2_HI)), f64x2.sub(f64x2.sub(half, tail), f));
}

/** A mask of the lanes that are positive, normal and finite. */
// @ts-expect-error: decorator
@inline
export function normal(x: v128): v128 {
  return v128.and(f64x2.ge(x, k(at.LEAST_NORMAL)), f64x2.lt(x, k(at.ENDLESS)));
}

/** ln of any two numbers. */
// @ts-expect-error: decorator
@inline
export function lnLanes(x: v128): v128 {
  if (v128.all_true<i64>(normal(x))) return lnNormal(x);
  return f64x2.replace_lane(f64x2.splat(ln(f64x2.extract_lane(x, 0))), 1, ln(f64x2.extract_lane(x, 1)));
}

/** eˣ of two numbers that are no NaN. */
// @ts-expect-error: decorator
@inline
export function expLanes(x: v128): v128 {
  const bounded = f64x2.pmin(k(at.EXP_MOST), f64x2.pmax(k(at.EXP_LEAST), x));
  const n = f64x2.nearest(f64x2.mul(bounded, k(at.INV_LN2)));
  const hi = f64x2.sub(bounded, f64x2.mul(n, k(at.LN2_HI)));
  const lo = f64x2.mul(n, k(at.LN2_LO));
  const r = f64x2.sub(hi, lo);
  const rr = f64x2.mul(r, r);
  const p = f64x2.add(
    k(at.P1),
    f64x2.mul(
      rr,
      f64x2.add(
        k(at.P2),
        f64x2.mul(rr, f64x2.add(k(at.P3), f64x2.mul(rr, f64x2.add(k(at.P4), f64x2.mul(rr, k(at.P5)))))),
      ),
    ),
  );
  const c = f64x2.sub(r, f64x2.mul(rr, p));
  const y = f64x2.add(
    k(at.ONE),
    f64x2.add(f64x2.sub(f64x2.div(f64x2.mul(r, c), f64x2.sub(k(at.TWO), c)), lo), hi),
  );
  // |k| < 2048, so 2^52 + 2^11 + k holds k in its mantissa
  const whole = i64x2.sub(f64x2.add(n, k(at.MAGIC)), i64x2.splat(MAGIC_BITS + 2048));
  const first = i64x2.shr_s(whole, 1);
  return f64x2.mul(f64x2.mul(y, power2(first)), power2(i64x2.sub(whole, first)));
}

// @ts-expect-error: decorator
@inline
function power2(n: v128): v128 {
  return i64x2.add(i64x2.splat(ONE_BITS), i64x2.shl(n, 52));
}

/** For tests: lnLanes (kind 0) or expLanes (kind 1) of `pairs` pairs at `from`, to `to`. */
export function lanesOf(kind: i32, from: usize, to: usize, pairs: i32): void {
  for (let i = 0; i < pairs; i++) {
    const x = v128.load(from + (<usize>i << 4));
    v128.store(to + (<usize>i << 4), kind == 0 ? lnLanes(x) : expLanes(x));
  }
}

/** The scalar functions, compiled into the same module. */
export function scalarOf(kind: i32, x: f64): f64 {
  return kind == 0 ? ln(x) : exp(x);
}
