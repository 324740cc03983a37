/** Many entities in one run: each as if it were alone, in one ledger that tells them apart. */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Intent } from '../../src/actions/index.ts';
import { Arbiter } from '../../src/core/arbiter.ts';
import type { ArbiterOptions } from '../../src/core/arbiter-options.ts';
import type { BeatRecord } from '../../src/core/beat-record.ts';
import { type Replayed, type ReplayTally, replay } from '../../src/core/replay.ts';
import { WhatIf } from '../../src/core/what-if.ts';
import { SurpriseDetector } from '../../src/inference/surprise-detector.ts';
import { ImmutableLedger } from '../../src/ledger/index.ts';
import { DetectorBank } from '../../src/numeric/detector-bank.ts';
import { entityName, type Sample, type Source } from '../../src/sources/source.ts';
import { inManualTime, must, settle } from '../support/supervised.ts';
import { countingDetector, FedSource, ManualClock, SigmoidModel } from '../support/world.ts';

const PERIOD = 1;
const load = { metric: 'load', setpoint: 1 };

function recording(samples: readonly Sample[]): Source {
  return {
    name: 'recording',
    period: PERIOD,
    recorded: true,
    async *samples() {
      yield* samples;
    },
  };
}

/** Runs a recording to its end. */
async function lived(samples: readonly Sample[], options: Partial<ArbiterOptions> = {}) {
  const ledger = new ImmutableLedger();
  const beats: BeatRecord[] = [];
  const bank = new DetectorBank();
  const arbiter = new Arbiter({
    entropyModel: new SigmoidModel(),
    source: recording(samples),
    detector: new SurpriseDetector({ bank }),
    entityBy: (labels) => labels,
    entity: () => ({ detector: new SurpriseDetector({ bank }) }),
    load,
    ledger,
    ...options,
  });
  arbiter.on('beat', (beat) => beats.push(beat));
  const report = await arbiter.start();
  return { arbiter, beats, ledger, report };
}

const tally = (): ReplayTally => ({ runs: 0, cutShort: 0, skipped: 0, otherCores: 0 });

async function replayed(ledger: ImmutableLedger, counts = tally()): Promise<Replayed[]> {
  const all: Replayed[] = [];
  for await (const beat of replay(ledger.entries(), counts)) all.push(beat);
  return all;
}

const alone = ({ entity: _entity, ledgerLength: _length, ...beat }: BeatRecord) => beat;

test('each of many entities beats as it would alone, and the ledger replays each', async () => {
  const row = fc.tuple(
    fc.integer({ min: 0, max: 2 }),
    fc.integer({ min: 1, max: 9 }),
    fc.option(fc.double({ min: 0, max: 3, noNaN: true }), { nil: null, freq: 9 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 40 }), async (rows) => {
      let timestamp = 1_700_000_000;
      const samples = rows.map(([pod, step, value]): Sample => {
        timestamp += step;
        return { timestamp, labels: { pod: `p${pod}` }, metrics: { load: value } };
      });
      const together = await lived(samples, { retireAfter: 1e9 });
      for (const pod of new Set(samples.map(({ labels }) => labels?.pod))) {
        const own = samples.filter(({ labels }) => labels?.pod === pod);
        // Alone, its silence ends with its last sample.
        const last = must(own.at(-1)).timestamp;
        const beats = together.beats.filter(({ entity }) => entity === `pod=${pod}`);
        const single = await lived(own.map(({ labels: _, ...sample }) => sample));
        assert.equal(beats.filter((beat) => beat.timestamp <= last).map(alone), single.beats.map(alone));
      }
      const all = await replayed(together.ledger);
      assert.is(all.length, together.beats.length);
      assert.equal(
        all.flatMap(({ differences }) => differences),
        [],
      );
    }),
    { numRuns: 25 },
  );
});

