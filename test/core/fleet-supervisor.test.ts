/** A fleet under supervision: each entity as if it were alone, what they roll up to, who comes and goes. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Intent, UnfinishedAct } from '../../src/actions/index.ts';
import { Arbiter } from '../../src/core/arbiter.ts';
import type { BeatRecord, Stopped } from '../../src/core/beat-record.ts';
import { stateDigest } from '../../src/core/fleet/state-digest.ts';
import { SurpriseDetector } from '../../src/inference/surprise-detector.ts';
import { createSha3, ImmutableLedger } from '../../src/ledger/index.ts';
import { DetectorBank } from '../../src/numeric/detector-bank.ts';
import type { Labels, Sample } from '../../src/sources/source.ts';
import {
  batchModel,
  type LivedBeat,
  lived,
  PERIOD,
  recording,
  replayed,
  START,
  supervisorOf,
} from '../support/fleet-life.ts';
import { Random } from '../support/random.ts';
import { must, settle } from '../support/supervised.ts';
import { countingDetector, FedSource, ManualClock, SigmoidModel } from '../support/world.ts';

interface Reading {
  readonly load?: number | null;
  readonly anoms?: number;
}

function sampleOf(pod: string, beat: number, { load = 1, anoms = 0 }: Reading = {}): Sample {
  return {
    timestamp: START + beat * PERIOD,
    labels: { namespace: pod.slice(0, 1), pod },
    metrics: { load, anoms },
  };
}

/** One beat after the other, each pod's reading or nothing. */
function samplesOf(beats: readonly Readonly<Record<string, Reading>>[]): Sample[] {
  return beats.flatMap((pods, beat) =>
    Object.entries(pods).map(([pod, reading]) => sampleOf(pod, beat, reading)),
  );
}

const entriesIn = (ledgerDir: string): string =>
  readdirSync(join(ledgerDir, 'entries'))
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => readFileSync(join(ledgerDir, 'entries', name), 'utf8'))
    .join('');

const nameOf = (pod: string): string => `namespace=${pod.slice(0, 1)},pod=${pod}`;
const of = (beat: LivedBeat | undefined, pod: string) => must(must(beat).entities.get(nameOf(pod)));

test('each entity decides and keeps what it would alone', async () => {
  const random = new Random(11);
  const pods = ['a1', 'a2', 'b1', 'b2', 'b3'];
  const samples = samplesOf(
    Array.from({ length: 90 }, (_, beat) =>
      Object.fromEntries(
        pods.map((pod, i) => [
          pod,
          {
            load: beat > 60 && i < 2 ? 3 + random.next() : 0.2 + 0.3 * i + 0.1 * random.next(),
            anoms: random.integer(0, 4),
          },
        ]),
      ),
    ),
  );
  const [fleetBank, bank] = [new DetectorBank(), new DetectorBank()];
  const guard = { hold: { APPLY_OPTIMIZE: 3 }, release: 2, flapBudget: 9 };
  const { beats } = await lived(samples, {
    detector: () => new SurpriseDetector({ bank: fleetBank }),
    guard,
  });
  const alone: BeatRecord[] = [];
  const arbiter = new Arbiter({
    entropyModel: new SigmoidModel(),
    source: recording(samples),
    entityBy: (labels) => labels,
    entity: () => ({ detector: new SurpriseDetector({ bank }), load: { metric: 'load', setpoint: 1 } }),
    load: { metric: 'load', setpoint: 1 },
    guard,
  });
  arbiter.on('beat', (beat) => alone.push(beat));
  await arbiter.start();
  assert.is(alone.length, 450);
  for (const record of alone) {
    const account = must(must(beats[record.beat - 1]).entities.get(record.entity ?? ''));
    const { decided, enacted, decvec, reason, weights, weightsBefore, budget, tLambda } = record;
    assert.equal(
      { ...account, guard: null },
      { ...account, guard: null, decided, enacted, decvec, reason, weights, weightsBefore, budget, tLambda },
    );
    assert.equal(account.guard, record.guard);
  }
  assert.ok(alone.some(({ enacted, decided }) => enacted !== decided));
});

