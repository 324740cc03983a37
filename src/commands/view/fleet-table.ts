/** The live view of a fleet: counts, the worst of each level, and who just changed. Rendering only. */
import { ACTIONS, type Action } from '../../core/beat-record.ts';
import type { FleetReport, Standing } from '../../core/fleet/index.ts';
import type { TableView } from './entity-table.ts';
import { actionSpan, actionText, type Line, paint, paragraph, type Span, span, type View } from './lines.ts';
import { counted, duration, fixed, moment, short, significant } from './numbers.ts';
import { columnsOf, padEnd, padStart } from './text.ts';

export interface FleetChange {
  readonly entity: string;
  readonly earlier: Action | null;
  readonly enacted: Action;
  readonly reason: string;
  readonly beat: number;
}

export interface FleetFrame {
  readonly beat: number;
  /** Seconds. */
  readonly timestamp: number;
  readonly entities: number;
  readonly actions: Readonly<Record<Action, number>>;
  readonly blind: number;
  readonly unstable: number;
  readonly warmingUp: number;
  /** Seconds. */
  readonly took: number;
  readonly lag: number;
  /** Entities first, then what they roll up to. */
  readonly levels: readonly {
    readonly title: string;
    readonly count: number;
    readonly worst: readonly Standing[];
  }[];
  /** Latest first. */
  readonly changed: readonly FleetChange[];
}

const ACTION_WIDTH = 14;
const NUMBER_WIDTH = 8;
const NARROWEST_NAME = 14;
/** For `BLIND` or `UNSTABLE`, where the terminal is not narrow. */
const STATE_WIDTH = 10;
const NARROW = 60;
const WIDEST_NAME = 48;
/** Rows of a level above the entities, and of those that changed. */
const LEVEL_ROWS = 3;
const CHANGED_ROWS = 4;
/** Below these heights there is no room for changes, and none for levels. */
const LOWEST_WITH_CHANGES = 14;
const LOWEST_WITH_LEVELS = 18;

export function renderFleet(frame: FleetFrame, view: TableView): string[] {
  const { height } = view;
  const heading = headings(frame, view.width);
  const changed = height < LOWEST_WITH_CHANGES ? [] : changes(frame, view);
  const levels = height < LOWEST_WITH_LEVELS ? [] : frame.levels.slice(1);
  const above = levels.flatMap((level) => table(level, LEVEL_ROWS + 1, view.width));
  const room = Math.max(0, height - heading.length - changed.length - above.length);
  const [entities] = frame.levels;
  const lines: Line[] = [
    ...heading,
    ...above.slice(0, Math.max(0, height - heading.length)),
    ...(entities ? table(entities, room, view.width) : []),
    ...changed,
  ];
  return lines.slice(0, Math.max(0, height)).map((line) => paint(line, view));
}

function headings(frame: FleetFrame, width: number): Line[] {
  const at = moment(frame.timestamp)
    .replace(/\.\d+Z$/, 'Z')
    .replace('T', ' ');
  const states = [
    ...(frame.blind > 0 ? [`${frame.blind} blind`] : []),
    ...(frame.unstable > 0 ? [`${frame.unstable} unstable`] : []),
    ...(frame.warmingUp > 0 ? [`${frame.warmingUp} warming up`] : []),
    `${duration(frame.took)} a beat`,
    `${duration(frame.lag)} behind`,
  ];
  const actions = ACTIONS.flatMap((action) =>
    frame.actions[action] === 0 ? [] : [[span(`${frame.actions[action]} `), actionSpan(action)]],
  );
  const title = [
    [span('VENOM', 'bold')],
    [span(counted(frame.entities, 'entity', 'entities'))],
    [span(`beat ${frame.beat}`)],
    [span(at, 'dim')],
  ];
  return [
    ...flowed(title, width),
    ...flowed(actions, width),
    ...flowed(
      states.map((text) => [span(text, 'dim')]),
      width,
    ),
  ];
}

/** Groups side by side, two blanks apart, on as many lines as they need. */
function flowed(groups: readonly (readonly Span[])[], width: number): Line[] {
  const lines: Span[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const group of groups) {
    const columns = group.reduce((sum, { text }) => sum + columnsOf(text), 0);
    if (used + 2 + columns > width) {
      lines.push([...group]);
      used = columns;
    } else {
      lines.at(-1)?.push(span('  '), ...group);
      used += 2 + columns;
    }
  }
  return lines;
}

const NUMBERS = [
  { title: 'threat', of: ({ threat }: Standing) => (threat === null ? '?' : significant(threat, 3)) },
  {
    title: 'anoms',
    of: ({ anoms, children }: Standing) => (children ? `${children[0]}/${children[1]}` : short(anoms)),
  },
  { title: 'load', of: ({ load }: Standing) => (load === null ? '-' : short(load)) },
  { title: 'budget', of: ({ budget }: Standing) => fixed(budget) },
];

