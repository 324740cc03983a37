import { gzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bytesOf, samplesOf } from '../support/tables.ts';

const wide = 'timestamp,load,free\n100,0.5,7\n160,0.75,6\n';
const asSamples = [
  { timestamp: 100, metrics: { load: 0.5, free: 7 } },
  { timestamp: 160, metrics: { load: 0.75, free: 6 } },
];

test('wide: each numeric column is a metric by its name', async () => {
  assert.equal(await samplesOf(wide), asSamples);
});

test('line ends, a byte order mark, empty lines and a last line without an end make no difference', async () => {
  assert.equal(await samplesOf(wide.replaceAll('\n', '\r\n')), asSamples);
  assert.equal(await samplesOf(`\uFEFF${wide}`), asSamples);
  assert.equal(await samplesOf(`\n${wide.replaceAll('\n', '\n\n')}`), asSamples);
  assert.equal(await samplesOf(wide.trimEnd()), asSamples);
});

test('gzip is known by its first bytes, also in two members', async () => {
  assert.equal(await samplesOf(new Uint8Array(gzipSync(wide))), asSamples);
  const [head, tail] = [wide.slice(0, 25), wide.slice(25)];
  assert.equal(await samplesOf(new Uint8Array(Buffer.concat([gzipSync(head), gzipSync(tail)]))), asSamples);
});

test('quoted fields hold delimiters, quotes and line ends', async () => {
  const text = 'time,"a,""b""\r\nc",d\r\n1,"2","3"\r\n';
  assert.equal(await samplesOf(text), [{ timestamp: 1, metrics: { 'a,"b"\r\nc': 2, d: 3 } }]);
});

test('another delimiter', async () => {
  assert.equal(await samplesOf(wide.replaceAll(',', ';'), { delimiter: ';' }), asSamples);
  assert.equal(await samplesOf(wide.replaceAll(',', '\t'), { delimiter: '\t' }), asSamples);
});

test('a header that is given', async () => {
  const rows = wide.slice(wide.indexOf('\n') + 1);
  assert.equal(await samplesOf(rows, { header: ['timestamp', 'load', 'free'] }), asSamples);
});

test('the time is found by its usual names, the surest first, or by the option', async () => {
  for (const name of ['Timestamp', 'TIME', 'ts', 'Date', '@timestamp']) {
    assert.equal(await samplesOf(`load,${name}\n2,1\n`), [{ timestamp: 1, metrics: { load: 2 } }]);
  }
  assert.equal(await samplesOf('time,timestamp\n5,1\n'), [{ timestamp: 1, metrics: { time: 5 } }]);
  assert.equal(await samplesOf('when,load\n1,2\n', { timestamp: 'when' }), [
    { timestamp: 1, metrics: { load: 2 } },
  ]);
});

test('labels name the entity, and are no metrics', async () => {
  const text = 'ts,pod,zone,load\n1,a,x,5\n1,b,x,6\n2,a,x,7\n';
  assert.equal(await samplesOf(text, { labels: ['pod', 'zone'] }), [
    { timestamp: 1, labels: { pod: 'a', zone: 'x' }, metrics: { load: 5 } },
    { timestamp: 1, labels: { pod: 'b', zone: 'x' }, metrics: { load: 6 } },
    { timestamp: 2, labels: { pod: 'a', zone: 'x' }, metrics: { load: 7 } },
  ]);
});

test('columns are picked and renamed; columns of text are left out', async () => {
  const text = 'ts,CPU (%),free,host\n1,50,7,web\n';
  assert.equal(await samplesOf(text), [{ timestamp: 1, metrics: { 'CPU (%)': 50, free: 7 } }]);
  assert.equal(await samplesOf(text, { columns: ['CPU (%)'], mapping: { 'CPU (%)': 'cpu.percent' } }), [
    { timestamp: 1, metrics: { 'cpu.percent': 50 } },
  ]);
});

test('unknown readings are null', async () => {
  const unknown = ['', 'null', 'NaN', 'NA', 'N/A', '+Inf', '-inf', 'Infinity', '1e999', ' '];
  const samples = await samplesOf(
    `ts,v\n0,1\n${unknown.map((text, at) => `${at + 1},${text}`).join('\n')}\n`,
  );
  assert.equal(
    samples.map(({ metrics }) => metrics.v),
    [1, ...unknown.map(() => null)],
  );
});

