/** Threat models fitted to labels: the laws of the fits, and files that onnxruntime agrees with. */
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InputError, ModelError } from '../../src/core/errors.ts';
import { crossValidate, stratifiedFolds } from '../../src/inference/cross-validation.ts';
import { EntropyModel } from '../../src/inference/entropy-model.ts';
import type { LabelledData } from '../../src/inference/labelled-data.ts';
import { minimise } from '../../src/inference/lbfgs.ts';
import { sigmoid } from '../../src/inference/logistic.ts';
import { curveAt, fitLogistic } from '../../src/inference/logistic-regression.ts';
import { mlpLoss } from '../../src/inference/mlp.ts';
import { openModel } from '../../src/inference/model-file.ts';
import { trainModel } from '../../src/inference/trained-model.ts';
import { train } from '../../src/inference/training.ts';
import { Random } from '../support/random.ts';

const OPTIONS = { hidden: 0, l2: 1e-3, seed: 1 };

/** Counts of anomalies from 0 to 12, threats the more the more there are. */
function anomalies(seed: number, rows = 300): LabelledData {
  const random = new Random(seed);
  const values = Float32Array.from({ length: rows }, () => random.integer(0, 12));
  const labels = Uint8Array.from(values, (total) => (random.next() < sigmoid(0.6 * total - 4) ? 1 : 0));
  return { features: ['total_anoms'], values, labels };
}

/** Three columns of very different size; the third says nothing. */
function wide(seed: number, rows = 200): LabelledData {
  const random = new Random(seed);
  const values: number[] = [];
  const labels: number[] = [];
  for (let i = 0; i < rows; i++) {
    const [a, b, c] = [random.between(0, 5), random.between(900, 1100), random.between(-1e-3, 1e-3)];
    values.push(a, b, c);
    labels.push(random.next() < sigmoid(2 * (a - 2.5) - 0.03 * (b - 1000)) ? 1 : 0);
  }
  return { features: ['a', 'b', 'c'], values: Float32Array.from(values), labels: Uint8Array.from(labels) };
}

const XOR: LabelledData = {
  features: ['a', 'b'],
  values: Float32Array.from({ length: 40 }, (_, i) => [0, 0, 0, 1, 1, 0, 1, 1][i % 8] ?? 0),
  labels: Uint8Array.from({ length: 20 }, (_, i) => [0, 1, 1, 0][i % 4] ?? 0),
};

const rowsOfTwo = fc.array(
  fc.record({
    a: fc.double({ min: -3, max: 3, noNaN: true }),
    b: fc.double({ min: -3, max: 3, noNaN: true }),
    label: fc.integer({ min: 0, max: 1 }),
  }),
  { minLength: 10, maxLength: 40 },
);

test('at the solution of a logistic regression the gradient is 0, for any rows', () => {
  fc.assert(
    fc.property(rowsOfTwo, fc.constantFrom(1e-4, 1e-3, 0.1, 10), (rows, l2) => {
      const values = Float64Array.from(rows.flatMap(({ a, b }) => [a, b]));
      const labels = Uint8Array.from(rows, ({ label }) => label);
      if (new Set(labels).size < 2) return;
      const { parameters } = fitLogistic(values, labels, l2);
      for (const slope of curveAt(parameters, values, labels, l2).gradient)
        assert.ok(Math.abs(slope) < 1e-8, `${slope}`);
    }),
  );
});

test('the gradient and the curvature are those of the loss, by finite differences', () => {
  const { values, labels } = wide(3, 40);
  const inputs = Float64Array.from(values, (value) => value / 500);
  const at = Float64Array.of(0.4, -0.7, 0.2, 0.1);
  const { gradient, hessian } = curveAt(at, inputs, labels, 0.01);
  const step = 1e-5;
  at.forEach((_, k) => {
    const near = (sign: number) =>
      curveAt(
        at.map((value, i) => value + (i === k ? sign * step : 0)),
        inputs,
        labels,
        0.01,
      );
    const [up, down] = [near(1), near(-1)];
    assert.ok(Math.abs((up.loss - down.loss) / (2 * step) - (gradient[k] ?? 0)) < 1e-8);
    up.gradient.forEach((slope, j) => {
      const curvature = (slope - (down.gradient[j] ?? 0)) / (2 * step);
      assert.ok(Math.abs(curvature - (hessian[j * at.length + k] ?? 0)) < 1e-8);
    });
  });
});

