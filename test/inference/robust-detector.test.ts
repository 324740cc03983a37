import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Detection } from '../../src/inference/detector.ts';
import { leastChangeOf } from '../../src/inference/least-change.ts';
import { RobustDetector, type RobustDetectorOptions } from '../../src/inference/robust-detector.ts';
import { ParameterError } from '../../src/numeric/parameter-error.ts';

type Metrics = Record<string, number | null>;

function play(detector: RobustDetector, rows: Metrics[]): Detection[] {
  return rows.map((metrics, timestamp) => detector.observe({ timestamp, metrics }));
}

/** What the detector says of one metric's readings, one by one. */
function anoms(metric: string, values: Array<number | null>, options: RobustDetectorOptions = {}): number[] {
  return play(
    new RobustDetector(options),
    values.map((value) => ({ [metric]: value })),
  ).map((detection) => detection.anoms);
}

const repeat = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
const total = (numbers: number[]): number => numbers.reduce((sum, n) => sum + n, 0);
/** A quiet processor: 0.03 to 0.09, the same every time. */
const quiet = (count: number): number[] => repeat(count, (i) => 0.03 + 0.01 * ((i * 5) % 7));

test('a busy processor surprises at its second reading, with the numbers in the reason', () => {
  const detections = play(
    new RobustDetector(),
    [...quiet(200), 0.98, 0.98].map((value) => ({ 'cpu.total': value })),
  );
  assert.is(total(detections.slice(0, -1).map((d) => d.anoms)), 0);
  const last = detections.at(-1);
  assert.is(last?.anoms, 1);
  assert.is(last?.surprises[0]?.reason, 'cpu.total 0.98, usual 0.03 to 0.09');
  assert.is(last?.surprises[0]?.family, 'cpu');
  assert.ok((last?.surprises[0]?.score ?? 0) > 6);
});

test('with confirm 1 it surprises at its first reading', () => {
  assert.is(anoms('cpu.total', [...quiet(200), 0.98], { confirm: 1 }).at(-1), 1);
});

test('a fall surprises as a rise does', () => {
  const rate = repeat(200, (i) => 5e7 + 1e6 * ((i * 5) % 7));
  assert.is(anoms('network.eth0.rx_bytes', [...rate, 0, 0]).at(-1), 1);
});

test('a spike of one reading does not surprise', () => {
  assert.is(total(anoms('cpu.total', [...quiet(200), 1, ...quiet(50)])), 0);
});

test('several metrics of a family are one anomaly: the most surprising', () => {
  const rows = [...quiet(100), 0.9, 0.9].map((v, i) => ({
    'cpu.total': v,
    'cpu.core.0': i < 100 ? v : 1,
    b: v,
  }));
  const last = play(new RobustDetector(), rows).at(-1);
  assert.is(last?.anoms, 2);
  assert.equal(
    last?.surprises.map((surprise) => surprise.metric),
    ['b', 'cpu.core.0'],
  );
});

test('equals within a family are told apart by name, not by the order of the sample', () => {
  const values = [...quiet(100), 0.9, 0.9];
  const forth = play(
    new RobustDetector(),
    values.map((v) => ({ 'f.a': v, 'f.b': v })),
  );
  const back = play(
    new RobustDetector(),
    values.map((v) => ({ 'f.b': v, 'f.a': v })),
  );
  assert.equal(forth, back);
});

test('warm-up has no alarms and says so', () => {
  const detections = play(
    new RobustDetector({ warmUp: 20 }),
    [...repeat(19, (i) => (i % 2 ? 1e9 : 0)), 5, 5].map((value) => ({ m: value })),
  );
  assert.equal(
    detections.map((d) => d.warmingUp),
    [...repeat(20, () => true), false],
  );
  assert.is(total(detections.map((d) => d.anoms)), 0);
});

test('a metric that comes late warms up by itself', () => {
  const rows = repeat(300, (i) => (i < 200 ? { a: 1 } : { a: 1, b: i }));
  const detections = play(new RobustDetector(), rows);
  assert.is(total(detections.map((d) => d.anoms)), 0);
  assert.not.ok(detections.at(-1)?.warmingUp);
});

