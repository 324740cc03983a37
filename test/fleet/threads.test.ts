/** The same bits whichever threads do the work, on every runtime, and without shared memory. */
import { createHash } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Fleet } from '../../src/fleet/index.ts';
import { FleetCourse } from '../support/fleet-course.ts';

const EXPECTED = '5349c9e85f8617c55d367b1f94ba4707d666fba1d8933b514a59aa1231f5f17b';
const SEEDS = [1, 2, 3, 4, 5, 6];
const SIZE = 6_500;
const BEATS = 12;

async function hashOfCourses(threads: number, shared: boolean): Promise<string> {
  const hash = createHash('sha256');
  for (const seed of SEEDS) {
    const course = new FleetCourse(seed, SIZE, { shared, beside: false });
    assert.is(await course.fleet.startThreads(threads), shared ? threads : 1);
    for (let beat = 0; beat < BEATS; beat++) course.beat();
    const { R, B, E, O, integral, error, vSum, vOlder, risk, load, words, actions } = course.fleet.views;
    for (const view of [R, B, E, O, integral, vSum, vOlder, risk, words, actions]) {
      hash.update(new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice());
    }
    // NaN has many bit patterns
    for (const view of [error, load])
      hash.update(Float64Array.from(view, (x) => (Number.isNaN(x) ? -1e300 : x)));
    await course.fleet.close();
  }
  return hash.digest('hex');
}

for (const threads of [1, 2, 4]) {
  test(`${threads} threads: the hash that every runtime gives`, async () => {
    assert.is(await hashOfCourses(threads, true), EXPECTED);
  });
}

test('without shared memory: the same hash, one thread, and it says so', async () => {
  assert.is(await hashOfCourses(4, false), EXPECTED);
  const fleet = new Fleet({ size: 1, shared: false });
  assert.is(fleet.threads.count, 1);
  assert.match(fleet.threads.note ?? '', /not shared/);
});

test('threads that were closed leave a fleet that goes on, and can be started again', async () => {
  const fleet = new Fleet({ size: 10_000 });
  await fleet.startThreads(3);
  fleet.beat(1);
  await fleet.close();
  assert.is(fleet.threads.count, 1);
  fleet.beat(2);
  assert.is(await fleet.startThreads(2), 2);
  fleet.beat(3);
  assert.is(fleet.beats, 3);
  await fleet.close();
});

test('a fleet that grows keeps its threads', async () => {
  const fleet = new Fleet({ size: 3_000 });
  const alone = new Fleet({ size: 3_000 });
  await fleet.startThreads(2);
  for (let beat = 1; beat <= 6; beat++) {
    for (const each of [fleet, alone]) {
      each.add(2_000 * beat);
      each.views.input.forEach((_, i, input) => {
        input[i] = 2 + (i % 977);
      });
      each.beat(beat);
    }
  }
  assert.equal(fleet.views.O.slice(), alone.views.O.slice());
  assert.equal(fleet.views.actions.slice(), alone.views.actions.slice());
  await fleet.close();
});

test.run();
