/** Laws of the guard (DESIGN §3.4), and that what it held back is recorded and replayed. */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ACTIONS, type Action, type Stopped } from '../../src/core/beat-record.ts';
import {
  type Guarded,
  type GuardOptions,
  guard,
  guardSettings,
  INITIAL_GUARD,
} from '../../src/core/guard.ts';
import { type Replayed, replay } from '../../src/core/replay.ts';
import { WhatIf } from '../../src/core/what-if.ts';
import type { ImmutableLedger } from '../../src/ledger/index.ts';
import { world } from '../support/supervised.ts';

interface Step {
  readonly decided: Action;
  /** Seconds since the beat before. */
  readonly after: number;
  readonly stopped?: Stopped | null;
}

function run(options: GuardOptions, steps: readonly Step[]): (Guarded & { readonly at: number })[] {
  const settings = guardSettings(options);
  let state = INITIAL_GUARD;
  let at = 1_700_000_000;
  return steps.map(({ decided, after, stopped = null }) => {
    at += after;
    const guarded = guard(state, settings, decided, at, stopped);
    state = guarded.next;
    return { ...guarded, at };
  });
}

const every = (seconds: number, ...actions: Action[]): Step[] =>
  actions.map((decided) => ({ decided, after: seconds }));
const enacted = (options: GuardOptions, steps: readonly Step[]): Action[] =>
  run(options, steps).map((beat) => beat.enacted);

const severity = (action: Action): number => Math.max(0, 2 - ACTIONS.indexOf(action));
const action = fc.constantFrom(...ACTIONS);
const halt: Stopped = { by: 'halt', reason: 'A test halts it.' };
const step = fc.record({
  decided: action,
  after: fc.oneof(
    fc.constant(1),
    fc.double({ min: 0, max: 900, noNaN: true }),
    fc.constant(-50),
    fc.constant(3600),
  ),
  stopped: fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constant(halt) }),
});
const limits = fc.record({
  armed: fc.boolean(),
  hold: fc.dictionary(
    fc.constantFrom('APPLY_BALANCE', 'APPLY_OPTIMIZE', 'NOOP'),
    fc.integer({ min: 1, max: 4 }),
  ),
  release: fc.integer({ min: 1, max: 4 }),
  cooldown: fc.dictionary(fc.constantFrom(...ACTIONS), fc.integer({ min: 0, max: 600 })),
  flapBudget: fc.option(fc.integer({ min: 3, max: 12 })),
});
const steps = fc.array(step, { minLength: 1, maxLength: 150 });

test('no hour has more transitions of the stance than the budget, whatever is decided', () => {
  fc.assert(
    fc.property(limits, steps, (options, given) => {
      const beats = run(options, given);
      const budget = options.flapBudget ?? Number.POSITIVE_INFINITY;
      const times: number[] = [];
      let stance: Action = 'NOOP';
      for (const { next } of beats) {
        if (next.stance !== stance) times.push(next.time);
        stance = next.stance;
      }
      for (const end of times) {
        const inHour = times.filter((at) => at <= end && end - at < 3600).length;
        assert.ok(inHour <= budget, `${inHour} of ${budget}`);
      }
    }),
    { numRuns: 400 },
  );
});

test('an escalation is enacted at once, whatever the budget and the cooldown say', () => {
  fc.assert(
    fc.property(limits, steps, (options, given) => {
      let before: Action = 'NOOP';
      for (const [index, beat] of run(options, given).entries()) {
        const { decided, stopped } = given[index] as Step;
        if (severity(decided) > severity(before)) {
          assert.is(beat.next.stance, decided);
          if (!stopped) assert.is(beat.verdict.acts, options.armed);
        }
        before = beat.next.stance;
      }
    }),
    { numRuns: 400 },
  );
});

