import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ParameterError } from '../../src/numeric/parameter-error.ts';
import { systemSleep } from '../../src/sources/host/edge.ts';
import { LibraryReader } from '../../src/sources/host/library-reader.ts';
import { counter, gauge, type HostReader, type Reading } from '../../src/sources/host/reading.ts';
import { familyOf, HostSource, type HostSourceOptions, type Sample } from '../../src/sources/index.ts';

/** A reader that plays given instants, then the last of them for ever. */
function playing(instants: Array<Array<[string, Reading]>>): HostReader {
  let next = 0;
  return { read: async () => new Map(instants[Math.min(next++, instants.length - 1)]) };
}

function probe() {
  const state = { started: 0, stopped: 0 };
  return {
    state,
    loopDelay: () => ({
      start: () => {
        state.started += 1;
      },
      worst: () => 0.002,
      stop: () => {
        state.stopped += 1;
      },
    }),
  };
}

/** `count` samples on a clock that moves only by the waits, which are recorded. */
async function take(count: number, options: HostSourceOptions, waits: number[] = []): Promise<Sample[]> {
  let now = 1000;
  const source = new HostSource({
    clock: () => now,
    sleep: async (seconds) => {
      waits.push(seconds);
      now += seconds;
    },
    own: { cpuSeconds: () => now / 10, residentBytes: () => 5e7 },
    loopDelay: probe().loopDelay,
    ...options,
  });
  const abort = new AbortController();
  const samples: Sample[] = [];
  for await (const sample of source.samples(abort.signal)) {
    samples.push(sample);
    if (samples.length === count) abort.abort();
  }
  return samples;
}

test('rates are unknown at the first sample, known by name, and per second from the second on', async () => {
  const reader = playing([[['disk.a.reads', counter(100)]], [['disk.a.reads', counter(120)]]]);
  const [first, second] = await take(2, { reader, period: 4 });
  assert.is(first?.metrics['disk.a.reads'], null);
  assert.is(first?.timestamp, 1000);
  assert.is(second?.metrics['disk.a.reads'], 5);
  assert.is(second?.timestamp, 1004);
});

test('a device that goes is null for good, and after it returns needs two samples again', async () => {
  const here = (value: number): Array<[string, Reading]> => [['disk.a.reads', counter(value)]];
  const reader = playing([here(1), here(2), [], here(500), here(501)]);
  const samples = await take(5, { reader });
  assert.equal(
    samples.map((sample) => sample.metrics['disk.a.reads']),
    [null, 1, null, null, 1],
  );
});

test('a counter that was reset gives one null', async () => {
  const reader = playing([10, 20, 3, 8].map((value) => [['network.e.rx_bytes', counter(value)]]));
  const samples = await take(4, { reader });
  assert.equal(
    samples.map((sample) => sample.metrics['network.e.rx_bytes']),
    [null, 10, null, 5],
  );
});

test('a clock that stands still gives null rates', async () => {
  const reader = playing([[['disk.a.reads', counter(1)]], [['disk.a.reads', counter(9)]]]);
  const samples = await take(2, { reader, clock: () => 7 });
  assert.is(samples[1]?.metrics['disk.a.reads'], null);
});

test('the supervisor measures itself', async () => {
  const samples = await take(2, { reader: playing([[]]) });
  assert.equal(samples[0]?.metrics, {
    'supervisor.cpu_cores': null,
    'supervisor.rss_bytes': 5e7,
    'supervisor.loop_delay_seconds': 0.002,
  });
  assert.ok(Math.abs((samples[1]?.metrics['supervisor.cpu_cores'] ?? 0) - 0.1) < 1e-9);
});

test('a late sample does not make the next one late', async () => {
  let now = 100;
  const waits: number[] = [];
  const reader: HostReader = {
    read: async () => {
      now += 0.25;
      return new Map([['memory.used', gauge(0.5)]]);
    },
  };
  const sleep = async (seconds: number): Promise<void> => {
    waits.push(seconds);
    now += seconds;
  };
  await take(3, { reader, period: 1, clock: () => now, sleep });
  assert.equal(waits.slice(0, 2), [0.75, 0.75]);
});

