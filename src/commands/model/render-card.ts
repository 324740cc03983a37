/** What a model is, for people. */
import { ANOMALY_COLUMNS } from '../../inference/labelled-file.ts';
import type { ModelCard } from '../../inference/model-card.ts';
import { printable } from '../view/index.ts';
import { labelled, thresholdLines } from './render-training.ts';

export function renderCard(card: ModelCard): string[] {
  const { featureNames, mlWeight, bias } = card;
  return [
    labelled('model', card.source),
    labelled('sha256', card.sha256),
    labelled('file', `${card.bytes} bytes, ONNX format ${card.irVersion}, opset ${card.opset}`),
    labelled('inputs', signatures(card.inputs)),
    labelled('output', signatures(card.outputs)),
    ...(featureNames === null ? [] : [labelled('features', featureNames.join(', '))]),
    labelled('ml weight', mlWeight === null ? 'takes none' : `${mlWeight} to start with`),
    ...(bias === null ? [] : [labelled('bias', String(bias))]),
    ...thresholdLines(card.thresholds),
    ...(card.usableByRun ? [labelled('run', `can use it${givenAs(featureNames)}`)] : []),
  ].map(printable);
}

/** A run gives every model the total of anomalies, whatever it was fitted to. */
function givenAs(featureNames: readonly string[] | null): string {
  const [name] = featureNames ?? [];
  if (name === undefined || ANOMALY_COLUMNS.includes(name)) return '';
  return `, and gives it the total of anomalies as ${name}`;
}

function signatures(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, signature]) => `${name} ${signature}`)
    .join(', ');
}
