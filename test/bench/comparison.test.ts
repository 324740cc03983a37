/** What `venom bench --compare` marks, what it leaves alone, and what it refuses. */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compareRuns, compareTimes, DRIFT, LEAST_ROUNDS } from '../../src/bench/comparison.ts';
import { type BenchDocument, benchDocument, parseBenchDocument } from '../../src/bench/document.ts';
import { summarised } from '../../src/bench/measure.ts';
import { VenomError } from '../../src/core/errors.ts';
import { Random } from '../support/random.ts';

const machine: BenchDocument['machine'] = {
  runtime: 'Node 24.1.0',
  versions: { node: '24.1.0' },
  processor: 'A processor',
  processors: 2,
  memory: 2 ** 33,
  system: 'linux x64',
  release: '6.1',
};

function run(rows: Readonly<Record<string, readonly number[]>>, suite = 'beat'): BenchDocument {
  const named = Object.entries(rows).map(([name, times]) => ({ name, times }));
  return benchDocument({
    version: '1.2.3',
    began: '2026-01-01T00:00:00.000Z',
    machine,
    load: { before: 0, after: 0 },
    rounds: 11,
    suites: [{ suite, title: 'A suite', operation: 'beat', rows: summarised(named) }],
  });
}

/** Rounds about a time, with a spread of so many hundredths. */
function rounds(about: number, spread: number, seed: number, count = 11): number[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => about * (1 + spread * (random.next() - 0.5)));
}

function refusal(work: () => unknown): VenomError {
  try {
    work();
  } catch (error) {
    assert.instance(error, VenomError);
    return error as VenomError;
  }
  throw new Error('was not refused');
}

test('twice the time is slower, half of it faster, and the same build is neither', () => {
  const before = rounds(50, 0.1, 1);
  assert.is(compareTimes(before, rounds(100, 0.1, 2)).verdict, 'slower');
  assert.is(compareTimes(before, rounds(25, 0.1, 3)).verdict, 'faster');
  assert.is(compareTimes(before, before).verdict, 'same');
});

test('what differs by less than the drift is within the noise, however steady the rounds are', () => {
  const before = rounds(50, 0.001, 1);
  assert.is(compareTimes(before, rounds(50 * (1 + 0.8 * DRIFT), 0.001, 2)).verdict, 'same');
  assert.is(compareTimes(before, rounds(50 / (1 + 0.8 * DRIFT), 0.001, 2)).verdict, 'same');
  assert.is(compareTimes(before, rounds(50 * (1 + 2 * DRIFT), 0.001, 2)).verdict, 'slower');
});

test('the wider the rounds spread, the more it takes', () => {
  assert.is(compareTimes(rounds(50, 0.05, 1), rounds(60, 0.05, 2)).verdict, 'slower');
  assert.is(compareTimes(rounds(50, 1.2, 1), rounds(60, 1.2, 2)).verdict, 'same');
});

test('two runs of one distribution are seldom told apart', () => {
  let marked = 0;
  for (let seed = 0; seed < 200; seed++) {
    const { verdict } = compareTimes(rounds(50, 0.3, 2 * seed), rounds(50, 0.3, 2 * seed + 1));
    if (verdict !== 'same') marked++;
  }
  assert.ok(marked <= 6, `${marked} of 200 were marked`);
});

test('laws: the interval holds the ratio, the unit does not matter, the same rounds give the same answer', () => {
  const times = fc.array(fc.double({ min: 0.1, max: 1000, noNaN: true }), { minLength: 5, maxLength: 9 });
  fc.assert(
    fc.property(times, times, (before, now) => {
      const found = compareTimes(before, now);
      const [low, high] = found.interval;
      assert.ok(low <= found.ratio * (1 + 1e-12) && found.ratio <= high * (1 + 1e-12));
      assert.equal(compareTimes(before, now), found);
      const scaled = compareTimes(
        before.map((time) => 1024 * time),
        now.map((time) => 1024 * time),
      );
      assert.equal(scaled, found);
    }),
    { seed: 7, numRuns: 60 },
  );
});

