/** A training for people. */
import { MOST_ANOMALIES, type Thresholds } from '../../inference/model-card.ts';
import { printable } from '../view/index.ts';
import { significant } from '../view/numbers.ts';
import type { WrittenTraining } from './train-model.ts';

export function renderTraining(report: WrittenTraining): string[] {
  const { kind, features, hidden, rows, positives, l2, seed, crossValidation: cross } = report;
  const what = kind === 'mlp' ? `network of ${hidden} hidden units (tanh)` : `${kind} model`;
  const held = cross && `in ${cross.folds}-fold cross-validation`;
  return [
    `${what} of ${features.join(', ')}`,
    labelled('fitted to', `${rows} rows, ${positives} of them threats`),
    labelled('l2', kind === 'mlp' ? `${l2}, seed ${seed}` : String(l2)),
    ...(report.mlWeight === null ? [] : [labelled('weight', significant(report.mlWeight, 6))]),
    ...(report.bias === null ? [] : [labelled('bias', significant(report.bias, 6))]),
    labelled(
      'log-loss',
      `${significant(report.logLoss)} on these rows${cross ? `, ${significant(cross.logLoss)} ${held}` : ''}`,
    ),
    labelled(
      'AUC',
      `${significant(report.auc)} on these rows${cross ? `, ${significant(cross.auc)} ${held} (${significant(cross.leastAuc)} to ${significant(cross.greatestAuc)})` : ''}`,
    ),
    ...(cross ? [] : [labelled('', 'no cross-validation: a class has fewer than two rows')]),
    ...thresholdLines(report.thresholds),
    labelled(
      'checked',
      `by onnxruntime, within ${significant(report.largestDifference, 2)} of the trainer on all rows`,
    ),
    labelled('written', `${report.out}, ${report.bytes} bytes, opset ${report.opset}`),
    labelled('sha256', report.sha256),
  ].map(printable);
}

/** What it takes for an ALERT and a QUARANTINE; of a wide model, that no run can use it. */
export function thresholdLines(thresholds: Thresholds | null): string[] {
  if (thresholds === null)
    return [labelled('run', 'cannot use it: a run knows one feature, the total of anomalies')];
  return [
    labelled('ALERT', anomalies(thresholds.alert)),
    labelled('QUARANTINE', anomalies(thresholds.quarantine)),
    ...(thresholds.rising
      ? []
      : [labelled('', `more anomalies are somewhere less of a threat, up to ${MOST_ANOMALIES}`)]),
  ];
}

function anomalies(least: number | null): string {
  if (least === null) return `never, up to ${MOST_ANOMALIES} anomalies`;
  return least === 0
    ? 'always, even without an anomaly'
    : `from ${least} ${least === 1 ? 'anomaly' : 'anomalies'} on`;
}

export function labelled(label: string, text: string): string {
  return `${label.padEnd(12)}${text}`;
}
