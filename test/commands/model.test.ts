/** Threat models as a user meets them: trained, judged, described, chosen, run and replayed. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, lstat, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { threatOnnx } from '../../src/inference/onnx-file.ts';
import { ImmutableLedger } from '../../src/ledger/index.ts';
import { type Ended, venom } from '../support/cli.ts';
import { venomHere } from '../support/cli-here.ts';
import { Random } from '../support/random.ts';

const test = suite<{ dir: string; rows: string; model: string }>('venom model');

const ROWS = 400;

function csv(): string {
  const random = new Random(21);
  const lines = Array.from({ length: ROWS }, () => {
    const [total, load] = [random.integer(0, 12), random.between(0, 1)];
    return `${total},${load.toFixed(3)},${random.next() < 1 / (1 + Math.exp(5 - 0.7 * total)) ? 1 : 0}`;
  });
  return `total_anoms,load,label\n${lines.join('\n')}\n`;
}

test.before(async (context) => {
  context.dir = await mkdtemp(join(tmpdir(), 'venom-model-'));
  context.rows = join(context.dir, 'rows.csv');
  context.model = join(context.dir, 'threat.onnx');
  await writeFile(context.rows, csv());
  const trained = await venom(['model', 'train', '--data', context.rows, '--out', context.model]);
  assert.is(trained.code, 0, trained.stderr);
  assert.match(trained.stdout, 'weighted model of total_anoms');
  assert.match(trained.stdout, /checked +by onnxruntime/);
});
test.after(({ dir }) => rm(dir, { recursive: true, force: true }));

/** The one JSON document that was printed. */
function documentOf({ code, stdout, stderr }: Ended) {
  assert.is(code, 0, stderr);
  assert.is(stdout.trimEnd().split('\n').length, 1);
  return JSON.parse(stdout);
}

function assertRefused({ code, stdout, stderr }: Ended, exit: number, ...texts: (string | RegExp)[]): void {
  assert.is(code, exit, stderr);
  assert.is(stdout, '');
  assert.is(stderr.trimEnd().split('\n').length, 2, stderr);
  for (const text of texts) assert.match(stderr, text);
}

test('training again gives the same file, refuses to replace it, and does when told to', async ({
  dir,
  rows,
  model,
}) => {
  assertRefused(
    await venomHere(['model', 'train', '--data', rows, '--out', model]),
    3,
    `${model} is there already`,
    '--force',
  );
  const bytes = await readFile(model);
  const args = ['model', 'train', '--data', rows, '--out', model, '--force', '--json'];
  const report = documentOf(await venomHere(args));
  assert.ok(bytes.equals(await readFile(model)));
  assert.is(report.type, 'training');
  assert.is(report.sha256, createHash('sha256').update(bytes).digest('hex'));
  assert.is(report.out, model);
  assert.ok(report.crossValidation.auc > 0.8);
  assert.is(await stat(join(dir, 'threat.onnx.tmp')).catch(() => 'none'), 'none');
});

test('info: the built-in model, a file, and a file that no run can use', async ({ dir, rows, model }) => {
  const builtIn = documentOf(await venomHere(['model', 'info', '--json']));
  assert.equal(builtIn.thresholds, { alert: 4, quarantine: 15, rising: true });
  const told = await venomHere(['model', 'info', model]);
  assert.match(told.stdout, /inputs +total_anoms float\[N,1\], ml_weight float\[1,1\]/);
  assert.match(told.stdout, /ALERT +from \d+ anomalies on/);
  assert.match(told.stdout, 'can use it');
  const wide = join(dir, 'wide.onnx');
  const network = ['--features', 'load,total_anoms', '--hidden', '3', '--seed', '7'];
  const trained = await venomHere(['model', 'train', '--data', rows, ...network, '--out', wide]);
  assert.is(trained.code, 0, trained.stderr);
  assert.match(trained.stdout, 'network of 3 hidden units (tanh) of load, total_anoms');
  const card = documentOf(await venomHere(['model', 'info', wide, '--json']));
  assert.equal([card.features, card.featureNames, card.usableByRun], [2, ['load', 'total_anoms'], false]);
  assertRefused(
    await venomHere(['run', '--source', 'none', '--beats', '1', '--model', wide]),
    3,
    'a run knows one: the total of anomalies',
  );
  const judged = documentOf(await venomHere(['model', 'eval', wide, '--data', rows, '--json']));
  assert.equal(judged.features, ['load', 'total_anoms']);
});

