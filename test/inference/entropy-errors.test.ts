import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ModelError } from '../../src/core/errors.ts';
import { EntropyModel } from '../../src/inference/entropy-model.ts';
import { threatOnnx } from '../../src/inference/onnx-file.ts';
import {
  customOperator,
  externalData,
  misshapen,
  modelWith,
  nanAtZero,
  nanBeyondTwo,
  noSigmoid,
  threeFeatures,
  unknownOperator,
} from './models.ts';

/** Passes when `work` fails with a ModelError of that code; its message is returned. */
async function refusal(code: string, work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    assert.instance(error, ModelError);
    assert.is((error as ModelError).code, code, String(error));
    assert.ok((error as ModelError).fix.length > 0);
    return (error as ModelError).message;
  }
  return assert.unreachable(`no ${code}`) as never;
}

const load = (model: string | Uint8Array) => () => new EntropyModel({ model }).load();

test('a file that is not there is named, by load(), info() and every threat', async () => {
  const model = new EntropyModel({ model: '/no/such/model.onnx' });
  assert.match(await refusal('ERR_MODEL_MISSING', () => model.load()), '/no/such/model.onnx');
  await refusal('ERR_MODEL_MISSING', () => model.info());
  await refusal('ERR_MODEL_MISSING', () => model.threat(4, 0.12));
  await refusal('ERR_MODEL_MISSING', () => model.threat(4, 0.12));
  await refusal('ERR_MODEL_MISSING', () => model.threatBatch([4]));
  await model.close();
});

test('a directory is not a model', async () => {
  await refusal('ERR_MODEL_UNREADABLE', load(import.meta.dirname));
});

test('a device without an end is not a model, and is not read', async () => {
  assert.match(await refusal('ERR_MODEL_UNREADABLE', load('/dev/zero')), 'no file');
});

