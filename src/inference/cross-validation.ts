/**
 * k-fold cross-validation: each fold is judged by a model that was fitted to the others. The folds are stratified and
 * deterministic: of each class, in the order of the rows, the first k-th is fold 0, the next fold 1, and so on.
 * Blocks, and not every k-th row: beats beside each other are alike, and a row's neighbour would give it away.
 */
import { aucOf, logLossOf } from './evaluation.ts';
import { type LabelledData, positivesOf, rowsOf } from './labelled-data.ts';
import { type TrainingOptions, trainModel } from './trained-model.ts';

export interface CrossValidation {
  readonly folds: number;
  /** Mean, least and greatest AUC of the folds. */
  readonly auc: number;
  readonly leastAuc: number;
  readonly greatestAuc: number;
  /** Over all rows. */
  readonly logLoss: number;
}

const FOLDS = 5;

/** The fold of each row; at most one fold for each row of the rarer class. */
export function stratifiedFolds(labels: Uint8Array, folds: number): Uint8Array {
  const positives = positivesOf(labels);
  const sizes = [labels.length - positives, positives] as const;
  const seen: [number, number] = [0, 0];
  return labels.map((label) => {
    const kind = label === 1 ? 1 : 0;
    return Math.floor((seen[kind]++ * folds) / sizes[kind]);
  });
}

/** @returns null where a class has fewer than two rows. @throws InputError ERR_TRAINING */
export function crossValidate(data: LabelledData, options: TrainingOptions): CrossValidation | null {
  const { labels } = data;
  const positives = positivesOf(labels);
  const folds = Math.min(FOLDS, positives, labels.length - positives);
  if (folds < 2) return null;
  const foldOf = stratifiedFolds(labels, folds);
  const aucs: number[] = [];
  let loss = 0;
  for (let fold = 0; fold < folds; fold++) {
    const rows = [...labels.keys()];
    const fitted = rowsOf(
      data,
      rows.filter((row) => foldOf[row] !== fold),
    );
    const held = rowsOf(
      data,
      rows.filter((row) => foldOf[row] === fold),
    );
    const threats = trainModel(fitted, options).threats(held.values);
    aucs.push(aucOf(threats, held.labels));
    loss += logLossOf(threats, held.labels) * held.labels.length;
  }
  return {
    folds,
    auc: aucs.reduce((sum, auc) => sum + auc, 0) / folds,
    leastAuc: Math.min(...aucs),
    greatestAuc: Math.max(...aucs),
    logLoss: loss / labels.length,
  };
}
