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
  const beats = <f64>(STABILITY_WINDOW >> 1);
  for (let i = <usize>from; i < <usize>to; i++) {
    const word = load<i32>(words + (i << 2));
    const halves = (word & at.HALVES_BITS) >>> at.HALVES_SHIFT;
    const sum = load<f64>(sums + (i << 3));
    let unstable = 0;
    if (halves == 2) {
      const newer = sum / beats;
      const older = load<f64>(olders + (i << 3)) / beats;
      const band = STABILITY_BAND * load<f64>(threshold + i * step);
      if (!(newer <= STABILITY_GROWTH * older || newer < (band * band) / 2.0)) unstable = at.UNSTABLE;
    }
    store<f64>(olders + (i << 3), sum);
    store<f64>(sums + (i << 3), 0.0);
    const next = min(halves + 1, 2) << at.HALVES_SHIFT;
    store<i32>(words + (i << 2), (word & at.AGE_BITS) | next | unstable);
  }
}