test('rows are matched by suite and name; those of one run alone are said', () => {
  const before = run({ whole: rounds(50, 0.1, 1), gone: rounds(5, 0.1, 2) });
  const now = run({ whole: rounds(25, 0.1, 3), come: rounds(5, 0.1, 4) });
  const { rows, unmatched } = compareRuns(before, now, 'old.json');
  assert.equal(
    rows.map(({ name, verdict }) => [name, verdict]),
    [['whole', 'faster']],
  );
  assert.equal(unmatched, [
    { suite: 'beat', name: 'come', in: 'new' },
    { suite: 'beat', name: 'gone', in: 'old' },
  ]);
  const other = compareRuns(before, run({ whole: rounds(25, 0.1, 3) }, 'pid'), 'old.json');
  assert.is(other.rows.length, 0);
});

test('a run of another machine or runtime is refused, one of another version of the runtime is not', () => {
  const now = run({ whole: rounds(50, 0.1, 1) });
  for (const [field, value] of [
    ['processor', 'Another'],
    ['processors', 4],
    ['system', 'darwin arm64'],
    ['runtime', 'Bun 1.3.0'],
  ] as const) {
    const before = { ...now, machine: { ...machine, [field]: value } };
    const { code, message } = refusal(() => compareRuns(before, now, 'old.json'));
    assert.is(code, 'ERR_BENCH_MACHINE');
    assert.match(message, `old.json was measured on another machine: its ${field} is`);
  }
  const older = { ...now, machine: { ...machine, runtime: 'Node 22.0.0' } };
  assert.is(compareRuns(older, now, 'old.json').runtime, 'Node 22.0.0');
});

test('loads that are far apart are warned of', () => {
  const quiet = run({ whole: rounds(50, 0.1, 1) });
  assert.is(compareRuns(quiet, { ...quiet, load: { before: 0.9, after: 0.9 } }, 'old.json').warning, null);
  for (const load of [
    { before: 3, after: 0 },
    { before: 0, after: 3 },
  ]) {
    assert.match(
      compareRuns({ ...quiet, load }, quiet, 'old.json').warning ?? '',
      'may be the work of others',
    );
    assert.match(
      compareRuns(quiet, { ...quiet, load }, 'old.json').warning ?? '',
      /load average was 0\.0 to 0\.0/,
    );
  }
});

test('too few rounds say nothing, in either run', () => {
  const enough = run({ whole: rounds(50, 0.1, 1, LEAST_ROUNDS) });
  const few = run({ whole: rounds(50, 0.1, 1, LEAST_ROUNDS - 1) });
  assert.match(refusal(() => compareRuns(few, enough, 'old.json')).message, 'old.json has 4 rounds of beat');
  assert.match(refusal(() => compareRuns(enough, few, 'old.json')).message, 'this run has 4 rounds of beat');
});

test('a document is read back as it was written, and what is none names the field', () => {
  const document = run({ whole: rounds(50, 0.1, 1) });
  assert.equal(parseBenchDocument(JSON.parse(JSON.stringify(document)), 'old.json'), document);
  const [suite] = document.suites;
  const damaged: readonly (readonly [unknown, RegExp])[] = [
    [null, /^old\.json is no run of this bench: document/],
    [[], /is no run of this bench/],
    [{ type: 'status' }, /: type/],
    [{ ...document, format: 'venom-bench/2' }, /: format/],
    [{ ...document, machine: { ...machine, processors: 'two' } }, /: machine\.processors/],
    [
      { ...document, suites: [{ ...suite, rows: [{ ...suite?.rows[0], times: [] }] }] },
      /suites\.0\.rows\.0\.times/,
    ],
    [{ ...document, suites: [{ ...suite, rows: [{ ...suite?.rows[0], times: [-1] }] }] }, /times\.0/],
    [
      {
        ...document,
        suites: [{ ...suite, rows: [{ name: 'old shape', median: 1, quartiles: [1, 1], ratio: 1 }] }],
      },
      /times/,
    ],
  ];
  for (const [value, wanted] of damaged) {
    const { code, message } = refusal(() => parseBenchDocument(value, 'old.json'));
    assert.is(code, 'ERR_BENCH_DOCUMENT');
    assert.match(message, wanted);
  }
});

test.run();
