import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InputError } from '../../src/core/errors.ts';
import type { Exposition, Family, Format } from '../../src/sources/prometheus/exposition.ts';
import { METRIC_TYPES } from '../../src/sources/prometheus/exposition.ts';
import { ExpositionParser, MAX_ENTRIES, parseExposition } from '../../src/sources/prometheus/parse.ts';
import { pageText, samplesOfPage, sampleText } from '../support/exposition.ts';

/** Each sample as `name label=value … = value @seconds`. */
function summary(page: Exposition): string[] {
  return samplesOfPage(page).map(({ name, labels, value, timestamp }) =>
    [name, ...[...labels].map(([label, text]) => `${label}=${text}`), '=', value]
      .concat(timestamp === undefined ? [] : [`@${timestamp}`])
      .join(' '),
  );
}

function refusal(page: string, format: Format): InputError {
  try {
    parseExposition(page, format);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error(`parsed: ${JSON.stringify(page)}`);
}

const textCases: ReadonlyArray<readonly [page: string, samples: readonly string[]]> = [
  ['a 1\n', ['a = 1']],
  ['a NaN\n', ['a = NaN']],
  [
    'a{foo="bar"} +Inf\na{foo="baz"} -Inf\na Inf\n',
    ['a foo=bar = Infinity', 'a foo=baz = -Infinity', 'a = Infinity'],
  ],
  ['a{ foo = "bar" } 1\n', ['a foo=bar = 1']],
  ['a\t\t{\t\tfoo\t\t=\t\t"baz"\t\t}\t\t2\n', ['a foo=baz = 2']],
  ['a \t{\t foo   = "boz"\t}\t 5\n', ['a foo=boz = 5']],
  ['a{foo="bez"}6\n', ['a foo=bez = 6']],
  ['a{foo="bar",} 1\na{foo="baz",  } 1\n', ['a foo=bar = 1', 'a foo=baz = 1']],
  ['a{} 1\n', ['a = 1']],
  ['a{foo=""} 2\n', ['a foo= = 2']],
  ['a{foo="bar",bar="b{a}z"} 1\n', ['a foo=bar bar=b{a}z = 1']],
  ['a{foo="bar"} 1\t000\n', ['a foo=bar = 1 @0']],
  ['b 2  1234567890\nb 88   1234566000   \n', ['b = 2 @1234567.89', 'b = 88 @1234566']],
  ['  a 1\r\n\r\nb 2\r\n', ['a = 1', 'b = 2']],
  [
    'a 1.5e3\na 1e-05\na .5\na 5.\na +3\na -0.5\na 0042\n',
    ['a = 1500', 'a = 0.00001', 'a = 0.5', 'a = 5', 'a = 3', 'a = -0.5', 'a = 42'],
  ],
  ['#EOF\n# a comment\n#\n# HELPa x\n# HELP\na 1', ['a = 1']],
  ['{"http.requests",code="200"} 3\n', ['http.requests code=200 = 3']],
  ['{ "with \\"quotes\\" \\\\ and\\n" , "label.x" = "1" } 3\n', ['with "quotes" \\ and\n label.x=1 = 3']],
  ['null{a="abc\u0000"} 1\n', ['null a=abc\u0000 = 1']],
  ['', []],
  ['\n\n', []],
];

for (const [page, samples] of textCases) {
  test(`text ${JSON.stringify(page)} gives its samples`, () => {
    assert.equal(summary(parseExposition(page, 'text')), samples);
  });
}

for (const [escaped, value] of [
  ['foo', 'foo'],
  ['\\foo', '\\foo'],
  ['\\\\foo', '\\foo'],
  ['foo\\\\', 'foo\\'],
  ['\\n', '\n'],
  ['\\\\n', '\\n'],
  ['\\\\\\n', '\\\n'],
  ['\\"', '"'],
  ['\\\\\\"', '\\"'],
] as const) {
  test(`the label value ${escaped} is unescaped`, () => {
    for (const format of ['text', 'openmetrics'] as const) {
      const end = format === 'text' ? '' : '# EOF\n';
      const [sample] = samplesOfPage(parseExposition(`a{foo="${escaped}",bar="baz"} 1\n${end}`, format));
      assert.equal(
        [...(sample?.labels ?? [])],
        [
          ['foo', value],
          ['bar', 'baz'],
        ],
      );
    }
  });
}

for (const [escaped, text, openmetrics] of [
  ['foo', 'foo', 'foo'],
  ['\\foo', '\\foo', '\\foo'],
  ['foo\\\\', 'foo\\', 'foo\\'],
  ['\\n', '\n', '\n'],
  ['\\\\n', '\\n', '\\n'],
  ['\\"', '\\"', '"'],
  ['\\\\"', '\\"', '\\"'],
  ['he\\n\\\\l\\tp', 'he\n\\l\\tp', 'he\n\\l\\tp'],
] as const) {
  test(`the help ${escaped} is unescaped as its format says`, () => {
    assert.is(parseExposition(`# HELP a ${escaped}\n`, 'text').get('a')?.help, text);
    assert.is(parseExposition(`# HELP a ${escaped}\n# EOF\n`, 'openmetrics').get('a')?.help, openmetrics);
  });
}

const openMetricsCases: ReadonlyArray<readonly [page: string, samples: readonly string[]]> = [
  ['', []],
  ['a 1\n', ['a = 1']],
  ['# TYPE a counter\n# HELP a help\na_total{} 1\n', ['a_total = 1']],
  ['# TYPE a gauge\na 0000000000000000000000000000000000000000001.2e-1\n', ['a = 0.12']],
  ['a 1 000\na 1 0.0\na 1 1.1\na 1 1.5e3\n', ['a = 1 @0', 'a = 1 @0', 'a = 1 @1.1', 'a = 1 @1500']],
  ['# HELP a \n# UNIT a \n', []],
  ['# TYPE a_seconds gauge\n# UNIT a_seconds seconds\na_seconds 1\n', ['a_seconds = 1']],
  ['a{foo="foo # bar",x="}"} 1\n', ['a foo=foo # bar x=} = 1']],
  ['# TYPE a info\na_info{foo="bar"} 1 1\n', ['a_info foo=bar = 1 @1']],
  ['# TYPE a stateset\na{a="on"} 1\na{a="off"} 0\n', ['a a=on = 1', 'a a=off = 0']],
  ['# TYPE "my.counter" counter\n{"my.counter_total"} 1\n', ['my.counter_total = 1']],
  [
    '# TYPE a gaugehistogram\na_bucket{le="+Inf"} 3\na_gcount 3\na_gsum 2\n',
    ['a_bucket le=+Inf = 3', 'a_gcount = 3', 'a_gsum = 2'],
  ],
];

for (const [page, samples] of openMetricsCases) {
  test(`OpenMetrics ${JSON.stringify(page)} gives its samples`, () => {
    assert.equal(summary(parseExposition(`${page}# EOF\n`, 'openmetrics')), samples);
    assert.equal(summary(parseExposition(`${page}# EOF`, 'openmetrics')), samples);
  });
}

test('an exemplar has its labels, value and timestamp', () => {
  const page =
    '# TYPE a histogram\na_bucket{le="1"} 2 # {a="b # }",x="y"} 0.5\na_bucket{le="+Inf"} 3 7 # {} 4 123\n# EOF\n';
  const [first, second] = samplesOfPage(parseExposition(page, 'openmetrics'));
  assert.equal(first?.exemplar, {
    labels: new Map([
      ['a', 'b # }'],
      ['x', 'y'],
    ]),
    value: 0.5,
    timestamp: undefined,
  });
  assert.equal(second?.exemplar, { labels: new Map(), value: 4, timestamp: 123 });
  assert.is(second?.timestamp, 7);
});

test('samples belong to the family whose type has their suffix', () => {
  const page = parseExposition(
    '# TYPE a histogram\na_bucket{le="1"} 1\na_sum 1\na_count 1\na_created 1\na_total 1\n# TYPE b_total counter\nb_total 1\nb_created 1\n',
    'text',
  );
  const members = [...page].map(([name, { type, samples }]) => [name, type, samples.length]);
  assert.equal(members, [
    ['a', 'histogram', 4],
    ['a_total', 'unknown', 1],
    ['b_total', 'counter', 1],
    ['b_created', 'unknown', 1],
  ]);
});

test('the text format takes a TYPE that is repeated, not one that is another', () => {
  assert.is(parseExposition('# TYPE a gauge\n# TYPE a gauge\n', 'text').get('a')?.type, 'gauge');
  assert.match(refusal('# TYPE a gauge\n# TYPE a counter\n', 'text').message, /line 2, column 1.*twice/);
});

const badText: ReadonlyArray<readonly [page: string, message: RegExp]> = [
  ['a\n', /line 1, column 2: where the value is expected, the line ends/],
  ['ok 1\na \n', /line 2, column 3: the value is missing/],
  ["a{b='c'} 1\n", /column 5: where the value of label b is expected, “'c'} 1” follows/],
  ['a{b=\n', /column 5/],
  ['a{b="c\n', /column 5: the value of label b has no closing quote/],
  ['a{b="c\\"} 1\n', /no closing quote/],
  ['{"a", "b = "c"}\n', /column 13: after the label name “b = ”/],
  ['{"a",b\\nc="d"} 1\n', /after the label name “b”/],
  ['a true\n', /column 3: the value “true” is not a number/],
  ['empty{=""} 0\n', /column 7: where a label is expected/],
  ['empty{""="1"} 0\n', /column 7: where a label is expected/],
  ['{A}0\n', /after the label name “A”/],
  ['foo 1_2\n', /not a number/],
  ['foo 0x1p-3\n', /not a number/],
  ['foo 0 1_2\n', /column 7: the timestamp is not an integer/],
  ['foo 0 1.5\n', /timestamp/],
  ['foo 0 1 2\n', /column 9: after the timestamp/],
  ['{a="ok"} 1\n', /column 1: there is no metric name/],
  ['a{"b"} 1\n', /after the label name “b”/],
  ['# TYPE #\n', /column 8: where the name for TYPE is expected/],
  ['# HELP #\n', /column 8: where the name for HELP is expected/],
  ['# TYPE a meh\n', /“meh” is not a type/],
  ['# TYPE a\n', /is not a type/],
  ['a{b="1",b="2"} 1\n', /column 9: label b is given twice/],
  ['a{b="1",,} 1\n', /column 9: where a label is expected/],
  ['a{,} 1\n', /column 3: where a label is expected/],
  ['a{b="1"c="2"} 1\n', /column 8: after a label/],
  ['9a 1\n', /no metric name/],
  ['a-b 1\n', /column 2: where the value is expected/],
  ['a\u0000{b="d"} 1\n', /column 2/],
  ['\ufeffa 1\n', /column 1: there is no metric name/],
];

