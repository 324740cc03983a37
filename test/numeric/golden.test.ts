import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decide } from '../../src/core/beat.ts';
import {
  entropyFeedback,
  normalizeWeights,
  type PidState,
  pidStep,
  tLambda,
  type Weights,
} from '../../src/numeric/index.ts';
import { golden, near } from '../support/golden.ts';

function assertNear(actual: number, expected: number, absolute: number, what: string): void {
  assert.ok(near(actual, expected, 1e-12, absolute), `${what}: ${actual} is not ${expected}`);
}

function assertWeights(actual: Weights, expected: Weights, what: string): void {
  for (const id of ['R', 'B', 'E', 'O'] as const) assertNear(actual[id], expected[id], 0, `${what}.${id}`);
}

test('the traces are there in full', () => {
  const rows = Object.fromEntries(Object.entries(golden).map(([name, list]) => [name, list.length]));
  assert.equal(rows, { pulse: 119, pid: 4, genome: 120, decide: 120, entropy: 34, ledger: 20 });
});

test('every pulse row', () => {
  for (const { k, p, t1, u, t_lambda } of golden.pulse) {
    assertNear(tLambda(k, p, t1, u), t_lambda, 0, `tLambda(${k}, ${p}, ${t1}, ${u})`);
  }
});

test('every step of every pid sequence', () => {
  for (const { kp, ki, kd, t_threshold: tThreshold, steps } of golden.pid) {
    let state: PidState | undefined;
    for (const [i, row] of steps.entries()) {
      const step = pidStep(state, { kp, ki, kd, tThreshold }, row.t_lambda, row.timestamp);
      assertNear(step.pidOut, row.pid_out, 1e-12, `step ${i} pidOut`);
      assertNear(step.pTerm, row.p_term, 1e-12, `step ${i} pTerm`);
      assertNear(step.iTerm, row.i_term, 1e-12, `step ${i} iTerm`);
      assertNear(step.dTerm, row.d_term, 1e-12, `step ${i} dTerm`);
      assertNear(step.deltaT, row.delta_t, 1e-12, `step ${i} deltaT`);
      assertNear(step.integral, row.integral, 1e-12, `step ${i} integral`);
      assertNear(step.weightAdjustment, row.weight_adjustment, 1e-12, `step ${i} weightAdjustment`);
      state = step.next;
    }
  }
});

test('every genome row: normalised, and after the feedback on E', () => {
  for (const { weights, threat, beat, normalized, after_feedback } of golden.genome) {
    const actual = normalizeWeights(weights);
    assertWeights(actual, normalized, 'normalized');
    assertWeights(entropyFeedback(actual, threat, beat), after_feedback, 'after feedback');
  }
});

test('every decide row', () => {
  for (const { decvec, action } of golden.decide) {
    const scores = {
      rawThreat: decvec.raw_threat,
      stability: decvec.stability,
      repairScore: decvec.repair_score,
      optGain: decvec.opt_gain,
    };
    assert.is(decide(scores).action, action, JSON.stringify(decvec));
  }
});

test.run();