test('classes that can be told apart have a finite fit, however small the penalty', () => {
  const values = Float64Array.from({ length: 20 }, (_, i) => (i - 9.5) / 6);
  const labels = Uint8Array.from({ length: 20 }, (_, i) => (i < 10 ? 0 : 1));
  for (const l2 of [1e-3, 1e-6, 1e-9]) {
    const { parameters, gradient } = fitLogistic(values, labels, l2);
    assert.ok(parameters.every(Number.isFinite));
    assert.ok(gradient < 1e-6);
  }
});

test('the weight and bias that made the labels are found', () => {
  const { weighted } = trainModel(anomalies(11, 20_000), OPTIONS);
  assert.ok(weighted && Math.abs(weighted.mlWeight - 0.6) < 0.03, `${weighted?.mlWeight}`);
  assert.ok(weighted && Math.abs(weighted.bias + 4) < 0.2, `${weighted?.bias}`);
});

test('a weighted model is one that runs use, with its weight as the default and its bias in the file', async () => {
  const { file, report } = await train(anomalies(1), 'rows', OPTIONS);
  assert.is(report.kind, 'weighted');
  const model = new EntropyModel({ model: file });
  assert.is(model.mlWeight, report.mlWeight);
  assert.is(model.info().features, 1);
  assert.is(model.info().hasMlWeight, true);
  for (const total of [0, 3, 8]) {
    const expected = sigmoid(total * (report.mlWeight ?? 0) + (report.bias ?? 0));
    assert.ok(Math.abs((await model.threat(total)) - expected) < 1e-6);
  }
  const { alert, quarantine, rising } = report.thresholds ?? {};
  assert.ok(rising && alert && quarantine);
  assert.ok((await model.threat(alert)) >= 0.6 && (await model.threat(alert - 1)) < 0.6);
  assert.ok((await model.threat(quarantine)) >= 0.85 && (await model.threat(quarantine - 1)) < 0.85);
  await model.close();
});

test('labels the wrong way round are refused', async () => {
  const { features, values, labels } = anomalies(2);
  const opposite = { features, values, labels: labels.map((label) => 1 - label) };
  const error = await train(opposite, 'rows.csv', OPTIONS).catch((thrown: unknown) => thrown);
  assert.instance(error, InputError);
  assert.match(String(error), /rows\.csv: the fitted weight is -/);
});

test('a column that never changes is refused by its name', async () => {
  const data = wide(4);
  const values = data.values.map((value, i) => (i % 3 === 2 ? 7 : value));
  const error = await train({ ...data, values }, 'rows.csv', OPTIONS).catch((thrown: unknown) => thrown);
  assert.match(String(error), /rows\.csv: field "c" is 7 in all 200 rows/);
});

for (const hidden of [0, 1, 5]) {
  test(`what onnxruntime makes of a file is what was trained, with ${hidden} hidden units`, async () => {
    const data = wide(5);
    const { file, report } = await train(data, 'rows', { ...OPTIONS, hidden });
    assert.ok(report.largestDifference <= 1e-6);
    assert.is(report.kind, hidden === 0 ? 'logistic' : 'mlp');
    const { featureNames, features, hasMlWeight, opset } = openModel(file);
    assert.equal(featureNames, ['a', 'b', 'c']);
    assert.equal([features, hasMlWeight, opset], [3, false, 17]);
    assert.ok(report.auc > 0.85, `${report.auc}`);
  });
}

test('rows far from 0 keep their digits', async () => {
  const random = new Random(6);
  const values = Float32Array.from({ length: 100 }, () => 4096 * 1024 + random.integer(0, 40));
  const labels = Uint8Array.from(values, (value) => (value - 4096 * 1024 > 20 ? 1 : 0));
  const { report } = await train({ features: ['bytes'], values, labels }, 'rows', { ...OPTIONS, hidden: 2 });
  assert.ok(report.auc > 0.99);
});

test('a model that float32 cannot hold is refused, and not written', async () => {
  const values = Float32Array.from({ length: 100 }, (_, i) => 16e6 + i);
  const labels = Uint8Array.from(values, (_, i) => (i > 50 ? 1 : 0));
  const error = await train({ features: ['anoms'], values, labels }, 'rows', OPTIONS).catch(
    (e: unknown) => e,
  );
  assert.instance(error, ModelError);
  assert.is((error as ModelError).code, 'ERR_MODEL_DISAGREES');
});

