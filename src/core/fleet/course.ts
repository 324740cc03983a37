/**
 * The beats of a fleet as functions of what it is given: the kernels step all entities of a level in one call, the guard
 * makes of each decision what is enacted, and what they roll up to beats after them (DESIGN §3.6). The live fleet and its
 * replay both run this.
 */
import { BLIND, Fleet, type FleetModel, type FleetParameters } from '../../fleet/index.ts';
import { type BeatColumns, FLAG, LIMITS, newColumns } from '../../fleet/leaves/leaf.ts';
import type { Labels } from '../../sources/source.ts';
import { ACTIONS, type GuardVerdict, type Stopped, type UnderWay } from '../beat-record.ts';
import { type GuardSettings, type GuardState, guard, INITIAL_GUARD } from '../guard.ts';
import { type FleetUnderWay, underWayOf } from './act-pool.ts';
import { Roster, type RosterListener } from './roster.ts';

/** What stays the same from beat to beat. */
export interface CourseSettings {
  readonly parameters: FleetParameters;
  /** Workload where no load is named. */
  readonly u: number;
  /** Metric that closes every loop; its setpoint is in the parameters. null: open loop. */
  readonly load: string | null;
  readonly guard: GuardSettings;
  /** Longest step of the PID, seconds. */
  readonly dtMax: number;
  /** Labels of the levels above the entities, finest first. */
  readonly rollup: readonly string[];
}

/** What a beat is given for the entities, in the order of their rows. */
export interface CourseInputs {
  /** Seconds. */
  readonly timestamp: number;
  /** Readings of the load, NaN where there is none; not read where the loop is open. */
  readonly load: Float64Array;
  /** Below 0: blind. */
  readonly anoms: Float32Array;
  readonly stopped: Stopped | null;
  /** Acts that were begun and have not ended. */
  readonly underWay: readonly FleetUnderWay[];
}

/** In place of an action before the first beat. */
export const NO_ACTION = 255;
const ALERT = ACTIONS.indexOf('ALERT');

/** Weights before a beat. */
export interface WeightsBefore {
  readonly R: Float64Array;
  readonly B: Float64Array;
  readonly E: Float64Array;
  readonly O: Float64Array;
}

export class Level {
  fleet: Fleet;
  readonly guards: GuardState[] = [];
  /** Of the last beat, by row. */
  readonly verdicts: GuardVerdict[] = [];
  /** Enacted at the beat before the last, index into ACTIONS; NO_ACTION where there was none. */
  readonly earlier: number[] = [];
  readonly enacted: number[] = [];
  before: WeightsBefore = { R: NONE, B: NONE, E: NONE, O: NONE };
  /** Load of the beat as it was given: NaN where there was none. */
  given: Float64Array = NONE;

  constructor(fleet: Fleet) {
    this.fleet = fleet;
  }

  add(count: number): void {
    this.fleet.add(count);
    for (let i = 0; i < count; i++) {
      this.guards.push(INITIAL_GUARD);
      this.enacted.push(NO_ACTION);
      this.earlier.push(NO_ACTION);
    }
  }

  remove(row: number): void {
    this.fleet.remove(row);
    takeOut(this.guards, row);
    takeOut(this.enacted, row);
    takeOut(this.earlier, row);
  }

  /** What each decision becomes. */
  enact(
    settings: GuardSettings,
    { timestamp, stopped }: Pick<CourseInputs, 'timestamp' | 'stopped'>,
    underWay: (row: number) => UnderWay | null,
  ): void {
    const { actions } = this.fleet.views;
    for (let row = 0; row < actions.length; row++) {
      const decided = ACTIONS[actions[row] ?? ALERT] ?? 'ALERT';
      const { enacted, verdict, next } = guard(
        this.guards[row] ?? INITIAL_GUARD,
        settings,
        decided,
        timestamp,
        stopped,
        underWay(row),
      );
      this.guards[row] = next;
      this.verdicts[row] = verdict;
      this.earlier[row] = this.enacted[row] ?? NO_ACTION;
      this.enacted[row] = ACTIONS.indexOf(enacted);
    }
  }
}

const NONE = new Float64Array(0);

function takeOut<T>(rows: T[], row: number): void {
  const last = rows.pop();
  if (row < rows.length && last !== undefined) rows[row] = last;
}

export class FleetCourse implements RosterListener {
  readonly settings: CourseSettings;
  readonly roster: Roster;
  readonly levels: readonly Level[];

