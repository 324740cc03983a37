// Keccak-f[1600] (FIPS 202 §3.3) on two states at a time, one in each lane of a vector: a permutation of both takes what
// one takes in 64-bit integers. The state is 25 vectors of 16 bytes at `state`, lane x + 5y of §3.1.2 at 16·(x + 5y).

/** Bytes of a block of SHA3-256: 1600 bits less twice 256. */
export const RATE: usize = 136;
export const STATE_BYTES: usize = 400;

/** §3.2.5, one for each of the 24 rounds. */
const IOTA = memory.data<u64>([
  0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000,
  0x000000000000808b, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
  0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
  0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003,
  0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
  0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
]);

// @ts-expect-error: decorator
@inline
function rotl(a: v128, n: i32): v128 {
  return v128.or(i64x2.shl(a, n), i64x2.shr_u(a, 64 - n));
}

// @ts-expect-error: decorator
@inline
function xor(a: v128, b: v128): v128 {
  return v128.xor(a, b);
}

/** §3.2.4: a ⊕ (¬b ∧ c) */
// @ts-expect-error: decorator
@inline
function chi(a: v128, b: v128, c: v128): v128 {
  return v128.xor(a, v128.andnot(c, b));
}

/** Word i of two blocks, beside each other. */
// @ts-expect-error: decorator
@inline
function words(first: usize, second: usize, i: usize): v128 {
  return v128.load64_lane(second + (i << 3), v128.load64_zero(first + (i << 3)), 1);
}

/**
 * Absorbs a block into either state (§4, steps 6a and 6b): XOR, then the permutation.
 *
 * @param keepFirst all bits set where the lane goes on, none where it begins anew; likewise `keepSecond`
 */
