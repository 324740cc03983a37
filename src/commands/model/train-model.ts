/** A training from its flags to its file. */
import { UsageError } from '../../core/errors.ts';
import { type TrainingReport, train } from '../../inference/training.ts';
import { parseIndex } from '../parse.ts';
import { type DataFlags, readLabelled } from './labelled-input.ts';
import { refuseToOverwrite, writeOutput } from './write-file.ts';

export interface TrainFlags extends DataFlags {
  readonly out: string;
  readonly force?: boolean | undefined;
  readonly l2?: string | undefined;
  readonly hidden?: string | undefined;
  readonly seed?: string | undefined;
}

export interface WrittenTraining extends TrainingReport {
  /** The file that was written. */
  readonly out: string;
}

/** A wider layer is no small network any more. */
const WIDEST = 256;

export async function trainModelFile(flags: TrainFlags): Promise<WrittenTraining> {
  const options = {
    hidden: hiddenOf(flags.hidden ?? '0'),
    l2: penaltyOf(flags.l2 ?? '0.001'),
    seed: parseIndex('--seed', flags.seed ?? '1'),
  };
  await refuseToOverwrite(flags.out, flags.force === true);
  const { data, where } = await readLabelled(flags);
  const { file, report } = await train(data, where, options);
  await writeOutput(flags.out, file);
  return { ...report, out: flags.out };
}

function hiddenOf(text: string): number {
  const hidden = parseIndex('--hidden', text);
  if (hidden <= WIDEST) return hidden;
  throw new UsageError(`--hidden is ${hidden}, but must be at most ${WIDEST}`, {
    code: 'ERR_SETTING',
    fix: `Give --hidden a whole number from 0 to ${WIDEST}.`,
  });
}

function penaltyOf(text: string): number {
  const l2 = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(l2) && l2 > 0) return l2;
  throw new UsageError(`--l2 is ${JSON.stringify(text)}, but must be a number above 0`, {
    code: 'ERR_SETTING',
    fix: 'Give --l2 e.g. 0.001.',
  });
}