  /** @throws ParameterError for parameters that cannot be */
  constructor(settings: CourseSettings) {
    const { parameters, load, dtMax, rollup } = settings;
    const input = load === null ? 'workload' : 'load';
    this.settings = settings;
    this.levels = [null, ...rollup].map(() => new Level(new Fleet({ input, parameters, dtMax })));
    this.roster = new Roster(settings.rollup, this);
  }

  /** Entities, without what they roll up to. */
  get size(): number {
    return this.roster.levels[0]?.length ?? 0;
  }

  /** Rows of all levels. */
  get rows(): number {
    return this.levels.reduce((sum, { fleet }) => sum + fleet.size, 0);
  }

  added(level: number, count: number): void {
    this.levels[level]?.add(count);
  }

  removed(level: number, row: number): void {
    this.levels[level]?.remove(row);
  }

  /** Entities that go, by name, then those that come. */
  change(gone: readonly string[], come: readonly Labels[]): void {
    for (const name of gone) this.roster.remove(name);
    if (come.length > 0) this.roster.add(come);
  }

  /**
   * @param modelOf gives the threats of a level
   * @returns what the model failed with, at whichever level; null where it did not
   */
  async beat(inputs: CourseInputs, modelOf: (level: number) => FleetModel): Promise<unknown> {
    let failure: unknown = null;
    let [load, anoms] = [inputs.load, inputs.anoms];
    for (const [number, level] of this.levels.entries()) {
      const { fleet } = level;
      if (number > 0) [load, anoms] = this.#ofChildren(number);
      level.given = load.slice();
      const { views } = fleet;
      if (this.settings.load === null) views.input.fill(this.settings.u);
      else views.input.set(load);
      views.anoms.set(anoms);
      level.before = { R: views.R.slice(), B: views.B.slice(), E: views.E.slice(), O: views.O.slice() };
      failure = (await fleet.beatWith(modelOf(number), inputs.timestamp)) ?? failure;
    }
    const underWay = underWayOf(inputs.underWay);
    for (const [number, level] of this.levels.entries()) {
      const members = this.roster.levels[number] ?? [];
      level.enact(this.settings.guard, inputs, (row) => underWay(number, members[row]?.name ?? ''));
    }
    return failure;
  }

  /** Features of a level from the one below: the mean of the loads that are known, and the children at ALERT or worse. */
  #ofChildren(number: number): [load: Float64Array, anoms: Float32Array] {
    const size = this.levels[number]?.fleet.size ?? 0;
    const [sums, known, anoms] = [new Float64Array(size), new Uint32Array(size), new Float32Array(size)];
    const below = this.levels[number - 1]?.fleet.views;
    for (const { row, parent } of this.roster.levels[number - 1] ?? []) {
      const at = parent?.row ?? -1;
      const load = below?.load[row] ?? Number.NaN;
      if (!Number.isNaN(load)) {
        sums[at] = (sums[at] ?? 0) + load;
        known[at] = (known[at] ?? 0) + 1;
      }
      if ((below?.actions[row] ?? ALERT) <= ALERT) anoms[at] = (anoms[at] ?? 0) + 1;
    }
    // Of none that is known, 0/0: a reading that is missing.
    for (let row = 0; row < size; row++) sums[row] = (sums[row] ?? 0) / (known[row] ?? 0);
    return [sums, anoms];
  }

  /** The last beat, as it goes into its leaves. @param fresh of the entities */
  columns(fresh: Uint8Array): BeatColumns {
    const columns = newColumns(this.rows);
    let from = 0;
    for (const [number, level] of this.levels.entries()) {
      const { views, size } = level.fleet;
      columns.decided.set(views.actions, from);
      columns.enacted.set(level.enacted, from);
      columns.anoms.set(views.anoms, from);
      columns.threat.set(views.threats, from);
      if (this.settings.load === null) columns.input.fill(this.settings.u, from, from + size);
      else columns.input.set(level.given, from);
      columns.weightO.set(views.O, from);
      for (let row = 0; row < size; row++) {
        const { acts = false, limit = null } = level.verdicts[row] ?? {};
        columns.limit[from + row] = LIMITS.indexOf(limit);
        columns.flags[from + row] =
          ((views.anoms[row] ?? BLIND) < 0 ? FLAG.blind : 0) |
          (number === 0 && fresh[row] === 1 ? FLAG.fresh : 0) |
          ((views.words[row] ?? 0) & UNSTABLE ? FLAG.unstable : 0) |
          (acts ? FLAG.acts : 0) |
          (this.settings.load === null ? 0 : FLAG.closedLoop);
      }
      from += size;
    }
    return columns;
  }
}

/** The bit of an entity's word (assembly/fleet-layout.ts). */
const UNSTABLE = 0x8000_0000;