test('a file of 500 MB is refused by its size, and not read', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'venom-model-'));
  try {
    const path = join(directory, 'huge.onnx');
    writeFileSync(path, threatOnnx());
    truncateSync(path, 500e6);
    assert.match(await refusal('ERR_MODEL_SIZE', load(path)), `${path} has 500000000 bytes`);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('weights in another file are refused: the hash would not cover them', async () => {
  assert.match(await refusal('ERR_MODEL_EXTERNAL', load(externalData)), 'the values of w');
});

test('bytes that are no ONNX are refused', async () => {
  await refusal('ERR_MODEL_BROKEN', load(new Uint8Array()));
  await refusal('ERR_MODEL_BROKEN', load(new TextEncoder().encode('hello, this is no model')));
  await refusal('ERR_MODEL_BROKEN', load(Uint8Array.from({ length: 999 }, (_, i) => (i * 167 + 13) % 256)));
  await refusal('ERR_MODEL_BROKEN', load(join(import.meta.dirname, 'models.ts')));
});

test('a file that was cut off anywhere is refused', async () => {
  const whole = threatOnnx();
  for (let length = 0; length < whole.length; length++)
    await refusal('ERR_MODEL_BROKEN', load(whole.subarray(0, length)));
});

test('a file with a flipped bit gives an error or a threat in [0,1], and nothing else', async () => {
  const whole = threatOnnx();
  for (let bit = 0; bit < 8 * whole.length; bit += 5) {
    const bytes = whole.slice();
    bytes[bit >> 3] = Number(bytes[bit >> 3]) ^ (1 << (bit & 7));
    const model = new EntropyModel({ model: bytes });
    const answer = await model.threat(4, 0.12).catch((error: unknown) => error);
    assert.ok(
      answer instanceof ModelError || (Number(answer) >= 0 && Number(answer) <= 1),
      `bit ${bit}: ${answer}`,
    );
    await model.close();
  }
});

test('an operator that onnxruntime does not know is refused at load', async () => {
  assert.match(await refusal('ERR_MODEL_BROKEN', load(unknownOperator)), 'NoSuchOp');
});

test('an operator of another set is refused at load, and its fix is not to write the file anew', async () => {
  assert.match(await refusal('ERR_MODEL_BROKEN', load(customOperator)), 'com.example');
  const error = await load(customOperator)().catch((thrown: unknown) => thrown);
  assert.match((error as ModelError).fix, 'operators of the standard ONNX set');
});

for (const [what, model, message] of misshapen) {
  test(`a model with ${what} is refused at load`, async () => {
    assert.match(await refusal('ERR_MODEL_SHAPE', load(model)), message);
  });
}

test('NaN at load is refused at load', async () => {
  assert.match(await refusal('ERR_MODEL_OUTPUT', load(nanAtZero)), 'a threat of NaN for the row 0');
});

test('NaN at a beat is refused at that beat, each time, and the next beat is well', async () => {
  const model = await new EntropyModel({ model: nanBeyondTwo }).load();
  assert.match(await refusal('ERR_MODEL_OUTPUT', () => model.threat(3)), 'a threat of NaN for the row 3');
  await refusal('ERR_MODEL_OUTPUT', () => model.threat(3));
  await refusal('ERR_MODEL_OUTPUT', () => model.threatBatch([1, 3]));
  assert.is(await model.threat(2), 0);
  await model.close();
});

test('an output outside [0,1] is refused, and its neighbours are not', async () => {
  const model = await new EntropyModel({ model: noSigmoid }).load();
  for (const bad of [1.0000001, -1e-30, 2, -1]) await refusal('ERR_MODEL_OUTPUT', () => model.threat(bad));
  assert.equal([...(await model.threatBatch([0, 1, 0.5]))], [0, 1, 0.5]);
  assert.ok(Object.is(await model.threat(-0), 0));
  await model.close();
});

test('an infinite output is refused', async () => {
  const inverse = modelWith({
    initializers: [{ name: 'one', dims: [1], values: [1] }],
    nodes: [{ op: 'Div', inputs: ['one', 'x'], outputs: ['y'] }],
  });
  assert.match(await refusal('ERR_MODEL_OUTPUT', load(inverse)), 'a threat of Infinity');
});

test('an input that is not finite as float32 is refused, and a weight below 0', async () => {
  const model = new EntropyModel();
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e39]) {
    await refusal('ERR_MODEL_INPUT', () => model.threat(bad));
    await refusal('ERR_MODEL_INPUT', () => model.threatBatch([0, bad]));
    await refusal('ERR_MODEL_WEIGHT', () => model.threat(1, bad));
    await refusal('ERR_MODEL_WEIGHT', () => model.setMlWeight(bad));
    await refusal('ERR_MODEL_WEIGHT', () => new EntropyModel({ mlWeight: bad }));
  }
  for (const below of [-1, -1e-30]) {
    await refusal('ERR_MODEL_WEIGHT', () => model.threat(1, below));
    await refusal('ERR_MODEL_WEIGHT', () => model.setMlWeight(below));
    await refusal('ERR_MODEL_WEIGHT', () => new EntropyModel({ mlWeight: below }));
  }
  assert.is(model.sessionRuns, 0);
  assert.is(model.mlWeight, 0.12);
  await model.close();
});

test('a row of the wrong width is refused', async () => {
  const model = new EntropyModel({ model: threeFeatures });
  assert.match(await refusal('ERR_MODEL_INPUT', () => model.threat(4)), 'rows of 3, 1 numbers were given');
  await refusal('ERR_MODEL_INPUT', () => model.threat([1, 2, 3, 4, 5, 6]));
  await refusal('ERR_MODEL_INPUT', () => model.threatBatch([1, 2, 3, 4]));
  await model.close();
});

test('a model without ml_weight refuses to have it set', async () => {
  const model = new EntropyModel({ model: modelWith({}) });
  assert.match(await refusal('ERR_MODEL_WEIGHT', () => model.setMlWeight(0.2)), 'takes no ml weight');
});

test('a default weight in the file that is no number, or below 0, is refused', async () => {
  await refusal('ERR_MODEL_WEIGHT', load(threatOnnx({ mlWeight: Number.NaN })));
  await refusal('ERR_MODEL_WEIGHT', load(threatOnnx({ mlWeight: -0.5 })));
});

test('a closed model answers no more, and closing again is no error', async () => {
  const model = await new EntropyModel().load();
  await model.threat(4);
  await model.close();
  await model.close();
  const answer = await model.threat(4).catch((error: unknown) => String(error));
  assert.match(String(answer), 'has been closed');
});

test('nothing is printed and no network is asked, by good models and bad', () => {
  const script = join(import.meta.dirname, 'quiet-child.ts');
  const run = 'deno' in process.versions ? ['run', '-A', '--quiet', script] : [script];
  const child = spawnSync(process.execPath, run, {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  assert.is(child.stderr, '');
  assert.is(child.stdout, '');
  assert.is(child.status, 0);
});

test.run();
