/** Acts that are under way while beats go on: what the ledger says of them, and what becomes of them at the end. */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Intent, unfinishedActs } from '../../src/actions/index.ts';
import { Acts } from '../../src/core/acts.ts';
import type { ArbiterOptions } from '../../src/core/arbiter-options.ts';
import type { BeatRecord } from '../../src/core/beat-record.ts';
import { everyAction } from '../../src/core/guard.ts';
import { type ReplayTally, replay } from '../../src/core/replay.ts';
import { type Entry, type EntryData, ImmutableLedger } from '../../src/ledger/index.ts';
import { entriesOf } from '../support/ledgers.ts';
import { must, settle, world } from '../support/supervised.ts';
import { FedSource } from '../support/world.ts';

const PERIOD = 1e4;
const ARMED = { armed: true, cooldown: everyAction(0) };
/** Anomalies at which each is decided, at a load of 0.2. */
const ANOMS = { QUARANTINE: 20, ALERT: 4, APPLY_OPTIMIZE: 0 } as const;

/** A run that is fed by hand, with one handler that answers when it is told to. */
function running(options: Partial<ArbiterOptions> = {}) {
  const source = new FedSource(PERIOD);
  const begun: { intent: Intent; answer: (error?: Error) => void; signal: AbortSignal }[] = [];
  const slow = {
    name: 'slow',
    act: (intent: Intent, signal: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        begun.push({ intent, signal, answer: (error) => (error ? reject(error) : resolve()) });
      }),
  };
  const ours = world({ source, actions: [slow], actionTimeout: 1e6, guard: ARMED, ...options });
  const beats: BeatRecord[] = [];
  ours.arbiter.on('beat', (record) => beats.push(record));
  const run = ours.arbiter.start();
  run.catch(() => undefined);
  let fed = 0;
  /** One beat, and all that comes of it at once; 5 ms a turn, so that no time runs out. */
  const until = (done: () => boolean): Promise<void> =>
    settle(() => {
      ours.clock.advance(0.005);
      return done();
    });
  const beat = async (anoms: number): Promise<BeatRecord> => {
    fed++;
    source.feed({ timestamp: ours.clock.now(), metrics: { load: 0.2, anoms } });
    await until(() => beats.length === fed);
    return must(beats.at(-1));
  };
  return { ...ours, source, begun, beats, run, beat, until };
}

const outcomesIn = (entries: readonly Entry[]) =>
  entries.filter(({ data }) => data.type === 'outcome').map(({ data }) => [data.beat, data.ok]);

async function replaysEvenly(ledger: ImmutableLedger): Promise<void> {
  const counts: ReplayTally = { runs: 0, cutShort: 0, skipped: 0, otherCores: 0 };
  for await (const { differences } of replay(ledger.entries(), counts)) assert.equal(differences, []);
  assert.is(counts.cutShort, 0);
}

test('beats go on while an act waits; of its kind none is begun a second time, and the guard says so', async () => {
  const { beat, begun, ledger, run, arbiter, until } = running();
  await beat(ANOMS.ALERT);
  const second = await beat(ANOMS.ALERT);
  assert.is(begun.length, 1);
  assert.equal(second.underWay, { full: false, kinds: ['ALERT'] });
  assert.equal([second.guard?.acts, second.guard?.limit, second.acting], [false, 'under way', undefined]);
  assert.match(second.guard?.reason ?? '', /ALERT is under way already/);
  const length = ledger.length;
  begun[0]?.answer();
  await until(() => ledger.length > length);
  const third = await beat(ANOMS.ALERT);
  assert.equal([third.underWay, third.acting, begun.length], [undefined, ['slow'], 2]);
  begun[1]?.answer(new Error('no hands'));
  arbiter.requestStop();
  await run;
  const entries = await entriesOf(ledger);
  assert.equal(outcomesIn(entries), [
    [1, true],
    [3, false],
  ]);
  for (const { index, data } of entries) if (data.type === 'outcome') assert.ok(Number(data.intent) < index);
  await replaysEvenly(ledger);
});

test('an escalation does not wait for the alarm before it, and outcomes stand in the order of the acts', async () => {
  const { beat, begun, ledger, run, arbiter } = running();
  await beat(ANOMS.ALERT);
  const worse = await beat(ANOMS.QUARANTINE);
  assert.equal([worse.enacted, worse.acting, begun.length], ['QUARANTINE', ['slow'], 2]);
  begun[1]?.answer();
  await beat(ANOMS.QUARANTINE);
  assert.equal(outcomesIn(await entriesOf(ledger)), []);
  begun[0]?.answer();
  arbiter.requestStop();
  await run;
  assert.equal(outcomesIn(await entriesOf(ledger)), [
    [1, true],
    [2, true],
  ]);
  await replaysEvenly(ledger);
});

test('what finds no room is not begun, and is tried again once there is room', async () => {
  const { beat, begun, ledger, run, arbiter, until } = running({ mostActs: 1 });
  await beat(ANOMS.ALERT);
  const full = await beat(ANOMS.QUARANTINE);
  assert.equal(full.underWay, { full: true, kinds: ['ALERT'] });
  assert.equal([full.enacted, full.guard?.limit, full.acting], ['QUARANTINE', 'under way', undefined]);
  const length = ledger.length;
  begun[0]?.answer();
  await until(() => ledger.length > length);
  assert.equal((await beat(ANOMS.QUARANTINE)).acting, ['slow']);
  begun[1]?.answer();
  arbiter.requestStop();
  await run;
  await replaysEvenly(ledger);
  for (const mostActs of [0, 1.5, Number.NaN]) assert.throws(() => world({ mostActs }), /mostActs/);
  for (const stopTimeout of [-1, Number.NaN]) assert.throws(() => world({ stopTimeout }), /stopTimeout/);
});

