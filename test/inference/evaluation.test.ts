/** Scores of threats against labels: by hand, and against their definitions. */
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  aucOf,
  calibrationOf,
  confusionAt,
  evaluate,
  logLossOf,
  rocOf,
} from '../../src/inference/evaluation.ts';

/** Few values, so that many are tied. */
const judged = fc
  .array(fc.record({ threat: fc.integer({ min: 0, max: 8 }), label: fc.integer({ min: 0, max: 1 }) }), {
    minLength: 2,
    maxLength: 40,
  })
  .filter((rows) => new Set(rows.map(({ label }) => label)).size === 2)
  .map((rows) => ({
    threats: Float64Array.from(rows, ({ threat }) => threat / 8),
    labels: Uint8Array.from(rows, ({ label }) => label),
  }));

test('AUC is the share of pairs in the right order, ties counted half', () => {
  fc.assert(
    fc.property(judged, ({ threats, labels }) => {
      let right = 0;
      let pairs = 0;
      threats.forEach((high, i) => {
        threats.forEach((low, k) => {
          if (labels[i] !== 1 || labels[k] !== 0) return;
          pairs++;
          right += high > low ? 1 : high === low ? 0.5 : 0;
        });
      });
      assert.is(aucOf(threats, labels), right / pairs);
    }),
  );
});

test('the area under the drawn curve is the AUC, from (0,0) to (1,1), never falling', () => {
  fc.assert(
    fc.property(judged, ({ threats, labels }) => {
      const roc = rocOf(threats, labels);
      let area = 0;
      roc.slice(1).forEach((point, i) => {
        const before = roc[i] ?? point;
        const width = point.falsePositiveRate - before.falsePositiveRate;
        assert.ok(width >= 0 && point.truePositiveRate >= before.truePositiveRate);
        area += (width * (point.truePositiveRate + before.truePositiveRate)) / 2;
      });
      assert.ok(Math.abs(area - aucOf(threats, labels)) < 1e-12);
      assert.equal([roc.at(-1)?.falsePositiveRate, roc.at(-1)?.truePositiveRate], [1, 1]);
    }),
  );
});

const threats = Float64Array.of(0.05, 0.15, 0.6, 0.65, 0.9, 1);
const labels = Uint8Array.of(0, 1, 0, 1, 1, 1);

test('Brier score, calibration and ECE by hand', () => {
  const { brier, calibration, ece, auc } = evaluate(threats, labels);
  const squares = 0.05 ** 2 + 0.85 ** 2 + 0.6 ** 2 + 0.35 ** 2 + 0.1 ** 2;
  assert.ok(Math.abs(brier - squares / 6) < 1e-15);
  assert.equal(
    calibration.map(({ rows }) => rows),
    [1, 1, 0, 0, 0, 0, 2, 0, 0, 2],
  );
  assert.equal(calibration[2], { from: 0.2, to: 0.3, rows: 0, predicted: null, observed: null });
  assert.is(calibration[6]?.predicted, 0.625);
  assert.is(calibration[6]?.observed, 0.5);
  assert.ok(Math.abs(ece - (0.05 + 0.85 + 2 * 0.125 + 2 * 0.05) / 6) < 1e-15);
  assert.is(auc, 7 / 8);
});

test('confusion tables by hand; a threat at the threshold is called', () => {
  assert.equal(confusionAt('ALERT', 0.6, threats, labels), {
    action: 'ALERT',
    threshold: 0.6,
    truePositives: 3,
    falsePositives: 1,
    trueNegatives: 1,
    falseNegatives: 1,
    precision: 0.75,
    recall: 0.75,
  });
  assert.is(confusionAt('QUARANTINE', 0.85, threats, labels).precision, 1);
  assert.is(confusionAt('ALERT', 1.1, threats, labels).precision, null);
});

test('log-loss by hand, and finite for a certainty that was wrong', () => {
  assert.ok(
    Math.abs(logLossOf(Float64Array.of(0.5, 0.25), Uint8Array.of(1, 0)) - Math.log(8 / 3) / 2) < 1e-15,
  );
  const wrong = logLossOf(Float64Array.of(0, 1), Uint8Array.of(1, 0));
  assert.ok(wrong > 17 && wrong < 18);
});

test('every row is in one bin, 1 in the last', () => {
  fc.assert(
    fc.property(judged, ({ threats, labels }) => {
      const bins = calibrationOf(threats, labels);
      assert.is(
        bins.reduce((sum, { rows }) => sum + rows, 0),
        labels.length,
      );
      for (const { from, to, predicted } of bins)
        assert.ok(predicted === null || (predicted >= from && predicted <= to));
    }),
  );
});

test.run();
