/** A fleet is as many single organisms: every number an entity keeps has the same bits (DESIGN §3.6). */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FleetCourse } from '../support/fleet-course.ts';
import { Random } from '../support/random.ts';

/** More and larger ones run in the soak. */
const FLEETS = Number(process.env.VENOM_FLEETS ?? 60);
const LARGEST = Number(process.env.VENOM_FLEET_SIZE ?? 130);
const BEATS = 50;

function requireEqual(course: FleetCourse, seed: number, beat: number): void {
  const { fleet, organisms } = course;
  for (let i = 0; i < fleet.size; i++) {
    const is = fleet.genome(i);
    const organism = organisms[i];
    if (!organism) throw new Error(`no organism ${i}`);
    const { genome } = organism;
    const mine = [
      ...Object.values(is.weights),
      is.pid.integral,
      is.pid.error,
      is.pid.timestamp,
      is.risk.anoms,
      is.load,
      is.threatAge,
      is.threatened,
      is.budget,
      fleet.views.actions[i],
    ];
    const single = [
      ...Object.values({
        R: genome.weights.R,
        B: genome.weights.B,
        E: genome.weights.E,
        O: genome.weights.O,
      }),
      genome.pid.integral,
      genome.pid.error,
      genome.pid.timestamp,
      genome.risk.anoms,
      genome.load,
      genome.threatAge,
      genome.threatened,
      organism.budget,
      organism.action,
    ];
    const differs = mine.findIndex((value, j) => !Object.is(value, single[j]));
    if (differs >= 0) {
      const where = `fleet ${seed} (${course.kind}, ${course.own ? 'own' : 'shared'}), beat ${beat}, entity ${i} of ${fleet.size}`;
      assert.unreachable(`${where}: value ${differs} is ${mine[differs]}, not ${single[differs]}`);
    }
    if (fleet.beats % 10 === 0 && genome.lyapunov.length === 20) {
      assert.is(is.pidStable, organism.pidStable, `pidStable of fleet ${seed}, beat ${beat}, entity ${i}`);
    }
  }
}

test(`${FLEETS} random fleets over ${BEATS} beats equal as many organisms`, () => {
  const sizes = new Random(7);
  for (let seed = 1; seed <= FLEETS; seed++) {
    const course = new FleetCourse(seed, sizes.integer(1, LARGEST));
    for (let beat = 0; beat < BEATS; beat++) {
      course.beat();
      requireEqual(course, seed, beat);
    }
  }
});

for (const size of [1, 2, 3, 63, 64, 65, 4095, 4097]) {
  test(`${size} entities equal as many organisms, to the last one`, () => {
    const beats = size > 1000 ? 3 : 21;
    for (const seed of [101, 102, 103]) {
      const course = new FleetCourse(seed, size);
      for (let beat = 0; beat < beats; beat++) course.beat();
      requireEqual(course, seed, beats);
    }
  });
}

test('entities that come and go leave the others as they are', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const course = new FleetCourse(1000 + seed, 5);
    for (let beat = 0; beat < 45; beat++) {
      if (course.random.next() < 0.3) course.add(course.random.integer(1, 60));
      if (course.random.next() < 0.3) course.remove(course.random.integer(0, course.fleet.size - 1));
      if (course.fleet.size === 0) course.add(1);
      course.beat();
    }
    requireEqualButStability(course, seed);
  }
});

/** Entities born between two halves of the window are judged from their first whole half on. */
function requireEqualButStability(course: FleetCourse, seed: number): void {
  assert.is.not(course.fleet.beats % 10, 0);
  requireEqual(course, seed, course.fleet.beats);
}

test.run();
