/**
 * A course as a block of a file of leaves, so that a replay need not begin with the first beat.
 *
 *   head   JSON: for each level the labels of its members in the order of their rows, what their guards remember, and
 *          what was enacted last; a length for each snapshot in the body
 *   body   a snapshot of the fleet of each level (src/fleet/snapshot.ts), one after the other
 */
import * as v from 'valibot';
import { Fleet } from '../../fleet/index.ts';
import { labelsSchema } from '../../sources/labels-schema.ts';
import { entityName } from '../../sources/source.ts';
import { ACTIONS } from '../beat-record.ts';
import { InputError } from '../errors.ts';
import type { GuardState } from '../guard.ts';
import { type CourseSettings, FleetCourse } from './course.ts';

export interface SavedCourse {
  readonly head: unknown;
  readonly body: Uint8Array;
}

const action = v.picklist(ACTIONS);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const guardState = v.strictObject({
  stance: action,
  decided: action,
  streak: count,
  alarmed: count,
  calm: count,
  transitions: v.array(v.number()),
  acted: v.record(v.string(), v.number()),
  time: v.number(),
});
const headSchema = v.strictObject({
  levels: v.array(
    v.strictObject({
      bytes: count,
      enacted: v.array(v.pipe(count, v.maxValue(255))),
      guards: v.array(guardState),
      labels: v.array(labelsSchema),
    }),
  ),
});

export async function saveCourse({ levels, roster }: FleetCourse): Promise<SavedCourse> {
  const snapshots = await Promise.all(levels.map(({ fleet }) => fleet.snapshot()));
  const head = {
    levels: levels.map(({ guards, enacted }, number) => ({
      bytes: snapshots[number]?.length ?? 0,
      // Copies: the course goes on before they are written.
      enacted: enacted.slice(),
      guards: guards.slice(),
      labels: (roster.levels[number] ?? []).map(({ labels }) => labels),
    })),
  };
  const body = new Uint8Array(snapshots.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const snapshot of snapshots) {
    body.set(snapshot, at);
    at += snapshot.length;
  }
  return { head, body };
}

/** @throws InputError ERR_FLEET_SNAPSHOT where it cannot be read */
export async function restoreCourse(
  settings: CourseSettings,
  { head, body }: SavedCourse,
): Promise<FleetCourse> {
  const result = v.safeParse(headSchema, head);
  if (!result.success) {
    const [issue] = result.issues;
    throw bad(`${v.getDotPath(issue) ?? 'head'}: ${issue.message}`);
  }
  const saved = result.output.levels;
  const course = new FleetCourse(settings);
  if (saved.length !== course.levels.length)
    throw bad(`it has ${saved.length} levels, and the run has ${course.levels.length}`);
  course.change([], saved[0]?.labels ?? []);
  let at = 0;
  for (const [number, level] of course.levels.entries()) {
    const { bytes = 0, enacted = [], guards = [], labels: members = [] } = saved[number] ?? {};
    course.roster.arrange(number, members.map(entityName));
    const fleet = await Fleet.restore(body.subarray(at, at + bytes));
    at += bytes;
    const rows = [fleet.size, enacted.length, guards.length, members.length];
    if (rows.some((each) => each !== course.roster.levels[number]?.length))
      throw bad(`level ${number} has ${rows.join(', ')} rows`);
    level.fleet = fleet;
    level.guards.splice(0, level.guards.length, ...(guards as GuardState[]));
    level.enacted.splice(0, level.enacted.length, ...enacted);
  }
  return course;
}

function bad(what: string): InputError {
  return new InputError(`this is no snapshot of a fleet that can be read: ${what}`, {
    code: 'ERR_FLEET_SNAPSHOT',
    fix: 'The file of leaves is of another version, or was changed: restore it from a copy.',
  });
}
