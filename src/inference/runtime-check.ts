/** Whether onnxruntime computes from an ONNX file what its trainer computed. */
import { ModelError } from '../core/errors.ts';
import { EntropyModel } from './entropy-model.ts';
import type { LabelledData } from './labelled-data.ts';
import type { TrainedModel } from './trained-model.ts';

/** The trainer and onnxruntime agree within this (DESIGN §4). */
export const AGREEMENT = 1e-6;
/** Rows of one run of a model. */
const CHUNK = 65_536;

/** Threats of all rows of the data, by onnxruntime. @throws ModelError as EntropyModel.threatBatch does */
export async function threatsOf(
  model: EntropyModel,
  { features, values }: LabelledData,
): Promise<Float32Array> {
  const width = features.length;
  const threats = new Float32Array(values.length / width);
  for (let row = 0; row < threats.length; row += CHUNK)
    threats.set(await model.threatBatch(values.subarray(row * width, (row + CHUNK) * width)), row);
  return threats;
}

/**
 * @returns the largest difference on the rows of `data`
 * @throws ModelError ERR_MODEL_DISAGREES where it is above AGREEMENT; and as EntropyModel.threatBatch does
 */
export async function checkByRuntime(
  trained: TrainedModel,
  bytes: Uint8Array,
  data: LabelledData,
): Promise<number> {
  const model = new EntropyModel({ model: bytes, source: 'that was trained' });
  try {
    const given = await threatsOf(model, data);
    const expected = trained.threats(data.values);
    const most = expected.reduce(
      (worst, threat, i) => Math.max(worst, Math.abs(threat - (given[i] ?? 2))),
      0,
    );
    if (most <= AGREEMENT) return most;
    throw new ModelError(
      `onnxruntime and the trainer differ by ${most} on the training rows, more than ${AGREEMENT}`,
      {
        code: 'ERR_MODEL_DISAGREES',
        fix: 'Give a larger --l2, or columns of smaller numbers: in float32 these weights lose their digits.',
      },
    );
  } finally {
    await model.close();
  }
}
