/** What back-tests came to, as text. */
import type { Course, DetectionReport } from '../../backtest/backtest.ts';
import { PROFILES, type ProfileName } from '../../backtest/corpus-score.ts';
import type { Summary, TestedFile } from '../../backtest/summary.ts';
import { ACTIONS } from '../../core/beat-record.ts';
import { counted, duration, percent } from './numbers.ts';
import { padEnd, padStart, printable } from './text.ts';

const LABEL = 13;
/** Alarms that are told one by one. */
const MOST_ALARMS = 10;

export function renderBacktest(files: readonly TestedFile[], summary: Summary): string[] {
  const each = files.flatMap((file, i) => fileLines(file, summary.detections[i]));
  return [...each, ...corpusLines(summary)].map((line) => printable(line));
}

function row(label: string, text: string): string {
  return `${padEnd(label, LABEL)}${text}`;
}

function fileLines({ path, course, windows }: TestedFile, report: DetectionReport | undefined): string[] {
  const name = course.entity === '' ? path : `${path} ${course.entity}`;
  const lines = [
    name,
    row(
      'recording',
      `${counted(course.rows.length, 'sample')} in ${duration(course.span)}, ${counted(course.series.size, 'metric')}`,
    ),
    row('decided', actionsText(course.decided, course.beats)),
    row('enacted', actionsText(course.actions, course.beats)),
    row('guard', guardText(course)),
    row('stability', `${percent(1 - course.unstable / Math.max(1, course.beats))} of the beats stable`),
  ];
  if (course.blind > 0)
    lines.push(row('blind', `${counted(course.blind, 'silence')} of three waits and more`));
  if (report) lines.push(...detectionLines(report, windows !== null));
  return [...lines, ''];
}

function guardText({ transitions, decidedTransitions, flapsAnHour, acts, held }: Course): string {
  const changes = `${counted(transitions, 'transition')} of ${decidedTransitions}, at most ${flapsAnHour} in an hour`;
  const reasons = Object.entries(held).map(([limit, beats]) => `${limit} at ${counted(beats, 'beat')}`);
  return [`${changes}; ${counted(acts, 'act')}`, ...reasons].join(', ');
}

function actionsText(actions: Course['actions'], beats: number): string {
  return ACTIONS.filter((action) => actions[action] > 0)
    .map((action) => `${action} ${percent(actions[action] / beats)}`)
    .join(', ');
}

function detectionLines(report: DetectionReport, labelled: boolean): string[] {
  const { alarms, windows, threshold, falseAlarms, falseAlarmsADay, precision } = report;
  const lines = [row('alarms', `${counted(alarms.length, 'alarm')} from a score of ${threshold.toFixed(3)}`)];
  if (labelled) {
    const found = windows.filter(({ delay }) => delay !== null).length;
    const told = precision === null ? '' : `, precision ${percent(precision)}`;
    lines.push(
      row(
        'windows',
        `${found} of ${windows.length} found${told}; ${counted(falseAlarms, 'alarm')} outside${falseAlarmsADay === null ? '' : `, ${falseAlarmsADay.toFixed(2)} a day`}`,
      ),
    );
    for (const { from, delay } of windows) {
      lines.push(row('', `${timeOf(from)}  ${delay === null ? 'missed' : `found after ${duration(delay)}`}`));
    }
  }
  for (const { timestamp, told, window, reason, metric } of alarms.slice(0, MOST_ALARMS)) {
    const outside = labelled && window === null ? '  (outside every window)' : '';
    lines.push(row('', `${timeOf(timestamp)}  ${told.toFixed(3)}  ${reason ?? metric ?? ''}${outside}`));
  }
  if (alarms.length > MOST_ALARMS) lines.push(row('', `and ${alarms.length - MOST_ALARMS} more`));
  return lines;
}

function timeOf(timestamp: number): string {
  return new Date(timestamp * 1000)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, '');
}

function corpusLines({ corpus }: Summary): string[] {
  if (!corpus) return [];
  const names = Object.keys(PROFILES) as ProfileName[];
  const width = Math.max(...corpus.categories.map(({ category }) => category.length), 8) + 2;
  return [
    'Corpus score (0: nothing reported, 100: perfect), one threshold for all files',
    ...names.map((name) => {
      const { score, threshold, detected, windows, falseAlarms } = corpus.profiles[name];
      return row(
        name,
        `${padStart(score.toFixed(2), 6)} at ${threshold.toFixed(4)}: ${detected} of ${windows} windows, ${counted(falseAlarms, 'false alarm')}`,
      );
    }),
    row(
      'left out',
      `${padStart(corpus.leftOut?.toFixed(2) ?? 'none', 6)} standard, each category at the threshold of the others`,
    ),
    '',
    `${padEnd('category', width)}${padStart('score', 8)}${padStart('left out', 10)}${padStart('windows', 10)}${padStart('false', 8)}`,
    ...corpus.categories.map(
      ({ category, all, leftOut }) =>
        `${padEnd(category, width)}${padStart(scoreText(all.score), 8)}${padStart(scoreText(leftOut.score), 10)}${padStart(`${all.detected}/${all.windows}`, 10)}${padStart(String(all.falseAlarms), 8)}`,
    ),
  ];
}

function scoreText(score: number): string {
  return Number.isFinite(score) ? score.toFixed(2) : 'none';
}
