import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { familyOf, type Labels } from '../../src/sources/index.ts';
import { discoveries } from '../../src/sources/prometheus/discover.ts';
import { seriesName } from '../../src/sources/prometheus/names.ts';
import { parseExposition } from '../../src/sources/prometheus/parse.ts';
import type { View } from '../../src/sources/prometheus/point.ts';
import { pointsOf } from '../../src/sources/prometheus/points.ts';
import { type Bucket, bucketQuantile } from '../../src/sources/prometheus/quantile.ts';
import { parseSelector } from '../../src/sources/prometheus/selector.ts';
import { FORGOTTEN_AFTER, SeriesWatch } from '../../src/sources/prometheus/series.ts';

type Metrics = Record<string, number | null>;

const PERIOD = 10;
const FIRST = 1_700_000_000;

interface Watched {
  readonly maxSeries?: number;
  readonly view?: Partial<View>;
}

/** What each page in turn gives, by entity; a page that is null is a scrape that failed. */
function watchAll(pages: readonly (string | null)[], { maxSeries = 1000, view = {} }: Watched = {}) {
  const watch = new SeriesWatch(maxSeries);
  const full: View = { entityBy: [], selectors: [], quantiles: [0.5, 0.99], ...view };
  let turnedAway = 0;
  const entities = pages.map((page, index) => {
    const at = { wall: FIRST + index * PERIOD, monotonic: index * PERIOD };
    if (page === null) watch.miss();
    else turnedAway = watch.observe(pointsOf(parseExposition(page, formatOf(page)), full), at);
    return watch.readings().map(({ labels, metrics }) => ({ labels, metrics: Object.fromEntries(metrics) }));
  });
  return { entities, turnedAway, watch };
}

function formatOf(page: string): 'text' | 'openmetrics' {
  return page.includes('# EOF') ? 'openmetrics' : 'text';
}

/** The readings of the entity without labels after each page. */
function readings(pages: readonly (string | null)[], options?: Watched): Metrics[] {
  return watchAll(pages, options).entities.map((all) => all[0]?.metrics ?? {});
}

const counter = (value: number | string, more = ''): string =>
  `# TYPE hits_total counter\nhits_total ${value}\n${more}`;
const openCounter = (value: number, created: number): string =>
  `# TYPE hits counter\nhits_total ${value}\nhits_created ${created}\n# EOF\n`;

test('a gauge is as it is, and what is not a number is unknown', () => {
  const page =
    '# TYPE a gauge\na 3\n# TYPE b gauge\nb NaN\n# TYPE c gauge\nc +Inf\n# TYPE d gauge\nd -Inf\nuntyped 4\n';
  assert.equal(readings([page]), [{ a: 3, b: null, c: null, d: null, untyped: 4 }]);
});

test('a counter is a rate per second from the second scrape on', () => {
  assert.equal(readings([counter(100), counter(150), counter(150)]), [
    { hits_total: null },
    { hits_total: 5 },
    { hits_total: 0 },
  ]);
});

test('an untyped series that ends in _total is a counter', () => {
  assert.equal(readings(['x_total 1\n', 'x_total 21\n']), [{ x_total: null }, { x_total: 2 }]);
});

test('a counter that fell was reset and counts from 0', () => {
  assert.is(readings([counter(100), counter(30)])[1]?.hits_total, 3);
});

test('a counter with a new time of creation was reset, though it rose', () => {
  const before = FIRST - 5;
  assert.equal(
    readings([openCounter(100, before), openCounter(120, before), openCounter(130, FIRST + 15)]).map(
      (each) => each.hits_total,
    ),
    [null, 2, 13],
  );
});

test('a counter that began since the last scrape counted from 0', () => {
  const none = '# EOF\n';
  assert.is(readings([none, openCounter(40, FIRST + 3)])[1]?.hits_total, 4);
  assert.is(readings([none, openCounter(40, FIRST - 3)])[1]?.hits_total, null);
  assert.is(readings([openCounter(40, FIRST + 3)])[0]?.hits_total, null);
  const text = counter(40, `# TYPE hits_created gauge\nhits_created ${FIRST + 3}\n`);
  assert.is(readings(['', text])[1]?.hits_total, 4);
});

