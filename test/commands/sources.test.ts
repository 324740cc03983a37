/** Sources, detection and back-tests as a user has them: on the command line, with real files and a real server. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { venom, venomMany, venomReading } from '../support/cli.ts';
import { runHere, venomHere } from '../support/cli-here.ts';
import { Random } from '../support/random.ts';
import { must } from '../support/supervised.ts';

const test = suite<{ dir: string }>('sources');
test.before((context) => {
  context.dir = mkdtempSync(join(tmpdir(), 'venom-sources-'));
});
test.after(({ dir }) => rmSync(dir, { recursive: true, force: true }));

type Document = Readonly<Record<string, unknown>>;
const documents = (text: string): Document[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
const beats = (
  text: string,
): { metrics: Record<string, number | null> | null; timestamp: number; beat: number }[] =>
  documents(text).filter(({ type }) => type === 'beat') as never;

/** 1,200 rows, a minute apart: noise, and a fault of 40 rows that begins at row 1,000. */
function recording(): string {
  const random = new Random(1);
  const rows = Array.from({ length: 1200 }, (_, i) => {
    const time = new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString().slice(0, 19).replace('T', ' ');
    return `${time},${(i >= 1000 && i < 1040 ? 400 : 50) + random.next()},${random.next()}`;
  });
  return `timestamp,queue,load\n${rows.join('\n')}\n`;
}

test('a run on a file takes the time of its rows, and its ledger replays', async ({ dir }) => {
  const file = join(dir, 'metrics.csv');
  writeFileSync(file, recording());
  const ledger = join(dir, 'ledger');
  const ended = await runHere([
    '--source',
    file,
    '--load',
    'load',
    '--setpoint',
    '1',
    '--ledger-dir',
    ledger,
    '--json',
  ]);
  assert.is(ended.code, 0, ended.stderr);
  const all = beats(ended.stdout);
  assert.is(all.length, 1200);
  assert.is(all[0]?.timestamp, Date.UTC(2026, 0, 1) / 1000);
  assert.is((all[1]?.timestamp ?? 0) - (all[0]?.timestamp ?? 0), 60);
  const surprised = documents(ended.stdout).filter(
    ({ features }) => ((features as { anoms?: number } | undefined)?.anoms ?? 0) > 0,
  );
  assert.is(surprised[0]?.beat, 1001);
  assert.match(
    JSON.stringify(surprised[0]?.features),
    /queue 400, beyond 50 to 51, the range of 1,000 samples/,
  );
  const replayed = await venomHere(['replay', '--ledger-dir', ledger, '--json']);
  assert.is(replayed.code, 0, replayed.stderr + replayed.stdout);
  const explained = await venomHere(['explain', '--ledger-dir', ledger, '--beat', '1001']);
  assert.match(explained.stdout, 'queue 400');
});

test('an anomaly that was invented or hidden is found by the replay', async ({ dir }) => {
  const file = join(dir, 'short.csv');
  writeFileSync(file, recording().split('\n').slice(0, 1012).join('\n'));
  const ledger = join(dir, 'short-ledger');
  assert.is((await runHere(['--source', file, '--ledger-dir', ledger, '--json'])).code, 0);
  const { ImmutableLedger } = await import('../../src/ledger/index.ts');
  const read = await new ImmutableLedger({ dir: ledger, readOnly: true }).open();
  const forged = join(dir, 'forged');
  const written = await new ImmutableLedger({ dir: forged }).open();
  for await (const { data, timestamp } of read.entries()) {
    const hidden = data.type === 'pulse' && data.beat === 1005 ? { ...data, surprises: [] } : data;
    await written.enqueue([hidden], timestamp);
  }
  await written.close();
  await read.close();
  const replayed = await venomHere(['replay', '--ledger-dir', forged]);
  assert.is(replayed.code, 4, replayed.stdout);
  assert.match(replayed.stdout + replayed.stderr, /features\.surprises/);
});

