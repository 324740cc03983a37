/** What can be wrong with a threat model, its inputs and its answers (DESIGN §4, §10). */
import { ModelError } from '../core/errors.ts';

const CONTRACT =
  'Give a model with one float input [N,F] (and, if it takes one, ml_weight [1,1]) and one float output [N,1] or [N], N dynamic.';

/** The error of a file that is no model, or not a whole one. */
export function brokenModel(source: string, why: string, cause: unknown): ModelError {
  return new ModelError(`the model ${source} is broken: ${why}`, {
    code: 'ERR_MODEL_BROKEN',
    fix: 'Write the ONNX file anew; it is damaged, cut off, or something else than ONNX.',
    cause,
  });
}

/** The error of a model that does not keep the contract. */
export function badShape(source: string, why: string): ModelError {
  return new ModelError(`the model ${source} does not fit: ${why}`, {
    code: 'ERR_MODEL_SHAPE',
    fix: CONTRACT,
  });
}

/** @throws ModelError for a weight that is no finite float32 */
export function requireWeight(mlWeight: number): void {
  if (Number.isFinite(Math.fround(mlWeight))) return;
  throw new ModelError(`the ml weight is ${mlWeight}`, {
    code: 'ERR_MODEL_WEIGHT',
    fix: 'Give a finite number within the range of float32.',
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