test('times that the page gives are those of the rate', () => {
  const at = (value: number, seconds: number): string =>
    `# TYPE a_total counter\na_total ${value} ${seconds * 1000}\n`;
  assert.equal(
    readings([at(10, 5), at(30, 9), at(30, 9)]).map((each) => each.a_total),
    [null, 5, null],
  );
});

test('a counter that is not a number is unknown, and the rate after it spans the gap', () => {
  assert.equal(
    readings([counter(0), counter('NaN'), counter(40)]).map((each) => each.hits_total),
    [null, null, 2],
  );
});

test('a series that is missing is null, and a failed scrape makes all null', () => {
  assert.equal(readings(['a 1\nb 2\n', 'a 1\n', null, 'a 1\nb 3\n']), [
    { a: 1, b: 2 },
    { a: 1, b: null },
    { a: null, b: null },
    { a: 1, b: 3 },
  ]);
});

test('the rate after a failed scrape is over the whole time', () => {
  assert.is(readings([counter(0), null, counter(40)])[2]?.hits_total, 2);
});

test('a series is forgotten after it was absent from many pages, not after failed scrapes', () => {
  const absent = Array.from({ length: FORGOTTEN_AFTER }, () => 'a 1\n');
  const gone = readings(['a 1\nb 2\n', ...absent]);
  assert.equal(gone.at(-2), { a: 1, b: null });
  assert.equal(gone.at(-1), { a: 1 });
  const failed = Array.from({ length: 3 * FORGOTTEN_AFTER }, () => null);
  assert.equal(readings(['a 1\nb 2\n', ...failed]).at(-1), { a: null, b: null });
});

test('beyond maxSeries nothing is added, and room is made by what is forgotten', () => {
  const two = '# TYPE a gauge\na{x="1"} 1\na{x="2"} 2\na{x="3"} 3\n';
  const { entities, turnedAway } = watchAll([two], { maxSeries: 2 });
  assert.equal(entities[0]?.[0]?.metrics, { 'a{x="1"}': 1, 'a{x="2"}': 2 });
  assert.is(turnedAway, 1);
  const pages = ['old 1\n', ...Array.from({ length: FORGOTTEN_AFTER }, () => 'new 2\n'), 'new 2\n'];
  assert.equal(readings(pages, { maxSeries: 1 }).at(-1), { new: 2 });
});

const histogram = (one: number, two: number, inf: number, more = ''): string =>
  `# TYPE h histogram\nh_bucket{le="1"} ${one}\nh_bucket{le="2"} ${two}\nh_bucket{le="+Inf"} ${inf}\nh_sum 9\nh_count ${inf}\n${more}`;
const median: Watched = { view: { quantiles: [0.5] } };

test('a histogram gives quantiles of what is new, and the rate of its count', () => {
  const [first, second, third] = readings([histogram(5, 5, 5), histogram(5, 15, 15), histogram(5, 15, 15)]);
  assert.equal(first, { 'h{quantile="0.5"}': null, 'h{quantile="0.99"}': null, h_count: null });
  assert.is(second?.['h{quantile="0.5"}'], 1.5);
  assert.ok(Math.abs((second?.['h{quantile="0.99"}'] ?? 0) - 1.99) < 1e-12);
  assert.is(second?.h_count, 1);
  assert.equal(third, { 'h{quantile="0.5"}': null, 'h{quantile="0.99"}': null, h_count: 0 });
});

test('a histogram that was reset counts from 0', () => {
  assert.is(readings([histogram(50, 50, 50), histogram(0, 10, 10)], median)[1]?.['h{quantile="0.5"}'], 1.5);
});

test('a histogram with other buckets than before is unknown once', () => {
  const other = histogram(5, 9, 9).replace('le="2"', 'le="3"');
  const values = readings([histogram(5, 5, 5), other, other.replace(/9/g, '11')], median);
  assert.equal(
    values.map((each) => each['h{quantile="0.5"}']),
    [null, null, 2],
  );
});

