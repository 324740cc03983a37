import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { gaussian, noises, seeded } from '../../src/bench/noises.ts';
import type { Detection } from '../../src/inference/detector.ts';
import { detectorOf } from '../../src/inference/detectors.ts';
import { leastChangeOf } from '../../src/inference/least-change.ts';
import { SurpriseDetector, type SurpriseDetectorOptions } from '../../src/inference/surprise-detector.ts';

type Metrics = Readonly<Record<string, number | null>>;

function play(detector: SurpriseDetector, samples: readonly Metrics[], from = 0): Detection[] {
  return samples.map((metrics, i) => detector.observe({ timestamp: from + i, metrics }));
}

const repeat = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

/** A detector that knows metrics as noise around 100. */
function taught(names: readonly string[], options: SurpriseDetectorOptions = {}) {
  const normal = gaussian(seeded(1));
  const usual = (): Metrics => Object.fromEntries(names.map((name) => [name, 100 + normal()]));
  const detector = new SurpriseDetector(options);
  play(detector, repeat(1000, usual));
  return { detector, usual };
}

test('metrics of one family count once, with the worst of them, and families are told in order', () => {
  const { detector, usual } = taught([
    'orders.b',
    'orders.a',
    'errors{code="500"}',
    'errors{code="502"}',
    'calm',
  ]);
  const found = detector.observe({
    timestamp: 1000,
    metrics: { ...usual(), 'orders.b': 900, 'orders.a': 100_000, 'errors{code="500"}': 500 },
  });
  assert.is(found.anoms, 2);
  assert.equal(
    found.surprises.map(({ metric, family }) => [family, metric]),
    [
      ['errors', 'errors{code="500"}'],
      ['orders', 'orders.a'],
    ],
  );
  const [, worst] = found.surprises;
  assert.is(worst?.value, 100_000);
  assert.ok((worst?.score ?? 0) > 2 / 3);
  assert.match(
    worst?.reason ?? '',
    /^orders\.a 100000, beyond 9\d(\.\d)? to 10\d, the range of 1,000 samples$/,
  );
});

test('the order of the names in a sample does not matter', () => {
  const names = ['a', 'b', 'c'];
  const [one, other] = [taught(names), taught(names)];
  const metrics = { a: 900, b: 900, c: null };
  const turned = { c: null, b: 900, a: 900 };
  assert.equal(
    one.detector.observe({ timestamp: 1000, metrics }),
    other.detector.observe({ timestamp: 1000, metrics: turned }),
  );
});

test('a family surprises for as many samples as the window has, from its last surprise on', () => {
  const { detector, usual } = taught(['orders'], { window: 5 });
  const [first] = play(detector, [{ orders: 900 }], 1000);
  assert.is(first?.anoms, 1);
  const later = play(detector, repeat(20, usual), 1001).map(({ anoms }) => anoms);
  const lasted = later.lastIndexOf(1) + 1;
  assert.ok(lasted >= 4, 'four samples more');
  assert.ok(lasted <= 12, 'its averages may surprise a little longer');
  assert.equal(
    later.slice(lasted),
    later.slice(lasted).map(() => 0),
  );
});

test('a fault surprises while it lasts and when it comes back, until it is usual', () => {
  const { detector, usual } = taught(['queue'], { window: 1 });
  const anoms = (count: number, make: () => Metrics, from: number): number[] =>
    play(detector, repeat(count, make), from).map(({ anoms: found }) => found);
  assert.equal(
    anoms(60, () => ({ queue: 500 }), 1000),
    repeat(60, () => 1),
  );
  assert.is(anoms(200, usual, 1060).at(-1), 0);
  const [back] = play(detector, [{ queue: 450 }], 1260);
  assert.match(
    back?.surprises[0]?.reason ?? '',
    /^queue 450, as far out as before: usual was 9\d(\.\d)? to 10\d/,
  );
  assert.is(anoms(1, () => ({ queue: 170 }), 1261)[0], 0, 'not half as far');
  const lasting = anoms(600, () => ({ queue: 500 }), 1262);
  assert.ok(lasting.lastIndexOf(1) < 300, `${lasting.lastIndexOf(1)}`);
});

test('a burst that comes again and again is usual after ten times', () => {
  const { detector, usual } = taught(['queue'], { window: 1, rule: '1' });
  const bursts = repeat(30, (round) => {
    play(detector, repeat(100, usual), 1000 + round * 101);
    return detector.observe({ timestamp: 1100 + round * 101, metrics: { queue: 500 } }).anoms;
  });
  assert.equal(
    bursts.slice(0, 10),
    repeat(10, () => 1),
  );
  assert.equal(
    bursts.slice(12),
    repeat(18, () => 0),
  );
});

test('while it warms up it says so, and tells nothing', () => {
  const detector = new SurpriseDetector();
  const found = play(
    detector,
    repeat(200, (i) => ({ orders: i % 2 === 0 ? 1 : 1e6 })),
  );
  assert.ok(found.every(({ warmingUp, anoms }) => warmingUp && anoms === 0));
  assert.not.ok(detector.observe({ timestamp: 200, metrics: { orders: 1 } }).warmingUp);
});

test('unknown readings are listed, sorted, and are no surprise', () => {
  const { detector } = taught(['a', 'b']);
  const metrics = { b: null, a: Number.NaN, fresh: null };
  assert.equal(detector.observe({ timestamp: 1000, metrics }).missing, ['a', 'b', 'fresh']);
});