test('the gradient of a network is that of its loss, by finite differences', () => {
  const shape = { features: 3, hidden: 4 };
  const random = new Random(8);
  const size = shape.hidden * (shape.features + 2) + 1;
  const values = Float64Array.from({ length: 60 }, () => random.between(-2, 2));
  const labels = Uint8Array.from({ length: 20 }, () => random.integer(0, 1));
  const at = Float64Array.from({ length: size }, () => random.between(-1.5, 1.5));
  const gradient = new Float64Array(size);
  mlpLoss(at, gradient, shape, values, labels, 0.05);
  const loss = (parameters: Float64Array) =>
    mlpLoss(parameters, new Float64Array(size), shape, values, labels, 0.05);
  for (let k = 0; k < size; k++) {
    const near = (step: number) => loss(at.map((value, i) => value + (i === k ? step : 0)));
    const slope = (near(1e-5) - near(-1e-5)) / 2e-5;
    assert.ok(Math.abs(slope - (gradient[k] ?? 0)) < 1e-8, `${k}: ${slope}, not ${gradient[k]}`);
  }
});

test('four hidden units learn XOR from any seed, and no line does', async () => {
  for (const seed of [0, 1, 2, 3, 99]) {
    const threats = trainModel(XOR, { hidden: 4, l2: 1e-3, seed }).threats(XOR.values);
    threats.forEach((threat, i) => {
      assert.ok(Math.abs(threat - (XOR.labels[i] ?? 0)) < 0.1, `seed ${seed}: ${threat}`);
    });
  }
  const straight = trainModel(XOR, OPTIONS).threats(XOR.values);
  assert.ok(straight.every((threat) => Math.abs(threat - 0.5) < 1e-6));
});

test("Rosenbrock's valley is followed to its end", () => {
  const { at } = minimise(
    ([x = 0, y = 0], gradient) => {
      gradient[0] = -400 * x * (y - x * x) - 2 * (1 - x);
      gradient[1] = 200 * (y - x * x);
      return 100 * (y - x * x) ** 2 + (1 - x) ** 2;
    },
    Float64Array.of(-1.2, 1),
    500,
  );
  assert.ok(Math.abs((at[0] ?? 0) - 1) < 1e-5 && Math.abs((at[1] ?? 0) - 1) < 1e-5, `${at}`);
});

test('the same rows give the same bits on every runtime', () => {
  const hash = createHash('sha256');
  for (const hidden of [0, 3]) {
    hash.update(trainModel(anomalies(9), { ...OPTIONS, hidden }).onnx());
    hash.update(trainModel(wide(9), { ...OPTIONS, hidden }).onnx());
  }
  assert.is(hash.digest('hex'), 'ba4ef4e39bfbfb0fb206f2c995c7faf00714b2e15c495fdf1ed1a1ea0d434d55');
});

test('folds hold both classes in equal shares, and each class in blocks', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 10, maxLength: 60 }),
      fc.integer({ min: 2, max: 5 }),
      (given, folds) => {
        const labels = Uint8Array.from(given);
        for (const label of [0, 1]) {
          const own = [...stratifiedFolds(labels, folds)].filter((_, row) => labels[row] === label);
          if (own.length < folds) continue;
          assert.equal(
            own,
            own.toSorted((a, b) => a - b),
          );
          const sizes = Array.from(
            { length: folds },
            (_, fold) => own.filter((each) => each === fold).length,
          );
          assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1);
        }
      },
    ),
  );
});

test('cross-validation judges by rows that the fit has not seen, and says where it cannot', () => {
  const cross = crossValidate(anomalies(12), OPTIONS);
  assert.is(cross?.folds, 5);
  assert.ok(cross && cross.leastAuc <= cross.auc && cross.auc <= cross.greatestAuc && cross.auc > 0.8);
  const { features, values } = anomalies(12, 20);
  const lone = Uint8Array.from(values, (_, i) => (i === 0 ? 1 : 0));
  assert.is(crossValidate({ features, values, labels: lone }, OPTIONS), null);
});

test.run();
