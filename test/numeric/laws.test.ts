import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  budgetOf,
  decayRisk,
  entropyFeedback,
  heldDelta,
  INITIAL_PID_STATE,
  lnUOfLoad,
  normalizeWeights,
  ParameterError,
  pidStable,
  pidStep,
  recalibrateWeights,
  tLambda,
  type Weights,
} from '../../src/numeric/index.ts';

const GAINS = { kp: 0.6, ki: 0.1, kd: 0.05, tThreshold: 0.02 };
const RUNS = { numRuns: 300 };

const threat = fc.double({ min: 0, max: 1, noNaN: true });
const share = fc.double({ min: 0, max: 1, noNaN: true });
const weights = fc
  .record({ R: share, B: share, E: share, O: share })
  .filter(({ R, B, E, O }) => R + B + E + O > 1e-6);
const pulse = fc.double({ min: 1e-6, max: 10, noNaN: true });
const notFinite = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);

const sum = ({ R, B, E, O }: Weights): number => R + B + E + O;
const parts = ({ R, B, E, O }: Weights): number[] => [R, B, E, O];

function refuses(call: () => unknown, parameter: string): void {
  try {
    call();
  } catch (error) {
    assert.instance(error, RangeError);
    assert.instance(error, ParameterError);
    assert.is((error as ParameterError).parameter, parameter);
    assert.match((error as ParameterError).message, parameter);
    return;
  }
  assert.unreachable(`${parameter} was taken`);
}

test('normalised weights sum to 1 and none is negative', () => {
  fc.assert(
    fc.property(weights, (w) => {
      const normal = normalizeWeights(w);
      assert.ok(Math.abs(sum(normal) - 1) <= 1e-12);
      assert.ok(parts(normal).every((part) => part >= 0));
    }),
    RUNS,
  );
});

test('weights stay within [0.03, 0.95] and sum to 1, however long the sequence of beats', () => {
  const beat = fc.record({
    deltaO: fc.double({ min: -0.05, max: 0.05, noNaN: true }),
    threat,
    t: fc.nat(1e6),
  });
  fc.assert(
    fc.property(fc.array(beat, { minLength: 1, maxLength: 400 }), (beats) => {
      let w: Weights = { R: 0.25, B: 0.25, E: 0.15, O: 0.35 };
      for (const { deltaO, threat, t } of beats) {
        w = recalibrateWeights(w, deltaO, threat, t);
        assert.ok(Math.abs(sum(w) - 1) <= 1e-12, `sum ${sum(w)}`);
        assert.ok(
          parts(w).every((part) => part >= 0.03 && part <= 0.95),
          JSON.stringify(w),
        );
      }
    }),
    RUNS,
  );
});

test('weights stay within their bounds over 200,000 beats pushed one way', () => {
  for (const [deltaO, threat] of [
    [0.05, 0],
    [-0.05, 0],
    [-0.05, 1],
    [0.05, 0.55],
  ] as const) {
    let w: Weights = { R: 0.25, B: 0.25, E: 0.15, O: 0.35 };
    for (let t = 0; t < 50_000; t++) w = recalibrateWeights(w, deltaO, threat, t);
    assert.ok(
      parts(w).every((part) => part >= 0.03 && part <= 0.95),
      JSON.stringify(w),
    );
    assert.ok(Math.abs(sum(w) - 1) <= 1e-12);
  }
});

test('no positive ΔO is applied while the threat is above 0.5', () => {
  assert.is(heldDelta(0.05, 0.5000001), 0);
  assert.is(heldDelta(0.05, 0.5), 0.05);
  assert.is(heldDelta(-0.05, 1), -0.05);
});

test('|ΔO| ≤ 0.05 and the integral stays in [−1, 1]', () => {
  const step = fc.record({ tLambda: pulse, dt: fc.double({ min: -10, max: 1000, noNaN: true }) });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), fc.boolean(), (steps, resetOnCrossing) => {
      let state = INITIAL_PID_STATE;
      let now = 1_700_000_000;
      for (const { tLambda, dt } of steps) {
        now += dt;
        const result = pidStep(state, { ...GAINS, resetOnCrossing }, tLambda, now);
        assert.ok(Math.abs(result.weightAdjustment) <= 0.05);
        assert.ok(Math.abs(result.integral) <= 1);
        state = result.next;
      }
    }),
    RUNS,
  );
});