test('every round of samples is one beat, however they are spread over the period', async () => {
  const law = fc.asyncProperty(
    fc.array(fc.array(fc.double({ min: 0, max: 0.45, noNaN: true }), { minLength: 4, maxLength: 4 }), {
      minLength: 1,
      maxLength: 8,
    }),
    async (offsets) => {
      const samples = offsets.flatMap((each, beat) =>
        each
          .map((offset, i) => ({ ...sampleOf(`a${i}`, beat), timestamp: START + (beat + offset) * PERIOD }))
          .sort((a, b) => a.timestamp - b.timestamp),
      );
      const { beats } = await lived(samples);
      assert.equal(
        beats.map(({ data }) => [data.entities, data.fresh]),
        offsets.map(() => [[4], 4]),
      );
    },
  );
  await fc.assert(law, { seed: 2, numRuns: 30 });
});

test('a round takes an entity twice within half a period, and ends after a period whoever speaks', async () => {
  const at = (pod: string, periods: number): Sample => ({
    ...sampleOf(pod, 0),
    timestamp: START + periods * PERIOD,
  });
  const fast = [0, 1, 2].flatMap((beat) => [at('a', beat), at('a', beat + 0.3), at('b', beat + 0.4)]);
  const often = await lived(fast);
  assert.equal(
    often.beats.map(({ data }) => data.fresh),
    [2, 2, 2],
  );
  const { beats } = await lived([at('a', 0), at('b', 1.5), at('c', 2.6)]);
  assert.equal(
    beats.map(({ data }) => [data.entities[0], data.fresh]),
    [
      [1, 1],
      [2, 1],
      [3, 1],
    ],
  );
});

test('the digest of the state tells every number that an entity keeps', async () => {
  const hash = await createSha3();
  const supervisor = supervisorOf(recording([]), new ImmutableLedger(), new ManualClock(), {});
  const { course } = supervisor;
  course.change([], [{ pod: 'a' }, { pod: 'b' }]);
  const views = must(course.levels[0]).fleet.views;
  const seen = new Set([stateDigest(hash, course)]);
  const fields = [
    'R',
    'B',
    'E',
    'O',
    'integral',
    'error',
    'vSum',
    'vOlder',
    'risk',
    'load',
    'words',
  ] as const;
  for (const field of fields) {
    views[field][1] = 0.125 + 7;
    seen.add(stateDigest(hash, course));
  }
  assert.is(seen.size, 1 + fields.length);
});

test('who is silent keeps its anomalies for two periods, is blind after six, retires, and begins anew', async () => {
  const beats = Array.from({ length: 24 }, (_, beat) => ({
    a1: {},
    ...(beat < 3 || beat === 23 ? { a2: { anoms: 5, load: 0.5 } } : {}),
  }));
  const run = await lived(samplesOf(beats), { retireAfter: 100 });
  const a2 = (beat: number) => run.beats[beat]?.entities.get(nameOf('a2'));
  assert.equal(
    [2, 3, 4, 7, 8].map((beat) => a2(beat)?.anoms),
    [5, 5, 0, 0, 0],
  );
  assert.equal(
    [3, 4, 7, 8, 11].map((beat) => a2(beat)?.enacted === 'ALERT'),
    [true, false, false, true, true],
  );
  assert.equal(
    [7, 8].map((beat) => a2(beat)?.blind),
    [false, true],
  );
  assert.match(must(a2(8)).reason, /blind/);
  // Its last load is held while it is merely late, and forgotten when it is blind.
  assert.equal(
    [4, 8].map((beat) => a2(beat)?.load?.value),
    [0.5, null],
  );
  assert.is(a2(12), undefined);
  assert.equal(
    [12, 23].map((beat) => run.beats[beat]?.data.retired),
    [1, 0],
  );
  const back = must(a2(23));
  assert.equal([back.earlier, back.weightsBefore], [null, { R: 0.25, B: 0.25, E: 0.15, O: 0.35 }]);
  assert.is(run.report.entities, 2);
});

test('nobody is given up sooner than it would be blind, however soon that is asked for', async () => {
  const beats = Array.from({ length: 9 }, (_, beat) => ({ a1: {}, ...(beat < 2 && { a2: {} }) }));
  const { report } = await lived(samplesOf(beats), { retireAfter: 1 });
  assert.equal([report.joined, report.retired, report.entities], [2, 1, 1]);
  const all = Array.from({ length: 5 }, () => ({ a1: {}, a2: {} }));
  assert.is((await lived(samplesOf(all), { retireAfter: 1 })).report.retired, 0);
});