test('long: rows of one time and entity are one sample; what is not there is null', async () => {
  const text = 'time,metric,value\n1,cpu,5\n1,mem,6\n2,mem,7\n3,cpu,8\n3,disk,9\n';
  assert.equal(await samplesOf(text), [
    { timestamp: 1, metrics: { cpu: 5, mem: 6 } },
    { timestamp: 2, metrics: { cpu: null, mem: 7 } },
    { timestamp: 3, metrics: { cpu: 8, mem: null, disk: 9 } },
  ]);
});

test('long: by option, with labels and other columns beside', async () => {
  const text = 'time,pod,unit,kind,reading\n1,a,%,cpu,5\n1,b,%,cpu,6\n1,a,B,mem,7\n';
  const options = { metric: 'kind', value: 'reading', labels: ['pod'], mapping: { cpu: 'cpu.total' } };
  assert.equal(await samplesOf(text, options), [
    { timestamp: 1, labels: { pod: 'a' }, metrics: { 'cpu.total': 5, mem: 7 } },
    { timestamp: 1, labels: { pod: 'b' }, metrics: { 'cpu.total': 6 } },
  ]);
});

test('NDJSON: nested objects are joined with dots; texts and truth values are left out', async () => {
  const rows = [
    { timestamp: 1, cpu: { user: 5, io: { wait: '6' } }, host: 'web', up: true, list: [1] },
    { timestamp: 2, cpu: { user: null, io: { wait: 7 } } },
  ];
  assert.equal(await samplesOf(rows.map((row) => JSON.stringify(row)).join('\n')), [
    { timestamp: 1, metrics: { 'cpu.user': 5, 'cpu.io.wait': 6 } },
    { timestamp: 2, metrics: { 'cpu.user': null, 'cpu.io.wait': 7 } },
  ]);
});

test('NDJSON: samples as they are written come back', async () => {
  const samples = [
    { timestamp: 1.5, labels: { pod: 'a' }, metrics: { 'http{code="200"}': 1, gone: null } },
    { timestamp: 1.5, labels: { pod: 'b' }, metrics: { 'http{code="200"}': 2 } },
    { timestamp: 2.5, labels: { pod: 'a' }, metrics: { 'http{code="200"}': 3, gone: -0.25 } },
  ];
  assert.equal(await samplesOf(samples.map((sample) => `${JSON.stringify(sample)}\n`).join('')), samples);
});

test('NDJSON: the labels of its own that name the entity need no column', async () => {
  const text = '{"ts":1,"labels":{"pod":"a","zone":"z"},"metrics":{"v":1}}\n';
  const [sample] = await samplesOf(text, { labels: ['pod'] });
  assert.equal(sample, { timestamp: 1, labels: { pod: 'a', zone: 'z' }, metrics: { v: 1 } });
  await samplesOf(text, { labels: ['node'] }).then(
    () => assert.unreachable(),
    ({ message }: Error) => assert.match(message, /has no column "node"/),
  );
});

test('NDJSON: long, and labels from keys', async () => {
  const text = '{"ts":1,"name":"cpu","value":5,"pod":"a"}\n{"ts":1,"name":"mem","value":6,"pod":"a"}\n';
  assert.equal(await samplesOf(text, { labels: ['pod'] }), [
    { timestamp: 1, labels: { pod: 'a' }, metrics: { cpu: 5, mem: 6 } },
  ]);
});

test('a name such as __proto__ is a name like any other', async () => {
  const [sample] = await samplesOf('ts,__proto__\n1,5\n');
  assert.equal(Object.entries(sample?.metrics ?? {}), [['__proto__', 5]]);
});

test('rows out of order are left out where that is asked for, and told', async () => {
  const notices: string[] = [];
  const samples = await samplesOf('ts,v\n1,1\n3,3\n3,4\n2,2\n4,4\n', {
    onDisorder: 'skip',
    onNotice: (notice) => notices.push(notice),
  });
  assert.equal(
    samples.map(({ timestamp }) => timestamp),
    [1, 3, 4],
  );
  assert.equal(notices, ['stdin: 2 rows out of order were left out']);
});

test('a line of just the longest length is read', async () => {
  const text = `ts,v,note\n1,5,${'x'.repeat(2 ** 20 - 4)}\n`;
  assert.equal(await samplesOf([bytesOf(text)]), [{ timestamp: 1, metrics: { v: 5 } }]);
});

test.run();
