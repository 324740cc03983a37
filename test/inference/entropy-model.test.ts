import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { threatOnnxSha256 } from '#artefacts';
import { EntropyModel, MEMO_LIMIT } from '../../src/inference/entropy-model.ts';
import { threatOnnx } from '../../src/inference/onnx-file.ts';
import { golden } from '../support/golden.ts';
import { flatOutput, modelWith, threeFeatures } from './models.ts';

const builtIn = await new EntropyModel().load();

/** Session runs that `work` causes in `model`. */
async function runsOf(model: EntropyModel, work: () => Promise<unknown>): Promise<number> {
  const before = model.sessionRuns;
  await work();
  return model.sessionRuns - before;
}

test('the built-in model gives the reference threats within 1e-6', async () => {
  assert.ok(golden.entropy.length > 0);
  for (const { total_anoms, threat } of golden.entropy) {
    const given = await builtIn.threat(total_anoms);
    assert.ok(Math.abs(given - threat) <= 1e-6, `${total_anoms}: ${given}, not ${threat}`);
  }
});

test('4 anomalies are an ALERT and 15 a QUARANTINE, one less is not', async () => {
  const threats = await builtIn.threatBatch([3, 4, 14, 15]);
  const actions = Array.from(threats, (threat) =>
    threat >= 0.85 ? 'QUARANTINE' : threat >= 0.6 ? 'ALERT' : 'calm',
  );
  assert.equal(actions, ['calm', 'ALERT', 'ALERT', 'QUARANTINE']);
});

test('a batch gives, in one run, bit for bit what single rows give, at every place in it', async () => {
  const anoms = Array.from({ length: 103 }, (_, i) => (i % 2 ? -1 : 1) * i * 0.37);
  let batch: Float32Array = new Float32Array();
  assert.is(await runsOf(builtIn, async () => (batch = await builtIn.threatBatch(anoms, 0.31))), 1);
  for (const [i, row] of anoms.entries()) assert.is(await builtIn.threat(row, 0.31), batch[i]);
  assert.is((await builtIn.threatBatch([])).length, 0);
});

test('the same inputs give the same float32 bits on every runtime', async () => {
  const anoms = Float32Array.from({ length: 4001 }, (_, i) => i * 0.05 - 100);
  const threats = await builtIn.threatBatch(anoms, 0.12);
  const bits = new DataView(new ArrayBuffer(4 * threats.length));
  threats.forEach((threat, i) => {
    bits.setFloat32(4 * i, threat, true);
  });
  const hash = createHash('sha256').update(new Uint8Array(bits.buffer)).digest('hex');
  assert.is(hash, '2198999d17c7373e038350a102351783ed7734bb5581416563d8a2a6f5414715');
});

test('no finite input gets a threat outside [0,1]', async () => {
  const huge = [0, 1, 88, 104, 1e6, 3e38].flatMap((value) => [value, -value]);
  for (const weight of [0, 0.12, 1, 3e38]) {
    for (const threat of await builtIn.threatBatch(huge, weight)) assert.ok(threat >= 0 && threat <= 1);
  }
});

test('a new ml weight takes effect with the next call, on the same session', async () => {
  const model = await new EntropyModel({ mlWeight: 0.12 }).load();
  const at = async () => [await model.threat(4), model.sessionRuns];
  assert.equal(await at(), [Math.fround(0.6177478432655334), 2]);
  model.setMlWeight(0.5);
  assert.is(model.mlWeight, 0.5);
  assert.equal(await at(), [await builtIn.threat(4, 0.5), 3]);
  assert.ok((await model.threat(4)) > 0.88);
  model.setMlWeight(0.12);
  assert.equal(await at(), [Math.fround(0.6177478432655334), 3]);
  await model.close();
});

test('an input that was asked of before is not run again, not even while it is under way', async () => {
  const model = await new EntropyModel().load();
  assert.is(
    await runsOf(model, () => Promise.all([model.threat(7), model.threat(7), model.threat(7, 0.12)])),
    1,
  );
  assert.is(await runsOf(model, () => model.threat(7)), 0);
  assert.is(await runsOf(model, () => model.threat(7, 0.13)), 1);
  assert.is(await runsOf(model, () => model.threat(-0)), 1);
  assert.is(await runsOf(model, () => model.threat(0)), 0);
  await model.close();
});

