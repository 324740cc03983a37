/** Every beat, computed again from its ledger, is what was recorded: whatever happened to the run. */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { GenomicPID } from '../../src/control/index.ts';
import type { BeatRecord } from '../../src/core/beat-record.ts';
import { type Replayed, type ReplayTally, replay } from '../../src/core/replay.ts';
import { type Alternative, WhatIf, type WhatIfReport } from '../../src/core/what-if.ts';
import type { Entry, EntryData } from '../../src/ledger/index.ts';
import { ImmutableLedger } from '../../src/ledger/index.ts';
import { TLambdaPulse } from '../../src/sync/index.ts';
import { entriesOf } from '../support/ledgers.ts';
import { world } from '../support/supervised.ts';
import { SigmoidModel } from '../support/world.ts';

const tally = (): ReplayTally => ({ runs: 0, cutShort: 0, skipped: 0, otherCores: 0 });

async function replayed(ledger: ImmutableLedger, counts = tally()): Promise<Replayed[]> {
  const all: Replayed[] = [];
  for await (const beat of replay(ledger.entries(), counts)) all.push(beat);
  return all;
}

/** The same entries with one changed, hashed anew: what only a replay can find. */
async function forged(
  entries: readonly Entry[],
  change: (data: EntryData, index: number) => EntryData,
): Promise<ImmutableLedger> {
  const ledger = await new ImmutableLedger().open();
  for (const { data, index, timestamp } of entries) await ledger.append(change(data, index), timestamp);
  return ledger;
}

/** A life with all five actions, injections, another weight, silence, missing readings and a failing model. */
async function eventful() {
  const model = new SigmoidModel();
  const made = world({ entropyModel: model });
  const { arbiter, beat, silence } = made;
  const records: BeatRecord[] = [];
  for (const load of [0.2, 0.9, 1.4, 0.05]) records.push(await beat({ load, anoms: 0 }));
  for (const anoms of [3, 9, 30]) records.push(await beat({ load: 0.5, anoms }));
  arbiter.inject(2.5, 'test');
  arbiter.inject(1.25, 'test');
  records.push(await beat({ load: 0.4, anoms: 0 }));
  for (let i = 0; i < 12; i++) records.push(await beat({ load: 0.1, anoms: 0 }));
  arbiter.setMlWeight(0.5, 'test');
  records.push(await beat({ load: null, anoms: 2 }));
  for (let i = 0; i < 4; i++) records.push(await silence());
  for (let i = 0; i < 25; i++) records.push(await beat({ load: 0.98 + i / 500, anoms: 0 }));
  for (let i = 0; i < 120; i++) records.push(await beat({ load: 0.75, anoms: 0 }));
  return { ...made, records };
}

test('an eventful run replays without a difference', async () => {
  const { ledger, records } = await eventful();
  const actions = new Set(records.map(({ enacted }) => enacted));
  assert.ok(actions.size >= 4, [...actions].join());
  assert.ok(records.some(({ features }) => features.blind));
  assert.ok(records.some(({ flows }) => flows.E.error !== undefined));
  const all = await replayed(ledger);
  assert.is(all.length, records.length);
  assert.equal(
    all.flatMap(({ differences }) => differences),
    [],
  );
  assert.ok(all.every(({ compared }) => compared > 50));
});

test('any run replays without a difference, whatever came in and however it was configured', async () => {
  const reading = fc.option(fc.double({ min: 0, max: 50, noNaN: true }), { nil: null });
  const step = fc.record({
    load: reading,
    anoms: fc.double({ min: 0, max: 20, noNaN: true }),
    inject: fc.nat(3),
  });
  const gain = fc.double({ min: -2, max: 2, noNaN: true });
  const configuration = fc.record({
    k: fc.integer({ min: 2, max: 9 }),
    p: fc.integer({ min: 1, max: 9 }),
    t1: fc.double({ min: 1e-5, max: 0.1, noNaN: true }),
    kp: gain,
    ki: gain,
    kd: gain,
    setpoint: fc.double({ min: 0.01, max: 10, noNaN: true }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), configuration, async (steps, given) => {
      const { k, p, t1, kp, ki, kd, setpoint } = given;
      const { arbiter, beat, ledger } = world({
        pulse: new TLambdaPulse({ k, p, t1 }),
        pid: new GenomicPID({ kp, ki, kd }),
        load: { metric: 'load', setpoint },
      });
      for (const { load, anoms, inject } of steps) {
        if (inject > 0) arbiter.inject(inject / 3, 'test');
        await beat({ load, anoms });
      }
      const all = await replayed(ledger);
      assert.is(all.length, steps.length);
      assert.equal(
        all.flatMap(({ differences }) => differences),
        [],
      );
    }),
    { numRuns: 40 },
  );
});

