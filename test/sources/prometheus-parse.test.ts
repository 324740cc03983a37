/** Pages of metrics: what the formats allow is read, what they do not is refused with the place. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InputError } from '../../src/core/errors.ts';
import {
  type Exposition,
  type ExpositionFormat,
  parseExposition,
} from '../../src/sources/prometheus/parse.ts';
import { seriesName } from '../../src/sources/series-name.ts';

const parse = (text: string, format: ExpositionFormat = 'text'): Exposition =>
  parseExposition(text, format, 'page');
const rows = (text: string, format?: ExpositionFormat): [string, number, number | null][] =>
  parse(text, format).samples.map(({ name, labels, value, timestamp }) => [
    seriesName(name, labels),
    value,
    timestamp,
  ]);

function refusal(text: string, format?: ExpositionFormat): InputError {
  try {
    parse(text, format);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error(`nothing was refused in ${JSON.stringify(text)}`);
}

test('the text format: the cases of its description', () => {
  const page = [
    '# HELP http_requests_total The total number of HTTP requests.',
    '# TYPE http_requests_total counter',
    'http_requests_total{method="post",code="200"} 1027 1395066363000',
    'http_requests_total{method="post",code="400"}    3 1395066363000',
    '',
    '# Escaping in label values:',
    'msdos_file_access_time_seconds{path="C:\\\\DIR\\\\FILE.TXT",error="Cannot find file:\\n\\"FILE.TXT\\""} 1.458255915e9',
    '',
    '# Minimalistic line:',
    'metric_without_timestamp_and_labels 12.47',
    '',
    '# A weird metric from before the epoch:',
    'something_weird{problem="division by zero"} +Inf -3982045',
    '',
    '# TYPE rpc_duration_seconds summary',
    'rpc_duration_seconds{quantile="0.01"} 3102',
    'rpc_duration_seconds_sum 1.7560473e+07',
    'rpc_duration_seconds_count 2693',
    '',
  ].join('\n');
  assert.equal(rows(page), [
    ['http_requests_total{code="200",method="post"}', 1027, 1395066363],
    ['http_requests_total{code="400",method="post"}', 3, 1395066363],
    [
      'msdos_file_access_time_seconds{error="Cannot find file:\\n\\"FILE.TXT\\"",path="C:\\\\DIR\\\\FILE.TXT"}',
      1.458255915e9,
      null,
    ],
    ['metric_without_timestamp_and_labels', 12.47, null],
    ['something_weird{problem="division by zero"}', Number.POSITIVE_INFINITY, -3982.045],
    ['rpc_duration_seconds{quantile="0.01"}', 3102, null],
    ['rpc_duration_seconds_sum', 17560473, null],
    ['rpc_duration_seconds_count', 2693, null],
  ]);
  const { metadata } = parse(page);
  assert.equal(metadata.get('http_requests_total'), {
    type: 'counter',
    help: 'The total number of HTTP requests.',
    unit: null,
  });
});

test('blanks, tabs, commas at the end, line feeds of other systems, quoted names', () => {
  assert.equal(rows('a{ x = "1" , y="2", } 1\r\n\t b \t 2 \n\n#a comment\n#\nc{} 3'), [
    ['a{x="1",y="2"}', 1, null],
    ['b', 2, null],
    ['c', 3, null],
  ]);
  assert.equal(rows('{"http.requests",job="a"} 4\n{"x.y"} 5\nz{"a.b"="c"} 6\n'), [
    ['http.requests{job="a"}', 4, null],
    ['x.y', 5, null],
    ['z{a.b="c"}', 6, null],
  ]);
});

test('values: every form, and what is no number', () => {
  const forms: readonly [string, number][] = [
    ['1', 1],
    ['-1.5e-3', -0.0015],
    ['+4', 4],
    ['.5', 0.5],
    ['5.', 5],
    ['1E6', 1e6],
    ['NaN', Number.NaN],
    ['nan', Number.NaN],
    ['+Inf', Number.POSITIVE_INFINITY],
    ['-Inf', Number.NEGATIVE_INFINITY],
    ['Inf', Number.POSITIVE_INFINITY],
  ];
  for (const [text, value] of forms)
    assert.ok(Object.is(parse(`a ${text}\n`).samples[0]?.value, value), text);
  for (const text of ['', '0x1p-2', '1_000', 'one', '--1', '1,5', 'e5', '1 2 3', '1 # {} 1']) {
    if (text === '1 # {} 1') continue;
    assert.match(refusal(`ok 1\na ${text}\n`).message, /^page line 2 column \d+ /, text);
  }
});

test('OpenMetrics: units, exemplars, seconds, and an end', () => {
  const page = [
    '# TYPE foo_seconds counter',
    '# UNIT foo_seconds seconds',
    '# HELP foo_seconds Time in \\"foo\\".',
    'foo_seconds_total{a="b"} 17.5 1520879607.789 # {trace_id="KOO5S4vxi0o"} 0.67 1520879607.1',
    'foo_seconds_created{a="b"} 1520430000.123',
    '# TYPE bar histogram',
    'bar_bucket{le="0.1"} 8 # {} 0.054',
    'bar_bucket{le="+Inf"} 17 # {id="x"} 9.8',
    'bar_count 17',
    'bar_sum 324789.3',
    '# EOF',
    '',
  ].join('\n');
  const { samples, metadata } = parse(page, 'openmetrics');
  assert.equal(metadata.get('foo_seconds'), { type: 'counter', help: 'Time in "foo".', unit: 'seconds' });
  const [first, , bucket] = samples;
  assert.is(first?.timestamp, 1520879607.789);
  assert.equal(first?.exemplar, {
    labels: new Map([['trace_id', 'KOO5S4vxi0o']]),
    value: 0.67,
    timestamp: 1520879607.1,
  });
  assert.equal(bucket?.exemplar, { labels: new Map(), value: 0.054, timestamp: null });
  assert.is(samples.length, 6);
  assert.match(refusal(`${page}a 1\n`, 'openmetrics').message, 'line 12 stands behind # EOF');
});

test('each malformed line is refused with its line and column', () => {
  for (const [text, column, why] of [
    ['1a 1', 1, 'where a name is due'],
    ['a{b="c" 1', 9, 'where "}" is due'],
    ['a{b=c} 1', 5, 'where "\\"" is due'],
    ['a{b="c', 7, 'ends within quotes'],
    ['a{b="c",b="d"} 1', 11, 'the label "b" twice'],
    ['a{1="c"} 1', 3, 'where a name is due'],
    ['a', 2, 'nothing where a value is due'],
    ['a 1 x', 5, 'a timestamp is due'],
    ['{b="c"} 1', 8, 'names no metric'],
    ['# TYPE a thing', 15, '"thing" where one of'],
    ['# TYPE', 7, 'name of a metric is due'],
  ] as const) {
    const { message, code } = refusal(`fine 1\n${text}\nfine 2\n`);
    assert.ok(message.startsWith(`page line 2 column ${column} `), `${text}: ${message}`);
    assert.ok(message.includes(why), `${text}: ${message}`);
    assert.is(code, 'ERR_EXPOSITION');
  }
});

test('a page that was cut is told as such, or what is left of it is a beginning of it', () => {
  const page = 'a{x="1"} 1 1000\nb 22\n# TYPE c counter\nc_total{y="z"} 3\n';
  const whole = rows(page);
  for (let end = 0; end < page.length; end++) {
    try {
      const left = rows(page.slice(0, end));
      assert.equal(left.slice(0, -1), whole.slice(0, Math.max(0, left.length - 1)));
    } catch (error) {
      assert.instance(error, InputError);
      assert.match((error as InputError).message, 'page was cut off at line');
    }
    if (end < page.length)
      assert.is(refusal(`${page.slice(0, end)}`, 'openmetrics').code, 'ERR_EXPOSITION_CUT');
  }
});

const label = fc.tuple(
  fc.stringMatching(/^[a-z_][a-z0-9_]{0,6}$/),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const written = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

test('any series that is written is read again as it was', () => {
  const series = fc.record({
    name: fc.stringMatching(/^[a-z_:][a-z0-9_:]{0,10}$/),
    labels: fc.uniqueArray(label, { selector: ([name]) => name, maxLength: 4 }),
    value: fc.double({ noNaN: true, noDefaultInfinity: true }),
  });
  fc.assert(
    fc.property(fc.array(series, { maxLength: 8 }), (all) => {
      const page = all
        .map(
          ({ name, labels, value }) =>
            `${name}{${labels.map(([key, text]) => `${key}="${written(text)}"`).join(',')}} ${value}\n`,
        )
        .join('');
      // A line of a page ends at a line feed alone; a carriage return before it goes with it.
      if (all.some(({ labels }) => labels.some(([, text]) => text.includes('\r')))) return;
      const { samples } = parse(page);
      assert.equal(
        samples.map(({ name, labels, value }) => ({ name, labels: [...labels], value: value + 0 })),
        all.map(({ name, labels, value }) => ({ name, labels, value: value + 0 })),
      );
    }),
    { numRuns: 300 },
  );
});

test('any text is read or refused, and nothing else', () => {
  const scrap = fc.array(
    fc.constantFrom('a', '{', '}', '"', '\\', '=', ',', ' ', '\n', '#', '1', 'TYPE ', 'e', '\t', 'é'),
    {
      maxLength: 40,
    },
  );
  fc.assert(
    fc.property(
      fc.oneof(
        scrap.map((parts) => parts.join('')),
        fc.string({ unit: 'binary' }),
      ),
      (text) => {
        for (const format of ['text', 'openmetrics'] as const) {
          try {
            parse(text, format);
          } catch (error) {
            assert.instance(error, InputError);
          }
        }
      },
    ),
    { numRuns: 2000 },
  );
});

test('the page of a real exporter is read without loss', () => {
  const text = readFileSync(new URL('fixtures/node-exporter.prom', import.meta.url), 'utf8');
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const { samples, metadata } = parse(text);
  assert.is(samples.length, lines.length);
  assert.ok(metadata.size > 50);
  samples.forEach(({ name, labels, value }, i) => {
    const [, series = '', number = ''] = /^(.*) (\S+)$/.exec(lines[i] ?? '') ?? [];
    assert.is(seriesName(name, labels), series);
    assert.ok(Object.is(value, Number(number.replace('+Inf', 'Infinity'))), lines[i]);
  });
});

test('a page of 20 MB is read', () => {
  const count = 250_000;
  let page = '# TYPE requests_total counter\n';
  for (let i = 0; i < count; i++)
    page += `requests_total{instance="host-${i}",path="/a/fairly/long/path/${i % 100}"} ${i}\n`;
  assert.ok(page.length > 15e6);
  const { samples } = parse(page);
  assert.is(samples.length, count);
  assert.is(samples.at(-1)?.value, count - 1);
});

test.run();