test('the memo holds MEMO_LIMIT answers and forgets the longest unused', async () => {
  const model = await new EntropyModel().load();
  for (let anoms = 0; anoms < MEMO_LIMIT; anoms++) await model.threat(anoms);
  assert.is(await runsOf(model, () => model.threat(0)), 0);
  assert.is(await runsOf(model, () => model.threat(MEMO_LIMIT)), 1);
  assert.is(await runsOf(model, () => model.threat(0)), 0);
  assert.is(await runsOf(model, () => model.threat(2)), 0);
  assert.is(await runsOf(model, () => model.threat(1)), 1);
  await model.close();
});

test('loading twice loads once, and is not needed before the first threat', async () => {
  const model = new EntropyModel();
  const [first, second] = await Promise.all([model.load(), model.load(), model.threat(4)]);
  assert.is(first, model);
  assert.is(second, model);
  assert.is(model.sessionRuns, 2);
  await model.close();
});

test('what the model is can be told before it is loaded', () => {
  const model = new EntropyModel({ mlWeight: 0.2 });
  assert.equal(model.info(), {
    sha256: threatOnnxSha256,
    source: 'built-in',
    input: 'total_anoms',
    features: 1,
    hasMlWeight: true,
    mlWeight: 0.2,
    opset: 17,
    irVersion: 8,
  });
  assert.is(model.sessionRuns, 0);
});

test('a model from a file says its path, and starts with the weight that the file carries', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'venom-model-'));
  try {
    const path = join(directory, 'threat.onnx');
    writeFileSync(path, threatOnnx({ mlWeight: 0.3, bias: -2 }));
    const model = new EntropyModel({ model: path });
    assert.is(model.info().source, path);
    assert.is(model.info().mlWeight, 0.3);
    assert.is(new EntropyModel({ model: path, mlWeight: 0.4 }).info().mlWeight, 0.4);
    const expected = 1 / (1 + Math.exp(2 - 0.3 * 5));
    assert.ok(Math.abs((await model.threat(5)) - expected) < 1e-6);
    await model.close();
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('another thread builds the same model from its options, whatever the file is by then', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'venom-model-'));
  try {
    const path = join(directory, 'threat.onnx');
    writeFileSync(path, threatOnnx({ mlWeight: 0.3, bias: -2 }));
    const model = new EntropyModel({ model: path, mlWeight: 0.5 });
    const { sha256 } = model.info();
    writeFileSync(path, threatOnnx());
    const other = new EntropyModel(model.options());
    assert.is(other.info().sha256, sha256);
    assert.is(other.info().source, path);
    assert.is(other.mlWeight, 0.5);
    assert.is(new EntropyModel(builtIn.options()).info().sha256, threatOnnxSha256);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('a model without ml_weight ignores the weight of a beat and tells that it has none', async () => {
  const model = await new EntropyModel({ model: modelWith({}) }).load();
  assert.is(model.info().hasMlWeight, false);
  assert.is(model.info().mlWeight, null);
  assert.is(await model.threat(2, 0.1), await model.threat(2, 0.9));
  assert.ok(Math.abs((await model.threat(2)) - 1 / (1 + Math.exp(-2))) < 1e-6);
  await model.close();
});

test('a model of three features takes rows of three', async () => {
  const model = await new EntropyModel({ model: threeFeatures }).load();
  assert.is(model.info().features, 3);
  const weights = [0.1, 0.2, 0.3];
  const rows = [
    [1, 2, 3],
    [0, 0, 0],
    [10, -4, 2],
    [5, 5, 5],
    [0.5, 0.25, 0.125],
  ];
  const batch = await model.threatBatch(rows.flat());
  assert.is(batch.length, rows.length);
  for (const [i, row] of rows.entries()) {
    const logit = row.reduce((sum, value, k) => sum + value * (weights[k] ?? Number.NaN), -1);
    const threat = await model.threat(row);
    assert.is(threat, batch[i]);
    assert.ok(Math.abs(threat - 1 / (1 + Math.exp(-logit))) < 1e-6);
  }
  await model.close();
});

test('an output [N] is as good as [N,1]', async () => {
  const model = await new EntropyModel({ model: flatOutput }).load();
  assert.equal([...(await model.threatBatch([0, 0, 0]))], [0.5, 0.5, 0.5]);
  assert.is(await model.threat(0), 0.5);
  await model.close();
});

test('a model closed while it runs answers or refuses what was asked, and ends', async () => {
  for (const load of [true, false]) {
    const model = new EntropyModel();
    if (load) await model.load();
    const asked = [model.threat(7), model.threatBatch([1, 2, 3]), model.threat(8)];
    await model.close();
    for (const { status, ...rest } of await Promise.allSettled(asked)) {
      if (status === 'rejected') assert.match(String('reason' in rest && rest.reason), 'closed');
    }
  }
});

test.run();