/** The next number of the same sign. */
function oneUlpMore(value: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + 1n);
  return view.getFloat64(0);
}

test('one bit of one number, changed and hashed anew, is found at its beat, entry and field', async () => {
  const { ledger, records } = await eventful();
  const entries = await entriesOf(ledger);
  const half = records[30]?.beat ?? 0;
  const of = (type: string): number =>
    entries.find(({ data }) => data.type === type && data.beat === half)?.index ?? -1;
  const change = (data: EntryData, path: readonly string[]): EntryData => {
    const copy = structuredClone(data) as Record<string, unknown> & EntryData;
    let at: Record<string, unknown> = copy;
    for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
    const last = path.at(-1) ?? '';
    at[last] = oneUlpMore(Number(at[last]));
    return copy;
  };
  for (const [type, path, field] of [
    ['pulse', ['tLambda'], 'tLambda'],
    ['pulse', ['riskAnoms'], 'riskAnoms'],
    ['flow_result', ['scores', 'urgency'], 'flows.R.scores.urgency'],
    ['action', ['decvec', 'stability'], 'decvec.stability'],
    ['recalibration', ['pid', 'iTerm'], 'pid.iTerm'],
    ['recalibration', ['weights', 'B'], 'weights.B'],
    ['recalibration', ['deltaO'], 'deltaO'],
    ['pulse', ['totalAnoms'], 'totalAnoms'],
    ['recalibration', ['budget'], 'budget'],
  ] as const) {
    const index = of(type);
    const copy = await forged(entries, (data, at) => (at === index ? change(data, path) : data));
    const found = (await replayed(copy)).flatMap(({ differences }) => differences);
    assert.equal(
      found.map(({ beat, entry, field: place }) => ({ beat, entry, field: place })),
      [{ beat: half, entry: index, field }],
    );
    assert.type(found[0]?.recorded, 'number');
    assert.is.not(found[0]?.recorded, found[0]?.replayed);
  }
});

test('another action or another reason than the numbers led to is found', async () => {
  const { ledger } = await eventful();
  const entries = await entriesOf(ledger);
  const first = entries.find(({ data }) => data.type === 'action')?.index;
  const copy = await forged(entries, (data, index) =>
    index === first ? { ...data, enacted: 'QUARANTINE', reason: 'I said so.' } : data,
  );
  const found = (await replayed(copy)).flatMap(({ differences }) => differences);
  assert.equal(
    found.map(({ field }) => field),
    ['enacted', 'reason'],
  );
});

test('injections beyond the cap count as the cap, live and in the replay', async () => {
  const { arbiter, beat, ledger } = world();
  arbiter.inject(9e5, 'test');
  arbiter.inject(9e5, 'test');
  const { injected } = await beat({ load: 0.2, anoms: 0 });
  assert.is(injected, 1e6);
  const all = await replayed(ledger);
  assert.is(all.length, 1);
  assert.equal(all[0]?.differences, []);
});

test('a dropped injection is found', async () => {
  const { ledger } = await eventful();
  const entries = await entriesOf(ledger);
  const dropped = entries.find(({ data }) => data.type === 'injection' && data.anoms !== undefined)?.index;
  const rest = entries.filter(({ index }) => index !== dropped);
  const found = (await replayed(await forged(rest, (data) => data))).flatMap(
    ({ differences }) => differences,
  );
  assert.is(found[0]?.field, 'injected');
});

