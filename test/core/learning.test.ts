/** What detectors learn goes from run to run: nothing is learnt twice, nothing bad is gone on from, and all of it replays. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { seeded } from '../../src/bench/noises.ts';
import { Arbiter } from '../../src/core/arbiter.ts';
import type { ArbiterOptions } from '../../src/core/arbiter-options.ts';
import type { BeatRecord } from '../../src/core/beat-record.ts';
import type { LearntNotice } from '../../src/core/learning.ts';
import { LearntFiles } from '../../src/core/learnt-files.ts';
import { type Replayed, type ReplayTally, replay } from '../../src/core/replay.ts';
import type { StateTally } from '../../src/core/replayed-learning.ts';
import { SurpriseDetector } from '../../src/inference/surprise-detector.ts';
import { type EntryData, ImmutableLedger } from '../../src/ledger/index.ts';
import { FaultyFiles } from '../support/faulty-files.ts';
import { entriesOf } from '../support/ledgers.ts';
import { MemoryFiles } from '../support/memory-files.ts';
import { must, settle } from '../support/supervised.ts';
import { FedSource, ManualClock, SigmoidModel } from '../support/world.ts';

const DIR = '/ledger/learnt';
const EVERY = 100;
const MAX_AGE = 1000;

interface Stage {
  readonly ledger: ImmutableLedger;
  readonly disk: MemoryFiles;
  readonly clock: ManualClock;
  readonly next: () => number;
}

const stage = (): Stage => ({
  ledger: new ImmutableLedger(),
  disk: new MemoryFiles('/ledger'),
  clock: new ManualClock(),
  next: seeded(11),
});

interface Life {
  readonly beats: BeatRecord[];
  readonly notices: LearntNotice[];
}

function arbiterOn({ ledger, disk, clock }: Stage, options: Partial<ArbiterOptions>): Arbiter {
  return new Arbiter({
    entropyModel: new SigmoidModel(),
    detector: new SurpriseDetector(),
    entityBy: (labels) => labels,
    entity: () => ({ detector: new SurpriseDetector() }),
    clock,
    ledger,
    learning: { store: new LearntFiles(DIR, disk), every: EVERY, maxAge: MAX_AGE },
    ...options,
  });
}

/** A run of so many beats a second apart, of every entity in turn. */
async function run(
  made: Stage,
  count: number,
  {
    entities = [undefined],
    ...options
  }: Partial<ArbiterOptions> & { entities?: (string | undefined)[] } = {},
): Promise<Life> {
  const { clock, next } = made;
  const source = new FedSource();
  const arbiter = arbiterOn(made, { source, ...options });
  const beats: BeatRecord[] = [];
  const notices: LearntNotice[] = [];
  arbiter.on('learnt', (notice) => notices.push(notice));
  for (let i = 0; i < count; i++) {
    clock.advance(1);
    for (const pod of entities) {
      const metrics = { 'cpu.total': 0.3 + 0.1 * next(), queue: 50 + 10 * next() };
      source.feed({ timestamp: clock.now(), metrics, ...(pod !== undefined && { labels: { pod } }) });
      beats.push(must(await arbiter.executeBeat()));
    }
  }
  await arbiter.stop();
  return { beats, notices };
}

const counts = (): ReplayTally & { states: StateTally } => ({
  runs: 0,
  cutShort: 0,
  skipped: 0,
  otherCores: 0,
  states: { compared: 0, unknown: 0, differences: [] },
});

async function replayed(ledger: ImmutableLedger, from = 0) {
  const tally = counts();
  const beats: Replayed[] = [];
  for await (const beat of replay(ledger.entries(from), tally)) beats.push(beat);
  return { beats, ...tally.states };
}

const learntEntries = async (ledger: ImmutableLedger): Promise<EntryData[]> =>
  (await entriesOf(ledger)).map(({ data }) => data).filter(({ type }) => type === 'learnt');

const keptIn = (disk: MemoryFiles): number =>
  [...disk.contents.keys()].filter((name) => name.startsWith(DIR)).length;

const isWarm = ({ features }: BeatRecord): boolean => !features.warmingUp;

test('a second run goes on from what the first one learnt: it does not warm up, and what is wrong is seen at once', async () => {
  const made = stage();
  const first = await run(made, 260);
  assert.is(first.beats.findIndex(isWarm), 200);
  made.clock.advance(500);
  const second = await run(made, 30);
  assert.is(second.beats.findIndex(isWarm), 0);
  assert.equal(
    second.notices.map(({ event, text }) => [event, text]),
    [['resumed', 'Detectors go on from what they had learnt 501 s ago.']],
  );
  const third = await run({ ...made, next: () => 40 }, 1);
  assert.equal(third.beats[0]?.features.anoms, 2);
  assert.is((await run({ ...made, disk: stage().disk }, 3)).beats.findIndex(isWarm), -1);
});