for (const [page, message] of badText) {
  test(`text ${JSON.stringify(page)} is refused with its place`, () => {
    const error = refusal(page, 'text');
    assert.match(error.message, message);
    assert.is(error.code, 'ERR_PROMETHEUS_SYNTAX');
    assert.ok(error.fix.length > 10);
  });
}

/** Lines that OpenMetrics forbids, most of which the text format allows. */
const badOpenMetrics: readonly string[] = [
  'a 1\n\n',
  'a{a=1} 1\n',
  'a{a="1} 1\n',
  "a{a='1'} 1\n",
  '"a" 1\n',
  'a{a} 1\n',
  'a{"a} 1\n',
  'a{a"value"} 1\n',
  'a{a""} 1\n',
  'a{a=} 1\n',
  'a{a="} 1\n',
  'a{a="1"}1\n',
  'a{a="1"b="2"} 1\n',
  'a{a="1",,b="2"} 1\n',
  'a{a="1",b="2",} 1\n',
  'a{1="1"} 1\n',
  'a{a="1",a="1"} 1\n',
  'a{a="1"b} 1\n',
  'a{1=" # "} 1\n',
  'a\n',
  'a \n',
  '# HELP\n',
  '# HELP \n',
  '# HELP a\n',
  '# HELP a\t\n',
  ' # HELP a meh\n',
  '# TYPE\n',
  '# TYPE \n',
  '# TYPE a\n',
  '# TYPE a\t\n',
  '# TYPE a meh\n',
  '# TYPE a gauge \n',
  '# TYPE a untyped\n',
  '# UNIT\n',
  '# UNIT \n',
  '# UNIT a\n',
  '# UNIT a\t\n',
  '# UNIT a seconds\n',
  '# UNIT a_seconds seconds \n',
  '# TYPE x_u info\n# UNIT x_u u\n',
  '# UNIT x_u u\n# TYPE x_u stateset\n',
  '# HELP a x\na 1\n# TYPE a gauge\n',
  '# TYPE a gauge\na 1\n# HELP a gauge\n',
  '# HELP a \n# HELP a \n',
  '# TYPE a unknown\n# TYPE a unknown\n',
  '# UNIT a_s s\n# UNIT a_s s\n',
  '# FOO a x\n',
  '#\n',
  '#  TYPE c counter\n',
  '#\tTYPE c counter\n',
  '# TYPE c  counter\n',
  '0a 1\n',
  'a.b 1\n',
  'a-b 1\n',
  'a a\n',
  'a  1\n',
  'a 1\t\n',
  'a 1 \n',
  'a 1_2\n',
  'a 0x1p-3\n',
  'a 0b1\n',
  'a 0X1\n',
  'a 0o1\n',
  'a 1 z\n',
  'a 1 1z\n',
  'a 1 1_2\n',
  'a 1 1.1.1\n',
  'a 1 NaN\n',
  'a 1 Inf\n',
  'a 1 -Inf\n',
  'a 1 1 1\n',
  'a\t1\n',
  'a 1\r\n',
  'a_bucket{le="+Inf"} 1 #\n',
  'a_bucket{le="+Inf"} 1# {} 1\n',
  'a_bucket{le="+Inf"} 1 #{} 1\n',
  'a_bucket{le="+Inf"} 1 # {}1\n',
  'a_bucket{le="+Inf"} 1 # {} 1 \n',
  'a_bucket{le="+Inf"} 1 # {} 1 1 \n',
  'a_bucket{le="+Inf"} 1 # {} 0x1p-3\n',
  'a_bucket{le="+Inf"} 1 # {} 1 NaN\n',
  'a_total 1 1 # id="a"} 1\n',
  'a_total 1 1 id=" # "} 1\n',
  'a 1 # {bb} 1\n',
  'a 1 # {aa="bb"}\n',
  'a 1 # {"n",aa="bb"} 1\n',
  '{b="c"} 1\n',
  'nh {count:24,sum:100}\n',
];