test('one that is back after its retirement begins anew, also where nobody spoke meanwhile', async () => {
  const samples = [
    ...samplesOf([
      { a1: {}, a2: {} },
      { a1: {}, a2: {} },
    ]),
    sampleOf('a1', 50),
    sampleOf('a2', 50),
  ];
  const { beats } = await lived(samples, { retireAfter: 200 });
  const silent = beats.filter(({ data }) => data.fresh === 0).map(({ data }) => data.blind);
  assert.equal(silent, [0, 0, 2]);
  const last = must(beats.at(-1));
  assert.equal([last.data.joined, last.data.retired], [2, 2]);
  assert.is(of(last, 'a1').earlier, null);
});

test('a namespace beats on the mean load of its pods and on how many are at ALERT', async () => {
  const alarm = { anoms: 6, load: 2 };
  const beats = Array.from({ length: 3 }, (_, beat) => ({
    a1: beat === 2 ? alarm : {},
    a2: beat === 2 ? alarm : {},
    a3: beat === 2 ? alarm : {},
    a4: beat === 2 ? { anoms: 7, load: null } : {},
    a5: {},
    b1: {},
  }));
  const run = await lived(samplesOf(beats), { rollup: ['namespace'] });
  const [calm, loud] = [must(run.beats[1]), must(run.beats[2])];
  assert.equal(calm.data.entities, [6, 2]);
  assert.equal(must(calm.entities.get('namespace=a')).children, { count: 5, alarmed: 0 });
  // What begins calm is no change.
  assert.is(must(run.beats[0]).data.told, 0);
  const namespace = must(loud.entities.get('namespace=a'));
  assert.equal(namespace.children, { count: 5, alarmed: 4 });
  assert.is(namespace.enacted, 'ALERT');
  assert.match(namespace.reason, /^4 of 5 pods at ALERT or worse: threat 0\.6/);
  // a4 holds its last load, 1.
  assert.is(namespace.load?.value, (2 + 2 + 2 + 1 + 1) / 5);
  assert.is.not(loud.entities.get('namespace=b')?.enacted, 'ALERT');
  const told = run.entries.filter(({ data }) => data.type === 'fleet_entity' && data.beat === 3);
  assert.equal(
    told.map(({ data }) => [data.entity, data.level, data.enacted]),
    [
      ['namespace=a', 'namespace', 'ALERT'],
      ...['a1', 'a2', 'a3', 'a4'].map((pod) => [nameOf(pod), null, 'ALERT']),
    ],
  );
});

test('levels form a tree; a parent goes with its last child', async () => {
  const at = (beat: number, cluster: string, namespace: string, pod: string): Sample => ({
    timestamp: START + beat * PERIOD,
    labels: { cluster, namespace, pod },
    metrics: { load: 1, anoms: 0 },
  });
  const samples = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((beat) => [
    at(beat, 'x', 'shop', '1'),
    ...(beat < 1 ? [at(beat, 'x', 'bank', '1'), at(beat, 'y', 'shop', '1')] : []),
  ]);
  const { beats } = await lived(samples, { rollup: ['namespace', 'cluster'], retireAfter: 60 });
  assert.equal(must(beats[0]).data.entities, [3, 3, 2]);
  assert.equal(must(beats.at(-1)).data.entities, [1, 1, 1]);
  assert.equal(
    [...must(beats.at(-1)).entities.keys()],
    ['cluster=x,namespace=shop,pod=1', 'cluster=x,namespace=shop', 'cluster=x'],
  );
});

test('a model that fails leaves no threat known: every entity is at ALERT, and the beat says why', async () => {
  let asked = 0;
  const model = {
    ...batchModel,
    threatBatch: async (totals: Float32Array): Promise<Float32Array> => {
      if (++asked === 2) throw new Error('out of memory');
      return batchModel.threatBatch(totals);
    },
  };
  const beats = [
    { a1: {}, b1: {} },
    { a1: {}, b1: {} },
    { a1: {}, b1: {} },
  ];
  const run = await lived(samplesOf(beats), { model });
  assert.equal(
    run.beats.map(({ data }) => [data.failure, data.actions.ALERT]),
    [
      [null, 0],
      ['out of memory', 2],
      [null, 0],
    ],
  );
});