test('what is enacted is what is decided, or what was enacted before, or nothing while halted', () => {
  fc.assert(
    fc.property(limits, steps, (options, given) => {
      let before: Action = 'NOOP';
      for (const [index, beat] of run(options, given).entries()) {
        const { decided, stopped } = given[index] as Step;
        if (stopped) assert.is(beat.enacted, 'NOOP');
        else assert.ok([decided, before].includes(beat.enacted));
        if (stopped || beat.enacted === 'NOOP' || !options.armed) assert.not(beat.verdict.acts);
        assert.is(beat.verdict.limit === null, beat.verdict.reason === null);
        if (beat.enacted !== decided) assert.is.not(beat.verdict.limit, null);
        before = beat.next.stance;
      }
    }),
    { numRuns: 400 },
  );
});

test('two acts of a kind are its cooldown apart, unless it was escalated to in between', () => {
  fc.assert(
    fc.property(limits, steps, (options, given) => {
      const last: Partial<Record<Action, number>> = {};
      let before: Action = 'NOOP';
      for (const { enacted, verdict, next } of run(options, given)) {
        const since = next.time - (last[enacted] ?? Number.NEGATIVE_INFINITY);
        if (verdict.acts && severity(enacted) <= severity(before)) {
          assert.ok(since >= (options.cooldown[enacted] ?? 0));
        }
        if (verdict.acts) last[enacted] = next.time;
        before = next.stance;
      }
    }),
    { numRuns: 400 },
  );
});

test('an action must be decided n beats in a row', () => {
  const options = { hold: { APPLY_OPTIMIZE: 3, APPLY_BALANCE: 2 } };
  const O = 'APPLY_OPTIMIZE';
  const B = 'APPLY_BALANCE';
  assert.equal(enacted(options, every(1, O, O, O, B, O, B, B)), ['NOOP', 'NOOP', O, O, O, O, B]);
  const [first] = run(options, every(1, O));
  assert.equal(first?.verdict, {
    acts: false,
    limit: 'hold',
    reason: 'APPLY_OPTIMIZE was decided 1 of the 3 beats in a row that it takes; NOOP stays.',
    stopped: null,
  });
});

test('stepping down takes the beats of release, stepping up none', () => {
  const steps = every(1, 'QUARANTINE', 'NOOP', 'APPLY_OPTIMIZE', 'QUARANTINE', 'NOOP', 'NOOP', 'NOOP');
  assert.equal(enacted({ release: 3 }, steps), [
    'QUARANTINE',
    'QUARANTINE',
    'QUARANTINE',
    'QUARANTINE',
    'QUARANTINE',
    'QUARANTINE',
    'NOOP',
  ]);
});

test('a quarantine that has to be held is an alert meanwhile', () => {
  const steps = every(1, 'QUARANTINE', 'ALERT', 'QUARANTINE', 'QUARANTINE');
  const all: Action[] = ['ALERT', 'ALERT', 'ALERT', 'QUARANTINE'];
  assert.equal(enacted({ hold: { QUARANTINE: 2 } }, steps), all);
});

test('a halt enacts nothing, changes no stance, and says why', () => {
  const [before, during, after] = run({ armed: true, flapBudget: 3 }, [
    { decided: 'ALERT', after: 1 },
    { decided: 'ALERT', after: 1, stopped: halt },
    { decided: 'ALERT', after: 1 },
  ]);
  assert.is(before?.enacted, 'ALERT');
  assert.is(during?.enacted, 'NOOP');
  assert.equal(during?.verdict, { acts: false, limit: 'halt', reason: halt.reason, stopped: halt });
  assert.is(after?.enacted, 'ALERT');
  assert.is(after?.next.transitions.length, 1);
});

test('settings that mean nothing are refused by name', () => {
  assert.throws(() => guardSettings({ flapBudget: 2 }), /flapBudget is 2.*3 or above/);
  assert.throws(() => guardSettings({ hold: { ALERT: 0 } }), /hold\.ALERT is 0/);
  assert.throws(() => guardSettings({ release: 1.5 }), /release is 1\.5/);
  assert.throws(() => guardSettings({ cooldown: { NOOP: Number.NaN } }), /cooldown\.NOOP is NaN/);
});

