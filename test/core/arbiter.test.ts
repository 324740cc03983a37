import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Arbiter } from '../../src/core/arbiter.ts';
import { ACTIONS } from '../../src/core/beat-record.ts';
import { type Append, ImmutableLedger, MemoryStore } from '../../src/ledger/index.ts';
import { inManualTime, must, settle, world } from '../support/supervised.ts';
import { countingDetector, FedSource, ManualClock, SigmoidModel } from '../support/world.ts';

async function typesOf(ledger: ImmutableLedger): Promise<string[]> {
  const types: string[] = [];
  for await (const { data } of ledger.entries()) types.push(data.type);
  return types;
}

test('every action is reachable from the inputs of a run', async () => {
  const { beat } = world();
  const seen = new Set<string>();
  const feed = async (load: number, anoms: number, beats: number): Promise<void> => {
    for (let i = 0; i < beats; i++) seen.add((await beat({ load, anoms })).enacted);
  };
  await feed(1, 0, 2);
  await feed(0.2, 0, 5);
  await feed(3, 0, 5);
  await feed(1, 4, 1);
  await feed(1, 15, 1);
  assert.equal([...seen].sort(), [...ACTIONS].sort());
});

test('4 anomalies are an alert and 15 a quarantine, with no budget left', async () => {
  const { beat } = world();
  assert.is((await beat({ load: 0.2, anoms: 3 })).enacted === 'ALERT', false);
  assert.is((await beat({ load: 0.2, anoms: 4 })).enacted, 'ALERT');
  const quarantine = await beat({ load: 0.2, anoms: 15 });
  assert.is(quarantine.enacted, 'QUARANTINE');
  assert.is(quarantine.budget, 0);
});

test('a beat writes pulse, four flow results, action and recalibration, in that order', async () => {
  const { beat, ledger } = world();
  await beat({ load: 1, anoms: 0 });
  await beat({ load: 1, anoms: 0 });
  const seven = [
    'pulse',
    'flow_result',
    'flow_result',
    'flow_result',
    'flow_result',
    'action',
    'recalibration',
  ];
  assert.equal(await typesOf(ledger), ['genesis', 'config', 'model', ...seven, ...seven]);
});

test('the record counts the entries that are in the ledger', async () => {
  const { beat, ledger } = world();
  assert.is((await beat({ load: 1, anoms: 0 })).ledgerLength, ledger.length);
});

test('an injection counts in full at the next beat, halves in 30 s, and is an entry', async () => {
  const { arbiter, beat, clock, ledger } = world();
  await beat({ load: 1, anoms: 0 });
  arbiter.inject(4, 'a test');
  const struck = await beat({ load: 1, anoms: 0 });
  assert.is(struck.totalAnoms, 4);
  assert.is(struck.features.anoms, 0);
  assert.is(struck.enacted, 'ALERT');
  clock.advance(29);
  const later = await beat({ load: 1, anoms: 1 });
  assert.ok(Math.abs(later.riskAnoms - 2) < 1e-12);
  assert.ok(Math.abs(later.totalAnoms - 3) < 1e-12);
  assert.ok((await typesOf(ledger)).includes('injection'));
  assert.throws(() => arbiter.inject(-1, 'a test'), /anoms is -1/);
  assert.throws(() => arbiter.inject(Number.NaN, 'a test'), /anoms is NaN/);
});

test('a set ml weight is used from the next beat and recorded', async () => {
  const { arbiter, beat, ledger } = world();
  arbiter.setMlWeight(0.5, 'a test');
  const { flows } = await beat({ load: 1, anoms: 4 });
  assert.is(flows.E.scores.threat, await new SigmoidModel().threat(4, 0.5));
  assert.ok((await typesOf(ledger)).includes('injection'));
});

