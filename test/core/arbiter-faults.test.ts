/** What the world does to a supervisor: mad samples, sources that will not end, handlers that do not answer. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Arbiter } from '../../src/core/arbiter.ts';
import { type FlowExecutor, type FlowInput, InlineExecutor } from '../../src/flows/index.ts';
import type { Sample, Source } from '../../src/sources/source.ts';
import { inManualTime, settle, world } from '../support/supervised.ts';
import { FedSource, ManualClock, SigmoidModel } from '../support/world.ts';

test('a source that does not heed its signal is left behind, and the run ends', async () => {
  const deaf: Source = {
    name: 'deaf',
    period: 1,
    async *samples(): AsyncIterable<Sample> {
      yield { timestamp: 1, metrics: { load: 1 } };
      await new Promise(() => undefined);
    },
  };
  const clock = new ManualClock();
  const arbiter = new Arbiter({ entropyModel: new SigmoidModel(), source: deaf, clock });
  const report = await inManualTime(clock, arbiter.start({ beats: 3 }));
  assert.is(report.beats, 3);
});

test('a source that fails to end does not fail the run', async () => {
  const sore: Source = {
    name: 'sore',
    period: 1,
    async *samples(): AsyncIterable<Sample> {
      try {
        for (;;) yield { timestamp: 1, metrics: { load: 1 } };
      } finally {
        // biome-ignore lint/correctness/noUnsafeFinally: this is the failure
        throw new Error('will not end');
      }
    },
  };
  const clock = new ManualClock();
  const arbiter = new Arbiter({ entropyModel: new SigmoidModel(), source: sore, clock });
  assert.is((await inManualTime(clock, arbiter.start({ beats: 2 }))).beats, 2);
});

test('a handler that does not answer is a failed outcome, and the beat goes on', async () => {
  const { arbiter, clock, entries, source } = world({
    actions: [{ name: 'mute', act: () => new Promise(() => undefined) }],
    actionTimeout: 5,
  });
  source.feed({ timestamp: 1, metrics: { load: 0.2, anoms: 4 } });
  const record = await inManualTime(clock, arbiter.executeBeat());
  assert.is(record?.enacted, 'ALERT');
  const [outcome] = await entries('outcome');
  assert.equal([outcome?.ok, outcome?.error], [false, 'no answer in 5 s']);
  assert.is((await entries('recalibration')).length, 1);
});

test('a handler whose answer is no JSON is a failed outcome, and the beat is recorded', async () => {
  const { beat, entries } = world({
    actions: [
      { name: 'big', act: async () => ({ x: 1n }) },
      { name: 'date', act: async () => new Date(0) },
      { name: 'nothing', act: async () => undefined },
    ],
  });
  await beat({ load: 0.2, anoms: 4 });
  assert.equal(
    (await entries('outcome')).map(({ handler, ok }) => [handler, ok]),
    [
      ['big', false],
      ['date', false],
      ['nothing', true],
    ],
  );
  assert.is((await entries('recalibration')).length, 1);
});

test('an error whose text is not well formed is recorded', async () => {
  const { beat, entries } = world({
    actions: [{ name: 'odd', act: () => Promise.reject(new Error('half a pair \ud800')) }],
  });
  await beat({ load: 0.2, anoms: 4 });
  assert.is((await entries('outcome'))[0]?.error, 'half a pair \ufffd');
});

test('handlers are not called where there is nothing to do', async () => {
  let calls = 0;
  const { beat } = world({ actions: [{ name: 'count', act: async () => calls++ }] });
  assert.is((await beat({ load: 1, anoms: 0 })).enacted, 'NOOP');
  assert.is(calls, 0);
  await beat({ load: 0.2, anoms: 0 });
  assert.is(calls, 1);
});

test('what is no sample is no sign of life, and ends nothing', async () => {
  const { arbiter, clock, source } = world();
  const nothings: unknown[] = [
    null,
    7,
    {},
    { timestamp: 1 },
    { timestamp: 1, metrics: null },
    { metrics: [1] },
  ];
  for (const nothing of nothings) {
    source.feed(nothing as Sample);
    clock.advance(1);
    const record = await arbiter.executeBeat();
    assert.is(record?.features.fresh, false);
  }
  clock.advance(1);
  source.feed(null as unknown as Sample);
  assert.ok((await arbiter.executeBeat())?.features.blind);
});

test('names and readings of any kind are recorded or unknown, and end nothing', async () => {
  const { beat, ledger } = world();
  const odd = JSON.parse('{"toJSON": 1, "__proto__": 2, "constructor": 3, "": 4}');
  const record = await beat({ ...odd, '\ud800': 5, load: '1' as unknown as number, anoms: 0 });
  assert.equal(
    Object.keys(record.metrics ?? {}).sort(),
    ['', '__proto__', 'anoms', 'constructor', 'load', 'toJSON', '\ufffd'].sort(),
  );
  assert.is(record.metrics?.load, null);
  assert.is(await ledger.verify(), ledger.length);
});

test('a load beyond a thousand setpoints counts as a thousand', async () => {
  const { beat } = world();
  for (const load of [1000, 5000, 1e300, Number.MAX_VALUE]) {
    const record = await beat({ load, anoms: 0 });
    assert.is(record.load?.value, 1000);
    assert.ok(Number.isFinite(record.pid.pidOut));
    assert.is(record.metrics?.load, load);
  }
});

test('injections of any size end nothing; one without an origin is refused at the call', async () => {
  const { arbiter, beat } = world();
  for (let i = 0; i < 3; i++) arbiter.inject(Number.MAX_VALUE, 'a test');
  const record = await beat({ load: 1, anoms: 0 });
  assert.is(record.injected, 1e6);
  assert.is(record.enacted, 'QUARANTINE');
  for (const origin of ['', '\udc00', undefined as unknown as string]) {
    assert.throws(() => arbiter.inject(1, origin), /origin/);
    assert.throws(() => arbiter.setMlWeight(1, origin), /origin/);
  }
});

test('an ml weight that is set while a beat is under way is used by the next', async () => {
  let during = (): void => undefined;
  const inline = new InlineExecutor(new SigmoidModel());
  const executor: FlowExecutor = {
    kind: 'inline',
    run(input: FlowInput) {
      during();
      return inline.run(input);
    },
    close: async () => undefined,
  };
  const { arbiter, beat, entries } = world({ executor });
  during = () => arbiter.setMlWeight(0.5, 'a test');
  await beat({ load: 1, anoms: 2 });
  during = () => undefined;
  const { flows } = await beat({ load: 1, anoms: 2 });
  assert.is(flows.E.scores.threat, await new SigmoidModel().threat(2, 0.5));
  assert.is((await entries('injection')).length, 1);
});

test('the PID uses the gains that the Balance core returns', async () => {
  const inline = new InlineExecutor(new SigmoidModel());
  const executor: FlowExecutor = {
    kind: 'inline',
    async run(input: FlowInput) {
      const results = await inline.run(input);
      return { ...results, B: { ...results.B, gains: { kp: 2, ki: 0, kd: 0 } } };
    },
    close: async () => undefined,
  };
  const { beat } = world({ executor });
  const { pid } = await beat({ load: 0.5, anoms: 0 });
  assert.is(pid.pidOut, 2 * pid.deltaT);
});

test('the configuration on record: crossings reset the integral, steps end at ten intervals', async () => {
  const { beat, entries } = world();
  await beat({ load: 1, anoms: 0 });
  const [config] = await entries('config');
  const pid = (config?.pid ?? {}) as { dtMax?: number; resetOnCrossing?: boolean };
  assert.equal([pid.dtMax, pid.resetOnCrossing], [10, true]);
});

test('the age of a threat counts from its last rise above 0.5', async () => {
  const { beat } = world();
  const ages: number[] = [];
  for (const anoms of [1, 1, 1, 0, 2, 2]) ages.push((await beat({ load: 1, anoms })).threatAge);
  assert.equal([ages[0], ages[1], ages[2], ages[4], ages[5]], [0, 1, 2, 0, 1]);
});

test('stop waits for the beat under way, then closes source and executor', async () => {
  const closed: string[] = [];
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const inline = new InlineExecutor(new SigmoidModel());
  const executor: FlowExecutor = {
    kind: 'inline',
    async run(input: FlowInput) {
      await gate;
      return inline.run(input);
    },
    close: async () => {
      closed.push('executor');
    },
  };
  const source: Source = {
    name: 's',
    period: 1,
    async *samples(): AsyncIterable<Sample> {
      try {
        for (;;) yield { timestamp: 1, metrics: { load: 1 } };
      } finally {
        closed.push('source');
      }
    },
  };
  const arbiter = new Arbiter({
    entropyModel: new SigmoidModel(),
    executor,
    source,
    clock: new ManualClock(),
  });
  const beat = arbiter.executeBeat();
  await settle(() => arbiter.ledger.length > 0);
  const stopped = arbiter.stop();
  open();
  assert.is((await beat)?.beat, 1);
  await stopped;
  assert.equal(closed.sort(), ['executor', 'source']);
});

test('a number of beats that is none is refused, and beats made before a run do not count towards it', async () => {
  const { arbiter, clock, source } = world({ source: null, load: null });
  for (const bad of [
    Number.NaN,
    1.5,
    -5,
    Number.POSITIVE_INFINITY,
    '3' as unknown as number,
    null as unknown as number,
  ]) {
    assert.throws(() => arbiter.start({ beats: bad }), /beats is/);
  }
  source.end();
  for (let i = 0; i < 3; i++) await arbiter.executeBeat();
  const report = await inManualTime(clock, arbiter.start({ beats: 2 }));
  assert.is(report.beats, 5);
  assert.is(report.stopped, 'all beats done');
});

test('options that mean nothing are refused when the arbiter is made', () => {
  for (const setpoint of [0, -1, Number.NaN]) {
    assert.throws(() => world({ load: { metric: 'load', setpoint } }), /load\.setpoint/);
  }
  for (const period of [0, Number.NaN])
    assert.throws(() => world({ source: new FedSource(period) }), /source\.period/);
  assert.throws(() => world({ actionTimeout: 0 }), /actionTimeout/);
});

test.run();