for (const page of badOpenMetrics) {
  test(`OpenMetrics ${JSON.stringify(page)} is refused with its place`, () => {
    const error = refusal(`${page}# EOF\n`, 'openmetrics');
    assert.match(error.message, /at line \d+, column \d+: /);
    assert.is(error.code, 'ERR_PROMETHEUS_SYNTAX');
  });
}

test('what Prometheus does not hold exporters to is read', () => {
  for (const page of [
    '# TYPE a counter\na_total -1\n',
    '# TYPE a histogram\na_bucket{le="2"} 0\na_bucket{le="1"} 3\n',
    '# TYPE a gauge\na 0 1\na 0 0\n',
  ]) {
    assert.ok(parseExposition(`${page}# EOF\n`, 'openmetrics').has('a'));
  }
});

test('text after # EOF is refused', () => {
  for (const page of ['# EOF\nblah', '# EOF\n\n', '# EOF\n# EOF\n']) {
    assert.match(refusal(page, 'openmetrics').message, /line 2, column 1: there is text after # EOF/);
  }
  assert.match(refusal('# EOFblah\n', 'openmetrics').message, /line 1/);
});

test('a page that was cut is told as cut', () => {
  assert.match(refusal('a 1\nb 2\n', 'openmetrics').message, /cut at line 3: there is no # EOF/);
  for (const page of ['a 1\nb{c="d', 'a 1\nb', 'a 1\nb{c="d"} 1e', 'a 1\n# TYPE b gau']) {
    const error = refusal(page, 'text');
    assert.is(error.code, 'ERR_PROMETHEUS_CUT');
    assert.match(error.message, /cut at line 2: its last line has no line feed/);
  }
});

test('a message shows what it quotes on one line and without control characters', () => {
  const { message } = refusal(`a \u001b[2J\u0007${'x'.repeat(500)}\u202e\n`, 'text');
  assert.not.match(message, /\p{C}/u);
  assert.ok(message.length < 200);
});

test('a page of a real exporter is read without a loss', () => {
  const page = readFileSync(new URL('./fixtures/node-exporter.txt', import.meta.url), 'utf8');
  const lines = page.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const samples = samplesOfPage(parseExposition(page, 'text'));
  const canonical = (line: string): string => {
    const blank = line.lastIndexOf(' ');
    return `${line.slice(0, blank)} ${Number(line.slice(blank + 1))}`;
  };
  assert.equal(samples.map((sample) => sampleText(sample, 'text')).sort(), lines.map(canonical).sort());
  assert.ok(samples.length > 500);
});

test('a page of 20 MB is read to its end, in one piece and in many', () => {
  const line = (i: number): string =>
    `http_requests_total{code="200",path="/item/${i}",host="shop-${i % 97}"} ${i}\n`;
  const lines = Array.from({ length: 320_000 }, (_, i) => line(i));
  const page = `# TYPE http_requests_total counter\n${lines.join('')}`;
  assert.ok(page.length > 20e6);
  const whole = parseExposition(page, 'text').get('http_requests_total')?.samples;
  assert.is(whole?.length, 320_000);
  assert.is(whole?.at(-1)?.value, 319_999);
  const parser = new ExpositionParser('text');
  for (let at = 0; at < page.length; at += 65_536) parser.push(page.slice(at, at + 65_536));
  assert.is(parser.end().get('http_requests_total')?.samples.length, 320_000);
});

test('a page of more samples than are taken is refused, and a sample of more labels', () => {
  assert.match(refusal('a 1\n'.repeat(MAX_ENTRIES), 'text').message, /more than 500000 samples/);
  const labels = Array.from({ length: 1001 }, (_, i) => `l${i}="x"`);
  assert.match(
    refusal(`a{${labels.join(',')}} 1\n`, 'text').message,
    /line 1, column \d+: there are more than 1000 labels/,
  );
});

test('lines of a megabyte without an end to a token are refused', () => {
  const long = 1_000_000;
  for (const page of [
    `a ${'1'.repeat(long)}x`,
    `a{b="${'\\"'.repeat(long)}`,
    `a{${'b'.repeat(long)}`,
    `a${' '.repeat(long)}x`,
    `# TYPE a ${' '.repeat(long)}x`,
    `a{b="${'x'.repeat(long)}`,
  ]) {
    for (const format of ['text', 'openmetrics'] as const) refusal(`${page}\n`, format);
  }
  const parser = new ExpositionParser('text');
  for (let i = 0; i < 100_000; i += 1) parser.push('x');
  assert.throws(
    () => parser.end(),
    (error: unknown) => error instanceof InputError,
  );
});

const nameOf = fc.oneof(
  fc.stringMatching(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,8}$/),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }),
);
const labelsOf = fc
  .array(
    fc.tuple(
      nameOf.filter((name) => !name.includes(':') || !/^[\w:]+$/.test(name)),
      fc.string({ unit: 'grapheme' }),
    ),
    { maxLength: 4 },
  )
  .map((pairs) => new Map(pairs));