async function replayed(ledger: ImmutableLedger): Promise<Replayed[]> {
  const all: Replayed[] = [];
  const tally = { runs: 0, cutShort: 0, skipped: 0, otherCores: 0 };
  for await (const beat of replay(ledger.entries(), tally)) all.push(beat);
  return all;
}

test('any guarded run replays bit for bit, with what was held back and why', async () => {
  const reading = fc.record({ load: fc.constantFrom(0.1, 0.9, 1.1, 4), anoms: fc.constantFrom(0, 0, 4, 15) });
  const trial = fc.record({
    halted: fc.boolean(),
    readings: fc.array(reading, { minLength: 2, maxLength: 25 }),
  });
  await fc.assert(
    fc.asyncProperty(limits, trial, async (options, { halted, readings }) => {
      const stops: { stopped: Stopped | null } = { stopped: null };
      const { beat, ledger } = world({ guard: options, stops });
      for (const [index, metrics] of readings.entries()) {
        stops.stopped = halted && index % 5 === 3 ? halt : null;
        const record = await beat(metrics);
        assert.is(record.guard?.stopped?.by, stops.stopped?.by);
      }
      const all = await replayed(ledger);
      assert.is(all.length, readings.length);
      assert.equal(
        all.flatMap(({ differences }) => differences),
        [],
      );
    }),
    { numRuns: 40 },
  );
});

test('a verdict that was changed by hand is found', async () => {
  const { beat, ledger } = world({ guard: { armed: true, hold: { APPLY_OPTIMIZE: 2 } } });
  for (let i = 0; i < 3; i++) await beat({ load: 0.1, anoms: 0 });
  const forged = world().ledger;
  await forged.open();
  for await (const { data, timestamp } of ledger.entries()) {
    const changed = data.type === 'action' && data.beat === 2 ? { ...data, enacted: 'NOOP' } : data;
    await forged.append(changed, timestamp);
  }
  const found = (await replayed(forged)).flatMap(({ differences }) => differences);
  assert.equal(
    found.map(({ beat, field }) => [beat, field]),
    [[2, 'enacted']],
  );
});

test('what if there had been a flap budget: fewer transitions on the same decisions', async () => {
  const { beat, ledger } = world({ guard: { armed: true } });
  for (let i = 0; i < 20; i++) await beat({ load: 0.2, anoms: i % 2 === 0 ? 0 : 4 });
  const other = new WhatIf({ flap_budget: 4 }, undefined);
  for (const beat of await replayed(ledger)) await other.add(beat);
  const { recorded, alternative } = other.report();
  assert.is(recorded.flaps, 19);
  assert.ok(alternative.flaps <= 4);
});

test('a dry run calls no handler; an armed one does, again after its cooldown', async () => {
  for (const [armed, calls] of [
    [false, []],
    [true, [1, 6]],
  ] as const) {
    const beats: number[] = [];
    const { beat } = world({
      guard: { armed, cooldown: { ALERT: 5 } },
      actions: [{ name: 'counter', act: async (intent) => void beats.push(intent.beat) }],
    });
    for (let i = 0; i < 8; i++) await beat({ load: 0.2, anoms: 4 });
    assert.equal(beats, calls);
  }
});

test('a halt in mid-run stops the acts, is an entry when it begins and when it ends', async () => {
  const stops: { stopped: Stopped | null } = { stopped: null };
  const acted: number[] = [];
  const { beat, entries } = world({
    stops,
    actions: [{ name: 'counter', act: async (intent) => void acted.push(intent.beat) }],
  });
  for (let i = 1; i <= 6; i++) {
    stops.stopped = i === 3 || i === 4 ? halt : null;
    const { enacted } = await beat({ load: 0.2, anoms: 4 });
    assert.is(enacted, stops.stopped ? 'NOOP' : 'ALERT');
  }
  assert.equal(acted, [1, 2, 5, 6]);
  assert.equal(await entries('stop'), [
    { by: 'halt', reason: halt.reason, stopped: true, type: 'stop' },
    { by: 'halt', reason: null, stopped: false, type: 'stop' },
  ]);
});

test.run();
