/** The entities that matter most at a beat: worst action, then threat, then instability, then those that just changed. */
import { budgetOf } from '../../numeric/index.ts';
import type { Labels } from '../../sources/source.ts';
import { ACTIONS, type Action } from '../beat-record.ts';
import { type FleetCourse, NO_ACTION } from './course.ts';

/** How an entity stands, for a table or a line. */
export interface Standing {
  readonly entity: string;
  readonly labels: Labels;
  /** Label by which its level is told apart; null for an entity itself. */
  readonly level: string | null;
  readonly action: Action;
  /** Enacted at the beat before; null where there was none. */
  readonly earlier: Action | null;
  /** null: not known. */
  readonly threat: number | null;
  readonly anoms: number;
  readonly blind: boolean;
  /** null: open loop, or none known. */
  readonly load: number | null;
  readonly budget: number;
  readonly pidStable: boolean;
  /** `[alarmed, all]` of the level below; null for an entity itself. */
  readonly children: readonly [number, number] | null;
}

interface Weighed {
  readonly row: number;
  readonly enacted: number;
  readonly threat: number;
  readonly unstable: boolean;
  readonly changed: boolean;
}

/** @returns the `most` worst of a level, worst first */
export function worst(course: FleetCourse, number: number, most: number): Standing[] {
  const level = course.levels[number];
  if (!level || most <= 0) return [];
  const { threats, words, anoms } = level.fleet.views;
  const best: Weighed[] = [];
  for (const [row, enacted] of level.enacted.entries()) {
    const threat = threats[row] ?? Number.NaN;
    const earlier = level.earlier[row] ?? NO_ACTION;
    const weighed = {
      row,
      enacted,
      // What is not known is as bad as what is known to be worst.
      threat: (anoms[row] ?? -1) < 0 || Number.isNaN(threat) ? 2 : threat,
      unstable: ((words[row] ?? 0) & UNSTABLE) !== 0,
      changed: earlier !== NO_ACTION && earlier !== enacted,
    };
    const last = best.at(-1);
    if (best.length === most && last && compare(last, weighed) <= 0) continue;
    const at = best.findIndex((each) => compare(weighed, each) < 0);
    best.splice(at < 0 ? best.length : at, 0, weighed);
    if (best.length > most) best.pop();
  }
  return best.map(({ row }) => standingOf(course, number, row));
}

/** The bit of an entity's word (assembly/fleet-layout.ts). */
const UNSTABLE = 0x8000_0000;

function compare(a: Weighed, b: Weighed): number {
  return (
    a.enacted - b.enacted ||
    b.threat - a.threat ||
    Number(b.unstable) - Number(a.unstable) ||
    Number(b.changed) - Number(a.changed) ||
    a.row - b.row
  );
}

function standingOf(course: FleetCourse, number: number, row: number): Standing {
  const level = course.levels[number];
  const member = course.roster.levels[number]?.[row];
  if (!level || !member) throw new RangeError(`level ${number} has no row ${row}`);
  const { anoms, load, threats, words, O } = level.fleet.views;
  const action = ACTIONS[level.enacted[row] ?? NO_ACTION] ?? 'NOOP';
  const threat = threats[row] ?? Number.NaN;
  const reading = load[row] ?? Number.NaN;
  const blind = (anoms[row] ?? -1) < 0;
  return {
    entity: member.name,
    labels: member.labels,
    level: number === 0 ? null : (course.settings.rollup[number - 1] ?? null),
    action,
    earlier: ACTIONS[level.earlier[row] ?? NO_ACTION] ?? null,
    threat: blind || Number.isNaN(threat) ? null : threat,
    anoms: Math.max(0, anoms[row] ?? 0),
    blind,
    load: course.settings.load === null || Number.isNaN(reading) ? null : reading,
    budget: budgetOf(O[row] ?? 0, action === 'QUARANTINE'),
    pidStable: ((words[row] ?? 0) & UNSTABLE) === 0,
    children: number === 0 ? null : [Math.max(0, anoms[row] ?? 0), member.children],
  };
}