test('unknown readings are missing, never an anomaly, and do not interrupt a confirmation', () => {
  const detections = play(
    new RobustDetector(),
    [...quiet(100), 0.98, null, Number.NaN, Number.POSITIVE_INFINITY, 0.98].map((value) => ({
      z: 1,
      'cpu.total': value,
    })),
  );
  assert.equal(
    detections.slice(-5).map((d) => [d.anoms, d.missing.length]),
    [
      [0, 0],
      [0, 1],
      [0, 1],
      [0, 1],
      [1, 0],
    ],
  );
  assert.equal(play(new RobustDetector(), [{ b: null, a: null }])[0]?.missing, ['a', 'b']);
});

test('a flat metric and an idle disk do not fire on a trifle', () => {
  const trifles: Array<[string, number, number]> = [
    ['cpu.total', 0, 0.09],
    ['memory.used', 0.5, 0.58],
    ['disk.sda.write_bytes', 0, 15e6],
    ['network.eth0.rx_bytes', 0, 3e6],
    ['memory.cgroup.used_bytes', 5e7, 2.4e8],
    ['disk.sda.writes', 0, 150],
    ['network.eth0.rx_errors', 0, 3],
    ['supervisor.loop_delay_seconds', 0, 0.08],
    ['cpu.load1', 0, 1.9],
    ['cpu.load15', 0, 100],
    ['orders', 1000, 1200],
  ];
  for (const [metric, idle, trifle] of trifles) {
    assert.is(total(anoms(metric, [...repeat(200, () => idle), ...repeat(10, () => trifle)])), 0, metric);
  }
});

test('past the least change a flat metric fires', () => {
  const changes: Array<[string, number, number]> = [
    ['cpu.total', 0, 0.11],
    ['memory.used', 0.9, 1],
    ['disk.sda.write_bytes', 0, 2e7],
    ['network.eth0.rx_bytes', 0, 5e6],
    ['memory.cgroup.used_bytes', 5e7, 2e9],
    ['network.eth0.rx_errors', 0, 6],
    ['orders', 1000, 1300],
    ['faults', 0, 1],
  ];
  for (const [metric, usual, changed] of changes) {
    const values = [...repeat(200, () => usual), changed + 1e-9, changed + 1e-9];
    assert.is(anoms(metric, values).at(-1), 1, metric);
  }
});

test('bursts that fill more than the tail of the window are usual', () => {
  const bursty = (i: number): number => (i % 30 < 2 ? 5e7 + (i % 7) * 1e6 : 0);
  assert.is(total(anoms('disk.sda.write_bytes', repeat(3000, bursty)).slice(600)), 0);
});

test('a change of regime is reported absorb − 1 times, then it is the usual', () => {
  const values = [...quiet(700), ...quiet(900).map((value) => value + 0.6)];
  const found = anoms('cpu.total', values);
  assert.equal(
    found.slice(701, 820),
    repeat(119, () => 1),
  );
  assert.is(total(found), 119);
});

test('a fault does not teach the window what is usual while it lasts, and ends with its end', () => {
  const found = anoms('cpu.total', [...quiet(700), ...repeat(60, () => 0.95), ...quiet(50)]);
  assert.is(total(found.slice(0, 701)), 0);
  assert.is(total(found.slice(701, 760)), 59);
  assert.is(total(found.slice(760)), 0);
});

test('thresholds of a family and of a metric take the place of the default', () => {
  const rows = [...repeat(200, (i) => 100 + ((i * 5) % 7)), 200, 200].map((v) => ({
    'a.x': v,
    'a.y': v,
    b: v,
  }));
  const thresholds = { a: 1000, 'a.y': 6 };
  const last = play(new RobustDetector({ thresholds }), rows).at(-1);
  assert.equal(
    last?.surprises.map((surprise) => surprise.metric),
    ['a.y', 'b'],
  );
});