test('nothing of the integral is carried over the ε-reset', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.double({ min: -0.99e-4, max: 0.99e-4, noNaN: true }),
      fc.double({ min: 0, max: 100, noNaN: true }),
      (integral, e, dt) => {
        const state = { integral, error: 0.01, timestamp: 1000 };
        const fresh = { integral: 0, error: 0.01, timestamp: 1000 };
        assert.equal(pidStep(state, GAINS, 0.02 + e, 1000 + dt), pidStep(fresh, GAINS, 0.02 + e, 1000 + dt));
      },
    ),
    RUNS,
  );
});

test('an error that changes sign resets the integral where asked, and not where not', () => {
  const state = { integral: 0.5, error: 0.01, timestamp: 1000 };
  assert.is(pidStep(state, { ...GAINS, resetOnCrossing: true }, 0.01, 1000).integral, 0);
  assert.is(pidStep(state, GAINS, 0.01, 1000).integral, 0.5);
  assert.is(pidStep(state, { ...GAINS, resetOnCrossing: true }, 0.03, 1000).integral, 0.5);
});

test('a clock that runs backwards counts as no time, and dtMax cuts a long step', () => {
  const state = { integral: 0.1, error: 0.01, timestamp: 1000 };
  const back = pidStep(state, GAINS, 0.05, 900);
  assert.is(back.integral, 0.1);
  assert.is(back.dTerm, 0);
  assert.is(back.next.timestamp, 900);
  const long = pidStep(state, { ...GAINS, dtMax: 2 }, 0.05, 5000);
  assert.equal(long, { ...pidStep(state, GAINS, 0.05, 1002), next: { ...long.next } });
});

test('stability words follow the Lyapunov measure', () => {
  const at = (error: number | null, tLambda: number) =>
    pidStep({ integral: 0, error, timestamp: error === null ? null : 0 }, GAINS, tLambda, 1).state;
  assert.is(at(null, 0.0042), 'holding');
  assert.is(at(0.01, 0.02), 'settled');
  assert.is(at(-0.01, 0.015), 'converging');
  assert.is(at(-0.01, 0.005), 'diverging');
  const first = pidStep(null, GAINS, 0.05, 0);
  assert.is(pidStep(first.next, GAINS, 0.05, 1).state, 'holding');
  assert.is(first.deltaV, 0);
});

test('pidStable: growth beyond a tenth is unstable, noise within the band is not', () => {
  const v = (e: number): number => (e * e) / 2;
  const held = Array(20).fill(v(0.01));
  assert.ok(pidStable(held, 0.02));
  assert.not(pidStable([...Array(10).fill(v(0.01)), ...Array(10).fill(v(0.0106))], 0.02));
  assert.ok(pidStable([...Array(10).fill(v(0.01)), ...Array(10).fill(v(0.0104))], 0.02));
  assert.ok(pidStable([...Array(10).fill(0), ...Array(10).fill(v(0.00099))], 0.02));
  assert.not(pidStable([...Array(10).fill(0), ...Array(10).fill(v(0.0011))], 0.02));
  assert.ok(pidStable([], 0.02));
  assert.ok(pidStable([0, 1], 0.02), 'too few to judge');
  assert.ok(pidStable([...Array(10).fill(0), ...Array(9).fill(1)], 0.02), 'too few to judge');
  refuses(() => pidStable(Array(21).fill(0), 0.02), 'lyapunov');
});

test('T_Λ ≥ 1e-6, and never longer for more nodes', () => {
  const k = fc.integer({ min: 1, max: 64 });
  const u = fc.double({ min: 1, max: 1e12, noNaN: true });
  const t1 = fc.double({ min: 1e-9, max: 0.1, noNaN: true });
  fc.assert(
    fc.property(
      k,
      fc.integer({ min: 2, max: 1000 }),
      fc.integer({ min: 0, max: 1000 }),
      u,
      t1,
      (k, p, more, u, t1) => {
        const shorter = tLambda(k, p + more, t1, u);
        assert.ok(shorter >= 1e-6);
        assert.ok(shorter <= tLambda(k, p, t1, u));
      },
    ),
    RUNS,
  );
});

test('U below 1 has a negative ln and the least pulse', () => {
  assert.is(tLambda(4, 5, 0.001, 0.5), 1e-6);
});

test('T_Λ refuses what it is not defined for, by name', () => {
  refuses(() => tLambda(1, 1, 0.001, 2), 'k·p');
  refuses(() => tLambda(0.5, 2, 0.001, 2), 'k·p');
  for (const bad of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    refuses(() => tLambda(bad, 5, 0.001, 2), 'k');
    refuses(() => tLambda(4, bad, 0.001, 2), 'p');
    refuses(() => tLambda(4, 5, bad, 2), 't1');
    refuses(() => tLambda(4, 5, 0.001, bad), 'u');
  }
  refuses(() => tLambda('4' as unknown as number, 5, 0.001, 2), 'k');
  refuses(() => tLambda(4, 5, 1e308, 1e10), 't1');
});