test('an entity that is silent becomes blind, is retired, and begins anew when it comes back', async () => {
  const at = (second: number, pod: string): Sample => ({
    timestamp: 1000 + second,
    labels: { pod },
    metrics: { load: 1 },
  });
  const others = Array.from({ length: 41 }, (_, i) => at(i, 'a'));
  const samples = [...others, at(0, 'b'), at(40, 'b')].sort((x, y) => x.timestamp - y.timestamp);
  const { beats, ledger, report } = await lived(samples, { retireAfter: 20 });
  const b = beats.filter(({ entity }) => entity === 'pod=b');
  assert.equal(
    b.map(({ beat, timestamp, features }) => [beat, timestamp - 1000, features.blind]),
    [
      [1, 0, false],
      [2, 2, false],
      [3, 4, false],
      [4, 6, true],
      [1, 40, false],
    ],
  );
  const entries = [];
  for await (const { data, timestamp } of ledger.entries())
    if (data.type === 'entity') entries.push({ ...data, timestamp });
  assert.equal(entries, [{ beats: 4, entity: 'pod=b', event: 'retired', timestamp: 1020, type: 'entity' }]);
  assert.is(report.entities, 3);
  const counts = tally();
  const all = await replayed(ledger, counts);
  assert.equal(
    all.flatMap(({ differences }) => differences),
    [],
  );
  assert.equal(
    all.filter(({ entity }) => entity === 'pod=b').map(({ run }) => run),
    [1, 1, 1, 1, 2],
  );
  assert.is(counts.cutShort, 0);
});

test('where all samples have labels, the silence of the entity without any means nothing', async () => {
  const clock = new ManualClock();
  const source = new FedSource();
  const arbiter = new Arbiter({
    entropyModel: new SigmoidModel(),
    source,
    clock,
    entityBy: (labels) => labels,
    retireAfter: 10,
  });
  const seen: [string | undefined, boolean][] = [];
  arbiter.on('beat', ({ entity, features }) => seen.push([entity, features.blind]));
  source.feed({ timestamp: clock.now(), labels: { pod: 'a' }, metrics: { load: 1 } });
  await arbiter.executeBeat();
  const running = inManualTime(clock, arbiter.start({ beats: 9 }));
  await running;
  // It is blind after 6 seconds and gone after 10; then there is nobody left, and nothing is seen at all.
  assert.equal(seen.slice(0, 5), [
    ['pod=a', false],
    ['pod=a', false],
    ['pod=a', false],
    ['pod=a', true],
    ['pod=a', true],
  ]);
  assert.ok(seen.slice(5).every(([entity]) => entity === undefined));
  assert.equal(seen.at(-1), [undefined, true]);
});

test('an act of one entity holds up neither another nor itself', async () => {
  const clock = new ManualClock();
  const source = new FedSource(1e4);
  let answer = (): void => undefined;
  const intents: Intent[] = [];
  const slow = {
    name: 'slow',
    act: async (intent: Intent) => {
      if (intent.action !== 'ALERT') return;
      intents.push(intent);
      return new Promise<void>((resolve) => {
        answer = resolve;
      });
    },
  };
  const arbiter = new Arbiter({
    entropyModel: new SigmoidModel(),
    source,
    clock,
    entityBy: (labels) => labels,
    entity: () => ({ detector: countingDetector }),
    actions: [slow],
    actionTimeout: 1e6,
  });
  const order: (string | undefined)[] = [];
  arbiter.on('beat', ({ entity, beat }) => order.push(`${entity} ${beat}`));
  const feed = (pod: string, anoms: number): void =>
    source.feed({ timestamp: clock.now(), labels: { pod }, metrics: { anoms } });
  feed('b', 0);
  feed('a', 4);
  feed('b', 0);
  feed('b', 0);
  feed('a', 0);
  /** Time that passes while something is waited for, too short for any time to run out. */
  const until = (done: () => boolean): Promise<void> =>
    settle(() => {
      clock.advance(0.005);
      return done();
    });
  const running = arbiter.start({ beats: 5 });
  await until(() => order.length === 5);
  assert.equal(order, ['pod=b 1', 'pod=a 1', 'pod=b 2', 'pod=b 3', 'pod=a 2']);
  assert.equal(
    intents.map(({ entity, labels, action }) => [entity, labels, action]),
    [['pod=a', { pod: 'a' }, 'ALERT']],
  );
  answer();
  const report = await running;
  assert.is(report.beats, 5);
  assert.equal(
    (await replayed(arbiter.ledger)).flatMap(({ differences }) => differences),
    [],
  );
});

