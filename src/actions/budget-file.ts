/**
 * The budget of DESIGN §3.5 for applications: a file with one JSON line, replaced at every beat.
 *
 * `budget` is the share of optional work allowed, [0,1]. A reader that finds a `timestamp` older than a few beats
 * knows that nobody watches any more, and should do as it does without a supervisor.
 */
import type { BeatRecord } from '../core/beat-record.ts';
import { replaceFile } from './replace-file.ts';

export function budgetText({ beat, budget, enacted, timestamp }: BeatRecord): string {
  return `${JSON.stringify({ budget, action: enacted, beat, timestamp })}\n`;
}

/** @throws Error of the system; what was written before then stands */
export function writeBudget(path: string, record: BeatRecord): Promise<void> {
  return replaceFile(path, budgetText(record), { sync: false });
}
