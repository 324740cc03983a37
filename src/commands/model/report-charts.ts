/** The ROC curve, the calibration and the tables of an evaluation, as SVG. */
import type { CalibrationBin, Confusion, RocPoint } from '../../inference/evaluation.ts';
import { rate } from './render-evaluation.ts';
import { axes, element, line, type Plot, rounded, text, xOf, yOf } from './svg.ts';

/** Points of a drawn curve: more could not be told apart. */
const MOST_POINTS = 2000;

export function rocChart(
  plot: Plot,
  roc: readonly RocPoint[],
  auc: number,
  tables: readonly Confusion[],
): string {
  const stride = Math.max(1, Math.ceil(roc.length / MOST_POINTS));
  const points = roc
    .filter((_, i) => i % stride === 0 || i === roc.length - 1)
    .map((point) => place(plot, point.falsePositiveRate, point.truePositiveRate))
    .join(' ');
  return [
    axes(plot, `ROC curve, area ${auc.toFixed(4)}`, 'false positive rate', 'true positive rate'),
    element('polyline', { points, class: 'curve' }),
    ...tables.map((table, i) => thresholdMark(plot, table, i)),
  ].join('');
}

/** Where an action's threshold lies on the curve; the labels of two marks that lie together stand in two lines. */
function thresholdMark(plot: Plot, table: Confusion, place: number): string {
  const falseRate = ratio(table.falsePositives, table.trueNegatives);
  const trueRate = ratio(table.truePositives, table.falseNegatives);
  const [x, y] = [xOf(plot, falseRate), yOf(plot, trueRate)];
  const outwards = falseRate > 0.65 ? -1 : 1;
  const label = trueRate < 0.15 ? 16 * place - 24 : 16 + 15 * place;
  return [
    element('circle', { cx: x, cy: y, r: 5, class: table.action.toLowerCase() }),
    text(`${table.action} ${table.threshold.toFixed(2)}`, x + outwards * 10, y + label, {
      class: 'tick halo',
      'text-anchor': outwards > 0 ? 'start' : 'end',
    }),
  ].join('');
}

function ratio(part: number, other: number): number {
  return part / (part + other);
}

function place(plot: Plot, x: number, y: number): string {
  return `${rounded(xOf(plot, x))},${rounded(yOf(plot, y))}`;
}

/** Below the curve a bar for each bin, with its rows. */
export function calibrationChart(plot: Plot, bins: readonly CalibrationBin[], ece: number): string {
  const known = bins.flatMap(({ rows, predicted, observed }) =>
    predicted === null || observed === null ? [] : [{ rows, predicted, observed }],
  );
  const most = Math.max(...bins.map(({ rows }) => rows));
  const points = known.map(({ predicted, observed }) => place(plot, predicted, observed)).join(' ');
  return [
    axes(plot, `Calibration, ECE ${ece.toFixed(4)}`, 'mean threat of the bin', 'share of threats'),
    element('polyline', { points, class: 'curve' }),
    ...known.map(({ rows, predicted, observed }) =>
      element('circle', {
        cx: xOf(plot, predicted),
        cy: yOf(plot, observed),
        r: 3 + 5 * Math.sqrt(rows / most),
        class: 'bin',
      }),
    ),
    countBars(plot, bins, most),
  ].join('');
}

const BARS = { gap: 62, height: 56 };

function countBars(plot: Plot, bins: readonly CalibrationBin[], most: number): string {
  const floor = plot.top + plot.size + BARS.gap + BARS.height;
  return [
    ...bins.map(({ from, to, rows }) => {
      const x = xOf(plot, from);
      const width = xOf(plot, to) - x;
      const height = (rows / most) * (BARS.height - 14);
      return [
        element('rect', { x: x + 2, y: floor - height, width: width - 4, height, class: 'bar' }),
        text(compact(rows), x + width / 2, floor - height - 4, { class: 'count', 'text-anchor': 'middle' }),
      ].join('');
    }),
    line(plot.left, floor, plot.left + plot.size, floor, 'axis'),
    text('rows by threat, in bins of 0.1', plot.left + plot.size / 2, floor + 18, {
      class: 'label',
      'text-anchor': 'middle',
    }),
  ].join('');
}

/** As many digits as a bar is wide. */
function compact(count: number): string {
  return count < 10_000 ? String(count) : `${Number((count / 1000).toPrecision(3))}k`;
}

/** Columns of a table, from its left. */
const COLUMNS = [104, 188] as const;

export function confusionTable(left: number, top: number, table: Confusion): string {
  const { action, threshold, truePositives, falsePositives, trueNegatives, falseNegatives } = table;
  const row = (y: number, label: string, called: number, not: number): string =>
    [
      text(label, left, y, { class: 'cell' }),
      ...[called, not].map((count, k) =>
        text(count.toLocaleString('en'), left + (COLUMNS[k] ?? 0), y, {
          class: (k === 0) === (label === 'a threat') ? 'cell right' : 'cell wrong',
          'text-anchor': 'end',
        }),
      ),
    ].join('');
  return [
    element('circle', { cx: left + 6, cy: top - 5, r: 5, class: action.toLowerCase() }),
    text(`${action} from ${threshold.toFixed(2)}`, left + 18, top, { class: 'title' }),
    text('called', left + COLUMNS[0], top + 26, { class: 'tick', 'text-anchor': 'end' }),
    text('not called', left + COLUMNS[1], top + 26, { class: 'tick', 'text-anchor': 'end' }),
    line(left, top + 34, left + COLUMNS[1], top + 34, 'axis'),
    row(top + 54, 'a threat', truePositives, falseNegatives),
    row(top + 76, 'none', falsePositives, trueNegatives),
    text(`precision ${rate(table.precision)}, recall ${rate(table.recall)}`, left, top + 102, {
      class: 'label',
    }),
  ].join('');
}
