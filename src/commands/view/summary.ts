/** What remains on the screen when a run ends. */
import { ACTIONS, type Action } from '../../core/beat-record.ts';
import { FLOW_IDS, FLOW_NAMES } from '../../flows/flow.ts';
import type { PidStability, Weights } from '../../numeric/index.ts';
import { bar } from './graphs.ts';
import {
  ACTION_FORMAT,
  actionText,
  type Line,
  paint,
  paragraph,
  type Span,
  span,
  type View,
} from './lines.ts';
import { counted, duration, fixed, percent, short, significant } from './numbers.ts';
import { padEnd, padStart } from './text.ts';

export interface RunSummary {
  readonly beats: number;
  readonly durationSeconds: number;
  /** Beats on which each action was decided, and on which it was enacted. */
  readonly actions: Readonly<Record<Action, { readonly decided: number; readonly enacted: number }>>;
  /** Transitions of the enacted action. */
  readonly flaps: number;
  /** After the last beat; null where there was none. V in s². */
  readonly stability: {
    readonly pidStable: boolean;
    readonly state: PidStability;
    readonly v: number;
  } | null;
  readonly weights: Weights;
  /** Share of optional work allowed at the end, [0,1]. */
  readonly budget: number;
  readonly ledger: {
    readonly length: number;
    readonly verified: boolean;
    /** Index of the first entry that was read back. */
    readonly verifiedFrom: number;
    readonly merkleRoot: string;
    /** null: kept in memory only. */
    readonly dir: string | null;
  };
  /** The load signal that closed the loop; null: open loop. */
  readonly loop: { readonly metric: string; readonly setpoint: number } | null;
  /** Why the run ended, as a clause: `stopped by SIGINT`, `all 100 beats done`. */
  readonly stopReason: string;
}

const LABEL = 10;
const WIDEST_BAR = 40;
const NARROW = 46;

export function renderSummary(summary: RunSummary, view: View): string[] {
  const { beats, flaps, loop, budget, ledger } = summary;
  const lines: Line[] = [
    [span(`${counted(beats, 'beat')} in ${duration(summary.durationSeconds)}`, 'bold')],
    ...row('ended', [span(summary.stopReason)], view),
    ...row(
      'loop',
      [span(loop === null ? 'open loop' : `closed on ${loop.metric} at ${short(loop.setpoint)}`)],
      view,
    ),
    ...actionRows(summary, view),
    ...row('flaps', [span(counted(flaps, 'transition'))], view),
    ...row('stability', stability(summary, view), view),
    ...weightRows(summary, view),
    ...row('budget', [span(`${percent(budget)} of optional work`)], view),
    ...row('ledger', ledgerSpans(ledger), view),
    ...row('root', [span(ledger.merkleRoot)], view),
    ...row('kept in', [span(ledger.dir ?? 'memory only')], view),
  ];
  return lines.map((line) => paint(line, view));
}

/** A label with its text, wrapped under itself. */
function row(name: string, spans: readonly Span[], view: View): Line[] {
  const [first] = spans;
  if (spans.length > 1 || first === undefined) return [[label(name), ...spans]];
  const wrapped = paragraph(first.text, view, LABEL, first.format);
  return wrapped.map((line, index) => (index === 0 ? [label(name), ...line.slice(1)] : line));
}

function label(name: string): Span {
  return span(padEnd(name, LABEL), 'dim');
}

function actionRows({ actions, beats }: RunSummary, view: View): Line[] {
  const wide = view.width >= 60;
  // The table starts at the margin where its columns would not fit beside the labels.
  const indent = view.width >= NARROW ? LABEL : 2;
  return [
    [span(padEnd('actions', indent + 16), 'dim'), span(padStart('enacted', 9)), span(padStart('decided', 9))],
    ...ACTIONS.map((action): Line => {
      const { decided, enacted } = actions[action];
      const numbers = span(padStart(short(enacted), 9) + padStart(short(decided), 9));
      const share = bar(
        beats > 0 ? enacted / beats : 0,
        Math.min(WIDEST_BAR, view.width - 48),
        view.unicode ?? true,
      );
      return [
        span(' '.repeat(indent)),
        // An action that never came is not in its colour: a red word would draw the eye to nothing.
        span(padEnd(actionText(action), 16), enacted > 0 ? ACTION_FORMAT[action] : 'dim'),
        numbers,
        ...(wide ? [span('  '), span(share, ACTION_FORMAT[action] === 'dim' ? 'dim' : 'cyan')] : []),
      ];
    }),
  ];
}

function stability({ stability: last }: RunSummary, { width }: View): Span[] {
  if (last === null) return [span('unknown: no beat was made')];
  return [
    span(last.pidStable ? 'stable' : 'UNSTABLE', last.pidStable ? 'green' : ['red', 'bold']),
    span(`, ${last.state}, V ${significant(last.v, 3)}${width < NARROW ? '' : ' s²'}`),
  ];
}

function weightRows({ weights }: RunSummary, view: View): Line[] {
  const columns = Math.min(WIDEST_BAR, view.width - LABEL - 20);
  return FLOW_IDS.map(
    (id, index): Line => [
      label(index === 0 ? 'weights' : ''),
      span(`${id} ${padEnd(FLOW_NAMES[id], 9)}${padStart(fixed(weights[id]), 7)} `),
      span(bar(weights[id], columns, view.unicode ?? true), 'magenta'),
    ],
  );
}

function ledgerSpans({ length, verified, verifiedFrom }: RunSummary['ledger']): Span[] {
  const from = verified && verifiedFrom > 0 ? [span(` from entry ${verifiedFrom}`)] : [];
  return [
    span(`${counted(length, 'entry', 'entries')}, `),
    verified ? span('verified', 'green') : span('NOT VERIFIED', ['red', 'bold']),
    ...from,
  ];
}
