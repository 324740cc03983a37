/** What is told of a model: read from its file, and found by asking it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { threatOnnxSha256 } from '#artefacts';
import { describeModel } from '../../src/inference/model-card.ts';
import { FEATURE_NAMES, threatOnnx } from '../../src/inference/onnx-file.ts';
import { modelWith, noSigmoid, threeFeatures } from './models.ts';

const test = suite<{ path: string }>('model card');
const directory = mkdtempSync(join(tmpdir(), 'venom-card-'));
const path = join(directory, 'model.onnx');
test.after(() => rmSync(directory, { recursive: true, force: true }));

function cardOf(bytes: Uint8Array) {
  writeFileSync(path, bytes);
  return describeModel(path);
}

test('of the built-in model', async () => {
  const card = await describeModel(undefined);
  assert.equal(card, {
    source: 'built-in',
    sha256: threatOnnxSha256,
    bytes: threatOnnx().length,
    irVersion: 8,
    opset: 17,
    inputs: { total_anoms: 'float[N,1]', ml_weight: 'float[1,1]' },
    outputs: { threat: 'float[N,1]' },
    features: 1,
    featureNames: null,
    hasMlWeight: true,
    mlWeight: 0.12,
    bias: 0,
    usableByRun: true,
    thresholds: { alert: 4, quarantine: 15, rising: true },
  });
});

test('the bias of a linear model is found by asking', async () => {
  for (const bias of [-3.25, 1.5, -8]) {
    const card = await cardOf(threatOnnx({ mlWeight: 0.5, bias }));
    assert.ok(card.bias !== null && Math.abs(card.bias - bias) < 1e-3, `${card.bias}, not ${bias}`);
    assert.is(card.mlWeight, 0.5);
    assert.is(card.source, path);
  }
});

test('a model of another form has no bias to tell', async () => {
  const squared = modelWith({
    inputs: [
      { name: 'x', dims: ['N', 1] },
      { name: 'ml_weight', dims: [1, 1] },
    ],
    nodes: [
      { op: 'Mul', inputs: ['x', 'x'], outputs: ['xx'] },
      { op: 'Mul', inputs: ['xx', 'ml_weight'], outputs: ['z'] },
      { op: 'Sigmoid', inputs: ['z'], outputs: ['y'] },
    ],
  });
  assert.is((await cardOf(squared)).bias, null);
  const plain = await cardOf(modelWith({}));
  assert.equal([plain.bias, plain.mlWeight, plain.usableByRun], [null, null, true]);
  assert.equal(plain.thresholds, { alert: 1, quarantine: 2, rising: true });
});

test('a model that never alerts, and one that calls more anomalies less of a threat', async () => {
  const falling = modelWith({
    nodes: [
      { op: 'Neg', inputs: ['x'], outputs: ['z'] },
      { op: 'Sigmoid', inputs: ['z'], outputs: ['y'] },
    ],
  });
  assert.equal((await cardOf(falling)).thresholds, { alert: null, quarantine: null, rising: false });
  assert.equal((await cardOf(threatOnnx({ bias: 1 }))).thresholds?.alert, 0);
});

test('a wide model is not one for a run', async () => {
  const card = await cardOf(threeFeatures);
  assert.equal([card.features, card.usableByRun, card.thresholds], [3, false, null]);
});

test('names of features are read from the file; those that are none make it broken', async () => {
  const named = (text: string) => threatOnnx({ metadata: { [FEATURE_NAMES]: text } });
  assert.equal((await cardOf(named('["errors"]'))).featureNames, ['errors']);
  for (const text of ['errors', '{}', '[1]']) {
    const error = await cardOf(named(text)).catch((thrown: unknown) => thrown);
    assert.match(String(error), 'feature_names');
  }
});

test('an answer outside [0,1] is refused', async () => {
  const error = await cardOf(noSigmoid).catch((thrown: unknown) => thrown);
  assert.match(String(error), `${path} gave a threat of 2 for the row 2`);
});

test.run();
