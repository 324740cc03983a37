/** The rows of a frame that hold a graph: label, value, graph, note. All graphs of a frame are equally wide. */
import type { BeatRecord } from '../../core/beat-record.ts';
import { anomalyLine, bar, gauge, threatLine } from './graphs.ts';
import type { Limits } from './limits.ts';
import { type Format, type Line, type Span, span, type View } from './lines.ts';
import { beside, percent, short, shortTime, significant, time } from './numbers.ts';
import { columnsOf, cut, legible, padEnd } from './text.ts';

/** Columns of the labels at the left of every row. */
export const LABEL = 10;
const VALUE = 10;
const WIDEST_GRAPH = 48;
/** Columns that a metric's name may take in a note. */
const METRIC = 16;

type GraphView = View & { readonly limits: Limits };

export function label(text: string): Span {
  return span(padEnd(text, LABEL), 'dim');
}

/** The first of the texts that fits; the shortest comes last, and is taken where none does. */
export function firstFitting(texts: readonly string[], columns: number, view: View): string {
  const legibles = texts.map((text) => legible(text, view.unicode ?? true));
  return legibles.find((text) => columnsOf(text) <= columns) ?? legibles.at(-1) ?? '';
}

function graphRow(
  name: string,
  value: Span,
  draw: (columns: number, unicode: boolean) => readonly Span[],
  notes: readonly string[],
  view: View,
): Line {
  const unicode = view.unicode ?? true;
  const room = view.width - LABEL - VALUE;
  const graph = Math.max(5, Math.min(WIDEST_GRAPH, Math.floor((room - 1) / 2)));
  const note = firstFitting(notes, room - graph - 1, view);
  return [
    label(name),
    span(padEnd(legible(value.text, unicode), VALUE - 1), value.format),
    span(' '),
    ...draw(graph, unicode),
    span(' '),
    span(note),
  ];
}

/** Over the limit is blue, like the action that answers it. */
function pressure(value: number, limit: number): Format {
  return value > limit ? 'blue' : 'green';
}

export function pulseRow({ tLambda, tThreshold }: BeatRecord, view: GraphView): Line {
  const limit = shortTime(tThreshold);
  const ratio = percent(tLambda / tThreshold);
  return graphRow(
    'pulse T_Λ',
    span(time(tLambda)),
    (columns, unicode) => gauge(tLambda, tThreshold, columns, unicode, pressure(tLambda, tThreshold)),
    [`of ${limit} (${ratio})`, `of ${limit}`, ratio],
    view,
  );
}

export function loadRow({ load }: BeatRecord, view: GraphView): Line {
  if (load === null) return [label('load'), span('open loop: no load signal')];
  const { value, setpoint, held } = load;
  const metric = cut(legible(load.metric, view.unicode ?? true), METRIC, '~');
  const notes = [
    `of ${short(setpoint)}, ${metric}${held ? ', held' : ''}`,
    `of ${short(setpoint)}${held ? ', held' : ''}`,
    held ? 'held' : '',
  ];
  if (value === null) {
    return graphRow('load', span('unknown', 'yellow'), (columns) => [span(' '.repeat(columns))], notes, view);
  }
  return graphRow(
    'load',
    span(significant(value, 3)),
    (columns, unicode) => gauge(value, setpoint, columns, unicode, pressure(value, setpoint)),
    notes,
    view,
  );
}

/** The raw threat of a beat; null where the Entropy core failed, for then the score 0 says nothing. */
function threatOf({ flows, decvec }: BeatRecord): number | null {
  return flows.E.error === undefined ? decvec.rawThreat : null;
}

export function threatRow(history: readonly BeatRecord[], record: BeatRecord, view: GraphView): Line {
  const { limits } = view;
  const threat = threatOf(record);
  const draw = (columns: number, unicode: boolean) =>
    threatLine(history.slice(-columns).map(threatOf), limits, columns, unicode);
  if (threat === null) {
    return graphRow('threat', span('unknown', 'yellow'), draw, ['E failed, so alert', 'E failed'], view);
  }
  const [word, range, limit, format] = threatWord(threat, limits);
  return graphRow('threat', span(beside(threat, limit), format), draw, [`${word}: ${range}`, word], view);
}

function threatWord(threat: number, limits: Limits): [word: string, range: string, limit: number, Format] {
  const { threatAlert, threatQuarantine } = limits;
  const alert = threatAlert.toFixed(2);
  const quarantine = threatQuarantine.toFixed(2);
  if (threat >= threatQuarantine) return ['quarantine', `${quarantine} or more`, threatQuarantine, 'red'];
  if (threat >= threatAlert) return ['alert', `${alert} to ${quarantine}`, threatQuarantine, 'yellow'];
  return ['calm', `below ${alert}`, threatAlert, 'green'];
}

export function anomalyRow(history: readonly BeatRecord[], record: BeatRecord, view: GraphView): Line {
  const { features, riskAnoms, totalAnoms } = record;
  return graphRow(
    'anomalies',
    span(short(totalAnoms)),
    (columns, unicode) =>
      anomalyLine(
        history.slice(-columns).map((beat) => beat.totalAnoms),
        columns,
        unicode,
      ),
    [
      `${short(features.anoms)} seen, ${short(riskAnoms)} injected`,
      `${short(features.anoms)}+${short(riskAnoms)}`,
      '',
    ],
    view,
  );
}

export function budgetRow({ budget, enacted }: BeatRecord, view: GraphView): Line {
  const note = enacted === 'QUARANTINE' ? 'none in quarantine' : 'for optional work';
  return graphRow(
    'budget',
    span(percent(budget)),
    (columns, unicode) => [span(bar(budget, columns, unicode), 'cyan')],
    [note, ''],
    view,
  );
}
