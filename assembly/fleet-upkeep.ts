// What a fleet does beside its beat: risk that fades, the model's input, and every tenth beat the stability.

import { LN2, RISK_HALF_LIFE, STABILITY_BAND, STABILITY_GROWTH, STABILITY_WINDOW } from './constants';
import * as at from './fleet-layout';
import { exp } from './math';

/** Injected anomalies of entities `from` to `to` after `seconds` (genome.ts, decayRisk); new entities keep theirs. */
export function fadeRisks(states: usize, pitch: usize, from: i32, to: i32, seconds: f64): void {
  if (!(seconds > 0.0)) return;
  const share = exp((-LN2 * seconds) / RISK_HALF_LIFE);
  const risks = states + at.RISK * pitch;
  const errors = states + at.ERROR * pitch;
  for (let i = (<usize>from) << 3; i < (<usize>to) << 3; i += 8) {
    const error = load<f64>(errors + i);
    if (error == error) store<f64>(risks + i, load<f64>(risks + i) * share + 0.0);
  }
}

/** Total anomalies of entities `from` to `to` as the model takes them, f32 each at `totals`. */
export function totalAnomalies(
  states: usize,
  pitch: usize,
  anoms: usize,
  totals: usize,
  from: i32,
  to: i32,
): void {
  const risks = states + at.RISK * pitch;
  for (let i = <usize>from; i < <usize>to; i++) {
    const seen = <f64>load<f32>(anoms + (i << 2));
    const total = (seen >= 0.0 && seen <= 1e9 ? seen : 0.0) + load<f64>(risks + (i << 3));
    store<f32>(totals + (i << 2), <f32>total);
  }
}

/**
 * Ends a half of the stability window of entities `from` to `to`: judges it against the half before (pid.ts,
 * pidStable, on the same sums in the same order), and begins the next. An entity's first half may have begun in
 * its midst and is not judged by.
 *
 * @param threshold address of the threshold of entity 0; @param step bytes to the next one, 0 where it is shared
 */
export function endHalf(
  states: usize,
  pitch: usize,
  words: usize,
  threshold: usize,
  step: usize,
  from: i32,
  to: i32,
): void {
  const sums = states + at.V_SUM * pitch;
  const olders = states + at.V_OLDER * pitch;
  const beats = f64x2.splat(<f64>(STABILITY_WINDOW >> 1));
  const growth = f64x2.splat(STABILITY_GROWTH);
  const band = f64x2.splat(STABILITY_BAND);
  const two = f64x2.splat(2.0);
  const ended = i32x4.splat(2);
  for (let i = <usize>from; i < <usize>to; i += 2) {
    const sum = v128.load(sums + (i << 3));
    const newer = f64x2.div(sum, beats);
    const older = f64x2.div(v128.load(olders + (i << 3)), beats);
    const first = threshold + i * step;
    const limit = f64x2.mul(band, f64x2.replace_lane(v128.load64_splat(first), 1, load<f64>(first + step)));
    const noise = f64x2.lt(newer, f64x2.div(f64x2.mul(limit, limit), two));
    const steady = v128.or(noise, f64x2.le(newer, f64x2.mul(growth, older)));
    const word = v128.load64_zero(words + (i << 2));
    const halves = v128.and(i32x4.shr_u(word, at.HALVES_SHIFT), i32x4.splat(3));
    const judged = i32x4.eq(halves, ended);
    const calm = i8x16.shuffle(steady, steady, 0, 1, 2, 3, 8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11);
    const unstable = v128.and(v128.andnot(judged, calm), i32x4.splat(at.UNSTABLE));
    const next = i32x4.shl(i32x4.min_u(i32x4.add(halves, i32x4.splat(1)), ended), at.HALVES_SHIFT);
    const age = v128.and(word, i32x4.splat(at.AGE_BITS));
    v128.store64_lane(words + (i << 2), v128.or(v128.or(age, next), unstable), 0);
    v128.store(olders + (i << 3), sum);
    v128.store(sums + (i << 3), f64x2.splat(0.0));
  }
}