test('a PID step with a non-finite input is refused by name and changes nothing', () => {
  const state = Object.freeze({ integral: 0.25, error: 0.001, timestamp: 1000 });
  fc.assert(
    fc.property(notFinite, (bad) => {
      refuses(() => pidStep(state, GAINS, bad, 1001), 'tLambda');
      refuses(() => pidStep(state, GAINS, 0.02, bad), 'timestamp');
      refuses(() => pidStep(state, { ...GAINS, kp: bad }, 0.02, 1001), 'kp');
      refuses(() => pidStep(state, { ...GAINS, ki: bad }, 0.02, 1001), 'ki');
      refuses(() => pidStep(state, { ...GAINS, kd: bad }, 0.02, 1001), 'kd');
      refuses(() => pidStep(state, { ...GAINS, tThreshold: bad }, 0.02, 1001), 'tThreshold');
      refuses(() => pidStep({ ...state, integral: bad }, GAINS, 0.02, 1001), 'integral');
    }),
    RUNS,
  );
  refuses(() => pidStep({ ...state, integral: 1.5 }, GAINS, 0.02, 1001), 'integral');
  refuses(() => pidStep(state, { ...GAINS, dtMax: 0 }, 0.02, 1001), 'dtMax');
  refuses(() => pidStep(state, { ...GAINS, dtMax: Number.NaN }, 0.02, 1001), 'dtMax');
  refuses(() => pidStep(state, GAINS, 1e200, 1001), 'tLambda');
  refuses(() => pidStep({ integral: 0, error: 0.1, timestamp: 0 }, GAINS, 0.2, 5e-324), 'timestamp');
  assert.equal(state, { integral: 0.25, error: 0.001, timestamp: 1000 });
});

test('weights that are negative, not finite, or all 0 are refused by name', () => {
  const w = { R: 0.25, B: 0.25, E: 0.15, O: 0.35 };
  for (const id of ['R', 'B', 'E', 'O'] as const) {
    for (const bad of [-0.1, Number.NaN, Number.POSITIVE_INFINITY]) {
      refuses(() => normalizeWeights({ ...w, [id]: bad }), id);
      refuses(() => recalibrateWeights({ ...w, [id]: bad }, 0, 0, 0), id);
      refuses(() => entropyFeedback({ ...w, [id]: bad }, 0, 0), id);
    }
  }
  refuses(() => normalizeWeights({ R: 0, B: 0, E: 0, O: 0 }), 'sum of weights');
  refuses(() => normalizeWeights({ R: 1e308, B: 1e308, E: 1e308, O: 1e308 }), 'sum of weights');
  for (const bad of [-0.1, 1.1, Number.NaN]) refuses(() => entropyFeedback(w, bad, 0), 'threat');
  for (const bad of [-1, Number.NaN, Number.POSITIVE_INFINITY])
    refuses(() => entropyFeedback(w, 0.9, bad), 't');
});

test('no result is −0', () => {
  const results = [
    pidStep(null, GAINS, 0.02, 0).weightAdjustment,
    pidStep(null, { ...GAINS, kp: 0, ki: 0, kd: 0 }, 0.01, 0).pidOut,
    heldDelta(-0, 0),
    decayRisk(-0, 1),
    budgetOf(0.1, false),
    lnUOfLoad(-0, 0.7, { k: 4, nominal: 5, t1: 0.001, tThreshold: 0.02 }),
    normalizeWeights({ R: -0, B: 1, E: 0, O: 0 }).R,
  ];
  for (const [i, result] of results.entries()) assert.ok(Object.is(result, 0), `result ${i} is ${result}`);
});

test('injected risk halves every 30 s, and not at all when the clock runs backwards', () => {
  assert.ok(Math.abs(decayRisk(8, 30) - 4) < 1e-14);
  assert.ok(Math.abs(decayRisk(8, 90) - 1) < 1e-14);
  assert.is(decayRisk(8, 0), 8);
  assert.is(decayRisk(8, -5), 8);
  refuses(() => decayRisk(-1, 0), 'anoms');
});

test('the budget is the place of O between 0.1 and 0.8, and 0 in quarantine', () => {
  assert.is(budgetOf(0.1, false), 0);
  assert.is(budgetOf(0.8, false), 1);
  assert.is(budgetOf(0.9, false), 1);
  assert.ok(Math.abs(budgetOf(0.45, false) - 0.5) < 1e-15);
  assert.is(budgetOf(0.9, true), 0);
});

test.run();