test('a missing load is held at its last reading, and before the first counts as its setpoint', async () => {
  const { beat } = world();
  const first = await beat({ load: null, anoms: 0 });
  assert.equal(first.load, { held: true, metric: 'load', setpoint: 1, value: null });
  assert.is(first.pid.state, 'settled');
  assert.equal(first.features.missing, ['load']);
  await beat({ load: 0.4, anoms: 0 });
  const held = await beat({ load: null, anoms: 0 });
  assert.equal(held.load, { held: true, metric: 'load', setpoint: 1, value: 0.4 });
  assert.is((await beat({ load: -1, anoms: 0 })).load?.value, 0.4);
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    const record = await beat({ load: bad, anoms: 0 });
    assert.is(record.load?.value, 0.4);
    assert.equal(record.features.missing, ['load']);
    assert.equal(record.metrics, { load: null, anoms: 0 });
  }
});

test('a source that falls silent makes the entity blind and raises ALERT; coming back ends it', async () => {
  const { beat, silence } = world();
  await beat({ load: 0.2, anoms: 0 });
  const waits = [await silence(), await silence()];
  assert.equal(
    waits.map(({ features }) => [features.fresh, features.blind]),
    [
      [false, false],
      [false, false],
    ],
  );
  assert.ok(waits.every(({ enacted }) => enacted === 'APPLY_OPTIMIZE'));
  const blind = await silence();
  assert.ok(blind.features.blind);
  assert.is(blind.enacted, 'ALERT');
  assert.match(blind.flows.E.error ?? '', 'blind');
  assert.is(blind.flows.E.scores.threat, 0);
  assert.is(blind.load?.value, null);
  const back = await beat({ load: 0.2, anoms: 0 });
  assert.not(back.features.blind);
  assert.is(back.enacted, 'APPLY_OPTIMIZE');
});

test('a source that breaks makes the entity blind at once, and says why', async () => {
  const { beat, silence, source, arbiter } = world();
  await beat({ load: 1, anoms: 0 });
  source.break(new Error('the cable is out'));
  const broken = must(await arbiter.executeBeat());
  assert.ok(broken.features.blind);
  assert.is(broken.enacted, 'ALERT');
  assert.is((await silence()).enacted, 'ALERT');
});

test('a run without a source is never blind', async () => {
  const { arbiter, clock } = world({ source: null, load: null });
  for (let i = 0; i < 5; i++) {
    clock.advance(1000);
    assert.not(must(await arbiter.executeBeat()).features.blind);
  }
});

test('the end of the source ends the run', async () => {
  const { arbiter, source, clock } = world();
  source.feed({ timestamp: clock.now(), metrics: { load: 1, anoms: 0 } });
  source.end();
  const report = await inManualTime(clock, arbiter.start());
  assert.is(report.beats, 1);
  assert.is(report.stopped, 'the source ended');
  assert.ok(report.ledger.verified);
});

test('a threat model that fails raises ALERT, scores 0, and its error is in the ledger', async () => {
  const { beat, ledger } = world({
    entropyModel: {
      mlWeight: 0.12,
      threat: async () => {
        throw new Error('the model gave NaN');
      },
    },
  });
  const record = await beat({ load: 0.2, anoms: 0 });
  assert.is(record.enacted, 'ALERT');
  assert.is(record.decvec.rawThreat, 0);
  assert.match(record.reason, 'the model gave NaN');
  const errors: unknown[] = [];
  for await (const { data } of ledger.entries()) if (data.flow === 'E') errors.push(data.error);
  assert.equal(errors, ['the model gave NaN']);
});

