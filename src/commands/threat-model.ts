/** The threat model of a run: the built-in one, whose load was started early, or a file. */
import { EntropyModel } from '../inference/entropy-model.ts';
import { requireOneFeature } from '../inference/model-errors.ts';
import type { Settings } from './settings.ts';
import { builtInModel } from './warm.ts';

/** @throws ModelError where a run cannot use the model, or the model takes no weight and one is set */
export async function threatModelFor({
  model,
  mlWeight,
}: Pick<Settings, 'model' | 'mlWeight'>): Promise<EntropyModel> {
  const entropyModel = model === undefined ? builtInModel : new EntropyModel({ model });
  requireOneFeature(entropyModel.info());
  if (mlWeight !== undefined) entropyModel.setMlWeight(mlWeight);
  if (entropyModel === builtInModel) return entropyModel;
  await builtInModel.close();
  return entropyModel.load();
}

/** SHA-256 of a model, as ledgers and peers name it. @param path undefined: the built-in one */
export async function modelHash(path: string | undefined): Promise<string> {
  const model = path === undefined ? builtInModel : new EntropyModel({ model: path });
  try {
    return model.info().sha256;
  } finally {
    await model.close();
  }
}