test('a histogram that began since the last scrape counted from 0', () => {
  const page = histogram(0, 10, 10, `h_created ${FIRST + 1}\n`);
  assert.is(readings(['', page], median)[1]?.['h{quantile="0.5"}'], 1.5);
  assert.is(readings(['', page], median)[1]?.h_count, 1);
});

test('a gaugehistogram gives quantiles of now, and its count as it is', () => {
  const page =
    '# TYPE q gaugehistogram\nq_bucket{le="1"} 0\nq_bucket{le="2"} 10\nq_bucket{le="+Inf"} 10\nq_gcount 10\nq_gsum 3\n# EOF\n';
  assert.equal(readings([page], median), [{ 'q{quantile="0.5"}': 1.5, q_gcount: 10 }]);
});

test('a summary gives its quantiles, and the rate of its count', () => {
  const page = (count: number): string =>
    `# TYPE s summary\ns{quantile="0.9"} 0.25\ns{quantile="1"} NaN\ns_sum 4\ns_count ${count}\n`;
  assert.equal(readings([page(10), page(30)])[1], {
    's{quantile="0.9"}': 0.25,
    's{quantile="1"}': null,
    s_count: 2,
  });
});

test('states are gauges, and infos are left out unless they are asked for', () => {
  const page =
    '# TYPE st stateset\nst{st="on"} 1\nst{st="off"} 0\n# TYPE build info\nbuild_info{v="1"} 1\n# EOF\n';
  assert.equal(readings([page])[0], { 'st{st="on"}': 1, 'st{st="off"}': 0 });
  const selectors = [parseSelector('build_info')];
  assert.equal(readings([page], { view: { selectors } })[0], { 'build_info{v="1"}': 1 });
});

test('labels that name an entity leave the name, and every entity has its sample', () => {
  const page =
    '# TYPE mem gauge\nmem{pod="b",ns="shop",kind="rss"} 2\nmem{pod="a",ns="shop",kind="rss"} 1\nmem{kind="rss"} 3\nmem{ns="shop",pod=""} 4\n';
  const { entities } = watchAll([page, 'mem{kind="rss"} 5\n'], { view: { entityBy: ['ns', 'pod'] } });
  const row = (labels: Labels | undefined, metrics: Metrics) => ({ labels, metrics });
  assert.equal(entities[0], [
    row(undefined, { 'mem{kind="rss"}': 3 }),
    row({ ns: 'shop' }, { mem: 4 }),
    row({ ns: 'shop', pod: 'a' }, { 'mem{kind="rss"}': 1 }),
    row({ ns: 'shop', pod: 'b' }, { 'mem{kind="rss"}': 2 }),
  ]);
  assert.equal(
    entities[1]?.map(({ metrics }) => Object.values(metrics)),
    [[5], [null], [null], [null]],
  );
});

test('the entity without labels is there without readings, too', () => {
  const { entities } = watchAll(['mem{pod="a"} 1\n'], { view: { entityBy: ['pod'] } });
  assert.equal(entities[0], [
    { labels: undefined, metrics: {} },
    { labels: { pod: 'a' }, metrics: { mem: 1 } },
  ]);
});

test('labels named as parts of objects are labels, names too', () => {
  const { entities } = watchAll(['__proto__{__proto__="x",constructor="y"} 1\n'], {
    view: { entityBy: ['__proto__'] },
  });
  const [, own] = entities[0] ?? [];
  assert.equal(Object.entries(own?.labels ?? {}), [['__proto__', 'x']]);
  assert.equal(Object.entries(own?.metrics ?? {}), [['__proto__{constructor="y"}', 1]]);
});

test('a series whose name or entity is too long to keep is not watched', () => {
  const page = `a{x="${'x'.repeat(4100)}"} 1\nb 2\n`;
  assert.equal(readings([page]), [{ b: 2 }]);
  assert.equal(watchAll([page], { view: { entityBy: ['x'] } }).entities[0]?.length, 1);
});

