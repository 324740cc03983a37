/** The rows of a frame without a graph of their own: weights, stability, senses, surprises, ledger. */
import type { BeatRecord } from '../../core/beat-record.ts';
import { FLOW_IDS } from '../../flows/flow.ts';
import { firstFitting, LABEL, label } from './frame-graphs.ts';
import { bar } from './graphs.ts';
import { type Line, type Span, span, type View } from './lines.ts';
import { counted, fixed, significant } from './numbers.ts';
import { padEnd } from './text.ts';

/** Columns of `R 0.250 `. */
const WEIGHT_TEXT = 8;
const SHORTEST_BAR = 3;

/** The four weights in one row, or in two rows of two. */
export function weightRows({ weights }: BeatRecord, view: View, rows: number): Line[] {
  const perRow = rows === 2 ? 2 : 4;
  const cell = Math.floor((view.width - LABEL) / perRow);
  const columns = cell - WEIGHT_TEXT - 1;
  const cells = FLOW_IDS.map((id): Span[] => {
    if (columns < SHORTEST_BAR) return [span(padEnd(`${id} ${weights[id].toFixed(2)}`, Math.max(7, cell)))];
    return [
      span(padEnd(`${id} ${fixed(weights[id])}`, WEIGHT_TEXT)),
      span(bar(weights[id], columns, view.unicode ?? true), 'magenta'),
      span(' '),
    ];
  });
  const lines: Line[] = [];
  for (let first = 0; first < cells.length; first += perRow) {
    lines.push([label(first === 0 ? 'weights' : ''), ...cells.slice(first, first + perRow).flat()]);
  }
  return lines;
}

/** What V does, in a word. */
export function deltaVWord(deltaV: number): string {
  if (deltaV < 0) return 'falling';
  return deltaV > 0 ? 'rising' : 'steady';
}

export function stabilityRow({ pid, pidStable }: BeatRecord, view: View): Line {
  const word = pidStable ? 'stable' : 'UNSTABLE';
  const v = significant(pid.lyapunov, 3);
  const rest = [
    `, ${pid.state}, V ${v} s², ${deltaVWord(pid.deltaV)}`,
    `, ${pid.state}, V ${v}`,
    `, ${pid.state}`,
  ];
  return [
    label('stability'),
    span(word, pidStable ? 'green' : ['red', 'bold']),
    span(firstFitting(rest, view.width - LABEL - word.length, view)),
  ];
}

export function sensesRow({ features }: BeatRecord): Line {
  const { blind, warmingUp, fresh, missing } = features;
  const states: Span[] = [
    ...(blind ? [span('BLIND: no sample for too long', ['yellow', 'bold'])] : []),
    ...(warmingUp ? [span('warming up', 'cyan')] : []),
    ...(missing.length > 0
      ? [span(`${counted(missing.length, 'reading')} missing: ${missing.join(', ')}`, 'yellow')]
      : []),
    ...(fresh || blind ? [] : [span('no new sample', 'dim')]),
  ];
  const said = states.length > 0 ? states : [span('all readings known', 'dim')];
  return [label('senses'), ...said.flatMap((state, index) => (index === 0 ? [state] : [span(', '), state]))];
}

/** As many surprises as there are rows; the last row counts the ones that have none. */
export function surpriseRows({ features }: BeatRecord, _view: View, rows: number): Line[] {
  const { surprises } = features;
  if (surprises.length === 0) return [[label('surprises'), span('none', 'dim')]];
  const shown = surprises.length > rows ? Math.max(0, rows - 1) : surprises.length;
  const lines = surprises
    .slice(0, shown)
    .map((surprise, index): Line => [label(index === 0 ? 'surprises' : ''), span(surprise.reason)]);
  if (shown < surprises.length) {
    const rest = surprises.length - shown;
    lines.push([
      label(shown === 0 ? 'surprises' : ''),
      span(shown === 0 ? counted(rest, 'surprise') : `and ${rest} more`),
    ]);
  }
  return lines;
}

export function ledgerRow({ ledgerLength }: BeatRecord): Line {
  return [label('ledger'), span(counted(ledgerLength, 'entry', 'entries'))];
}