const anyNumber = fc.double();
const optionally = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });
const sampleOf = fc.record({
  labels: labelsOf,
  value: anyNumber,
  timestamp: optionally(fc.integer({ min: -1e9, max: 1e12 }).map((seconds) => seconds)),
  exemplar: optionally(
    fc.record(
      { labels: labelsOf, value: anyNumber, timestamp: fc.constant(undefined) },
      { noNullPrototype: true },
    ),
  ),
});
const familyOf: fc.Arbitrary<Family> = fc
  .record({
    name: nameOf,
    type: fc.constantFrom(...METRIC_TYPES),
    help: optionally(fc.string({ unit: 'grapheme' }).filter((text) => !/^\s|[\r\s]$/.test(text))),
    unit: fc.constant(undefined),
    samples: fc.array(sampleOf, { maxLength: 4 }),
  })
  .map(({ name, samples, ...family }) => ({
    ...family,
    name,
    samples: samples.map((sample) => ({ name, ...sample })),
  }));
const pageOf: fc.Arbitrary<Exposition> = fc
  .uniqueArray(familyOf, { maxLength: 5, selector: ({ name }) => name })
  .filter((families) => !families.some(({ name }) => name.includes('_')))
  .map(
    (families) =>
      new Map(
        families
          .filter(({ samples, help, type }) => samples.length > 0 || help !== undefined || type !== 'unknown')
          .map((family) => [family.name, family]),
      ),
  );