test('eval: the trained model is better calibrated than the built-in one, by the same rows', async ({
  rows,
  model,
}) => {
  const [own, builtIn, table] = await Promise.all([
    venomHere(['model', 'eval', model, '--data', rows, '--json']),
    venomHere(['model', 'eval', 'builtin', '--data', rows, '--json']),
    venomHere(['model', 'eval', model, '--data', rows]),
  ]);
  const [better, worse] = [documentOf(own), documentOf(builtIn)];
  assert.is(better.auc, worse.auc, 'both rise with the anomalies');
  assert.ok(better.ece < worse.ece && better.brier < worse.brier && better.logLoss < worse.logLoss);
  assert.is(better.rows, ROWS);
  assert.match(table.stdout, 'ALERT 0.60');
  assert.match(table.stdout, /precision [\d.]+ %, recall [\d.]+ %/);
});

test('reports are pictures by themselves, and quote names safely', async ({ dir, rows }) => {
  const odd = join(dir, 'a <b> & "c".onnx');
  await writeFile(odd, threatOnnx({ mlWeight: 0.7, bias: -5 }));
  for (const name of ['report.svg', 'report.html']) {
    const report = join(dir, name);
    const ended = await venomHere(['model', 'eval', odd, '--data', rows, '--report', report]);
    assert.is(ended.code, 0, ended.stderr);
    const text = await readFile(report, 'utf8');
    assert.match(text, 'a &lt;b&gt; &amp; &quot;c&quot;.onnx');
    assert.not.match(text, '<b>');
    assert.not.match(text, /<script|<link|href=|src=|url\(|NaN|undefined/);
    for (const part of ['ROC curve', 'Calibration', 'true positive rate', 'QUARANTINE'])
      assert.match(text, part);
    assert.match(text, 'prefers-color-scheme: dark');
  }
  assertRefused(
    await venomHere(['model', 'eval', odd, '--data', rows, '--report', join(dir, 'report.svg')]),
    3,
    'there already',
  );
  assertRefused(
    await venomHere(['model', 'eval', odd, '--data', rows, '--report', 'r.png']),
    2,
    '.svg or .html',
  );
});

test('what is wrong with a call or with data is said, with its exit code', async ({ dir, rows, model }) => {
  const out = join(dir, 'other.onnx');
  const bad = join(dir, 'bad.csv');
  await writeFile(bad, (await readFile(rows, 'utf8')).replace(/\n\d+,/, '\nmany,'));
  const pipe = join(dir, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const refusals: [string[], number, (string | RegExp)[]][] = [
    [['train', '--data', bad, '--out', out], 3, [`${bad}:2: field "total_anoms" is "many"`]],
    [['train', '--data', join(dir, 'none.csv'), '--out', out], 5, ['none.csv']],
    [['train', '--out', out], 2, ['--data FILE or from --ledger-dir']],
    [['train', '--data', rows], 2, ['flag out']],
    [['train', '--data', rows, '--out', out, '--l2', '0'], 2, ['--l2', 'above 0']],
    [['train', '--data', rows, '--out', out, '--hidden', '1.5'], 2, ['--hidden']],
    [['train', '--data', rows, '--out', out, '--hidden', '100000'], 2, ['at most 256']],
    [['train', '--data', rows, '--out', out, '--features', 'a,,b'], 2, ['--features']],
    [['train', '--data', rows, '--out', out, '--features', 'a,b'], 3, ['no column "a"']],
    [['train', '--data', rows, '--out', out, '--hiden', '3'], 2, ['Did you mean --hidden']],
    [['train', '--data', rows, '--out', out, '--features', 'label'], 2, ['as a feature and as the label']],
    [['train', '--data', rows, '--out', dir, '--force'], 5, [dir]],
    [['train', '--data', rows, '--out', pipe, '--force'], 5, ['it is no file']],
    [['eval', model, '--data', rows, '--features', 'load,total_anoms'], 3, ['rows of 1 features']],
    [['eval', join(dir, 'none.onnx'), '--data', rows], 3, ['does not exist']],
    [['eval', rows, '--data', rows], 3, ['is broken']],
    [['eval', model, '--data', rows, '--ml-weight', '-1'], 2, ['--ml-weight', '0 or above']],
    [['eval', '--data', rows], 2, ['model']],
    [['info', dir], 3, ['no file']],
    [['use', rows, '--config', join(dir, 'x.json')], 3, ['is broken']],
    [['use', model], 2, ['flag config']],
  ];
  // One of each way to end by a process of its own.
  const ownProcess = new Set([0, 1, 2, refusals.length - 1]);
  const ended = await Promise.all(
    refusals.map(([args], i) => (ownProcess.has(i) ? venom : venomHere)(['model', ...args])),
  );
  refusals.forEach(([, exit, texts], i) => {
    assertRefused(ended[i] as Ended, exit, ...texts);
  });
  assert.is(await stat(out).catch(() => 'none'), 'none');
  assert.ok((await stat(pipe)).isFIFO());
  const json = await venomHere(['model', 'train', '--data', bad, '--out', out, '--json']);
  assert.is(JSON.parse(json.stdout).code, 'ERR_LABELLED_DATA');
});

test('use writes the model into a configuration, keeps the rest, and a run follows it', async ({
  dir,
  model,
}) => {
  const config = join(dir, 'venom.json');
  const made = documentOf(await venomHere(['model', 'use', model, '--config', config, '--json']));
  assert.equal(JSON.parse(await readFile(config, 'utf8')), { model });
  assert.is(made.command, `venom run --config ${config}`);
  await writeFile(config, '{\n    "k_flows": 4,\n    "source": "none"\n}\n');
  await chmod(config, 0o600);
  const link = join(dir, 'link.json');
  await symlink(config, link);
  assert.is((await venomHere(['model', 'use', model, '--config', link])).code, 0);
  assert.ok((await lstat(link)).isSymbolicLink());
  assert.is((await stat(config)).mode & 0o777, 0o600);
  assert.is(
    await readFile(config, 'utf8'),
    `{\n    "k_flows": 4,\n    "source": "none",\n    "model": ${JSON.stringify(model)}\n}\n`,
  );
  const ledger = join(dir, 'configured');
  const ran = await venomHere(['run', '--config', config, '--beats', '2', '--ledger-dir', ledger, '--json']);
  assert.is(ran.code, 0, ran.stderr);
  const [opening] = await entriesOf(ledger, 'model');
  assert.is(
    opening?.sha256,
    createHash('sha256')
      .update(await readFile(model))
      .digest('hex'),
  );
  assert.is(opening?.source, model);
  assert.is((await venomHere(['model', 'use', 'builtin', '--config', config])).code, 0);
  assert.equal(JSON.parse(await readFile(config, 'utf8')), { k_flows: 4, source: 'none' });
});

test('use leaves a configuration that is wrong as it is', async ({ dir, model }) => {
  const config = join(dir, 'wrong.json');
  for (const [text, says] of [
    ['{ // no JSON\n}', 'comments'],
    ['{"kflows": 4}', 'Did you mean "k_flows"'],
    ['{"model": "a", "model": "b"}', 'more than once'],
  ] as const) {
    await writeFile(config, text);
    assertRefused(await venomHere(['model', 'use', model, '--config', config]), 3, says);
    assert.is(await readFile(config, 'utf8'), text);
  }
});

async function entriesOf(dir: string, type: string): Promise<Record<string, unknown>[]> {
  const ledger = await new ImmutableLedger({ dir, readOnly: true }).open();
  const found: Record<string, unknown>[] = [];
  for await (const { data } of ledger.entries()) if (data.type === type) found.push(data);
  await ledger.close();
  return found;
}

test('a run with a model and a weight records both, inline and on workers, with the same threats', async ({
  dir,
  model,
}) => {
  const threats = await Promise.all(
    ['inline', 'workers'].map(async (executor) => {
      const ledger = join(dir, executor);
      const args = ['run', '--source', 'none', '--beats', '2', '--model', model, '--ml-weight', '0.5'];
      const ended = await venom([...args, '--executor', executor, '--ledger-dir', ledger, '--json']);
      assert.is(ended.code, 0, ended.stderr);
      const [opening] = await entriesOf(ledger, 'model');
      assert.is(opening?.mlWeight, 0.5);
      const flows = await entriesOf(ledger, 'flow_result');
      return flows.filter(({ flow }) => flow === 'E').map(({ scores, error }) => ({ scores, error }));
    }),
  );
  assert.equal(threats[0], threats[1]);
  const { bias } = documentOf(await venomHere(['model', 'info', model, '--json']));
  const [first] = threats[0] as { scores: { threat: number } }[];
  assert.ok(Math.abs((first?.scores.threat ?? 0) - 1 / (1 + Math.exp(-bias))) < 1e-5);
});

test('a weight below 0, one that the model does not take, and a broken model end before the ledger', async ({
  dir,
  rows,
}) => {
  const ledger = join(dir, 'never');
  const args = ['run', '--source', 'none', '--beats', '1', '--ledger-dir', ledger];
  const plain = join(dir, 'plain.onnx');
  const trained = await venomHere(['model', 'train', '--data', rows, '--hidden', '2', '--out', plain]);
  assert.is(trained.code, 0, trained.stderr);
  const [below, none, broken] = await Promise.all([
    venomHere([...args, '--ml-weight', '-0.1']),
    venomHere([...args, '--model', plain, '--ml-weight', '0.1']),
    venomHere(args, { VENOM_MODEL: rows }),
  ]);
  assertRefused(below, 2, '--ml-weight', '0 or above');
  assertRefused(none, 3, 'takes no ml weight');
  assertRefused(broken, 3, `${rows} is broken`);
  assert.is(await stat(ledger).catch(() => 'none'), 'none');
});

test('replay tells which model is missing, and verifies its threats when it is given', async ({
  dir,
  model,
}) => {
  const ledger = join(dir, 'replayed');
  const run = ['run', '--source', 'none', '--ledger-dir', ledger, '--json', '--beats'];
  assert.is((await venomHere([...run, '3', '--model', model])).code, 0);
  assert.is((await venom([...run, '2'])).code, 0);
  const sha256 = createHash('sha256')
    .update(await readFile(model))
    .digest('hex');
  const replay = ['replay', '--ledger-dir', ledger];
  const [without, json, given, other, whatIf] = await Promise.all([
    venomHere(replay),
    venomHere([...replay, '--json']),
    venomHere([...replay, '--model', model, '--json']),
    venomHere([...replay, '--run', '2', '--model', model]),
    venomHere([...replay, '--what-if', 'ml_weight=3']),
  ]);
  assert.is(without.code, 0, without.stderr);
  assert.match(
    without.stdout,
    `3 threats were taken as recorded: the model with sha256 ${sha256} is not at hand`,
  );
  assert.match(without.stdout, '2 threats computed again by the model built-in');
  assert.equal(documentOf(json).models[0], { sha256, source: null, threats: 3 });
  const verified = documentOf(given);
  assert.is(verified.same, true);
  assert.is(verified.threatsReplayed, 5);
  assert.equal(verified.models[0], { sha256, source: model, threats: 3 });
  assertRefused(other, 3, `used the model ${model}`, 'sha256');
  assertRefused(whatIf, 3, 'not at hand', sha256);
  const weighed = await venomHere([...replay, '--model', model, '--what-if', 'ml_weight=3', '--json']);
  assert.is(documentOf(weighed).alternative.beats, 5);
});

test('a threat that was forged is found only with its model', async ({ dir, model }) => {
  const [ledger, forged] = [join(dir, 'honest'), join(dir, 'forged')];
  const run = ['run', '--source', 'none', '--beats', '2', '--ledger-dir', ledger, '--model', model];
  assert.is((await venomHere(run)).code, 0);
  const reader = await new ImmutableLedger({ dir: ledger, readOnly: true }).open();
  const writer = await new ImmutableLedger({ dir: forged }).open();
  for await (const { data, timestamp } of reader.entries()) {
    const threat = data.type === 'flow_result' && data.flow === 'E';
    await writer.append(threat ? { ...data, scores: { threat: 0.25 } } : data, timestamp);
  }
  await writer.close();
  await reader.close();
  const found = await venomHere(['replay', '--ledger-dir', forged, '--model', model]);
  assert.is(found.code, 4, found.stdout);
  assert.match(found.stderr, 'flows.E.scores.threat is 0.25');
});

test('beats of a ledger are rows, labelled by spans of time', async ({ dir }) => {
  const ledger = await new ImmutableLedger({ dir: join(dir, 'beats') }).open();
  const from = join(dir, 'source-of-beats');
  assert.is((await venom(['run', '--source', 'none', '--beats', '1', '--ledger-dir', from])).code, 0);
  const reader = await new ImmutableLedger({ dir: from, readOnly: true }).open();
  const entries = [];
  for await (const entry of reader.entries()) entries.push(entry);
  await reader.close();
  for (const { data } of entries.slice(0, 3)) await ledger.append(data, 1000);
  for (let beat = 1; beat <= 20; beat++) {
    for (const { data } of entries.slice(3)) {
      const pulse = data.type === 'pulse' ? { totalAnoms: beat > 10 ? 6 : 1 } : {};
      await ledger.append({ ...data, beat, ...pulse }, 1000 + beat);
    }
  }
  await ledger.close();
  const labels = join(dir, 'windows.json');
  await writeFile(labels, JSON.stringify({ windows: [[1011, '1970-01-01T00:17:00Z']] }));
  const out = join(dir, 'from-ledger.onnx');
  const source = ['--ledger-dir', join(dir, 'beats'), '--labels', labels];
  const report = documentOf(await venomHere(['model', 'train', ...source, '--out', out, '--json']));
  assert.equal([report.rows, report.positives, report.auc], [20, 10, 1]);
  const judged = documentOf(await venomHere(['model', 'eval', 'builtin', ...source, '--json']));
  assert.is(judged.auc, 1);
  await writeFile(labels, JSON.stringify({ windows: [[5, 6]] }));
  assertRefused(
    await venomHere(['model', 'eval', 'builtin', ...source]),
    3,
    'every one of the 20 labels is 0',
  );
  assertRefused(await venomHere(['model', 'eval', 'builtin', ...source.slice(0, 2)]), 2, 'go together');
});

test.run();
