import { gzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { EXIT, UsageError } from '../../src/core/errors.ts';
import { StdinSource, type StdinSourceOptions } from '../../src/sources/stdin.ts';
import { cut, never, outcomeOf, refusalOf } from '../support/tables.ts';

interface Refusal {
  readonly title: string;
  readonly text: string | Uint8Array;
  readonly options?: StdinSourceOptions;
  readonly code: string;
  /** What the message says. */
  readonly says: RegExp;
  readonly fix: RegExp;
}

const refusals: readonly Refusal[] = [
  { title: 'nothing at all', text: '', code: 'EMPTY', says: /stdin is empty/, fix: /at least one row/ },
  { title: 'blank lines', text: '\n \n', code: 'EMPTY', says: /stdin is empty/, fix: /at least one row/ },
  { title: 'a header alone', text: 'ts,v\n', code: 'EMPTY', says: /a header and no rows/, fix: /row/ },
  {
    title: 'no header',
    text: '2026-01-01 00:00:00,20.0\n',
    code: 'HEADER',
    says: /line 1 is "2026-01-01 00:00:00,20\.0": values/,
    fix: /--header timestamp,value\./,
  },
  {
    title: 'a column twice',
    text: 'ts,v,v\n',
    code: 'HEADER',
    says: /line 1 names column "v" twice/,
    fix: /name/,
  },
  {
    title: 'semicolons',
    text: 'ts;v\n1;2\n',
    code: 'DELIMITER',
    says: /line 1 .*wrong delimiter/,
    fix: /--delimiter ";"/,
  },
  { title: 'tabs', text: 'ts\tv\n', code: 'DELIMITER', says: /wrong delimiter/, fix: /--delimiter "\\t"/ },
  {
    title: 'semicolons below a header that is given',
    text: '1;2\n',
    options: { header: ['ts', 'v'] },
    code: 'DELIMITER',
    says: /line 1/,
    fix: /--delimiter ";"/,
  },
  { title: 'no time', text: 'when,v\n1,2\n', code: 'NO_TIME', says: /"when", "v"/, fix: /--timestamp/ },
  {
    title: 'a time column that is not there',
    text: 'ts,v\n1,2\n',
    options: { timestamp: 'when' },
    code: 'COLUMN',
    says: /no column "when", which --timestamp names; it has "ts", "v"/,
    fix: /--timestamp/,
  },
  {
    title: 'a label, column or mapping that is not there',
    text: 'ts,v\n1,2\n',
    options: { labels: ['pod'] },
    code: 'COLUMN',
    says: /"pod", which --entity-by/,
    fix: /--entity-by/,
  },
  {
    title: 'no number',
    text: 'ts,v\n1,x\n',
    code: 'NO_METRIC',
    says: /line 2 .*ts=1 v=x/,
    fix: /column of numbers/,
  },
  {
    title: 'a time that is none',
    text: 'ts,v\n1,2\nsoon,3\n',
    code: 'TIMESTAMP',
    says: /line 3, column "ts": "soon" is no timestamp/,
    fix: /seconds.*2026/,
  },
  {
    title: 'a text for a number',
    text: 'ts,v\n1,2\n2,"three"\n',
    code: 'NUMBER',
    says: /stdin line 3, column "v": "three" is not a number/,
    fix: /--columns/,
  },
  {
    title: 'a text for a number in the long shape',
    text: 'ts,metric,value\n1,cpu,x\n',
    code: 'NUMBER',
    says: /line 2, column "value": "x"/,
    fix: /number/,
  },
  {
    title: 'a metric without a name',
    text: 'ts,metric,value\n1,a,1\n1,,2\n',
    code: 'METRIC',
    says: /line 3/,
    fix: /Name/,
  },
  {
    title: 'too few fields',
    text: 'ts,v,w\n1,2\n',
    code: 'RAGGED',
    says: /line 2 has 2 fields, but the header has 3/,
    fix: /every row/,
  },
  {
    title: 'too many fields after a field of two lines',
    text: 'ts,v,note\n1,2,"a\nb"\n3,4,5,6\n',
    code: 'RAGGED',
    says: /line 4 has 4 fields, but the header has 3/,
    fix: /every row/,
  },
  {
    title: 'a time twice',
    text: 'ts,v\n2026-01-01,1\n2026-01-01T00:00:00Z,2\n',
    code: 'ORDER',
    says: /twice: line 2 has "2026-01-01", line 3 has "2026-01-01T00:00:00Z"/,
    fix: /--on-disorder skip/,
  },
  {
    title: 'a time that goes back',
    text: 'ts,v\n5,1\n4,2\n',
    code: 'ORDER',
    says: /goes back: line 2 has "5", line 3 has "4"/,
    fix: /Sort/,
  },
  {
    title: 'a time twice for one of two entities',
    text: 'ts,pod,v\n1,a,1\n1,b,1\n1,a,2\n',
    options: { labels: ['pod'] },
    code: 'ORDER',
    says: /twice of pod=a: line 2 has "1", line 4 has "1"/,
    fix: /--entity-by/,
  },
  {
    title: 'a metric twice at a time',
    text: 'ts,metric,value\n1,a,1\n1,a,2\n',
    code: 'ORDER',
    says: /line 2 .*line 3/,
    fix: /Sort/,
  },
  {
    title: 'a NUL',
    text: 'ts,v\n1,\0\n',
    code: 'BINARY',
    says: /line 2 .*NUL at byte 7/,
    fix: /UTF-8/,
  },
  {
    title: 'bytes that are not UTF-8',
    text: new Uint8Array([0x74, 0x73, 0x2c, 0xc3, 0xa4, 0xc3, 0x28, 0x0a]),
    code: 'BINARY',
    says: /line 1 is not UTF-8 at byte 6/,
    fix: /UTF-8/,
  },
  {
    title: 'a cut character at the end',
    text: new Uint8Array([0x74, 0x73, 0x0a, 0xe2, 0x82]),
    code: 'BINARY',
    says: /line 2 is not UTF-8 at byte 5/,
    fix: /UTF-8/,
  },
  {
    title: 'a long line',
    text: `ts,v\n1,${'2'.repeat(2 ** 20)}\n`,
    code: 'LINE_LENGTH',
    says: /line 2 is longer than 1048576 bytes/,
    fix: /line feed/,
  },
  {
    title: 'a quoted field that does not end',
    text: 'ts,v\n1,"2\n3,4\n',
    code: 'QUOTES',
    says: /line 2, character 3: .*does not end/,
    fix: /quote/,
  },
  {
    title: 'a quoted field longer than a line may be',
    text: `ts,v\n1,"2\n${'3,4\n'.repeat(2 ** 18)}`,
    code: 'QUOTES',
    says: /line 2, character 3/,
    fix: /quote/,
  },
  {
    title: 'text after a quote',
    text: 'ts,v\n1,"2"3\n',
    code: 'QUOTES',
    says: /line 2, character 6/,
    fix: /whole field/,
  },
  {
    title: 'a quote in a field',
    text: 'ts,v\n1,2"3\n',
    code: 'QUOTES',
    says: /line 2, character 4/,
    fix: /twice/,
  },
  {
    title: 'a line that is not JSON',
    text: '{"ts":1,"v":2}\n{"ts":\n',
    code: 'JSON',
    says: /line 2 is not JSON/,
    fix: /null/,
  },
  {
    title: 'a number for an object',
    text: '{"ts":1,"v":2}\n5\n',
    code: 'JSON',
    says: /line 2 is 5/,
    fix: /object/,
  },
  { title: 'an array', text: '[{"ts":1}]\n', code: 'ARRAY', says: /line 1/, fix: /jq -c/ },
  {
    title: 'a name that two keys make',
    text: '{"ts":1,"a.b":1,"a":{"b":2}}\n',
    code: 'TWICE',
    says: /line 1 gives "a\.b" twice/,
    fix: /own/,
  },
  {
    title: 'two columns mapped to one metric',
    text: 'ts,a,b\n1,2,3\n',
    options: { mapping: { a: 'b' } },
    code: 'TWICE',
    says: /line 2 gives metric "b" twice/,
    fix: /Map/,
  },
  {
    title: 'a label that is no text',
    text: '{"ts":1,"labels":{"pod":7},"v":1}',
    code: 'LABEL',
    says: /"pod" is 7/,
    fix: /quotes/,
  },
  {
    title: 'objects without end',
    text: `{"ts":1,"a":${'{"a":'.repeat(40)}1${'}'.repeat(41)}`,
    code: 'DEPTH',
    says: /line 1 has objects more than 32 deep/,
    fix: /flat/,
  },
  {
    title: 'a row without the time',
    text: '{"ts":1,"v":2}\n{"v":3}\n',
    code: 'COLUMN',
    says: /line 2 has no "ts"/,
    fix: /every row/,
  },
];

for (const { title, text, options, code, says, fix } of refusals) {
  test(`${title} is refused`, async () => {
    const error = await refusalOf(text, options);
    assert.is(error.code, `ERR_TABLE_${code}`, error.message);
    assert.match(error.message, says);
    assert.match(error.fix, fix);
    assert.is(error.exitCode, EXIT.input);
  });
}

test('the samples before an error are given', async () => {
  const { samples, error } = await outcomeOf('ts,v\n1,2\n2,3\n3,x\n');
  assert.equal(
    samples.map(({ timestamp }) => timestamp),
    [1, 2],
  );
  assert.ok(error);
});

test('gzip data that are cut, or damaged, say how far they were read', async () => {
  const text = `ts,v\n${Array.from({ length: 50_000 }, (_, at) => `${at},${(at * 7919) % 10007}`).join('\n')}\n`;
  const whole = new Uint8Array(gzipSync(text));
  const half = whole.slice(0, whole.length >> 1);
  const error = await refusalOf(cut(half, [1, 1000]));
  assert.is(error.code, 'ERR_TABLE_GZIP');
  assert.match(
    error.message,
    new RegExp(`stdin: the gzip data are cut or damaged: ${half.length} bytes were read, \\d+ bytes`),
  );

  const damaged = whole.slice();
  damaged.fill(0xff, 2000, 2100);
  assert.is((await refusalOf(damaged)).code, 'ERR_TABLE_GZIP');
});

test('a gigabyte without a line end is refused after a mebibyte', async () => {
  let given = 0;
  function* gigabyte(): Generator<Uint8Array> {
    for (; given < 2 ** 30; given += 65_536) yield new Uint8Array(65_536).fill(0x31);
  }
  assert.is((await refusalOf(gigabyte())).code, 'ERR_TABLE_LINE_LENGTH');
  assert.ok(given <= 2 ** 21, `${given} bytes were taken`);
});

test('a gigabyte that gzip made small is refused after a mebibyte', async () => {
  const member = new Uint8Array(gzipSync(new Uint8Array(2 ** 24).fill(0x31)));
  let given = 0;
  function* members(): Generator<Uint8Array> {
    for (; given < 64; given += 1) yield member;
  }
  assert.is((await refusalOf(members())).code, 'ERR_TABLE_LINE_LENGTH');
  assert.ok(given < 64, `${given} members were taken`);
});

test('more metrics than memory should hold are refused', async () => {
  function* rows(): Generator<Uint8Array> {
    const encoder = new TextEncoder();
    yield encoder.encode('ts,metric,value\n');
    for (let at = 0; ; at += 1) yield encoder.encode(`1,m${at},1\n`);
  }
  assert.is((await refusalOf(rows())).code, 'ERR_TABLE_SERIES');
});

test('a delimiter that cannot be is a wrong call', async () => {
  for (const delimiter of ['', ';;', '"', '\n']) {
    const { error } = await outcomeOf('ts,v\n1,2\n', { delimiter });
    assert.instance(error, UsageError, JSON.stringify(delimiter));
  }
});

test('an error of the input itself goes on as it is', async () => {
  const broken = new Error('the cable was pulled');
  for (const first of ['ts,v\n1,2\n', gzipSync('ts,v\n1,2\n').subarray(0, 12)]) {
    async function* input(): AsyncGenerator<Uint8Array> {
      yield* cut(first);
      throw broken;
    }
    try {
      for await (const _ of new StdinSource({ input: input() }).samples(never));
      assert.unreachable();
    } catch (error) {
      assert.is(error, broken);
    }
  }
});

test.run();
