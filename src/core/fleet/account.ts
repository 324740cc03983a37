/** One entity's decision at the last beat in full: the scores and sentences that a single organism would give. */
import { balance, failedEntropy, optimize, regen } from '../../flows/cores.ts';
import type { FlowResults } from '../../flows/index.ts';
import { budgetOf, inWords, type Weights } from '../../numeric/index.ts';
import { TLambdaPulse } from '../../sync/index.ts';
import { judge } from '../beat.ts';
import {
  ACTIONS,
  type Action,
  type DecisionVector,
  type GuardVerdict,
  type LoadReading,
} from '../beat-record.ts';
import { type FleetCourse, NO_ACTION } from './course.ts';

export interface EntityAccount {
  readonly entity: string;
  /** Label by which its level is told apart; null for an entity itself. */
  readonly level: string | null;
  readonly row: number;
  readonly decided: Action;
  readonly enacted: Action;
  /** Enacted at the beat before; null where there was none. */
  readonly earlier: Action | null;
  readonly guard: GuardVerdict;
  /** null: open loop. */
  readonly load: LoadReading | null;
  readonly anoms: number;
  readonly blind: boolean;
  /** null: not known. */
  readonly threat: number | null;
  readonly tLambda: number;
  readonly decvec: DecisionVector;
  readonly reason: string;
  readonly flows: FlowResults;
  readonly weightsBefore: Weights;
  readonly weights: Weights;
  readonly budget: number;
  readonly pidStable: boolean;
  /** Of the level below; null for an entity itself. */
  readonly children: { readonly count: number; readonly alarmed: number } | null;
}

/** @param noun what the children of a level are, e.g. `pod` */
export function accountOf(
  course: FleetCourse,
  number: number,
  row: number,
  mlWeight: number,
  noun: string,
): EntityAccount {
  const { parameters, u, load: metric, rollup } = course.settings;
  const level = course.levels[number];
  const member = course.roster.levels[number]?.[row];
  if (!level || !member) throw new RangeError(`level ${number} has no row ${row}`);
  const { views } = level.fleet;
  const at = (view: { readonly [i: number]: number }): number => view[row] ?? Number.NaN;
  const blind = at(views.anoms) < 0;
  const anoms = Math.max(0, at(views.anoms));
  const threat = at(views.threats);
  const known = !blind && threat >= 0 && threat <= 1;
  const used = at(views.load);
  const value = Number.isNaN(used) ? null : used;
  const { setpoint, tThreshold, k, p, t1, kp, ki, kd } = parameters;
  const pulse = new TLambdaPulse({ k, p, t1, u });
  const sensed =
    metric === null ? pulse.compute(p) : pulse.computeAtLoad(value ?? setpoint, setpoint, tThreshold, p);
  const input = {
    blind,
    gains: { kd, ki, kp },
    mlWeight,
    tLambda: sensed.tLambda,
    tThreshold,
    totalAnoms: anoms,
  };
  const children = number === 0 ? null : { count: member.children, alarmed: anoms };
  const flows: FlowResults = {
    R: regen(input),
    B: balance(input),
    E: known
      ? {
          explanation: threatInWords(anoms, mlWeight, threat),
          flow: 'E',
          scores: { threat },
          version: 'E/1',
        }
      : failedEntropy(blind ? 'blind: it has given no sample for too long' : 'the model gave no threat'),
    O: optimize(input),
  };
  const weightsBefore = {
    R: at(level.before.R),
    B: at(level.before.B),
    E: at(level.before.E),
    O: at(level.before.O),
  };
  const { decided, decvec, reason } = judge(weightsBefore, flows);
  if (ACTIONS.indexOf(decided) !== at(views.actions))
    throw new Error(`${member.name} is at ${decided} by itself, but at ${at(views.actions)} in its fleet`);
  const enacted = ACTIONS[level.enacted[row] ?? NO_ACTION] ?? 'NOOP';
  const weights = { R: at(views.R), B: at(views.B), E: at(views.E), O: at(views.O) };
  return {
    entity: member.name,
    level: number === 0 ? null : (rollup[number - 1] ?? null),
    row,
    decided,
    enacted,
    earlier: ACTIONS[level.earlier[row] ?? NO_ACTION] ?? null,
    guard: level.verdicts[row] ?? { acts: false, limit: null, reason: null, stopped: null },
    load:
      metric === null
        ? null
        : { held: Number.isNaN(level.given[row] ?? Number.NaN), metric, setpoint, value },
    anoms,
    blind,
    threat: known ? threat : null,
    tLambda: sensed.tLambda,
    decvec,
    reason: children ? `${childrenInWords(children, noun)}: ${lowerFirst(reason)}` : reason,
    flows,
    weightsBefore,
    weights,
    budget: budgetOf(weights.O, enacted === 'QUARANTINE'),
    pidStable: (at(views.words) & 0x8000_0000) === 0,
    children,
  };
}

function threatInWords(anoms: number, mlWeight: number, threat: number): string {
  return `${inWords(anoms)} anomalies at weight ${inWords(mlWeight)} make a threat of ${inWords(threat)}.`;
}

/** `3 of 40 pods at ALERT or worse` */
function childrenInWords(
  { count, alarmed }: { readonly count: number; readonly alarmed: number },
  noun: string,
): string {
  return `${alarmed} of ${count} ${noun}${count === 1 ? '' : 's'} at ALERT or worse`;
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
