/** The live view of many entities: those that matter first, one row each, and why the first of them is first. */
import { ACTIONS, type BeatRecord } from '../../core/beat-record.ts';
import { sensesInWords } from './beat-line.ts';
import { actionSpan, actionText, type Line, paint, paragraph, span, type View } from './lines.ts';
import { fixed, moment, short, significant } from './numbers.ts';
import { columnsOf, cut, padEnd, padStart } from './text.ts';

export interface TableView extends View {
  /** Rows; no table is higher. */
  readonly height: number;
}

const ACTION_WIDTH = 14;
const NUMBER_WIDTH = 8;
const NARROWEST_NAME = 12;
const MOST_REASON_ROWS = 2;

/** @param entities the last beat of each entity */
export function renderEntities(entities: Iterable<BeatRecord>, view: TableView): string[] {
  const sorted = [...entities].sort(byWeight);
  const [first] = sorted;
  if (first === undefined) return [];
  const reason = paragraph(first.reason, view, 2).slice(0, MOST_REASON_ROWS);
  const room = Math.max(0, view.height - 2 - reason.length);
  const shown = sorted.length > room ? sorted.slice(0, Math.max(0, room - 1)) : sorted;
  const left = sorted.length - shown.length;
  const columns = columnsFor(view.width);
  const lines: Line[] = [
    heading(sorted),
    [span(titles(columns), 'dim')],
    ...shown.map((record) => row(record, columns)),
    ...(left > 0 ? [[span(`and ${left} more`, 'dim')]] : []),
    ...reason,
  ];
  return lines.slice(0, Math.max(0, view.height)).map((line) => paint(line, view));
}

/** Worst action, then threat, then instability; by name where nothing else tells them apart. */
function byWeight(a: BeatRecord, b: BeatRecord): number {
  return (
    ACTIONS.indexOf(a.enacted) - ACTIONS.indexOf(b.enacted) ||
    b.decvec.rawThreat - a.decvec.rawThreat ||
    Number(a.pidStable) - Number(b.pidStable) ||
    (nameOf(a) < nameOf(b) ? -1 : 1)
  );
}

function nameOf({ entity }: BeatRecord): string {
  return entity ?? '(without labels)';
}

function heading(records: readonly BeatRecord[]): Line {
  const latest = Math.max(...records.map(({ timestamp }) => timestamp));
  const counts = ACTIONS.flatMap((action) => {
    const count = records.filter(({ enacted }) => enacted === action).length;
    return count === 0 ? [] : [span('  '), span(`${count} `), actionSpan(action)];
  });
  const at = moment(latest)
    .replace(/\.\d+Z$/, 'Z')
    .replace('T', ' ');
  return [span('VENOM', 'bold'), span(`  ${records.length} entities`), ...counts, span(`  ${at}`, 'dim')];
}

interface Columns {
  readonly name: number;
  /** Those that there is room for, of the numbers. */
  readonly numbers: number;
}

const NUMBERS = [
  {
    title: 'threat',
    of: ({ flows, decvec }: BeatRecord) =>
      flows.E.error === undefined ? significant(decvec.rawThreat, 3) : '?',
  },
  { title: 'anoms', of: ({ totalAnoms }: BeatRecord) => short(totalAnoms) },
  {
    title: 'load',
    of: ({ load }: BeatRecord) => (load === null ? '-' : load.value === null ? '?' : short(load.value)),
  },
  { title: 'budget', of: ({ budget }: BeatRecord) => fixed(budget) },
  { title: 'beats', of: ({ beat }: BeatRecord) => String(beat) },
];

function columnsFor(width: number): Columns {
  const left = width - ACTION_WIDTH - 1 - NARROWEST_NAME;
  const numbers = Math.max(0, Math.min(NUMBERS.length, Math.floor(left / NUMBER_WIDTH)));
  return {
    numbers,
    name: Math.max(NARROWEST_NAME, Math.min(48, width - ACTION_WIDTH - 1 - numbers * NUMBER_WIDTH - 12)),
  };
}

function titles({ name, numbers }: Columns): string {
  const shown = NUMBERS.slice(0, numbers).map(({ title }) => padStart(title, NUMBER_WIDTH));
  return `${padEnd('entity', name)} ${padEnd('action', ACTION_WIDTH)}${shown.join('')}`;
}

function row(record: BeatRecord, { name, numbers }: Columns): Line {
  const state = [...(record.pidStable ? [] : ['UNSTABLE']), ...sensesInWords(record)];
  const text = actionText(record.enacted);
  return [
    span(padEnd(cut(nameOf(record), name), name)),
    span(' '),
    actionSpan(record.enacted),
    span(' '.repeat(Math.max(0, ACTION_WIDTH - columnsOf(text)))),
    ...NUMBERS.slice(0, numbers).map(({ of }) => span(padStart(of(record), NUMBER_WIDTH))),
    span(state.length > 0 ? `  ${state.join(' ')}` : '', 'dim'),
  ];
}
