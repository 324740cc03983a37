/** Writes a model into a configuration, once it is known that a run can use it. */
import { resolve } from 'node:path';
import { applyEdits, modify } from 'jsonc-parser';
import { InputError } from '../../core/errors.ts';
import { describeModel, type ModelCard } from '../../inference/model-card.ts';
import { requireOneFeature } from '../../inference/model-errors.ts';
import { nodeFileSystem } from '../../ledger/file-system.ts';
import { readInput } from '../input-file.ts';
import { readSettings } from '../settings.ts';
import { modelPath } from './flags.ts';
import { writeOutput } from './write-file.ts';

export interface SelectedModel {
  readonly card: ModelCard;
  readonly config: string;
  /** How to start a run with it. */
  readonly command: string;
}

/**
 * The path is written absolute: a run may be started elsewhere.
 *
 * @throws ModelError where no run can use the model; UsageError, InputError, StorageError for the configuration
 */
export async function selectModel(named: string, config: string): Promise<SelectedModel> {
  const path = modelPath(named);
  const card = await describeModel(path);
  requireOneFeature(card);
  const text = await configText(config);
  const value = path === undefined ? undefined : resolve(path);
  const changed = applyEdits(text, modify(text, ['model'], value, FORMATTING));
  const { model } = JSON.parse(changed);
  if (model !== value)
    throw new InputError(`${config} has the key "model" more than once`, {
      code: 'ERR_CONFIG_KEY',
      fix: 'Leave one of them.',
    });
  if (changed !== text || text === EMPTY) await writeOutput(config, changed);
  return { card, config, command: `venom run --config ${shellWord(config)}` };
}

const FORMATTING = { formattingOptions: { insertSpaces: true, tabSize: 2, eol: '\n' } };
const EMPTY = '{}\n';

/** The file as it is, checked as a run checks it; an empty object where there is none. */
async function configText(config: string): Promise<string> {
  const there = await nodeFileSystem.stat(config).catch(() => null);
  if (there === undefined) return EMPTY;
  await readSettings({}, {}, config);
  return (await readInput(config, 'the configuration')).replace(/^\ufeff/, '');
}

function shellWord(text: string): string {
  return /^[\w./:@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
