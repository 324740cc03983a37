import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { coreExp, coreLn } from '../../src/numeric/index.ts';
import { Random } from '../support/random.ts';

// References in fixed point: integers of 2^-200.
const BITS = 200n;
const ONE = 1n << BITS;

/** The exact value of a double, as a fixed-point integer. */
function fixed(x: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const field = (bits >> 52n) & 0x7ffn;
  const mantissa = (bits & ((1n << 52n) - 1n)) | (field === 0n ? 0n : 1n << 52n);
  const shift = (field === 0n ? 1n : field) - 1075n + BITS;
  const magnitude = shift >= 0n ? mantissa << shift : mantissa >> -shift;
  return bits >> 63n ? -magnitude : magnitude;
}

/** 2·atanh((m−1)/(m+1)) for m in [½, 2] */
function lnOfMantissa(m: bigint): bigint {
  const y = ((m - ONE) << BITS) / (m + ONE);
  const yy = (y * y) >> BITS;
  let power = y;
  let sum = 0n;
  for (let n = 1n; power !== 0n; n += 2n) {
    sum += power / n;
    power = (power * yy) >> BITS;
  }
  return 2n * sum;
}

const LN2 = lnOfMantissa(2n * ONE);

function lnReference(x: number): bigint {
  let k = 0n;
  let m = x;
  while (m >= 2) {
    m /= 2;
    k++;
  }
  while (m < 1) {
    m *= 2;
    k--;
  }
  return lnOfMantissa(fixed(m)) + k * LN2;
}

/** e^x as fixed(m)·2^k with m in [1, 2) */
function expReference(x: number): { mantissa: bigint; exponent: number } {
  const value = fixed(x);
  let k = value / LN2;
  if (value < 0n) k -= 1n;
  const r = value - k * LN2;
  let term = ONE;
  let sum = ONE;
  for (let n = 1n; term !== 0n; n++) {
    term = ((term * r) >> BITS) / n;
    sum += term;
  }
  return { mantissa: sum, exponent: Number(k) };
}

/** Distance in units in the last place of the reference. */
function ulps(actual: number, reference: bigint): number {
  const size = Math.abs(Number(reference) / Number(ONE));
  const ulp = 2 ** (Math.floor(Math.log2(size)) - 52);
  return Math.abs(Number(fixed(actual) - reference) / Number(ONE)) / ulp;
}

test('ln is within 1 ulp over the range of workloads', () => {
  const random = new Random(1);
  let worst = 0;
  for (let i = 0; i < 4000; i++) {
    const x = i < 2000 ? 10 ** random.between(-12, 12) : random.between(0.5, 2);
    if (x === 1) continue;
    worst = Math.max(worst, ulps(coreLn(x), lnReference(x)));
  }
  assert.ok(worst <= 1, `worst error is ${worst} ulp`);
});

test('exp is within 1 ulp over the range of normal results', () => {
  const random = new Random(2);
  let worst = 0;
  for (let i = 0; i < 4000; i++) {
    const x = i < 2000 ? random.between(-700, 700) : random.between(-2, 2);
    const { mantissa, exponent } = expReference(x);
    worst = Math.max(worst, ulps(coreExp(x) / 2 ** exponent, mantissa));
  }
  assert.ok(worst <= 1, `worst error is ${worst} ulp`);
});

test('the ends of the range', () => {
  assert.is(coreLn(1), 0);
  assert.is(coreLn(0), Number.NEGATIVE_INFINITY);
  assert.is(coreLn(-0), Number.NEGATIVE_INFINITY);
  assert.is(coreLn(Number.POSITIVE_INFINITY), Number.POSITIVE_INFINITY);
  assert.ok(Number.isNaN(coreLn(-1)));
  assert.ok(Number.isNaN(coreLn(Number.NaN)));
  assert.is(coreLn(5e-324), -744.4400719213812);
  assert.is(coreLn(Number.MAX_VALUE), 709.782712893384);

  assert.is(coreExp(0), 1);
  assert.is(coreExp(-0), 1);
  assert.is(coreExp(Number.POSITIVE_INFINITY), Number.POSITIVE_INFINITY);
  assert.is(coreExp(Number.NEGATIVE_INFINITY), 0);
  assert.is(coreExp(710), Number.POSITIVE_INFINITY);
  assert.is(coreExp(-746), 0);
  assert.ok(Number.isNaN(coreExp(Number.NaN)));
  const { mantissa, exponent } = expReference(709.782712893384);
  assert.ok(ulps(coreExp(709.782712893384) / 2 ** exponent, mantissa) <= 1);
  assert.is(coreExp(-745.1332191019411), 5e-324);
});

test('the default workload is exp(4): its ln is 4 exactly', () => {
  assert.is(coreLn(54.598150033144236), 4);
  assert.is(coreExp(4), 54.598150033144236);
});

test.run();
