/** From labelled rows to an ONNX file that onnxruntime has checked, with what there is to say of it. */
import { createHash } from 'node:crypto';
import { type CrossValidation, crossValidate } from './cross-validation.ts';
import { EntropyModel } from './entropy-model.ts';
import { aucOf, logLossOf } from './evaluation.ts';
import { type LabelledData, positivesOf } from './labelled-data.ts';
import { type Thresholds, thresholdsOf } from './model-card.ts';
import { IR_VERSION, OPSET } from './onnx-file.ts';
import { checkByRuntime } from './runtime-check.ts';
import { requireVaryingColumns } from './standardise.ts';
import {
  requirePositiveWeight,
  type TrainedModel,
  type TrainingOptions,
  trainModel,
} from './trained-model.ts';

export interface TrainingReport extends TrainingOptions {
  readonly kind: TrainedModel['kind'];
  readonly features: readonly string[];
  readonly rows: number;
  readonly positives: number;
  /** Of a weighted model; null for the others, as is `bias`. */
  readonly mlWeight: number | null;
  readonly bias: number | null;
  /** On the rows it was fitted to, as is `auc`. */
  readonly logLoss: number;
  readonly auc: number;
  readonly crossValidation: CrossValidation | null;
  readonly thresholds: Thresholds | null;
  readonly opset: number;
  readonly irVersion: number;
  readonly bytes: number;
  readonly sha256: string;
  /** Between onnxruntime and the trainer, on the rows it was fitted to. */
  readonly largestDifference: number;
}

export interface Training {
  readonly file: Uint8Array;
  readonly report: TrainingReport;
}

/**
 * @param where the file of the data, for messages
 * @throws InputError ERR_LABELLED_DATA, ERR_TRAINING; ModelError ERR_MODEL_DISAGREES
 */
export async function train(data: LabelledData, where: string, options: TrainingOptions): Promise<Training> {
  requireVaryingColumns(data, where);
  const model = trainModel(data, options);
  requirePositiveWeight(model, where, data.features[0] ?? '');
  const file = model.onnx();
  const largestDifference = await checkByRuntime(model, file, data);
  const threats = model.threats(data.values);
  const report: TrainingReport = {
    ...options,
    kind: model.kind,
    features: data.features,
    rows: data.labels.length,
    positives: positivesOf(data.labels),
    mlWeight: model.weighted?.mlWeight ?? null,
    bias: model.weighted?.bias ?? null,
    logLoss: logLossOf(threats, data.labels),
    auc: aucOf(threats, data.labels),
    crossValidation: crossValidate(data, options),
    thresholds: data.features.length === 1 ? await thresholdsIn(file) : null,
    opset: OPSET,
    irVersion: IR_VERSION,
    bytes: file.length,
    sha256: createHash('sha256').update(file).digest('hex'),
    largestDifference,
  };
  return { file, report };
}

async function thresholdsIn(file: Uint8Array): Promise<Thresholds> {
  const model = new EntropyModel({ model: file });
  try {
    return await thresholdsOf(model);
  } finally {
    await model.close();
  }
}