test('intent is in the ledger before a handler acts, and its outcome after', async () => {
  let before: string[] = [];
  const ledger = new ImmutableLedger();
  const { beat } = world({
    ledger,
    actions: [
      {
        name: 'witness',
        act: async () => {
          before = await typesOf(ledger);
          return { seen: before.length };
        },
      },
      {
        name: 'broken',
        act: async () => {
          throw new Error('no hands');
        },
      },
    ],
  });
  const record = await beat({ load: 0.2, anoms: 4 });
  assert.ok(before.includes('action'));
  assert.not.ok(before.includes('outcome'));
  const outcomes: unknown[] = [];
  for await (const { data } of ledger.entries()) if (data.type === 'outcome') outcomes.push(data);
  assert.equal(outcomes, [
    {
      ...{ action: 'ALERT', beat: 1, handler: 'witness', intent: 8, ok: true },
      result: { seen: before.length },
      type: 'outcome',
    },
    {
      ...{ action: 'ALERT', beat: 1, error: 'no hands', handler: 'broken', intent: 8, ok: false },
      type: 'outcome',
    },
  ]);
  assert.is(record.ledgerLength, ledger.length - outcomes.length);
});

test('a ledger that cannot be written halts the run with its error', async () => {
  class FullStore extends MemoryStore {
    override async append(lines: Append): Promise<void> {
      if (new TextDecoder().decode(lines.bytes).includes('"beat":2')) throw new Error('no space left');
      await super.append(lines);
    }
  }
  const { arbiter, source, clock } = world({ ledger: new ImmutableLedger({ store: new FullStore() }) });
  for (let i = 0; i < 3; i++) source.feed({ timestamp: clock.now(), metrics: { load: 1, anoms: 0 } });
  const running = arbiter.start({ beats: 3 }).then(
    () => 'ended',
    (error: Error) => error.message,
  );
  await settle(() => clock.sleepers > 0);
  clock.advanceToNext();
  assert.match(await running, 'no space left');
  assert.is(arbiter.getStatus().beat, 1);
  assert.not(arbiter.getStatus().running);
});

test('stop ends after the beat under way and reports', async () => {
  const { arbiter, source, clock } = world();
  source.feed({ timestamp: clock.now(), metrics: { load: 1, anoms: 0 } });
  const running = arbiter.start();
  await settle(() => arbiter.getStatus().beat === 1);
  assert.ok(arbiter.getStatus().running);
  await arbiter.stop();
  const report = await running;
  assert.is(report.stopped, 'stopped');
  assert.is(report.beats, 1);
  assert.ok(report.ledger.verified);
  assert.is(report.ledger.chainLength, 10);
});

test('an arbiter that was stopped beats no more, and runs no second time', async () => {
  const { arbiter } = world({ source: null, load: null });
  await arbiter.executeBeat();
  assert.ok(arbiter.getStatus().ledgerVerified);
  await arbiter.stop();
  assert.is(await arbiter.executeBeat(), undefined);
  assert.throws(() => arbiter.start(), /runs once/);
  await arbiter.stop();
});

test('two beats at a time are refused', async () => {
  const { arbiter, source } = world();
  const first = arbiter.executeBeat();
  try {
    await arbiter.executeBeat();
    assert.unreachable();
  } catch (error) {
    assert.match(String(error), 'under way');
  }
  source.end();
  assert.is(await first, undefined);
});

test('flaps are the transitions of the enacted action', async () => {
  const clock = new ManualClock();
  const source = new FedSource();
  const arbiter = new Arbiter({
    entropyModel: new SigmoidModel(),
    source,
    detector: countingDetector,
    clock,
  });
  for (const anoms of [0, 0, 4, 4, 0, 4]) source.feed({ timestamp: clock.now(), metrics: { anoms } });
  const report = await inManualTime(clock, arbiter.start({ beats: 6 }));
  assert.is(report.flaps, 3);
  assert.is(report.actions.ALERT, 3);
});

test('the mesh says how many nodes live, held where k·P must stay above 1', async () => {
  const mesh = { liveNodes: 10 };
  const { beat } = world({ mesh, load: null });
  const ten = await beat({ anoms: 0 });
  assert.is(ten.p, 10);
  mesh.liveNodes = 0;
  const none = await beat({ anoms: 0 });
  assert.is(none.p, 1);
  assert.ok(none.tLambda > ten.tLambda);
});

test.run();
