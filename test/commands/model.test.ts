/** The threat model as a user trains, looks at, evaluates and chooses it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EntropyModel } from '../../src/inference/entropy-model.ts';
import { fitLogistic, sigmoid } from '../../src/inference/logistic-regression.ts';
import { encodeOnnx } from '../../src/inference/onnx-file.ts';
import { venom } from '../support/cli.ts';

const test = suite<{ dir: string; data: string; model: string }>('model');
test.before(async (context) => {
  context.dir = mkdtempSync(join(tmpdir(), 'venom-model-'));
  context.data = join(context.dir, 'rows.csv');
  context.model = join(context.dir, 'threat.onnx');
  writeFileSync(
    context.data,
    `total_anoms,label\n${rows.map(({ x, label }) => `${x},${label ? 1 : 0}`).join('\n')}\n`,
  );
});
test.after(({ dir }) => rmSync(dir, { recursive: true, force: true }));

/** Trouble from two anomalies on, nearly always. */
const rows = Array.from({ length: 400 }, (_, i) => {
  const x = i % 5;
  return { x, label: i % 37 === 0 ? x < 2 : x >= 2 };
});

const one = (text: string): Record<string, unknown> => JSON.parse(text.trim());

test('train writes a model that says what the fit says, and will not write over it', async ({
  data,
  model,
}) => {
  const trained = await venom(['model', 'train', data, '--out', model, '--json']);
  assert.is(trained.code, 0, trained.stderr);
  const { weight, bias, alertFrom } = one(trained.stdout) as {
    weight: number;
    bias: number;
    alertFrom: number;
  };
  const fit = fitLogistic(rows);
  assert.equal([weight, bias], [fit.weight, fit.bias]);
  assert.is(alertFrom, 2);
  const written = await new EntropyModel({ model }).load();
  for (const x of [0, 1, 2, 3.5, 20]) {
    assert.ok(Math.abs((await written.threat(x)) - sigmoid(weight * x + bias)) < 1e-6);
  }
  await written.close();
  const again = await venom(['model', 'train', data, '--out', model]);
  assert.is(again.code, 2);
  assert.match(again.stderr, 'is there already');
  assert.is((await venom(['model', 'train', data, '--out', model, '--force'])).code, 0);
});

test('info tells what the built-in model and another are', async ({ model }) => {
  const builtIn = one((await venom(['model', 'info', '--json'])).stdout);
  assert.equal([builtIn.alertFrom, builtIn.quarantineFrom, builtIn.mlWeight], [4, 15, 0.12]);
  const text = await venom(['model', 'info', model]);
  assert.match(text.stdout, 'from 2 anomalies on (a threat of 0.6)');
  assert.match(text.stdout, 'opset 17');
});

test('eval: figures and a page, better for the model that was trained on such rows', async ({
  dir,
  data,
  model,
}) => {
  const page = join(dir, 'model.html');
  const [builtIn, trained] = await Promise.all([
    venom(['model', 'eval', data, '--json']),
    venom(['model', 'eval', data, '--model', model, '--json']),
  ]);
  assert.ok(Number(one(trained.stdout).brier) < Number(one(builtIn.stdout).brier) / 2);
  assert.is(one(trained.stdout).auc, one(builtIn.stdout).auc, 'both put the rows in one order');
  const text = await venom(['model', 'eval', data, '--model', model, '--report', page]);
  assert.is(text.code, 0, text.stderr);
  assert.match(text.stdout, /at 0\.60 +was 1 +was 0/);
  assert.match(readFileSync(page, 'utf8'), /^<!doctype html>/);
});

test('use names it in a configuration and keeps the rest; a run with it replays with it', async ({
  dir,
  model,
}) => {
  const config = join(dir, 'venom.json');
  writeFileSync(config, '{"k_flows": 8}\n');
  assert.is((await venom(['model', 'use', model, '--config', config])).code, 0);
  assert.equal(JSON.parse(readFileSync(config, 'utf8')), { k_flows: 8, model });
  const recording = join(dir, 'load.csv');
  writeFileSync(
    recording,
    `timestamp,load\n${Array.from({ length: 30 }, (_, i) => `${i},${i % 3}`).join('\n')}\n`,
  );
  for (const executor of ['inline', 'workers']) {
    const ledger = join(dir, `ledger-${executor}`);
    const ran = await venom([
      'run',
      '--config',
      config,
      '--source',
      recording,
      '--ledger-dir',
      ledger,
      '--executor',
      executor,
      '--json',
    ]);
    assert.is(ran.code, 0, ran.stderr);
    const [first = ''] = ran.stdout.split('\n');
    const { threat } = JSON.parse(first).flows.E.scores;
    const asked = await new EntropyModel({ model }).load();
    assert.is(threat, await asked.threat(0));
    await asked.close();
    const without = await venom(['replay', '--ledger-dir', ledger]);
    assert.is(without.code, 0, without.stderr);
    assert.match(without.stdout, /30 threats were taken as recorded.*--model/);
    const withIt = await venom(['replay', '--ledger-dir', ledger, '--model', model]);
    assert.is(withIt.code, 0, withIt.stderr);
    assert.not.match(withIt.stdout, 'taken as recorded');
  }
  assert.is((await venom(['model', 'use', 'built-in', '--config', config])).code, 0);
  assert.is(JSON.parse(readFileSync(config, 'utf8')).model, 'built-in');
});

