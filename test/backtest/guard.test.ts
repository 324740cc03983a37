/** A back-test with a guard: what a run would have enacted, and what was decided beside it. */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { backtest, type Course } from '../../src/backtest/backtest.ts';
import { Arbiter } from '../../src/core/arbiter.ts';
import type { BeatRecord } from '../../src/core/beat-record.ts';
import { everyAction, type GuardOptions } from '../../src/core/guard.ts';
import { SurpriseDetector } from '../../src/inference/surprise-detector.ts';
import type { Source } from '../../src/sources/source.ts';
import { must } from '../support/supervised.ts';
import { SigmoidModel } from '../support/world.ts';

const load = { metric: 'load', setpoint: 1 };

function recording(loads: readonly number[], period: number): Source {
  return {
    name: 'recording',
    period,
    recorded: true,
    async *samples() {
      for (const [i, value] of loads.entries())
        yield { timestamp: 1_700_000_000 + i * period, metrics: { load: value } };
    },
  };
}

async function tested(loads: readonly number[], period: number, guard?: GuardOptions): Promise<Course> {
  const options = { model: new SigmoidModel(), load, guard };
  const [course] = await backtest(recording(loads, period), options, new AbortController().signal);
  return must(course);
}

async function lived(loads: readonly number[], period: number, guard: GuardOptions): Promise<BeatRecord[]> {
  const arbiter = new Arbiter({
    ...{ entropyModel: new SigmoidModel(), source: recording(loads, period), load, guard },
    detector: new SurpriseDetector(),
  });
  const beats: BeatRecord[] = [];
  arbiter.on('beat', (beat) => beats.push(beat));
  await arbiter.start();
  return beats;
}

/** A load that swings from idle to overload and back: a flap at nearly every sample. */
const swings = fc.array(fc.constantFrom(0.1, 0.2, 1, 2.5, 3), { minLength: 2, maxLength: 60 });
const guards = fc.record({
  armed: fc.constant(true),
  hold: fc.integer({ min: 1, max: 4 }).map((APPLY_BALANCE) => ({ APPLY_BALANCE })),
  release: fc.integer({ min: 1, max: 3 }),
  cooldown: fc.constantFrom(0, 60, 600).map(everyAction),
  flapBudget: fc.option(fc.integer({ min: 3, max: 8 })),
});

test('a back-test enacts what a run on the same recording does, and never more changes than the budget', async () => {
  await fc.assert(
    fc.asyncProperty(swings, fc.constantFrom(1, 30, 300), guards, async (loads, period, guard) => {
      const course = await tested(loads, period, guard);
      // A run goes on for the silence that follows the last sample; a back-test ends with it.
      const beats = (await lived(loads, period, guard)).slice(0, course.beats);
      const count = (of: (beat: BeatRecord) => boolean) => beats.filter(of).length;
      const changes = (of: (beat: BeatRecord) => string) =>
        count((beat) => beat.beat > 1 && of(beat) !== of(must(beats[beat.beat - 2])));
      for (const [action, found] of Object.entries(course.actions))
        assert.is(
          found,
          count(({ enacted }) => enacted === action),
        );
      assert.equal(
        [course.transitions, course.decidedTransitions],
        [changes(({ enacted }) => enacted), changes(({ decided }) => decided)],
      );
      assert.is(
        course.acts,
        count((beat) => beat.guard?.acts === true),
      );
      const held = Object.values(course.held).reduce((sum, number) => sum + number, 0);
      assert.is(
        held,
        count((beat) => beat.guard?.limit !== null),
      );
      if (guard.flapBudget !== null) assert.ok(course.flapsAnHour <= guard.flapBudget);
    }),
    { numRuns: 40 },
  );
});

test('without a guard what is decided is enacted', async () => {
  const loads = Array.from({ length: 80 }, (_, i) => (i % 2 ? 0.1 : 3));
  const course = await tested(loads, 60);
  assert.equal(course.actions, course.decided);
  assert.ok(course.transitions > 20);
  assert.equal(
    [course.transitions, course.flapsAnHour],
    [course.decidedTransitions, course.decidedFlapsAnHour],
  );
  // Sixty samples an hour, and an hour without its first instant.
  assert.ok(course.flapsAnHour <= 60 && course.flapsAnHour > 20);
  assert.equal(course.held, {});
});

test.run();