test('a ledger of runs that go on from each other replays without a difference, states and all', async () => {
  const made = stage();
  for (const count of [250, 40, 120]) await run(made, count);
  const { beats, compared, differences, unknown } = await replayed(made.ledger);
  assert.is(beats.length, 410);
  assert.equal(
    beats.flatMap((beat) => beat.differences),
    [],
  );
  assert.ok(beats.every(({ detectionReplayed }) => detectionReplayed));
  assert.equal([compared, differences, unknown], [6, [], 0]);
});

test('a run goes on from the state before where the latest never came to its place, and replays', async () => {
  const made = stage();
  await run(made, 210);
  const disk = made.disk.clone();
  await run(made, 5);
  assert.ok((await run({ ...made, disk }, 5)).beats.every(isWarm));
  const { beats, compared, differences, unknown } = await replayed(made.ledger);
  assert.ok(beats.every(({ detectionReplayed }) => detectionReplayed));
  assert.equal([beats.length, compared, differences, unknown], [220, 5, [], 0]);
});

test('a run goes on from a state only where the ledger says that it was kept', async () => {
  const made = stage();
  await run(made, 220);
  await run(made, 10);
  const entries = await entriesOf(made.ledger);
  const rewritten = async (change: (data: EntryData) => EntryData): Promise<ImmutableLedger> => {
    const ledger = await new ImmutableLedger().open();
    for (const { data, timestamp } of entries) await ledger.append(change(data), timestamp);
    return ledger;
  };
  const zeros = '0'.repeat(64);
  const kept = await replayed(
    await rewritten((data) => (data.type === 'learnt' ? { ...data, sha3: zeros } : data)),
  );
  assert.equal(
    kept.differences.map(({ field, run, recorded }) => [field, run, recorded]).slice(0, 3),
    [1, 1, 1].map((number) => ['learnt.sha3', number, zeros]),
  );
  const begun = await replayed(
    await rewritten((data) =>
      data.type === 'config' && JSON.stringify(data).includes('"learnt"')
        ? { ...data, detector: { ...Object(data.detector), learnt: zeros } }
        : data,
    ),
  );
  const config = entries.findLast(({ data }) => data.type === 'config');
  assert.equal(begun.differences, [
    {
      beat: 0,
      entity: '',
      entry: config?.index,
      field: 'detector.learnt',
      recorded: zeros,
      replayed: null,
      run: 2,
    },
  ]);
  // Where the beginning was archived nothing can be said of it.
  const late = await replayed(made.ledger, config?.index);
  assert.equal([late.beats.length, late.unknown, late.differences], [10, 1, []]);
  assert.ok(late.beats.every(({ detectionReplayed }) => !detectionReplayed));
});

test('what is damaged, foreign, of another entity or too old is refused with a notice, and learnt anew', async () => {
  const made = stage();
  await run(made, 210);
  const [path, bytes] = [...made.disk.contents].find(([name]) => name.startsWith(DIR)) ?? ['', undefined];
  const state = must(bytes);
  const garbled = state.map((byte, i) => (i === state.length >> 1 ? byte ^ 1 : byte));
  const foreign = stage();
  await run(foreign, 3, { program: { name: 'another', version: '1' } });
  const others = new MemoryFiles('/ledger');
  await run({ ...made, disk: others }, 3, { entities: ['a'] });
  const other = must([...others.contents.values()].at(-1));
  const reasons: [Uint8Array, RegExp, number][] = [
    [garbled, /its checksum is not that of its bytes/, 0],
    [state.subarray(0, 1000), /its checksum is not that of its bytes/, 0],
    [new Uint8Array(0), /its 0 bytes are not all of one/, 0],
    [must([...foreign.disk.contents.values()].at(-1)), /it belongs to another ledger/, 0],
    [other, /it is of the entity "\{\\"pod\\":\\"a\\"\}"|it is of the entity/, 0],
    [state, /it is \d+ s old, and may be 1000 s at the most/, MAX_AGE],
  ];
  for (const [content, reason, wait] of reasons) {
    const disk = made.disk.clone();
    disk.place(path, content);
    made.clock.advance(wait);
    const { beats, notices } = await run({ ...made, disk }, 2);
    assert.equal(
      notices.map(({ event }) => event),
      ['refused'],
    );
    assert.match(notices[0]?.text ?? '', reason);
    assert.is(beats.findIndex(isWarm), -1);
    assert.match(String((await learntEntries(made.ledger)).at(-2)?.reason), reason);
  }
  const { beats, differences, unknown } = await replayed(made.ledger);
  assert.equal([beats.flatMap((beat) => beat.differences), differences, unknown], [[], [], 0]);
});

