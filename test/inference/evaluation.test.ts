import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { evaluate, type Prediction } from '../../src/inference/evaluation.ts';

const near = (actual: number | null | undefined, expected: number): void =>
  assert.ok(
    typeof actual === 'number' && Math.abs(actual - expected) < 1e-12,
    `${actual}, expected ${expected}`,
  );

test('figures of a case computed by hand', () => {
  const predictions: Prediction[] = [
    { threat: 0.9, label: true },
    { threat: 0.7, label: false },
    { threat: 0.7, label: true },
    { threat: 0.2, label: false },
    { threat: 0.1, label: false },
  ];
  const found = evaluate(predictions);
  // Of the six pairs, 0.9 wins three, 0.7 wins two and ties one.
  near(found.auc, 5.5 / 6);
  near(found.brier, (0.01 + 0.49 + 0.09 + 0.04 + 0.01) / 5);
  near(found.logLoss, -(Math.log(0.9) + Math.log(0.3) + Math.log(0.7) + Math.log(0.8) + Math.log(0.9)) / 5);
  const [alert, quarantine] = found.confusion;
  assert.equal(alert, {
    threshold: 0.6,
    truePositive: 2,
    falsePositive: 1,
    trueNegative: 2,
    falseNegative: 0,
    precision: 2 / 3,
    recall: 1,
  });
  assert.equal([quarantine?.truePositive, quarantine?.falsePositive, quarantine?.falseNegative], [1, 0, 1]);
  const seven = found.calibration[7];
  assert.equal([seven?.count, seven?.observed], [2, 0.5]);
  near(seven?.predicted, 0.7);
  near(found.calibrationError, (1 * 0.1 + 1 * 0.2 + 2 * 0.2 + 1 * 0.1) / 5);
  assert.equal(found.roc, [
    [0, 0],
    [0, 0.5],
    [1 / 3, 1],
    [2 / 3, 1],
    [1, 1],
  ]);
});

test('the AUC is the share of pairs that are told apart', () => {
  const prediction = fc.record({
    threat: fc.integer({ min: 0, max: 10 }).map((tenth) => tenth / 10),
    label: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(prediction, { minLength: 2, maxLength: 40 }), (predictions) => {
      const positive = predictions.filter(({ label }) => label);
      const negative = predictions.filter(({ label }) => !label);
      const { auc } = evaluate(predictions);
      if (positive.length === 0 || negative.length === 0) return assert.is(auc, null);
      let won = 0;
      for (const { threat } of positive)
        for (const other of negative) won += threat > other.threat ? 1 : threat === other.threat ? 0.5 : 0;
      near(auc, won / (positive.length * negative.length));
    }),
  );
});

test('a certain mistake costs much, and not everything', () => {
  const { logLoss, brier } = evaluate([
    { threat: 0, label: true },
    { threat: 1, label: true },
  ]);
  assert.ok(Number.isFinite(logLoss) && logLoss > 10);
  assert.is(brier, 0.5);
});

test.run();