test('standard input, compressed or not, is a source', async () => {
  const rows = [1, 2, 3].map((i) => `{"timestamp":${1e9 + i},"metrics":{"load":${i}}}`).join('\n');
  const ended = await venomReading(rows, [
    'run',
    '--source',
    '-',
    '--load',
    'load',
    '--setpoint',
    '2',
    '--json',
  ]);
  assert.is(ended.code, 0, ended.stderr);
  assert.equal(
    beats(ended.stdout).map(({ metrics }) => metrics?.load),
    [1, 2, 3],
  );
});

test('an endpoint of Prometheus, and several sources at once', async () => {
  let scrapes = 0;
  const server = createServer((_, response) => {
    response.end(`# TYPE jobs_total counter\njobs_total ${10 * scrapes++}\nqueue_length 4\ngo_threads 7\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
  try {
    const patient = ['--interval', '1', '--scrape-timeout', '60'];
    const ended = await venom(['run', '--source', url, ...patient, '--beats', '2', '--json']);
    assert.is(ended.code, 0, ended.stderr);
    const [first, second] = beats(ended.stdout);
    assert.equal(first?.metrics, { jobs_total: null, queue_length: 4, up: 1 });
    assert.ok((second?.metrics?.jobs_total ?? 0) > 0);

    const both = await runHere(['--source', `host,${url}`, ...patient, '--beats', '4', '--json']);
    assert.is(both.code, 0, both.stderr);
    const names = new Set(beats(both.stdout).flatMap(({ metrics }) => Object.keys(metrics ?? {})));
    assert.ok(names.has('cpu.total') && names.has('queue_length'));

    const listed = await venomHere(['sources', 'list', url, '--json']);
    const [{ sources }] = documents(listed.stdout) as [
      { sources: { series: { metric: string; watched: boolean }[] }[] },
    ];
    assert.equal(
      sources[0]?.series.map(({ metric, watched }) => [metric, watched]),
      [
        ['up', true],
        ['jobs_total', true],
        ['queue_length', true],
        ['go_threads', false],
      ],
    );
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('detect: a score a row, the same bits on every runtime', async ({ dir }) => {
  const file = join(dir, 'one.csv.gz');
  const single = recording()
    .split('\n')
    .map((line) => line.split(',').slice(0, 2).join(','))
    .join('\n');
  writeFileSync(file, gzipSync(single));
  const csv = await venomHere(['detect', file, '--csv']);
  assert.is(csv.code, 0, csv.stderr);
  const lines = csv.stdout.trim().split('\n');
  assert.is(lines[0], 'timestamp,value,anomaly_score');
  assert.is(lines.length, 1201);
  assert.match(lines[1001] ?? '', /^2026-01-01 16:40:00,400\.\d+,1$/);
  assert.is(
    createHash('sha256').update(csv.stdout).digest('hex'),
    '980c8acc1ea43b96313b8c60aef6b6c2bfa968aaa8e12edb21e1b490ffd1ad16',
  );
  const alarms = await venomHere(['detect', file, '--alarms']);
  assert.match(alarms.stdout, /16:40:00 {2}1\.000 {2}queue 400\.\d+ {2}queue 400, beyond 50 to 51/);
  const json = await venomHere(['detect', file, '--json', '--alarms', '--threshold', '0.9']);
  assert.ok(documents(json.stdout).every(({ type, score }) => type === 'score' && Number(score) >= 0.9));
});

test('backtest: what it would have done, against labels, as text, JSON and a page', async ({ dir }) => {
  const file = join(dir, 'metrics.csv');
  const labels = join(dir, 'windows.json');
  const page = join(dir, 'report.html');
  writeFileSync(labels, JSON.stringify({ 'metrics.csv': [['2026-01-01 16:30:00', '2026-01-01 17:30:00']] }));
  const args = ['backtest', file, '--labels', labels, '--load', 'load', '--setpoint', '1'];
  const text = await venomHere([...args, '--report', page]);
  assert.is(text.code, 0, text.stderr);
  assert.match(text.stdout, /1 of 1 found/);
  assert.match(text.stdout, /found after 10 min 00 s/);
  const html = readFileSync(page, 'utf8');
  assert.match(html, /^<!doctype html>/);
  assert.not.match(html, /<script|https?:/);
  const json = await venomHere([...args, '--json']);
  const [{ files, corpus }] = documents(json.stdout) as [
    {
      files: { rows: number; detection: { recall: number } }[];
      corpus: { profiles: { standard: { score: number } } };
    },
  ];
  assert.is(files[0]?.rows, 1200);
  assert.is(files[0]?.detection.recall, 1);
  assert.ok(corpus.profiles.standard.score > 90);
});

test('bad input: file, line and field are named, with exit code 3', async ({ dir }) => {
  const bad: readonly [name: string, text: string | Uint8Array, why: RegExp][] = [
    ['delimiter.csv', 'timestamp;load\n1;2\n', /delimiter\.csv/],
    ['ragged.csv', 'timestamp,load\n1,2\n2\n', /ragged\.csv line 3/],
    ['text.csv', 'timestamp,load\n1,2\n2,many\n', /text\.csv line 3.*load.*many/],
    ['twice.csv', 'timestamp,load\n1,2\n1,3\n', /twice\.csv.*line 2.*line 3/],
    ['back.csv', 'timestamp,load\n5,2\n4,3\n', /back\.csv.*line 2.*line 3/],
    ['empty.csv', '', /empty\.csv is empty/],
    ['binary.csv', Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0]), /binary\.csv/],
  ];
  const calls = bad.flatMap(([name, content, why]) => {
    const file = join(dir, name);
    writeFileSync(file, content);
    return [
      ['run', '--source', file],
      ['detect', file],
      ['backtest', file],
    ].map((args) => ({
      args: [...args, '--json'],
      why,
    }));
  });
  const all = await venomMany(calls);
  for (const [index, { args, why }] of calls.entries()) {
    const { code, stderr } = must(all[index]);
    assert.is(code, 3, `${args.join(' ')}: ${code} ${stderr}`);
    assert.match(stderr, why);
    assert.is(stderr.trimEnd().split('\n').length, 2, stderr);
  }
});

test('wrong calls say what would do', async ({ dir }) => {
  const file = join(dir, 'metrics.csv');
  const calls = [
    [['run', '--source', 'hots'], 2, /did you mean host/i],
    [['run', '--source', join(dir, 'nowhere.csv')], 5, /nowhere\.csv/],
    [['run', '--source', 'none,host'], 2, /none and something else/],
    [['run', '--source', `${file},host`], 2, /a time of its own/],
    [['run', '--source', file, '--setpoint', '3'], 2, /--load/],
    [['run', '--source', 'http://127.0.0.1:1/', '--match', '{'], 3, /match has "\{"/],
    [['detect', file, '--threshold', '2'], 2, /--threshold is "2"/],
    [['detect', file, '--on-disorder', 'panic'], 2, /--on-disorder is "panic"/],
    [['detect', file, '--columns', 'nothing'], 3, /nothing/],
    [['backtest', file, '--labels', join(dir, 'nowhere.json')], 5, /nowhere\.json/],
    [['backtest', file, '--load', 'load'], 2, /belong together/],
    [['backtest'], 2, /files/i],
    [['sources', 'list', '-'], 2, /cannot be looked at/],
    [['sources', 'list', 'http://127.0.0.1:1/'], 5, /127\.0\.0\.1:1/],
  ] as const;
  // It begins a run, and so has a process of its own.
  const begun = await venom(['run', '--source', file, '--load', 'laod', '--setpoint', '1']);
  assert.is(begun.code, 3, begun.stderr);
  assert.match(begun.stderr, /Did you mean load/);
  const all = await venomMany(calls.map(([args]) => ({ args })));
  for (const [index, [args, code, why]] of calls.entries()) {
    const ended = must(all[index]);
    assert.is(ended.code, code, `${args.join(' ')}: ${ended.code} ${ended.stderr}`);
    assert.match(ended.stderr, why);
  }
});

test.run();