test('without a guard, what is under way is not begun a second time either', async () => {
  const { beat, begun, run, arbiter } = running({ guard: undefined });
  await beat(ANOMS.ALERT);
  const second = await beat(ANOMS.ALERT);
  assert.equal([second.acting, second.underWay?.kinds, begun.length], [undefined, ['ALERT'], 1]);
  begun[0]?.answer();
  arbiter.requestStop();
  await run;
});

test('a stop waits for acts as long as it may, tells them to end, and records those that were left', async () => {
  const ledger = new ImmutableLedger();
  const { beat, begun, run, arbiter, until } = running({ stopTimeout: 5, ledger });
  const abandoned: unknown[] = [];
  arbiter.on('abandoned', (act) => abandoned.push(act));
  await beat(ANOMS.ALERT);
  await beat(ANOMS.QUARANTINE);
  const [deaf, heeding] = begun;
  heeding?.signal.addEventListener('abort', () => heeding.answer(new Error('told to end')));
  arbiter.requestStop();
  let ended = false;
  void run.then(() => {
    ended = true;
  });
  await until(() => ended);
  assert.ok(deaf?.signal.aborted);
  const entries = (await entriesOf(ledger)).map(({ data }) => data);
  const intents = (await entriesOf(ledger))
    .filter(({ data }) => data.type === 'action')
    .map(({ index }) => index);
  const left = { action: 'ALERT', beat: 1, handler: 'slow' };
  assert.equal(
    entries.filter(({ type }) => type === 'unfinished'),
    [{ ...left, intent: intents[0], type: 'unfinished' }],
  );
  assert.equal(abandoned, [{ ...left, entry: intents[0] }]);
  const [outcome] = entries.filter(({ type }) => type === 'outcome');
  assert.equal([outcome?.beat, outcome?.error], [2, 'ended with the run: told to end']);
  const length = ledger.length;
  deaf?.answer();
  await new Promise((resolve) => setImmediate(resolve));
  assert.is(ledger.length, length);
  // It was told of: the next run has nothing to add.
  assert.equal(await unfinishedActs(ledger), []);
  await replaysEvenly(ledger);
});

test('what ends while others are recorded as unfinished is recorded too, and nothing twice', async () => {
  const intents = [0, 1, 2].map((entry) => ({ action: 'ALERT', beat: 1, entry }) as Intent);
  const answers = new Map<number, () => void>();
  const runner = {
    actors: () => ['slow'],
    run: async ({ entry }: Intent) => {
      await new Promise<void>((resolve) => answers.set(entry, resolve));
      return [{ intent: entry, type: 'outcome' }];
    },
  };
  const written: unknown[] = [];
  const record = async (entries: readonly EntryData[]): Promise<void> => {
    written.push(...entries.map(({ type, intent }) => [type, intent]));
    // The disk is slow, and meanwhile another act ends.
    if (entries.some(({ type }) => type === 'unfinished')) answers.get(2)?.();
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  const acts = new Acts({ runner: runner as never, clock: { sleep: async () => undefined }, record });
  for (const [n, intent] of intents.entries())
    void acts.begin({ name: `e${n}`, own: (entries) => entries }, intent).catch(() => undefined);
  const stopping = AbortSignal.abort();
  answers.get(0)?.();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(written, [['outcome', 0]]);
  const left = await acts.ended(stopping);
  assert.equal(written.sort(), [
    ['outcome', 0],
    ['outcome', 2],
    ['unfinished', 1],
  ]);
  assert.equal(
    left.map(({ entry }) => entry),
    [1],
  );
});

test('a run that comes to its end by itself waits for its acts to theirs', async () => {
  const { beat, begun, run, source, ledger, until } = running({ stopTimeout: 0 });
  await beat(ANOMS.ALERT);
  source.end();
  await until(() => true);
  begun[0]?.answer();
  assert.is((await run).stopped, 'the source ended');
  assert.equal(outcomesIn(await entriesOf(ledger)), [[1, true]]);
});

test('whatever acts do and whenever: one outcome each, in order, none twice at a time, and it replays', async () => {
  const step = fc.record({
    kind: fc.constantFrom(...(['QUARANTINE', 'ALERT', 'APPLY_OPTIMIZE'] as const)),
    /** Acts under way, by place, that answer after this beat. */
    answers: fc.array(fc.record({ place: fc.nat(4), fails: fc.boolean() }), { maxLength: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const { beat, begun, ledger, run, arbiter } = running({ stopTimeout: 0 });
      for (const { kind, answers } of steps) {
        await beat(ANOMS[kind]);
        for (const { place, fails } of answers) begun[place]?.answer(fails ? new Error('no') : undefined);
      }
      for (const { answer } of begun) answer();
      arbiter.requestStop();
      await run;
      const open = new Map<unknown, unknown>();
      let last = -1;
      for (const { index, data } of await entriesOf(ledger)) {
        if (data.type === 'action' && data.acting) {
          assert.not.ok([...open.values()].includes(data.enacted));
          open.set(index, data.enacted);
        }
        if (data.type !== 'outcome') continue;
        assert.ok(Number(data.intent) > last);
        last = Number(data.intent);
        assert.ok(open.delete(data.intent));
      }
      assert.is(open.size, 0);
      await replaysEvenly(ledger);
    }),
    { numRuns: 40 },
  );
});

test.run();