test('a metric that vanished is forgotten after a window', () => {
  const detector = new RobustDetector({ window: 20, warmUp: 8, absorb: 10 });
  play(
    detector,
    repeat(20, () => ({ a: 1, b: 1 })),
  );
  play(
    detector,
    repeat(40, () => ({ a: 1 })),
  );
  const detections = play(
    detector,
    repeat(3, () => ({ a: 1, b: 99 })),
  );
  assert.is(total(detections.map((d) => d.anoms)), 0);
});

test('names are told by their unit', () => {
  assert.is(leastChangeOf('cpu.core.11').absolute, 0.1);
  assert.is(leastChangeOf('memory.swap_used').absolute, 0.1);
  assert.is(leastChangeOf('disk.pressure.full').absolute, 0.1);
  assert.is(leastChangeOf('disk.pressure.full_avg10').absolute, Number.POSITIVE_INFINITY);
  assert.is(leastChangeOf('cpu.load15').absolute, Number.POSITIVE_INFINITY);
  assert.is(leastChangeOf('supervisor.cpu_cores').absolute, 0.5);
  assert.is(leastChangeOf('http_requests_total').absolute, 0);
  assert.is(leastChangeOf('kilobytes').absolute, 0);
});

test('options outside their range are refused by name', () => {
  const bad: Array<[RobustDetectorOptions, string]> = [
    [{ window: 7 }, 'window'],
    [{ window: 10.5 }, 'window'],
    [{ warmUp: 601 }, 'warmUp'],
    [{ threshold: 0 }, 'threshold'],
    [{ tail: 0.5 }, 'tail'],
    [{ tail: 0.2 }, 'tail'],
    [{ tail: Number.NaN }, 'tail'],
    [{ stretch: -1 }, 'stretch'],
    [{ confirm: 0 }, 'confirm'],
    [{ absorb: 0 }, 'absorb'],
    [{ thresholds: { cpu: -1 } }, 'thresholds["cpu"]'],
  ];
  for (const [options, parameter] of bad) {
    assert.throws(
      () => new RobustDetector(options),
      (error: unknown) => error instanceof ParameterError && error.parameter === parameter,
      parameter,
    );
  }
});

test('a least change below 0 or NaN is refused with the metric’s name', () => {
  for (const absolute of [-1, Number.NaN]) {
    const detector = new RobustDetector({ leastChange: () => ({ absolute, relative: 0 }) });
    assert.throws(() => detector.observe({ timestamp: 0, metrics: { m: 1 } }), /leastChange\(m\)/);
  }
});

const reading = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: -100, max: 100, noNaN: true }) },
  { weight: 2, arbitrary: fc.constantFrom(null, Number.NaN, -0, 0, 1e308, -1e308, 5e-324) },
);

test('whatever the readings: plain JSON out, anoms counts the surprises, the same again from the same samples', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ 'f.a': reading, 'f.b': reading, g: reading }), { maxLength: 80 }),
      (rows) => {
        const options = { window: 20, warmUp: 8, absorb: 10, confirm: 1 };
        const detections = play(new RobustDetector(options), rows);
        assert.equal(JSON.parse(JSON.stringify(detections)), detections);
        for (const { anoms: count, surprises } of detections) {
          assert.is(count, surprises.length);
          for (const { score } of surprises) assert.ok(score > 0 && score <= 1e6);
        }
        assert.equal(play(new RobustDetector(options), rows), detections);
      },
    ),
  );
});

test('twice the readings, or readings around another level, surprise alike', () => {
  const whole = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 30, maxLength: 80 });
  const options = {
    window: 20,
    warmUp: 8,
    absorb: 10,
    confirm: 1,
    leastChange: () => ({ absolute: 0, relative: 0 }),
  };
  fc.assert(
    fc.property(whole, (values) => {
      const plain = anoms('m', values, options);
      assert.equal(
        anoms(
          'm',
          values.map((value) => value * 2),
          options,
        ),
        plain,
      );
      assert.equal(
        anoms(
          'm',
          values.map((value) => value + 4096),
          options,
        ),
        plain,
      );
    }),
  );
});

test.run();
