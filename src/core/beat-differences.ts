/** What differs between a beat as it was recorded and as it is computed again. */
import type { Entry } from '../ledger/index.ts';
import type { BeatRecord } from './beat-record.ts';

export interface Difference {
  readonly beat: number;
  /** Index of the entry that holds the recorded value. */
  readonly entry: number;
  /** Path in the beat, e.g. `pid.iTerm` or `flows.R.scores.urgency`. */
  readonly field: string;
  readonly recorded: unknown;
  readonly replayed: unknown;
}

/** Fields of a beat that are computed, by the entry that they stand in. */
const PULSE = [
  'beat',
  'tLambda',
  'tThreshold',
  'p',
  'lnU',
  'load',
  'injected',
  'riskAnoms',
  'totalAnoms',
] as const;
const FEATURES = ['anoms', 'surprises', 'missing', 'warmingUp'] as const;
const ACTION = ['decvec', 'decided', 'enacted', 'guard', 'reason'] as const;
const RECALIBRATION = [
  'weightsBefore',
  'pid',
  'deltaO',
  'threatAge',
  'pidStable',
  'weights',
  'budget',
] as const;
const FLOWS = ['R', 'B', 'E', 'O'] as const;

/** @param entries of the recorded beat */
export function differences(
  recorded: BeatRecord,
  replayed: BeatRecord,
  entries: readonly Entry[],
): { readonly differences: Difference[]; readonly compared: number } {
  const found: Difference[] = [];
  let compared = 0;
  const compare = (entry: number, field: string, before: unknown, now: unknown): void => {
    if (isObject(before) && isObject(now)) {
      for (const key of new Set([...Object.keys(before), ...Object.keys(now)])) {
        compare(entry, `${field}.${key}`, before[key], now[key]);
      }
      return;
    }
    compared++;
    if (!same(before, now))
      found.push({ beat: recorded.beat, entry, field, recorded: before, replayed: now });
  };
  const indexOf = (type: string, flow?: string): number =>
    entries.find(({ data }) => data.type === type && (flow === undefined || data.flow === flow))?.index ?? -1;
  for (const field of PULSE) compare(indexOf('pulse'), field, recorded[field], replayed[field]);
  for (const field of FEATURES) {
    compare(indexOf('pulse'), `features.${field}`, recorded.features[field], replayed.features[field]);
  }
  for (const id of FLOWS) {
    compare(indexOf('flow_result', id), `flows.${id}`, recorded.flows[id], replayed.flows[id]);
  }
  for (const field of ACTION) compare(indexOf('action'), field, recorded[field], replayed[field]);
  for (const field of RECALIBRATION) {
    compare(indexOf('recalibration'), field, recorded[field], replayed[field]);
  }
  return { differences: found, compared };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** The same bits; but −0 is written as 0. */
function same(recorded: unknown, replayed: unknown): boolean {
  if (typeof recorded !== 'number' || typeof replayed !== 'number') return recorded === replayed;
  return Object.is(recorded + 0, replayed + 0);
}