test('a series that is there twice counts once, as it was last', () => {
  assert.equal(readings(['a 1\na 2\n']), [{ a: 2 }]);
});

test('a name has its labels sorted and escaped, without empty ones', () => {
  const labels = new Map([
    ['b', 'x"\\\n'],
    ['a', '1'],
    ['c', ''],
    ['d.e', '2'],
  ]);
  assert.is(seriesName('m', labels), 'm{a="1",b="x\\"\\\\\\n","d.e"="2"}');
  assert.is(seriesName('m', new Map()), 'm');
  assert.is(seriesName('http.requests', new Map([['a', '1']])), 'http.requests{a="1"}');
  assert.is(seriesName('my metric', new Map([['a', '1']])), '{"my metric",a="1"}');
  assert.is(familyOf('m{a="1"}'), 'm');
});

const steps = (...pairs: ReadonlyArray<readonly [bound: number, count: number]>): Bucket[] =>
  pairs.map(([bound, count]) => ({ bound, count }));
const INF = Number.POSITIVE_INFINITY;

for (const [title, quantile, buckets, expected] of [
  ['within a bucket', 0.5, steps([1, 0], [2, 10], [INF, 10]), 1.5],
  ['within the lowest bucket, from 0', 0.5, steps([2, 10], [INF, 10]), 1],
  ['in a lowest bucket below 0: its bound', 0.5, steps([-1, 10], [INF, 10]), -1],
  ['in a lowest bucket at 0: its bound', 0.5, steps([0, 10], [1, 10], [INF, 10]), 0],
  ['beyond the highest bound: that bound', 0.99, steps([1, 5], [2, 5], [INF, 10]), 2],
  ['of unsorted buckets', 0.5, steps([INF, 10], [2, 10], [1, 0]), 1.5],
  ['of two buckets with one bound', 0.5, steps([1, 0], [1, 0], [2, 10], [INF, 10]), 1.5],
  ['of counts that fall', 0.5, steps([1, 4], [2, 2], [3, 8], [INF, 8]), 1],
  ['the whole', 1, steps([1, 4], [2, 8], [INF, 8]), 2],
  ['of counts that differ by rounding', 0.5, steps([1, 1], [2, 1 + 1e-15], [INF, 1]), 0.5],
  ['of no observation', 0.5, steps([1, 0], [INF, 0]), null],
  ['without a bucket to +Inf', 0.5, steps([1, 3], [2, 4]), null],
  ['with no other bucket than that to +Inf', 0.5, steps([INF, 4]), null],
  ['without buckets', 0.5, [], null],
] as const) {
  test(`a quantile ${title}`, () => assert.is(bucketQuantile(quantile, buckets), expected));
}

test('quantiles lie within the finite bounds and do not fall', () => {
  const counts = fc.array(fc.nat({ max: 50 }), { minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(
      counts,
      fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 2 }),
      (each, asked) => {
        let total = 0;
        const buckets = each.map((count, index) => {
          total += count;
          return { bound: index + 1 === each.length ? INF : index + 1, count: total };
        });
        const values = asked.sort((a, b) => a - b).map((quantile) => bucketQuantile(quantile, buckets));
        if (total === 0) return assert.equal(new Set(values), new Set([null]));
        for (const [index, value] of values.entries()) {
          assert.ok(value !== null && value >= 0 && value <= each.length - 1);
          assert.ok(index === 0 || value >= (values[index - 1] ?? 0) - 1e-9);
        }
      },
    ),
  );
});

const all =
  '# TYPE go_goroutines gauge\ngo_goroutines 3\n# TYPE reqs_total counter\nreqs_total{code="500"} 1\nreqs_total{code="200"} 1\n';