test('each entity goes on from its own, and what is too old of one that is gone is removed', async () => {
  const made = stage();
  await run(made, 220, { entities: ['a', 'b'] });
  assert.ok((await run(made, 5, { entities: ['b', 'a'] })).beats.every(isWarm));
  assert.is(keptIn(made.disk), 2);
  const { beats, differences, unknown } = await replayed(made.ledger);
  assert.equal([beats.flatMap((beat) => beat.differences), differences, unknown], [[], [], 0]);
  made.clock.advance(MAX_AGE + 1);
  await run(made, 1, { entities: ['c'] });
  assert.is(keptIn(made.disk), 1);
});

test('an entity that was retired begins anew, in the same run and in the next', async () => {
  const made = stage();
  await run(made, 210, { entities: ['a'] });
  const source = new FedSource();
  const gone: string[] = [];
  const arbiter = arbiterOn(made, { source, retireAfter: 10 });
  arbiter.on('retired', (name) => gone.push(name));
  const sample = (): void =>
    source.feed({ timestamp: made.clock.now(), metrics: { queue: 55 }, labels: { pod: 'a' } });
  const silence = async (): Promise<void> => {
    await settle(() => made.clock.sleepers > 0);
    made.clock.advanceToNext();
  };
  sample();
  assert.ok(isWarm(must(await arbiter.executeBeat())));
  // Each wait is two seconds: four beats without a sample, and with the fifth wait it is gone.
  for (let i = 0; i < 4; i++) await Promise.all([arbiter.executeBeat(), silence()]);
  const back = arbiter.executeBeat();
  await silence();
  await settle(() => gone.length > 0);
  assert.is(keptIn(made.disk), 0);
  sample();
  assert.is(isWarm(must(await back)), false);
  await arbiter.stop();
});

test('a failing disk costs what was learnt and nothing else, is told once, and is tried again', async () => {
  const calls = new FaultyFiles(new MemoryFiles('/ledger'), '/ledger');
  await new LearntFiles(DIR, calls).write(file(1));
  const kinds = new Set(calls.calls.map(({ kind }) => kind));
  assert.ok(kinds.size >= 6, [...kinds].join());
  for (const kind of kinds) {
    for (const when of ['before', 'after'] as const) {
      const made = stage();
      const files = new FaultyFiles(made.disk, '/ledger', { kind, occurrence: 0, when, code: 'ENOSPC' });
      const store = new LearntFiles(DIR, files);
      const { beats, notices } = await run(made, 205, {
        learning: { store, every: EVERY, maxAge: MAX_AGE },
      });
      assert.is(beats.length, 205);
      assert.equal(
        notices.map(({ event }) => event),
        ['failed'],
        kind,
      );
      assert.ok(files.hit, kind);
      // The next one was kept.
      assert.is((await run(made, 3)).beats.findIndex(isWarm), 0, kind);
    }
  }
});

test('killed or without power at any instant, what was kept before or what is kept now is there, whole', async () => {
  const disk = new MemoryFiles('/ledger');
  await new LearntFiles(DIR, disk).write(file(1));
  const files = new FaultyFiles(disk, '/ledger');
  const left: MemoryFiles[] = [];
  files.watch = () => {
    const killed = disk.clone();
    left.push(killed, killed.afterPowerLoss('lost'), killed.afterPowerLoss('kept'));
  };
  await new LearntFiles(DIR, files).write(file(2));
  assert.ok(left.length > 30);
  const found = await Promise.all(
    left.map(async (each) => (await new LearntFiles(DIR, each).read(''))?.entry),
  );
  assert.equal([...new Set(found)].sort(), [1, 2]);
  assert.is(found[0], 1);
  const lost = disk.afterPowerLoss('lost');
  assert.is((await new LearntFiles(DIR, lost).read(''))?.entry, 2);
  // What a crash left is in nobody's way.
  for (const each of left) {
    await new LearntFiles(DIR, each).write(file(3));
    assert.is((await new LearntFiles(DIR, each).read(''))?.entry, 3);
    await new LearntFiles(DIR, each).prune(Number.POSITIVE_INFINITY);
    assert.equal([...each.contents.keys()], []);
  }
});

function file(entry: number) {
  const state = new Uint8Array(5000).fill(entry);
  return { entity: '', entry, genesis: 'a'.repeat(64), sha3: 'b'.repeat(64), state, timestamp: entry };
}

test.run();
