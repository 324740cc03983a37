/** The page of a run: whole, by itself, and with nothing of what was measured taken for markup. */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { growthChart, rowsChart } from '../../src/bench/chart.ts';
import { compareRuns } from '../../src/bench/comparison.ts';
import { type BenchDocument, benchDocument } from '../../src/bench/document.ts';
import { summarised } from '../../src/bench/measure.ts';
import { reportHtml } from '../../src/bench/report.ts';
import { tablesOf } from '../../src/bench/table.ts';

type Times = Readonly<Record<string, readonly number[]>>;

const rowsOf = (times: Times) =>
  summarised(Object.entries(times).map(([name, each]) => ({ name, times: each })));

function run(times: Times, title = 'A suite'): BenchDocument {
  return benchDocument({
    version: '1.2.3',
    began: '2026-01-01T00:00:00.000Z',
    machine: {
      runtime: 'Node 24.1.0',
      versions: { node: '24.1.0', v8: '13' },
      processor: 'A <processor> & more',
      processors: 2,
      memory: 2 ** 33,
      system: 'linux x64',
      release: '6.1',
    },
    load: { before: 0.5, after: 1 },
    rounds: 5,
    suites: [
      {
        suite: 'beat',
        title,
        operation: 'beat',
        rows: rowsOf(times),
        facts: [{ name: 'memory', value: 101, unit: 'bytes' }],
      },
    ],
  });
}

const five = (about: number): number[] => [0.98, 0.99, 1, 1.01, 1.02].map((factor) => factor * about);
const numbers = (text: string): number[] =>
  [...text.matchAll(/[a-z]+="(-?[\d.]+)"/g)].map((match) => Number(match[1]));

test('the page holds every row and figure, and asks for nothing else', () => {
  const html = reportHtml(run({ rival: five(20), ours: five(10) }));
  for (const text of [
    'rival',
    'ours',
    '2.00 ×',
    '10.00 µs',
    '100,000',
    'memory',
    '101 bytes',
    'load average 0.50',
  ])
    assert.ok(html.includes(text), text);
  assert.not.match(html, /<script|src=|href=|url\(|@import|https?:/);
  assert.match(html, /^<!doctype html>/);
  assert.match(html, 'prefers-color-scheme: dark');
});

test('what was measured is text, whatever it looks like', () => {
  const hostile = '</text><script>alert(1)</script>"&\'';
  const html = reportHtml(run({ [hostile]: five(1), other: five(2) }, hostile));
  assert.not.match(html, '<script');
  assert.match(html, '&lt;script&gt;alert(1)');
  assert.match(html, 'A &lt;processor&gt; &amp; more');
});

test('marks of a comparison stand beside their rows', () => {
  const before = run({ rival: five(20), ours: five(10), gone: five(1) });
  const now = run({ rival: five(20), ours: five(30), come: five(1) });
  const html = reportHtml(now, compareRuns(before, now, 'before.json'));
  assert.match(html, /<tr><td>ours<\/td>.*class="slower">3\.00 \[/);
  assert.match(html, /<tr><td>rival<\/td>.*class="same">1\.00 \[/);
  assert.match(html, '1 slower');
  assert.match(html, 'Not compared: rows of beat (1 only in the new run), beat (1 only in the old run)');
});

test('every mark of a chart is within it, for any times', () => {
  const time = fc.double({ min: 1e-4, max: 1e8, noNaN: true });
  const times = fc.array(time, { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fc.array(times, { minLength: 1, maxLength: 5 }), (all) => {
      const chart = rowsChart('title', rowsOf(Object.fromEntries(all.map((each, i) => [`row ${i}`, each]))));
      const [width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(chart)?.slice(1).map(Number) ?? [0, 0];
      for (const mark of chart.match(/<(circle|rect|path|text)[^>]*>/g) ?? []) {
        for (const value of numbers(mark))
          assert.ok(value >= 0 && value <= Math.max(width ?? 0, height ?? 0), mark);
      }
    }),
    { seed: 3, numRuns: 100 },
  );
});

test('sizes make a curve, and rows that are no sizes do not', () => {
  const sizes = Object.fromEntries(
    [100, 1000, 10_000].flatMap((size) => [
      [`${size.toLocaleString('en')} entities, fleet`, five(size)],
      [`${size.toLocaleString('en')} entities, TypeScript`, five(2 * size)],
    ]),
  );
  const chart = growthChart('growth', rowsOf(sizes));
  assert.is(chart?.match(/<polyline/g)?.length, 2);
  assert.is(growthChart('none', rowsOf({ ...sizes, other: five(1) })), undefined);
  assert.is(growthChart('none', rowsOf({ rival: five(1), ours: five(2) })), undefined);
});

test('a table has the rival first and a line a row', () => {
  const text = tablesOf(run({ rival: five(20), ours: five(0.01) }));
  assert.match(text, /rival +1\.00 × +20\.00 µs +19\.80 µs … 20\.20 µs +50,000/);
  assert.match(text, /ours +2000\.00 × +10\.0 ns/);
  assert.match(text, /memory +101 bytes$/);
});

test.run();
