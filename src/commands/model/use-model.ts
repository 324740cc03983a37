/** Names a threat model in a configuration file. */
import { resolve } from 'node:path';
import { InputError, ModelError, messageOf, StorageError } from '../../core/errors.ts';
import { EntropyModel } from '../../inference/entropy-model.ts';
import { nodeFileSystem } from '../../ledger/file-system.ts';
import { replaceDurably } from '../../ledger/files.ts';
import { BUILT_IN_MODEL, readConfigFile } from '../settings.ts';

export async function useModel(
  model: string,
  config: string,
): Promise<{ config: string; model: string; sha256: string }> {
  const chosen = new EntropyModel(model === BUILT_IN_MODEL ? {} : { model });
  try {
    await chosen.load();
    await chosen.threat(0);
  } finally {
    await chosen.close();
  }
  const { sha256, features, source } = chosen.info();
  if (features !== 1) {
    throw new ModelError(
      `the model ${source} asks for ${features} numbers, and a beat has one, its anomalies`,
      {
        code: 'ERR_MODEL_SHAPE',
        fix: 'Give a model with one input [N,1].',
      },
    );
  }
  const there = await nodeFileSystem.stat(config);
  if (there?.directory) {
    throw new InputError(`${config} is a directory`, {
      code: 'ERR_CONFIG_READ',
      fix: 'Give --config a JSON file.',
    });
  }
  const settings = there ? await readConfigFile(config) : {};
  const named = model === BUILT_IN_MODEL ? model : resolve(model);
  const bytes = new TextEncoder().encode(`${JSON.stringify({ ...settings, model: named }, null, 2)}\n`);
  try {
    await replaceDurably(nodeFileSystem, { path: resolve(config), bytes });
  } catch (cause) {
    throw new StorageError(`cannot write ${config}: ${messageOf(cause)}`, {
      code: 'ERR_OUTPUT',
      fix: 'Give --config a path that this user may write.',
      cause,
    });
  }
  return { config, model: named, sha256 };
}
