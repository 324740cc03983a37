/** One plain line a beat, for pipes and logs: fixed order, made to be searched. */
import type { BeatRecord } from '../../core/beat-record.ts';
import { fixed, short, shortTime, significant, time } from './numbers.ts';
import { legible } from './text.ts';

const ACTION_WIDTH = 'APPLY_OPTIMIZE'.length;

/** The state of the senses, where it is not simply that all readings are known. */
export function sensesInWords({ features }: BeatRecord): string[] {
  return [
    ...(features.blind ? ['BLIND'] : []),
    ...(features.warmingUp ? ['warming up'] : []),
    ...(features.missing.length > 0 ? [`missing ${features.missing.length}`] : []),
  ];
}

/**
 * `beat 12  APPLY_OPTIMIZE  T_Λ 4.211 ms of 20 ms  threat 0.530  anoms 1  O 0.412  settled  — reason`
 *
 * What was decided is named where it differs from what was enacted. No control codes, no limit on the width.
 */
export function renderLine(record: BeatRecord, { unicode = true }: { unicode?: boolean } = {}): string {
  const { entity, enacted, decided, flows, pid } = record;
  const threat = flows.E.error === undefined ? significant(record.decvec.rawThreat, 3) : 'unknown';
  const parts = [
    ...(entity === undefined ? [] : [entity]),
    `beat ${record.beat}`,
    enacted.padEnd(ACTION_WIDTH),
    `T_Λ ${time(record.tLambda)} of ${shortTime(record.tThreshold)}`,
    record.load === null
      ? 'open loop'
      : `load ${record.load.value === null ? 'unknown' : short(record.load.value)}`,
    `threat ${threat}`,
    `anoms ${short(record.totalAnoms)}`,
    `O ${fixed(record.weights.O)}`,
    record.pidStable ? pid.state : `${pid.state} UNSTABLE`,
    ...sensesInWords(record),
    ...(decided === enacted ? [] : [`decided ${decided}`]),
    `— ${record.reason}`,
  ];
  return legible(parts.join('  '), unicode).trimEnd();
}