test('several runs, and beats that were cut short', async () => {
  const ledger = await new ImmutableLedger().open();
  const first = world({ ledger });
  for (let i = 0; i < 5; i++) await first.beat({ load: 0.3, anoms: i });
  const entries = await entriesOf(ledger);
  // A crash between the intent and the recalibration.
  const cut = await forged(entries.slice(0, -1), (data) => data);
  const second = world({ ledger: cut, load: null });
  for (let i = 0; i < 3; i++) await second.beat({ load: 0.3, anoms: i });
  const counts = tally();
  const all = await replayed(cut, counts);
  assert.equal(
    all.map(({ run }) => run),
    [1, 1, 1, 1, 2, 2, 2],
  );
  assert.equal(counts, { runs: 2, cutShort: 1, skipped: 0, otherCores: 0 });
  assert.equal(
    all.flatMap(({ differences }) => differences),
    [],
  );
});

test('a model at hand computes the threats anew, and another does not', async () => {
  const sha256 = 'ab'.repeat(32);
  const model = Object.assign(new SigmoidModel(), { info: () => ({ sha256 }) });
  const { beat, ledger } = world({ entropyModel: model });
  for (const anoms of [0, 2, 7]) await beat({ load: 0.4, anoms });
  const all = async (hash: string, factor: number): Promise<Replayed[]> => {
    const found: Replayed[] = [];
    const threat = async (total: number, weight: number) => (await model.threat(total, weight)) * factor;
    for await (const each of replay(ledger.entries(), tally(), { models: new Map([[hash, threat]]) }))
      found.push(each);
    return found;
  };
  const same = await all(sha256, 1);
  assert.ok(same.every(({ threatReplayed, differences }) => threatReplayed && differences.length === 0));
  assert.ok((await all('00', 0.5)).every(({ threatReplayed }) => !threatReplayed));
  assert.ok((await all(sha256, 0.5)).every(({ differences }) => differences.length > 0));
});

async function whatIf(ledger: ImmutableLedger, alternative: Alternative): Promise<WhatIfReport> {
  const model = new SigmoidModel();
  const what = new WhatIf(alternative, (total, weight) => model.threat(total, weight));
  for await (const beat of replay(ledger.entries(), tally())) await what.add(beat);
  return what.report();
}

test('what if nothing were other: the same figures on both sides', async () => {
  const { ledger, records } = await eventful();
  const { recorded, alternative, different } = await whatIf(ledger, {});
  assert.equal(alternative, recorded);
  assert.is(different, 0);
  assert.is(recorded.beats, records.length);
  assert.is(
    recorded.flaps,
    records.filter(({ enacted }, i) => i > 0 && enacted !== records[i - 1]?.enacted).length,
  );
});

test('what if it had run so: the figures of a run that did', async () => {
  const inputs = Array.from({ length: 60 }, (_, i) => ({
    load: 0.5 + 0.4 * Math.sin(i / 5),
    anoms: i % 7 === 0 ? 3 : 0,
  }));
  const lived = async (pid: GenomicPID, setpoint: number) => {
    const made = world({ pid, load: { metric: 'load', setpoint } });
    for (const reading of inputs) await made.beat(reading);
    return made.ledger;
  };
  const was = await lived(new GenomicPID(), 1);
  const other = await lived(new GenomicPID({ kp: 1.5, tThreshold: 0.01 }), 0.6);
  const supposed = await whatIf(was, { pid_kp: 1.5, t_threshold: 0.01, setpoint: 0.6 });
  assert.equal(supposed.alternative, (await whatIf(other, {})).recorded);
  assert.ok(supposed.different > 0);
});

test('what if the model weighed otherwise', async () => {
  const { ledger } = await eventful();
  const { alternative, recorded } = await whatIf(ledger, { ml_weight: 3 });
  assert.ok(alternative.actions.QUARANTINE > recorded.actions.QUARANTINE);
});

test('what no run would take is refused', async () => {
  const { ledger } = await eventful();
  let message = '';
  await whatIf(ledger, { k_flows: 1, p_nodes: 1 }).catch((error: Error) => {
    message = error.message;
  });
  assert.match(message, 'above 1');
});

test.run();