test('nothing acts before its intent is in the ledger, and a dry run does nothing', async () => {
  for (const armed of [true, false]) {
    const ledgerDir = mkdtempSync(join(tmpdir(), 'venom-fleet-acts-'));
    const stored: boolean[] = [];
    const intents: Intent[] = [];
    const handler = {
      name: 'hand',
      on: ['ALERT' as const],
      act: async (intent: Intent): Promise<void> => {
        intents.push(intent);
        stored.push(entriesIn(ledgerDir).includes(intent.id));
      },
    };
    const beats = [
      { a1: {}, b1: {} },
      { a1: { anoms: 6 }, b1: {} },
      { a1: {}, b1: {} },
    ];
    const { entries } = await lived(samplesOf(beats), { ledgerDir, actions: [handler], guard: { armed } });
    assert.equal(
      intents.map(({ entity, labels, beat, action }) => [entity, labels, beat, action]),
      armed ? [[nameOf('a1'), { namespace: 'a', pod: 'a1' }, 2, 'ALERT']] : [],
    );
    rmSync(ledgerDir, { recursive: true });
    assert.equal(stored, armed ? [true] : []);
    const intent = must(entries.find(({ data }) => data.type === 'fleet_entity' && data.enacted === 'ALERT'));
    assert.equal(intent.data.acting, armed ? ['hand'] : undefined);
    const outcomes = entries.filter(({ data }) => data.type === 'outcome');
    assert.equal(
      outcomes.map(({ data }) => [data.entity, data.handler, data.ok]),
      armed ? [[nameOf('a1'), 'hand', true]] : [],
    );
    if (armed) {
      assert.equal([intents[0]?.entry, intents[0]?.id], [intent.index, intent.hash]);
      assert.ok(must(outcomes[0]).index > intent.index);
    }
  }
});

test('an action is for the entities that it names, at every level, and for no others', async () => {
  const called: [string, string][] = [];
  const handler = (name: string, isFor: (labels: Labels) => boolean) => ({
    name,
    on: ['ALERT' as const],
    isFor,
    act: async ({ entity }: Intent): Promise<void> => void called.push([name, entity]),
  });
  const actions = [
    handler('a', ({ namespace }) => namespace === 'a'),
    handler('not a', ({ namespace }) => namespace !== 'a'),
    handler('namespaces', ({ pod }) => pod === undefined),
  ];
  const alarm = { anoms: 6 };
  const pods = ['a1', 'a2', 'a3', 'a4', 'b1'];
  const samples = samplesOf([Object.fromEntries(pods.map((pod) => [pod, alarm]))]);
  const { entries } = await lived(samples, { actions, guard: { armed: true }, rollup: ['namespace'] });
  const wanted = [
    ['a', 'namespace=a'],
    ['namespaces', 'namespace=a'],
    ...pods.map((pod) => [pod === 'b1' ? 'not a' : 'a', nameOf(pod)]),
  ];
  assert.equal(called.sort(), wanted.sort());
  const intents = entries.flatMap(({ data }) =>
    Array.isArray(data.acting) ? data.acting.map((name) => [name, data.entity]) : [],
  );
  assert.equal(intents.sort(), wanted);
});

test('what is under way is not begun twice and counts as no act, an escalation does not wait, and it replays', async () => {
  const ledgerDir = mkdtempSync(join(tmpdir(), 'venom-fleet-acts-'));
  const clock = new ManualClock();
  const source = new FedSource(PERIOD);
  const begun: { readonly intent: Intent; readonly answer: () => void }[] = [];
  const slow = {
    name: 'slow',
    on: ['ALERT' as const, 'QUARANTINE' as const],
    timeout: 1e6,
    act: (intent: Intent) => new Promise<void>((answer) => begun.push({ intent, answer })),
  };
  const ledger = new ImmutableLedger({ dir: ledgerDir, durability: 'off' });
  const guard = { armed: true, cooldown: { ALERT: 0, QUARANTINE: 0 } };
  const supervisor = supervisorOf(source, ledger, clock, { ledgerDir, actions: [slow], guard });
  const told: unknown[] = [];
  supervisor.observe(async ({ told: accounts }) => {
    const own = accounts.filter(({ entity }) => entity === 'pod=a');
    told.push(own.map(({ enacted, guard: { acts, limit } }) => [enacted, acts, limit]));
  });
  const ending = supervisor.start();
  const beat = async (anoms: number): Promise<unknown> => {
    const before = told.length;
    const timestamp = START + before * PERIOD;
    for (const pod of ['a', 'b'])
      source.feed({ timestamp, labels: { pod }, metrics: { load: 1, anoms: pod === 'a' ? anoms : 0 } });
    await settle(() => {
      clock.advance(0.125);
      return told.length > before;
    });
    return told.at(-1);
  };
  try {
    assert.equal(await beat(6), [['ALERT', true, null]]);
    assert.equal(await beat(6), []);
    assert.is(supervisor.account(0, 0).guard.limit, 'under way');
    assert.equal(await beat(20), [['QUARANTINE', true, null]]);
    begun[1]?.answer();
    assert.equal(await beat(20), []);
    for (const { answer } of begun) answer();
    await settle(() => begun.length === 2);
    assert.equal(await beat(20), [['QUARANTINE', true, null]]);
    for (const { answer } of begun) answer();
    supervisor.requestStop();
    await ending;
    const acts: unknown[] = [];
    for await (const { data } of ledger.entries()) {
      if (data.type === 'outcome' || data.acting) acts.push([data.type, data.beat]);
    }
    assert.equal(acts, [
      ['fleet_entity', 1],
      ['fleet_entity', 3],
      ['outcome', 1],
      ['outcome', 3],
      ['fleet_entity', 5],
      ['outcome', 5],
    ]);
    await ledger.close();
    const { differences, tally } = await replayed(ledgerDir);
    assert.equal([differences, tally.beats], [[], 5]);
  } finally {
    rmSync(ledgerDir, { recursive: true });
  }
});