function withoutExemplars(page: Exposition): Exposition {
  return new Map(
    [...page].map(([name, family]) => [
      name,
      { ...family, samples: family.samples.map((sample) => ({ ...sample, exemplar: undefined })) },
    ]),
  );
}

test('a page that is written is read as it was', () => {
  fc.assert(
    fc.property(pageOf, (page) => {
      assert.equal(parseExposition(pageText(page, 'openmetrics'), 'openmetrics'), page);
      assert.equal(parseExposition(pageText(page, 'text'), 'text'), withoutExemplars(page));
    }),
  );
});

test('pieces of a page are read as the page', () => {
  fc.assert(
    fc.property(pageOf, fc.array(fc.nat({ max: 40 })), (page, sizes) => {
      const text = pageText(page, 'openmetrics');
      const parser = new ExpositionParser('openmetrics');
      let at = 0;
      for (const size of sizes) {
        parser.push(text.slice(at, at + size));
        at += size;
      }
      parser.push(text.slice(at));
      assert.equal(parser.end(), page);
    }),
  );
});

test('a page that is cut anywhere is refused, or read up to its last line', () => {
  fc.assert(
    fc.property(pageOf, fc.constantFrom<Format>('text', 'openmetrics'), fc.nat(), (page, format, at) => {
      const text = pageText(page, format);
      const cut = text.slice(0, at % (text.length + 1));
      let read: Exposition;
      try {
        read = parseExposition(cut, format);
      } catch (error) {
        assert.instance(error, InputError);
        return;
      }
      const all = samplesOfPage(page).map((sample) => sampleText(sample, format));
      const some = samplesOfPage(read).map((sample) => sampleText(sample, format));
      assert.ok(some.length <= all.length);
      const whole = cut.endsWith('\n') || format === 'openmetrics' ? some.length : some.length - 1;
      assert.equal(some.slice(0, Math.max(0, whole)), all.slice(0, Math.max(0, whole)));
    }),
  );
});

test('anything else is read or refused with a typed error', () => {
  const lines = fc.array(
    fc.constantFrom(
      'a',
      '{',
      '}',
      '"',
      '=',
      ',',
      ' ',
      '\t',
      '\\',
      '#',
      '# ',
      'TYPE ',
      'HELP ',
      'EOF',
      '1',
      '.',
      'e',
      'Inf',
      'le',
      '\n',
      '\r',
      '\u0000',
      '\ud800',
    ),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        lines.map((parts) => parts.join('')),
      ),
      fc.constantFrom<Format>('text', 'openmetrics'),
      (text, format) => {
        try {
          parseExposition(text, format);
        } catch (error) {
          assert.instance(error, InputError);
        }
      },
    ),
    { numRuns: 1000 },
  );
});

test.run();
