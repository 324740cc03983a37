/** What can be wrong with a threat model, its inputs and its answers (DESIGN §4, §10). */
import { ModelError } from '../core/errors.ts';

const CONTRACT =
  'Give a model with one float input [N,F] (and, if it takes one, ml_weight [1,1]) and one float output [N,1] or [N], N dynamic.';

/** The error of a file that is no model, or not a whole one. */
export function brokenModel(source: string, why: string, cause: unknown): ModelError {
  return new ModelError(`the model ${source} is broken: ${why}`, {
    code: 'ERR_MODEL_BROKEN',
    fix: UNKNOWN_OPERATOR.test(why)
      ? 'Export the model with operators of the standard ONNX set, of an opset that onnxruntime-web knows.'
      : 'Write the ONNX file anew; it is damaged, cut off, or something else than ONNX.',
    cause,
  });
}

/** How onnxruntime opens what it says of an operator, or of an operator set, that it does not have. */
const UNKNOWN_OPERATOR = /not a registered function|NOT_IMPLEMENTED|not implemented|opset/i;

/** The error of a model whose file is not one that can be read whole. */
export function unreadableModel(source: string, why: string, cause?: unknown): ModelError {
  return new ModelError(`the model ${source} cannot be read: ${why}`, {
    code: 'ERR_MODEL_UNREADABLE',
    fix: 'Give the path of a readable ONNX file, or none for the built-in model.',
    cause,
  });
}

/** The error of a model that keeps the weights of a tensor in another file. */
export function externalModel(source: string, tensor: string): ModelError {
  return new ModelError(
    `the model ${source} keeps the values of ${tensor || 'a tensor'} in another file (external data)`,
    {
      code: 'ERR_MODEL_EXTERNAL',
      fix: 'Save it as one file, e.g. onnx.save(model, path, save_as_external_data=False): its hash then covers all of it.',
    },
  );
}

/** @throws ModelError ERR_MODEL_SHAPE for a model that takes more than the total of anomalies */
export function requireOneFeature({ source, features }: { source: string; features: number }): void {
  if (features === 1) return;
  throw new ModelError(
    `the model ${source} takes rows of ${features} features, but a run knows one: the total of anomalies`,
    {
      code: 'ERR_MODEL_SHAPE',
      fix: 'Give a run a model with an input [N,1]; a wider one can be trained and evaluated.',
    },
  );
}

/** The error of a model that does not keep the contract. */
export function badShape(source: string, why: string): ModelError {
  return new ModelError(`the model ${source} does not fit: ${why}`, {
    code: 'ERR_MODEL_SHAPE',
    fix: CONTRACT,
  });
}

/** More anomalies are never less of a threat: 0 or above, and finite as a float32. */
export function isWeight(mlWeight: number): boolean {
  return mlWeight >= 0 && Number.isFinite(Math.fround(mlWeight));
}

/** @throws ModelError for a weight that is none */
export function requireWeight(mlWeight: number): void {
  if (isWeight(mlWeight)) return;
  throw new ModelError(`the ml weight is ${mlWeight}`, {
    code: 'ERR_MODEL_WEIGHT',
    fix: 'Give a number, 0 or above, within the range of float32.',
  });
}

/** The error of a question that cannot be put to the model. */
export function badInput(why: string): ModelError {
  return new ModelError(why, {
    code: 'ERR_MODEL_INPUT',
    fix: 'Give finite numbers within the range of float32, as many as the model has features.',
  });
}

/** The error of an answer that is no threat. */
export function badOutput(source: string, threat: number | undefined, row: Float32Array): ModelError {
  return new ModelError(`the model ${source} gave a threat of ${threat} for the row ${row.join(', ')}`, {
    code: 'ERR_MODEL_OUTPUT',
    fix: 'Give a model whose output is a number from 0 to 1, e.g. one that ends in a Sigmoid.',
  });
}