/** At most `rows` lines, its title among them. */
function table({ title, count, worst }: FleetFrame['levels'][number], rows: number, width: number): Line[] {
  if (rows < 2) return [];
  const state = width < NARROW ? 0 : STATE_WIDTH;
  const room = width - state - ACTION_WIDTH - 1 - NARROWEST_NAME;
  const numbers = NUMBERS.slice(0, Math.max(0, Math.floor(room / NUMBER_WIDTH)));
  const name = Math.min(
    WIDEST_NAME,
    Math.max(NARROWEST_NAME, width - state - ACTION_WIDTH - 1 - numbers.length * NUMBER_WIDTH),
  );
  const fits = count <= rows - 1;
  const shown = worst.slice(0, fits ? rows - 1 : Math.max(1, rows - 2));
  const left = count - shown.length;
  const titles = numbers.map((each) => padStart(each.title, NUMBER_WIDTH)).join('');
  return [
    [span(`${padEnd(title, name)} ${padEnd('action', ACTION_WIDTH)}${titles}`, 'dim')],
    ...shown.map((standing) => row(standing, name, numbers, state > 0)),
    ...(left > 0 && rows > 2 ? [[span(`and ${left} more`, 'dim')]] : []),
  ];
}

function row(standing: Standing, width: number, numbers: typeof NUMBERS, withState: boolean): Line {
  const { action, blind, pidStable } = standing;
  const text = actionText(action);
  const state = [...(pidStable ? [] : ['UNSTABLE']), ...(blind ? ['BLIND'] : [])];
  return [
    span(padEnd(tail(Object.values(standing.labels).join('/'), width), width)),
    span(' '),
    actionSpan(action),
    span(' '.repeat(Math.max(0, ACTION_WIDTH - columnsOf(text)))),
    ...numbers.map(({ of }) => span(padStart(of(standing), NUMBER_WIDTH))),
    span(withState && state.length > 0 ? `  ${state.join(' ')}` : '', 'dim'),
  ];
}

/** The end of a text: of a pod's name the end tells which it is. */
function tail(text: string, width: number): string {
  if (columnsOf(text) <= width) return text;
  const characters = [...text];
  while (columnsOf(characters.join('')) > width - 1) characters.shift();
  return `…${characters.join('')}`;
}

function changes({ changed, beat }: FleetFrame, view: View): Line[] {
  if (changed.length === 0) return [];
  const lines = changed.slice(0, CHANGED_ROWS).map((change): Line => {
    const when = change.beat === beat ? 'now' : `${beat - change.beat} ago`;
    const from = change.earlier === null || view.width < NARROW ? '' : `${change.earlier} to `;
    const name = tail(change.entity, Math.max(NARROWEST_NAME, Math.floor(view.width / 2)));
    return [span(`${when}  `, 'dim'), span(`${name}  ${from}`), actionSpan(change.enacted)];
  });
  const [first] = changed;
  const why = first ? paragraph(first.reason, view, 2).slice(0, 1) : [];
  return [[span('changed', 'dim')], ...lines, ...why];
}

/** What remains on the screen when a run ends. */
export function renderFleetSummary(report: FleetReport, view: View): string[] {
  const { beats, seconds, entities, joined, retired, ledger, leaves } = report;
  const each =
    beats > 0
      ? ` (${duration(report.beating / beats)} each, the longest ${duration(report.longestBeat)})`
      : '';
  const rows: readonly (readonly [string, string])[] = [
    ['ended', report.stopped],
    ['entities', `${entities} at the end; ${joined} joined, ${retired} retired`],
    ['actions', ACTIONS.map((action) => `${report.actions[action]} ${action}`).join(', ')],
    ['changes', counted(report.told, 'full entry', 'full entries')],
    ['behind', `${duration(report.longestLag)} at most`],
    [
      'ledger',
      `${counted(ledger.chainLength, 'entry', 'entries')}, ${ledger.verified ? 'verified' : 'NOT VERIFIED'}, in ${ledger.location}`,
    ],
    ['leaves', leaves.kept ? `${leaves.bytes} bytes` : 'not kept: no --ledger-dir'],
    ['root', ledger.merkleRoot],
  ];
  const lines: Line[] = [
    ...paragraph(`${counted(beats, 'beat')} in ${duration(seconds)}${each}`, view, 0, 'bold'),
    ...rows.flatMap(([label, text]) =>
      paragraph(text, view, 10).map(
        (line, i): Line => (i === 0 ? [span(padEnd(label, 10), 'dim'), ...line.slice(1)] : line),
      ),
    ),
  ];
  return lines.map((line) => paint(line, view));
}
