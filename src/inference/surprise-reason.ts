/** A finding of the detector in words, with its numbers. */
import type { Finding, Surprising } from '../numeric/detector-bank.ts';
import { type LostCourse, WINDOW } from './course.ts';
import type { Episode } from './episode.ts';

/** Three significant digits, in plain notation where people would write it so. */
function short(value: number): string {
  return String(Number(value.toPrecision(3)) + 0);
}

/** 4032 as 4,032. */
function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

const SUBJECTS: Readonly<Record<Exclude<Surprising, 'day' | 'week'>, string>> = {
  value: '',
  'fast average': 'its average over 12 samples is ',
  'slow average': 'its average over 256 samples is ',
  step: 'a step of ',
  calm: 'its average step over 32 samples is ',
};

/** One clause, e.g. `cpu.total 0.98, usual range 0.03 to 0.41` or `requests 12, 840 is usual at this time of the day`. */
export function reasonFor(metric: string, value: number, finding: Finding): string {
  const { by, found, usual, usualLow: low, usualHigh: high, samples, breakout } = finding;
  const subject = `${metric} ${short(value)}`;
  if (breakout > 0 && breakout / 6 >= finding.score) {
    return `${subject}, beyond ${short(finding.low)} to ${short(finding.high)}, the range of ${grouped(samples)} samples`;
  }
  if (by === 'day') return `${subject}, ${short(usual)} is usual at this time of the day`;
  if (by === 'week') return `${subject}, ${short(usual)} is usual at this hour of the week`;
  const told = by === 'value' ? subject : `${subject}: ${SUBJECTS[by]}${short(found)}`;
  if (found < low || found > high) return `${told}, usual range ${short(low)} to ${short(high)}`;
  return `${told}, a pattern rare in ${grouped(samples)} samples, ${short(usual)} is usual`;
}

/** The same for a fault that lasts, or is back. */
export function lastingReason(metric: string, value: number, { low, high }: Episode): string {
  return `${metric} ${short(value)}, as far out as before: usual was ${short(low)} to ${short(high)}`;
}

/** The same for a day without its course. */
export function courseReason(metric: string, value: number, { low, high }: LostCourse): string {
  return `${metric} ${short(value)}: its usual course, ${short(low)} to ${short(high)} in these hours of the day, has been gone for ${WINDOW} hours`;
}
