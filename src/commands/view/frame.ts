/**
 * One frame of the live view: the last beat, and the beats before it as sparklines.
 *
 * Every row stands at the same place in every frame of a size, whatever the beat holds, so that the eye finds it
 * again. Where the terminal is too low, the least important rows go first (`DROPPED_FIRST`).
 */
import type { BeatRecord } from '../../core/beat-record.ts';
import { anomalyRow, budgetRow, loadRow, pulseRow, threatRow } from './frame-graphs.ts';
import { ledgerRow, sensesRow, stabilityRow, surpriseRows, weightRows } from './frame-rows.ts';
import type { Limits } from './limits.ts';
import { actionSpan, type Line, paint, paragraph, span, type View } from './lines.ts';
import { moment } from './numbers.ts';

export interface FrameView extends View {
  /** Rows; no frame is higher. */
  readonly height: number;
  readonly limits: Limits;
}

/** Beats worth keeping for the sparklines: no frame shows more. */
export const HISTORY_BEATS = 60;

const WIDE = 72;
const MOST_REASON_ROWS = 3;
const MOST_SURPRISE_ROWS = 4;
/** Height from which there is room for an empty row. */
const SPACIOUS = 18;

type RowName =
  | 'header'
  | 'action'
  | 'reason'
  | 'gap'
  | 'pulse'
  | 'load'
  | 'threat'
  | 'anomalies'
  | 'weights'
  | 'budget'
  | 'stability'
  | 'senses'
  | 'surprises'
  | 'ledger';

const DROPPED_FIRST: readonly RowName[] = [
  'budget',
  'ledger',
  'weights',
  'anomalies',
  'stability',
  'load',
  'surprises',
  'header',
  'pulse',
  'senses',
  'threat',
  'reason',
];

/**
 * @param history beats, oldest first; the last one is shown, the others draw the sparklines
 * @returns at most `height` lines, none wider than `width` columns
 */
export function renderFrame(history: readonly BeatRecord[], view: FrameView): string[] {
  const record = history.at(-1);
  if (record === undefined)
    return view.height < 1 ? [] : [paint([span('waiting for the first beat', 'dim')], view)];
  const rows = rowCounts(view);
  const filled = (lines: readonly Line[], count: number): Line[] =>
    Array.from({ length: count }, (_, index) => lines[index] ?? []);
  const lines: Line[] = [
    ...filled([header(record, view)], rows.header),
    [...action(record)],
    ...filled(reason(record, view, rows.reason), rows.reason),
    ...filled([], rows.gap),
    ...filled([pulseRow(record, view)], rows.pulse),
    ...filled([loadRow(record, view)], rows.load),
    ...filled([threatRow(history, record, view)], rows.threat),
    ...filled([anomalyRow(history, record, view)], rows.anomalies),
    ...filled(weightRows(record, view, rows.weights), rows.weights),
    ...filled([budgetRow(record, view)], rows.budget),
    ...filled([stabilityRow(record, view)], rows.stability),
    ...filled([sensesRow(record)], rows.senses),
    ...filled(surpriseRows(record, view, rows.surprises), rows.surprises),
    ...filled([ledgerRow(record)], rows.ledger),
  ];
  return lines.slice(0, Math.max(0, view.height)).map((line) => paint(line, view));
}

/** How many rows each part has: a matter of the size alone, never of the beat. */
function rowCounts({ width, height }: FrameView): Record<RowName, number> {
  const rows: Record<RowName, number> = {
    header: 1,
    action: 1,
    reason: 1,
    gap: 0,
    pulse: 1,
    load: 1,
    threat: 1,
    anomalies: 1,
    weights: width >= WIDE || height < 14 ? 1 : 2,
    budget: 1,
    stability: 1,
    senses: 1,
    surprises: 1,
    ledger: 1,
  };
  const total = () => Object.values(rows).reduce((sum, count) => sum + count, 0);
  for (const name of DROPPED_FIRST) if (total() > height) rows[name] = 0;
  const grow = (name: RowName, most: number) => {
    if (rows[name] < most && total() < height) rows[name] += 1;
  };
  grow('reason', 2);
  grow('surprises', 2);
  if (width < WIDE) grow('reason', MOST_REASON_ROWS);
  if (height >= SPACIOUS) grow('gap', 1);
  for (let count = 3; count <= MOST_SURPRISE_ROWS; count++) grow('surprises', count);
  return rows;
}

function header(record: BeatRecord, { width }: FrameView): Line {
  const at = moment(record.timestamp).replace(/\.\d+Z$/, 'Z');
  return [
    span('VENOM', 'bold'),
    span(`  beat ${record.beat}  `),
    span(at.replace('T', ' '), 'dim'),
    ...(width >= WIDE ? [span(record.load === null ? '  open loop' : '  closed loop', 'dim')] : []),
  ];
}

function action({ decided, enacted }: BeatRecord): Line {
  const held = decided === enacted ? [] : [span('  the guard held '), actionSpan(decided)];
  return [actionSpan(enacted), ...held];
}

/** The reason in so many rows; what does not fit ends in an ellipsis. */
function reason({ reason: text }: BeatRecord, view: FrameView, count: number): Line[] {
  const all = paragraph(text, view, 2);
  if (all.length <= count) return all;
  const rest = all
    .slice(Math.max(0, count - 1))
    .flatMap((line) => line.slice(1).map((part) => part.text))
    .join(' ');
  return [...all.slice(0, Math.max(0, count - 1)), [span('  '), span(rest)]];
}