test('an act that its run did not live to tell the end of is told by the next, which does not repeat it', async () => {
  const [clock, source, ledger] = [new ManualClock(), new FedSource(PERIOD), new ImmutableLedger()];
  const begun: Intent[] = [];
  const slow = { name: 'slow', timeout: 1e6, act: (intent: Intent) => new Promise(() => begun.push(intent)) };
  const options = { actions: [slow], guard: { armed: true } };
  const dying = supervisorOf(source, ledger, clock, options);
  void dying.start();
  for (const pod of ['a', 'b'])
    source.feed({ timestamp: START, labels: { pod }, metrics: { load: 1, anoms: pod === 'a' ? 6 : 0 } });
  await settle(() => {
    clock.advance(0.125);
    return begun.length > 0;
  });
  const told: UnfinishedAct[] = [];
  const next = { ...options, onUnfinished: (act: UnfinishedAct) => told.push(act) };
  for (let run = 0; run < 2; run++) {
    await supervisorOf(recording([]), ledger, new ManualClock(), next).start();
    const act = { action: 'ALERT', beat: 1, entity: 'pod=a', handler: 'slow' };
    assert.equal(told, [{ ...act, entry: must(begun[0]).entry }]);
    const entries: unknown[] = [];
    for await (const { data } of ledger.entries()) if (data.type === 'unfinished') entries.push(data);
    assert.equal(entries, [{ ...act, intent: must(begun[0]).entry, type: 'unfinished' }]);
  }
  assert.is(begun.length, 1);
});

test('what waits for its turn is not begun once a halt or a stop is there, and what is under way is told to end', async () => {
  for (const halted of [true, false]) {
    const clock = new ManualClock();
    const source = new FedSource(PERIOD);
    const begun: (() => void)[] = [];
    const slow = {
      name: 'slow',
      timeout: 1e6,
      act: (_: Intent, signal: AbortSignal) =>
        new Promise<void>((answer, fail) => {
          begun.push(answer);
          signal.addEventListener('abort', () => fail(new Error('told to')));
        }),
    };
    let stopped: Stopped | null = null;
    const stops = {
      get stopped() {
        return stopped;
      },
    };
    const ledger = new ImmutableLedger();
    const options = { actions: [slow], guard: { armed: true }, stops };
    const supervisor = supervisorOf(source, ledger, clock, options);
    const ending = supervisor.start();
    for (let n = 0; n < 40; n++)
      source.feed({ timestamp: START, labels: { pod: `p${n}` }, metrics: { load: 1, anoms: 6 } });
    const until = (done: () => boolean): Promise<void> =>
      settle(() => {
        clock.advance(0.125);
        return done();
      });
    await until(() => begun.length > 0);
    assert.is(begun.length, 32);
    if (halted) {
      stopped = { by: 'halt', reason: 'Halted: by hand.' };
      const length = ledger.length;
      for (const answer of begun) answer();
      await until(() => ledger.length === length + 40);
    }
    supervisor.requestStop();
    let ended = false;
    void ending.then(() => {
      ended = true;
    });
    await until(() => ended);
    assert.is(begun.length, 32);
    const errors: unknown[] = [];
    for await (const { data } of ledger.entries()) if (data.type === 'outcome') errors.push(data.error);
    const [first, waited] = halted
      ? [undefined, 'Halted: by hand.']
      : ['ended with the run: told to', 'the run was told to stop'];
    assert.equal(errors.sort(), [...Array(32).fill(first), ...Array(8).fill(`not begun: ${waited}`)].sort());
  }
});

