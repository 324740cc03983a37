import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { seeded } from '../../src/bench/noises.ts';
import { fitLogistic, type LabelledRow, sigmoid } from '../../src/inference/logistic-regression.ts';

const row = (x: number, label: boolean): LabelledRow => ({ x, label });

test('at the fit the objective is flat, whatever the rows', () => {
  const rows = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.boolean()), { minLength: 10, maxLength: 200 })
    .filter((all) => new Set(all.map(([, label]) => label)).size === 2);
  fc.assert(
    fc.property(rows, (all) => {
      const fit = fitLogistic(all.map(([x, label]) => row(x, label)));
      assert.ok(Number.isFinite(fit.weight) && Number.isFinite(fit.bias));
      assert.ok(Math.max(...fit.gradient.map(Math.abs)) < 1e-8, `${fit.gradient}`);
    }),
    { numRuns: 200 },
  );
});

test('weight and bias that made the labels are found again', () => {
  const random = seeded(1);
  const rows = Array.from({ length: 20_000 }, () => {
    const x = Math.floor(10 * random());
    return row(x, random() < sigmoid(0.8 * x - 3));
  });
  const { weight, bias } = fitLogistic(rows, { l2: 1e-9 });
  assert.ok(Math.abs(weight - 0.8) < 0.03, `${weight}`);
  assert.ok(Math.abs(bias + 3) < 0.12, `${bias}`);
});

test('labels that are told apart give a finite weight, and a greater penalty a smaller one', () => {
  const rows = Array.from({ length: 40 }, (_, i) => row(i < 20 ? 0 : 5, i >= 20));
  const weights = [1e-3, 1e-2, 1e-1].map((l2) => fitLogistic(rows, { l2 }).weight);
  assert.ok(weights.every((weight) => weight > 0 && weight < 100));
  assert.equal(
    weights,
    [...weights].sort((a, b) => b - a),
  );
});

test('the same bits on every runtime', () => {
  const random = seeded(2);
  const rows = Array.from({ length: 500 }, () => row(Math.floor(8 * random()), random() < 0.3));
  const { weight, bias } = fitLogistic(rows);
  assert.equal([weight, bias], [-0.021546314373654504, -0.8220527549001515]);
});

test('rows that teach nothing are refused', () => {
  for (const rows of [[], [row(1, true)], Array.from({ length: 20 }, () => row(1, true))]) {
    assert.throws(() => fitLogistic(rows), /nothing to learn from/);
  }
});

test.run();