test('an entity has what is its own: setpoint, threshold and guard', async () => {
  const samples = ['a', 'b'].map(
    (pod): Sample => ({ timestamp: 1000, labels: { pod }, metrics: { load: 0.5 } }),
  );
  const { beats, ledger } = await lived(samples, {
    entity: ({ pod }) => (pod === 'b' ? { load: { metric: 'load', setpoint: 0.25 } } : {}),
  });
  assert.equal(
    beats.map(({ entity, load: at }) => [entity, at?.setpoint]),
    [
      ['pod=a', 1],
      ['pod=b', 0.25],
    ],
  );
  const what = new WhatIf({ setpoint: 0.5 }, undefined);
  for await (const beat of replay(ledger.entries(), tally())) await what.add(beat);
  assert.is(what.report().recorded.beats, 2);
});

test('what is injected goes to the entity that is named, or to all', async () => {
  const clock = new ManualClock();
  const source = new FedSource();
  const arbiter = new Arbiter({
    entropyModel: new SigmoidModel(),
    source,
    clock,
    entityBy: (labels) => labels,
  });
  const beat = async (pod: string) => {
    clock.advance(1);
    source.feed({ timestamp: clock.now(), labels: { pod }, metrics: {} });
    return must(await arbiter.executeBeat());
  };
  await beat('a');
  await beat('b');
  arbiter.inject(2, 'test', { entity: 'pod=b' });
  assert.equal([(await beat('a')).injected, (await beat('b')).injected], [0, 2]);
  arbiter.inject(1, 'test');
  assert.equal([(await beat('a')).injected, (await beat('b')).injected], [1, 1]);
  assert.throws(() => arbiter.inject(1, 'test', { entity: 'pod=c' }), /no such entity/);
  assert.equal(
    arbiter.getStatus().entities.map(({ name, beat: beats }) => [name, beats]),
    [
      ['pod=a', 3],
      ['pod=b', 3],
    ],
  );
  assert.equal(
    (await replayed(arbiter.ledger)).flatMap(({ differences }) => differences),
    [],
  );
});

test('a beat that is said to be of another entity is found by the replay', async () => {
  const samples = [0, 1, 2].flatMap((second) =>
    ['a', 'b'].map(
      (pod): Sample => ({
        timestamp: 1000 + second,
        labels: { pod },
        metrics: { load: pod === 'a' ? 0.5 : 1 + second },
      }),
    ),
  );
  const { ledger } = await lived(samples);
  async function* swapped() {
    const names: Record<string, string> = { 'pod=a': 'pod=b', 'pod=b': 'pod=a' };
    for await (const entry of ledger.entries()) {
      const { entity, beat } = entry.data;
      const other = beat === 3 && typeof entity === 'string' ? { entity: names[entity] } : {};
      yield { ...entry, data: { ...entry.data, ...other } };
    }
  }
  let differences = 0;
  for await (const beat of replay(swapped(), tally())) differences += beat.differences.length;
  assert.ok(differences > 0);
});

test('no two sets of labels have one name', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '=', ',', '"', '\\') });
  const labels = fc.dictionary(text, text, { maxKeys: 3 });
  fc.assert(
    fc.property(labels, labels, (one, other) => {
      const sorted = (of: Record<string, string>) => JSON.stringify(Object.entries(of).sort());
      if (sorted(one) !== sorted(other)) assert.is.not(entityName(one), entityName(other));
    }),
    { numRuns: 3000 },
  );
});

test.run();