test('a change that nobody would mind is none, and past it there is one', () => {
  const trifles: readonly [metric: string, usual: number, trifle: number, change: number][] = [
    ['cpu.total', 0.01, 0.09, 0.5],
    ['memory.used', 0.5, 0.58, 0.7],
    ['disk.sda.write_bytes', 10, 15e6, 6e7],
    ['network.eth0.rx_bytes', 10, 3e6, 5e7],
    ['supervisor.loop_delay_seconds', 0.001, 0.015, 0.5],
    ['scheduler.load1', 0.1, 1.9, 9],
    ['scheduler.switches', 500, 5000, 90_000],
  ];
  for (const [metric, level, trifle, change] of trifles) {
    for (const [value, anoms] of [
      [trifle, 0],
      [change, 1],
    ] as const) {
      const normal = gaussian(seeded(2));
      const detector = new SurpriseDetector();
      play(
        detector,
        repeat(1000, () => ({ [metric]: level * (1 + 0.01 * normal()) })),
      );
      const [found] = play(detector, [{ [metric]: value }], 1000);
      assert.is(found?.anoms, anoms, `${metric} ${value}`);
    }
  }
  assert.is(leastChangeOf('scheduler.load15').absolute, Number.POSITIVE_INFINITY);
  assert.is(leastChangeOf('pressure.io.full').absolute, 0.1);
  assert.is(leastChangeOf('http_requests_total').absolute, 0);
});

test('thresholds of a family and of a metric take the place of the default', () => {
  const { detector, usual } = taught(['a.x', 'a.y', 'b', 'c'], {
    thresholds: { a: 1, 'a.y': 0.4, c: 1 },
    leastChange: () => ({ absolute: 0, relative: 0 }),
  });
  const found = detector.observe({
    timestamp: 1000,
    metrics: { ...usual(), 'a.x': 105, 'a.y': 105, b: 200, c: 105 },
  });
  assert.equal(
    found.surprises.map(({ metric }) => metric),
    ['a.y', 'b'],
  );
});

test('a metric that is gone for long is forgotten, and begins anew', () => {
  const { detector } = taught(['gone', 'here']);
  play(
    detector,
    repeat(7200, () => ({ here: 100 })),
    1000,
  );
  assert.is(detector.observe({ timestamp: 9000, metrics: { gone: 1e9 } }).anoms, 0);
});

test('noise in eight families never raises four at once', () => {
  const sources = noises(seeded(3));
  const names = Object.keys(sources).slice(0, 8);
  const detector = new SurpriseDetector({ leastChange: () => ({ absolute: 0, relative: 0 }) });
  const most = Math.max(
    ...play(
      detector,
      repeat(20_000, () => Object.fromEntries(names.map((name) => [name, sources[name]?.() ?? null]))),
    ).map(({ anoms }) => anoms),
  );
  assert.ok(most < 4, `${most} at once`);
});

test('reasons tell what surprises, with its numbers', () => {
  const random = seeded(4);
  const normal = gaussian(random);
  const detector = new SurpriseDetector({ threshold: 0.4, window: 1 });
  const reasons = (values: readonly number[], from: number): string[] =>
    play(
      detector,
      values.map((orders) => ({ orders })),
      from,
    ).flatMap(({ surprises }) => surprises.map(({ reason }) => reason));
  reasons(
    repeat(3000, () => 100 + 10 * normal()),
    0,
  );
  assert.match(
    reasons([400], 3000).join(),
    /orders 400, beyond \d+(\.\d+)? to \d+(\.\d+)?, the range of 3,000 samples/,
  );
  const still = reasons(
    repeat(150, () => 101),
    3001,
  ).join('\n');
  assert.match(
    still,
    /orders 101: its average step over 32 samples is [\d.e-]+, usual range [\d.]+ to [\d.]+/,
  );
});

test('it is made again from what the ledger tells of it', () => {
  const detector = new SurpriseDetector({ threshold: 0.5, thresholds: { a: 0.9 }, window: 3 });
  const told = JSON.parse(JSON.stringify(detector));
  const again = detectorOf({ name: detector.name, version: detector.version, options: told.options });
  assert.equal(again?.options, detector.options);
  assert.is(detectorOf(null), undefined);
  assert.is(detectorOf({ name: 'surprise', version: '0', options: told.options }), undefined);
  assert.is(detectorOf({ name: 'another', version: '1', options: told.options }), undefined);
  assert.is(detectorOf({ name: 'surprise', version: '1', options: null }), undefined);
  const own = new SurpriseDetector({ leastChange: () => ({ absolute: 1, relative: 0 }) });
  assert.is(own.options, undefined);
});

test('options outside their range are refused by name', () => {
  const bad: readonly [SurpriseDetectorOptions, string][] = [
    [{ threshold: 0 }, 'threshold'],
    [{ threshold: 1.1 }, 'threshold'],
    [{ threshold: Number.NaN }, 'threshold'],
    [{ thresholds: { cpu: 2 } }, 'thresholds.cpu'],
    [{ window: 0 }, 'window'],
    [{ window: 1.5 }, 'window'],
  ];
  for (const [options, name] of bad) {
    assert.throws(
      () => new SurpriseDetector(options),
      (error: Error) => error.message.includes(name),
    );
  }
});

test.run();