test('live: a beat comes when all have spoken and paused, at the latest after a period; silence is a beat too', async () => {
  const clock = new ManualClock();
  const source = new FedSource(PERIOD);
  const supervisor = supervisorOf(source, new ImmutableLedger(), clock, {});
  const beats: [number, number, number][] = [];
  supervisor.observe(async ({ data, timestamp }) => {
    beats.push([Math.round((timestamp - START) * 100) / 100, data.fresh, data.blind]);
  });
  const ending = supervisor.start();
  const say = (pod: string, at: number): void =>
    source.feed({ timestamp: START + at, labels: { pod }, metrics: { load: 1, anoms: 0 } });
  /** Lets time pass, with room for all that is under way, until the next beat. @returns seconds */
  const nextBeat = async (): Promise<number> => {
    const [before, since] = [beats.length, clock.now()];
    while (beats.length === before) {
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
      if (beats.length === before) clock.advance(0.125);
    }
    return clock.now() - since;
  };
  await settle(() => clock.sleepers > 0);
  say('a', 0);
  say('b', 0.1);
  // The first round does not know how many there are.
  const waits = [await nextBeat()];
  say('a', 10);
  say('b', 10.1);
  waits.push(await nextBeat());
  say('a', 20);
  waits.push(await nextBeat());
  for (let n = 0; n < 3; n++) waits.push(await nextBeat());
  const expected = [PERIOD, PERIOD / 20, PERIOD, 2 * PERIOD, 2 * PERIOD, 2 * PERIOD];
  for (const [n, wait] of waits.entries())
    assert.ok(Math.abs(wait - (expected[n] ?? 0)) <= 0.25, waits.join());
  supervisor.requestStop();
  const report = await ending;
  assert.is(report.stopped, 'stopped');
  assert.equal(beats.slice(0, 3), [
    [0.1, 2, 0],
    [10.1, 2, 0],
    [20, 1, 0],
  ]);
  assert.equal(
    beats.slice(3).map(([, fresh]) => fresh),
    [0, 0, 0],
  );
  assert.equal(beats.at(-1)?.[2], 2);
});

test('a clock that is ahead, and samples that come late, make nobody else silent, and nobody who speaks', async () => {
  const pods = ['a1', 'a2', 'a3', 'a4', 'a5'];
  const at = (pod: string, beat: number, off: number): Sample => {
    const sample = sampleOf(pod, beat);
    return { ...sample, timestamp: sample.timestamp + off };
  };
  for (const [off, first] of [
    [540, 0],
    [-700, 0],
    [540, 3],
    [-700, 3],
  ] as const) {
    const samples = Array.from({ length: 6 }, (_, beat) =>
      pods.map((pod, i) => at(pod, beat, i === 2 && beat >= first ? off : 0)),
    ).flat();
    const live = { ...recording(samples), recorded: false };
    const supervisor = supervisorOf(live, new ImmutableLedger(), new ManualClock(), { retireAfter: 600 });
    const blind: number[] = [];
    supervisor.observe(async ({ data }) => void blind.push(data.blind));
    const { joined, retired, entities } = await supervisor.start();
    assert.equal([joined, retired, entities], [5, 0, 5], `${off} from ${first}`);
    assert.ok(blind.length > 1 && blind.every((count) => count === 0), blind.join());
  }
});

test('what has none of the labels, or a name that no leaf can hold, is no entity', async () => {
  const samples = [
    { timestamp: START, metrics: { up: 1 } },
    { timestamp: START, labels: { pod: 'x'.repeat(0xffff) }, metrics: { load: 1 } },
    ...samplesOf([{ a1: {} }, { a1: {} }]),
  ];
  const { beats } = await lived(samples);
  assert.equal(
    beats.map(({ data }) => data.entities),
    [[1], [1]],
  );
});

test('of an empty source there are no beats, and a ledger that says so', async () => {
  const { report, entries } = await lived([], { detector: () => countingDetector });
  assert.equal(
    [report.beats, entries.map(({ data }) => data.type)],
    [0, ['genesis', 'fleet_config', 'model']],
  );
});

test.run();