test('a weight for a run is in its ledger', async ({ dir }) => {
  const ledger = join(dir, 'weighted');
  const ran = await venom([
    'run',
    '--source',
    'none',
    '--beats',
    '2',
    '--ml-weight',
    '0.3',
    '--ledger-dir',
    ledger,
  ]);
  assert.is(ran.code, 0, ran.stderr);
  const shown = await venom(['ledger', 'show', '1', '--ledger-dir', ledger, '--json']);
  assert.match(shown.stdout, /"mlWeight":0\.3/);
});

test('wrong data and wrong models are told with the place', async ({ dir, data }) => {
  const out = join(dir, 'never.onnx');
  const table = (name: string, text: string): string => {
    writeFileSync(join(dir, name), text);
    return join(dir, name);
  };
  const wide = join(dir, 'wide.onnx');
  writeFileSync(
    wide,
    encodeOnnx({
      name: 'wide',
      inputs: [{ name: 'x', dims: ['N', 3] }],
      initializers: [{ name: 'w', dims: [3, 1], values: [0.1, 0.2, 0.3] }],
      nodes: [
        { op: 'MatMul', inputs: ['x', 'w'], outputs: ['z'] },
        { op: 'Sigmoid', inputs: ['z'], outputs: ['threat'] },
      ],
      outputs: [{ name: 'threat', dims: ['N', 1] }],
    }),
  );
  const bad: readonly [args: readonly string[], code: number, why: RegExp][] = [
    [
      ['model', 'train', table('label.csv', 'anoms,label\n1,1\n2,maybe\n'), '--out', out],
      3,
      /label\.csv line 3: label is "maybe"/,
    ],
    [
      ['model', 'train', table('text.csv', 'anoms,label\nmany,1\n'), '--out', out],
      3,
      /text\.csv line 2: anomalies are "many"/,
    ],
    [['model', 'train', table('none.csv', 'x,label\n1,1\n'), '--out', out], 3, /no column total_anoms/],
    [['model', 'train', table('ragged.csv', 'anoms,label\n1,1\n2\n'), '--out', out], 3, /ragged\.csv line 3/],
    [['model', 'train', table('few.csv', 'anoms,label\n1,1\n2,0\n'), '--out', out], 3, /2 rows/],
    [
      ['model', 'train', table('one.csv', `anoms,label\n${'1,1\n'.repeat(20)}`), '--out', out],
      3,
      /20 of them labelled 1/,
    ],
    [
      ['model', 'train', table('turned.csv', `anoms,label\n${'5,0\n0,1\n'.repeat(20)}`), '--out', out],
      3,
      /more anomalies mean less threat/,
    ],
    [['model', 'train', join(dir, 'nowhere.csv'), '--out', out], 5, /nowhere\.csv/],
    [['model', 'train', data, '--out', join(data, 'x.onnx')], 5, /x\.onnx/],
    [['model', 'train', data, '--out', out, '--l2', '-1'], 2, /--l2 is "-1"/],
    [['model', 'train', data], 2, /out/],
    [['model', 'info', join(dir, 'nowhere.onnx')], 3, /nowhere\.onnx/],
    [['model', 'info', data], 3, /rows\.csv is broken/],
    [['model', 'eval', data, '--model', wide], 3, /asks for 3 numbers/],
    [['model', 'use', wide, '--config', join(dir, 'x.json')], 3, /asks for 3 numbers/],
    [['run', '--model', wide, '--source', 'none', '--beats', '1'], 3, /asks for 3 numbers/],
    [['run', '--model', data, '--source', 'none', '--beats', '1'], 3, /rows\.csv is broken/],
  ];
  for (const [args, code, why] of bad) {
    const ended = await venom(args);
    assert.is(ended.code, code, `${args.join(' ')}: ${ended.code} ${ended.stderr}`);
    assert.match(ended.stderr, why);
  }
  const told = await venom(['model', 'info', wide]);
  assert.match(told.stdout, /none in a run: it asks for 3 numbers/);
});

test.run();