test('selectors are ORed, what they match is watched', () => {
  const watched = (...match: string[]): string[] =>
    Object.keys(readings([all], { view: { selectors: match.map(parseSelector) } })[0] ?? {});
  assert.equal(watched(), ['reqs_total{code="500"}', 'reqs_total{code="200"}']);
  assert.equal(watched('go_goroutines', '{code="500"}'), ['go_goroutines', 'reqs_total{code="500"}']);
  assert.equal(watched('reqs_total{code=~"5.."}'), ['reqs_total{code="500"}']);
  assert.equal(watched('reqs_total{code!~"5.."}'), ['reqs_total{code="200"}']);
  assert.equal(watched('reqs_total{code!="500",}'), ['reqs_total{code="200"}']);
  assert.equal(watched('{code=~"0"}'), []);
  assert.equal(watched('{code=""}'), ['go_goroutines']);
  assert.equal(watched('{__name__=~"go_.+"}'), ['go_goroutines']);
  assert.equal(watched('{"go_goroutines"}'), ['go_goroutines']);
});

test('a selector takes a histogram by any of its names, and one quantile by its label', () => {
  const watched = (match: string): string[] =>
    Object.keys(readings([histogram(1, 2, 3)], { view: { selectors: [parseSelector(match)] } })[0] ?? {});
  assert.equal(watched('h'), ['h{quantile="0.5"}', 'h{quantile="0.99"}', 'h_count']);
  assert.equal(watched('h_bucket'), ['h{quantile="0.5"}', 'h{quantile="0.99"}']);
  assert.equal(watched('h_count'), ['h_count']);
  assert.equal(watched('{quantile="0.99"}'), ['h{quantile="0.99"}']);
});

for (const [selector, message] of [
  ['', /selects nothing/],
  ['{}', /selects nothing/],
  ['a{', /at column 3, the line ends where a label/],
  ['a{b}', /at column 4, .* where =, !=, =~ or !~/],
  ['a{b=c}', /at column 5, .* where a quoted value/],
  ['a{b="c}', /quote is not closed/],
  ['a{b=~"("}', /pattern is not valid/],
  ['a{b="c"} x', /at column 10/],
  ['a{b="c" d="e"}', /where , or } is expected/],
  ['a-b', /at column 2/],
] as const) {
  test(`the selector ${JSON.stringify(selector)} is refused with its place`, () => {
    assert.throws(() => parseSelector(selector), message);
  });
}

test('what is discovered says of each series whether it is watched, and why', () => {
  const page = `${all}${histogram(1, 2, 3)}h_bucket{le="x"} 1\n# TYPE i info\ni_info 1\nup 1\n`;
  const view: View = { entityBy: [], selectors: [], quantiles: [0.5] };
  const found = discoveries(pointsOf(parseExposition(page, 'text'), view), 3);
  const rows = found.map(({ metric, kind, value, watched, why }) => [
    metric,
    kind,
    value,
    watched,
    why.split(/[:;]/)[0],
  ]);
  assert.equal(rows, [
    ['up', 'gauge', 1, true, 'says whether the scrape worked'],
    ['go_goroutines', 'gauge', 3, false, 'left out by default'],
    ['reqs_total{code="500"}', 'rate of a counter', null, true, 'watched by default'],
    ['reqs_total{code="200"}', 'rate of a counter', null, true, 'watched by default'],
    ['h{quantile="0.5"}', 'quantile 0.5 of a histogram', null, true, 'watched by default'],
    ['h_sum', 'sum', 9, false, 'the quantiles and the rate of the count stand for it'],
    ['h_count', 'rate of a counter', null, false, 'is beyond maxSeries 3'],
    ['h_bucket{le="x"}', 'unknown', 1, false, 'its label le is not a number'],
    ['i_info', 'info', 1, false, 'left out by default'],
    ['up', 'untyped, taken as a gauge', 1, false, 'up is what this source says of the scrape itself'],
  ]);
});

test('the help of a family is that of its readings', () => {
  const { watch } = watchAll(['# HELP a Apples.\na{x="1"} 1\n']);
  assert.is(watch.help('a{x="1"}'), 'Apples.');
  assert.is(watch.help('b'), undefined);
});

test.run();
