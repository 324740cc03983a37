/** An evaluation as tables of text. */
import type { CalibrationBin, Confusion } from '../../inference/evaluation.ts';
import { printable } from '../view/index.ts';
import { percent, significant } from '../view/numbers.ts';
import type { Judged } from './evaluate-model.ts';
import { labelled } from './render-training.ts';

export function renderEvaluation(judged: Judged): string[] {
  const { model, rows, positives } = judged;
  const weight = model.mlWeight === null ? '' : ` at weight ${significant(model.mlWeight)}`;
  return [
    labelled('model', `${model.source}${weight}`),
    labelled('rows', `${rows} of ${judged.data}, ${positives} of them threats`),
    labelled('AUC', judged.auc.toFixed(4)),
    labelled('Brier', judged.brier.toFixed(4)),
    labelled('log-loss', judged.logLoss.toFixed(4)),
    labelled('ECE', judged.ece.toFixed(4)),
    '',
    'threat from   to     rows     mean threat  share of threats',
    ...judged.calibration.map(binLine),
    ...judged.confusions.flatMap(confusionLines),
    ...(judged.report === null ? [] : ['', labelled('report', judged.report)]),
  ].map(printable);
}

function binLine({ from, to, rows, predicted, observed }: CalibrationBin): string {
  const share = (value: number | null): string => (value === null ? '–' : value.toFixed(3));
  return [
    from.toFixed(1).padStart(11),
    to.toFixed(1).padStart(6),
    String(rows).padStart(8),
    share(predicted).padStart(15),
    share(observed).padStart(17),
  ].join('');
}

function confusionLines(table: Confusion): string[] {
  const { action, threshold, truePositives, falsePositives, trueNegatives, falseNegatives } = table;
  const row = (label: string, called: number, not: number): string =>
    `${label.padEnd(12)}${String(called).padStart(10)}${String(not).padStart(10)}`;
  return [
    '',
    `${`${action} ${threshold.toFixed(2)}`.padEnd(15)} called       not`,
    row('a threat', truePositives, falseNegatives),
    row('none', falsePositives, trueNegatives),
    `precision ${rate(table.precision)}, recall ${rate(table.recall)}`,
  ];
}

export function rate(value: number | null): string {
  return value === null ? '–' : percent(value);
}
