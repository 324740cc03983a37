import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type FlowInput, type FlowResults, InlineExecutor, WorkerExecutor } from '../../src/flows/index.ts';
import { EntropyModel } from '../../src/inference/entropy-model.ts';
import { Random } from '../support/random.ts';

const CALM: FlowInput = {
  blind: false,
  gains: { kd: 0.05, ki: 0.1, kp: 0.6 },
  mlWeight: 0.12,
  tLambda: 0.0042,
  tThreshold: 0.02,
  totalAnoms: 0,
};

test('inline and on four workers the results are the same, bit for bit and word for word', async () => {
  const random = new Random(7);
  const inline = new InlineExecutor(new EntropyModel());
  const workers = new WorkerExecutor();
  try {
    for (let i = 0; i < 200; i++) {
      const input = {
        ...CALM,
        tLambda: random.between(1e-6, 0.1),
        totalAnoms: random.between(0, 30),
        mlWeight: random.between(0, 1),
        blind: random.next() < 0.05,
      };
      assert.equal(await workers.run(input), await inline.run(input));
    }
  } finally {
    await workers.close();
  }
});

test('the formulas of the cores', async () => {
  const { R, B, E, O } = await new InlineExecutor({ threat: async () => 0.5 }).run({
    ...CALM,
    totalAnoms: 4,
  });
  assert.equal(R.scores, { urgency: 0.4, cost: 0.2 });
  assert.equal(B.scores, { conserve: 0.0042 / 0.02 });
  assert.equal(B.gains, CALM.gains);
  assert.equal(E.scores, { threat: 0.5 });
  assert.equal(O.scores, { expectedGain: 1 - 0.0042 / 0.02 });
  assert.equal([R.plan, O.plan], ['repair+replicate', 'reinvest+transform']);
  const far = await new InlineExecutor({ threat: async () => 0.5 }).run({
    ...CALM,
    totalAnoms: 50,
    tLambda: 9,
  });
  assert.is(far.R.scores.urgency, 0.9);
  assert.is(far.B.scores.conserve, 20);
  assert.is(far.O.scores.expectedGain, 0);
});

function failures(results: FlowResults): Record<string, string | undefined> {
  const { R, B, E, O } = results;
  return { R: R.error, B: B.error, E: E.error, O: O.error };
}

test('a core that fails scores 0 and says why; the others go on', async () => {
  const inline = new InlineExecutor({
    threat: async () => {
      throw new Error('no model');
    },
  });
  const results = await inline.run(CALM);
  assert.equal(failures(results), { R: undefined, B: undefined, E: 'no model', O: undefined });
  assert.equal(results.E.scores, { threat: 0 });
  const absurd = await inline.run({ ...CALM, totalAnoms: Number.NaN, tLambda: Number.NaN });
  assert.equal([absurd.R.scores.urgency, absurd.B.scores.conserve, absurd.O.scores.expectedGain], [0, 0, 0]);
  assert.ok(Object.values(failures(absurd)).every((error) => error !== undefined));
  assert.match(absurd.B.error ?? '', 'tLambda');
});

test('a model that cannot be loaded fails Entropy on its worker, and only that', async () => {
  const workers = new WorkerExecutor({ model: '/no/such/model.onnx' });
  try {
    const results = await workers.run(CALM);
    assert.match(results.E.error ?? '', '/no/such/model.onnx');
    assert.is(results.R.error, undefined);
  } finally {
    await workers.close();
  }
});

test('a closed pool fails what was asked of it, and starts anew when asked again', async () => {
  const workers = new WorkerExecutor();
  const asked = workers.run(CALM);
  await workers.close();
  assert.ok(Object.values(failures(await asked)).every((error) => error === 'its worker was closed'));
  assert.equal(failures(await workers.run(CALM)), { R: undefined, B: undefined, E: undefined, O: undefined });
  await workers.close();
});

test('runs asked for at the same time are all answered, each with its own', async () => {
  const workers = new WorkerExecutor();
  const inline = new InlineExecutor(new EntropyModel());
  const inputs = Array.from({ length: 12 }, (_, i) => ({ ...CALM, totalAnoms: i }));
  try {
    const results = await Promise.all(inputs.map((input) => workers.run(input)));
    for (const [i, input] of inputs.entries()) assert.equal(results[i], await inline.run(input));
  } finally {
    await workers.close();
  }
});

test('a worker that dies fails its core for that beat, and is started anew for the next', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'venom-worker-'));
  process.env.VENOM_DYING_WORKER = join(dir, 'marker');
  const workers = new WorkerExecutor({}, new URL('../support/dying-worker.ts', import.meta.url));
  try {
    const struck = failures(await workers.run(CALM));
    assert.match(struck.R ?? '', 'its worker');
    assert.equal([struck.B, struck.O], [undefined, undefined]);
    assert.equal(failures(await workers.run(CALM)), {
      R: undefined,
      B: undefined,
      E: undefined,
      O: undefined,
    });
  } finally {
    await workers.close();
    rmSync(dir, { recursive: true, force: true });
  }
});

test.run();