test('behind by more than a period, or with the clock set back, the wait is one period', async () => {
  const times = [100, 100, 150, 150, 40, 40, 40];
  const waits: number[] = [];
  await take(3, {
    reader: playing([[]]),
    period: 2,
    clock: () => times.shift() ?? 40,
    sleep: async (seconds) => {
      waits.push(seconds);
    },
  });
  assert.equal(waits.slice(0, 2), [2, 2]);
});

test('an abort before, between and within samples ends the iteration and stops the probe', async () => {
  const { state, loopDelay } = probe();
  const aborted = new HostSource({ reader: playing([[]]), loopDelay });
  for await (const _ of aborted.samples(AbortSignal.abort())) assert.unreachable();

  const abort = new AbortController();
  const hourly = new HostSource({ period: 3600, reader: playing([[]]), loopDelay });
  let seen = 0;
  for await (const _ of hourly.samples(abort.signal)) {
    seen += 1;
    setTimeout(() => abort.abort(), 0);
  }
  assert.is(seen, 1);

  const during = new AbortController();
  const slow: HostReader = {
    read: async () => {
      during.abort();
      return new Map();
    },
  };
  for await (const _ of new HostSource({ reader: slow, loopDelay }).samples(during.signal))
    assert.unreachable();
  assert.equal(state, { started: 3, stopped: 3 });
});

test('leaving the loop stops the probe', async () => {
  const { state, loopDelay } = probe();
  const source = new HostSource({ reader: playing([[]]), loopDelay });
  for await (const _ of source.samples(new AbortController().signal)) break;
  assert.equal(state, { started: 1, stopped: 1 });
});

test('a wait that is aborted resolves', async () => {
  const abort = new AbortController();
  const waiting = systemSleep(3600, abort.signal);
  abort.abort();
  await waiting;
  await systemSleep(3600, abort.signal);
});

test('a period that is not above 0 is refused', () => {
  for (const period of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(
      () => new HostSource({ period }),
      (error: unknown) => error instanceof ParameterError,
    );
  }
});

function assertSane(source: HostSource, { metrics }: Sample): void {
  for (const [name, value] of Object.entries(metrics)) {
    const meaning = source.describe(name);
    assert.ok(meaning, `${name} is described`);
    assert.ok(
      ['cpu', 'memory', 'disk', 'network', 'scheduler', 'paging', 'pressure', 'supervisor'].includes(
        familyOf(name),
      ),
      `family of ${name}`,
    );
    if (value === null) continue;
    assert.ok(Number.isFinite(value) && value >= 0, `${name} = ${value}`);
    if (meaning?.startsWith('ratio') && name !== 'cpu.cgroup.used')
      assert.ok(value <= 1, `${name} = ${value}`);
  }
  assert.ok((metrics['memory.available_bytes'] ?? 0) > 1e6, 'memory is in bytes');
  assert.ok((metrics['supervisor.rss_bytes'] ?? 0) > 1e6, 'resident memory is in bytes');
  assert.ok('cpu.total' in metrics);
}

for (const [title, options] of [
  ['this host', {}],
  ['this host through the library', { reader: new LibraryReader() }],
] as const) {
  test(`${title}: two samples are sane`, async () => {
    const source = new HostSource({ period: 0.1, ...options });
    const abort = new AbortController();
    const samples: Sample[] = [];
    for await (const sample of source.samples(abort.signal)) {
      assertSane(source, sample);
      if (samples.push(sample) === 2) abort.abort();
    }
    const [first, second] = samples;
    assert.is(first?.metrics['cpu.total'], null);
    assert.ok((second?.timestamp ?? 0) > (first?.timestamp ?? 0));
  });
}

test('a name of another source has no description', () => {
  assert.is(new HostSource().describe('http.requests'), undefined);
});

test.run();