export function absorb(state: usize, first: usize, second: usize, keepFirst: i64, keepSecond: i64): void {
  const keep = i64x2.replace_lane(i64x2.splat(keepFirst), 1, keepSecond);
  let a0 = xor(v128.and(v128.load(state, 0), keep), words(first, second, 0));
  let a1 = xor(v128.and(v128.load(state, 16), keep), words(first, second, 1));
  let a2 = xor(v128.and(v128.load(state, 32), keep), words(first, second, 2));
  let a3 = xor(v128.and(v128.load(state, 48), keep), words(first, second, 3));
  let a4 = xor(v128.and(v128.load(state, 64), keep), words(first, second, 4));
  let a5 = xor(v128.and(v128.load(state, 80), keep), words(first, second, 5));
  let a6 = xor(v128.and(v128.load(state, 96), keep), words(first, second, 6));
  let a7 = xor(v128.and(v128.load(state, 112), keep), words(first, second, 7));
  let a8 = xor(v128.and(v128.load(state, 128), keep), words(first, second, 8));
  let a9 = xor(v128.and(v128.load(state, 144), keep), words(first, second, 9));
  let a10 = xor(v128.and(v128.load(state, 160), keep), words(first, second, 10));
  let a11 = xor(v128.and(v128.load(state, 176), keep), words(first, second, 11));
  let a12 = xor(v128.and(v128.load(state, 192), keep), words(first, second, 12));
  let a13 = xor(v128.and(v128.load(state, 208), keep), words(first, second, 13));
  let a14 = xor(v128.and(v128.load(state, 224), keep), words(first, second, 14));
  let a15 = xor(v128.and(v128.load(state, 240), keep), words(first, second, 15));
  let a16 = xor(v128.and(v128.load(state, 256), keep), words(first, second, 16));
  let a17 = v128.and(v128.load(state, 272), keep);
  let a18 = v128.and(v128.load(state, 288), keep);
  let a19 = v128.and(v128.load(state, 304), keep);
  let a20 = v128.and(v128.load(state, 320), keep);
  let a21 = v128.and(v128.load(state, 336), keep);
  let a22 = v128.and(v128.load(state, 352), keep);
  let a23 = v128.and(v128.load(state, 368), keep);
  let a24 = v128.and(v128.load(state, 384), keep);
  for (let round: usize = 0; round < 24; round++) {
    // theta
    const c0 = xor(xor(xor(xor(a0, a5), a10), a15), a20);
    const c1 = xor(xor(xor(xor(a1, a6), a11), a16), a21);
    const c2 = xor(xor(xor(xor(a2, a7), a12), a17), a22);
    const c3 = xor(xor(xor(xor(a3, a8), a13), a18), a23);
    const c4 = xor(xor(xor(xor(a4, a9), a14), a19), a24);
    const d0 = xor(c4, rotl(c1, 1));
    const d1 = xor(c0, rotl(c2, 1));
    const d2 = xor(c1, rotl(c3, 1));
    const d3 = xor(c2, rotl(c4, 1));
    const d4 = xor(c3, rotl(c0, 1));
    // rho, pi and chi of row 0, iota
    const b00 = xor(a0, d0);
    const b01 = rotl(xor(a6, d1), 44);
    const b02 = rotl(xor(a12, d2), 43);
    const b03 = rotl(xor(a18, d3), 21);
    const b04 = rotl(xor(a24, d4), 14);
    const e0 = xor(chi(b00, b01, b02), v128.load64_splat(IOTA + (round << 3)));
    const e1 = chi(b01, b02, b03);
    const e2 = chi(b02, b03, b04);
    const e3 = chi(b03, b04, b00);
    const e4 = chi(b04, b00, b01);
    // rho, pi and chi of row 1
    const b10 = rotl(xor(a3, d3), 28);
    const b11 = rotl(xor(a9, d4), 20);
    const b12 = rotl(xor(a10, d0), 3);
    const b13 = rotl(xor(a16, d1), 45);
    const b14 = rotl(xor(a22, d2), 61);
    const e5 = chi(b10, b11, b12);
    const e6 = chi(b11, b12, b13);
    const e7 = chi(b12, b13, b14);
    const e8 = chi(b13, b14, b10);
    const e9 = chi(b14, b10, b11);
    // rho, pi and chi of row 2
    const b20 = rotl(xor(a1, d1), 1);
    const b21 = rotl(xor(a7, d2), 6);
    const b22 = rotl(xor(a13, d3), 25);
    const b23 = rotl(xor(a19, d4), 8);
    const b24 = rotl(xor(a20, d0), 18);
    const e10 = chi(b20, b21, b22);
    const e11 = chi(b21, b22, b23);
    const e12 = chi(b22, b23, b24);
    const e13 = chi(b23, b24, b20);
    const e14 = chi(b24, b20, b21);
    // rho, pi and chi of row 3
    const b30 = rotl(xor(a4, d4), 27);
    const b31 = rotl(xor(a5, d0), 36);
    const b32 = rotl(xor(a11, d1), 10);
    const b33 = rotl(xor(a17, d2), 15);
    const b34 = rotl(xor(a23, d3), 56);
    const e15 = chi(b30, b31, b32);
    const e16 = chi(b31, b32, b33);
    const e17 = chi(b32, b33, b34);
    const e18 = chi(b33, b34, b30);
    const e19 = chi(b34, b30, b31);
    // rho, pi and chi of row 4
    const b40 = rotl(xor(a2, d2), 62);
    const b41 = rotl(xor(a8, d3), 55);
    const b42 = rotl(xor(a14, d4), 39);
    const b43 = rotl(xor(a15, d0), 41);
    const b44 = rotl(xor(a21, d1), 2);
    const e20 = chi(b40, b41, b42);
    const e21 = chi(b41, b42, b43);
    const e22 = chi(b42, b43, b44);
    const e23 = chi(b43, b44, b40);
    const e24 = chi(b44, b40, b41);
    a0 = e0;
    a1 = e1;
    a2 = e2;
    a3 = e3;
    a4 = e4;
    a5 = e5;
    a6 = e6;
    a7 = e7;
    a8 = e8;
    a9 = e9;
    a10 = e10;
    a11 = e11;
    a12 = e12;
    a13 = e13;
    a14 = e14;
    a15 = e15;
    a16 = e16;
    a17 = e17;
    a18 = e18;
    a19 = e19;
    a20 = e20;
    a21 = e21;
    a22 = e22;
    a23 = e23;
    a24 = e24;
  }
  v128.store(state, a0, 0);
  v128.store(state, a1, 16);
  v128.store(state, a2, 32);
  v128.store(state, a3, 48);
  v128.store(state, a4, 64);
  v128.store(state, a5, 80);
  v128.store(state, a6, 96);
  v128.store(state, a7, 112);
  v128.store(state, a8, 128);
  v128.store(state, a9, 144);
  v128.store(state, a10, 160);
  v128.store(state, a11, 176);
  v128.store(state, a12, 192);
  v128.store(state, a13, 208);
  v128.store(state, a14, 224);
  v128.store(state, a15, 240);
  v128.store(state, a16, 256);
  v128.store(state, a17, 272);
  v128.store(state, a18, 288);
  v128.store(state, a19, 304);
  v128.store(state, a20, 320);
  v128.store(state, a21, 336);
  v128.store(state, a22, 352);
  v128.store(state, a23, 368);
  v128.store(state, a24, 384);
}
