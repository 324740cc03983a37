/** Rows with a label each: what a threat model is fitted to and judged by. */
import { InputError } from '../core/errors.ts';

export interface LabelledData {
  /** Names of the F columns. */
  readonly features: readonly string[];
  /** N·F numbers, row by row; float32, as the model sees them. */
  readonly values: Float32Array;
  /** N labels: 1 is a threat, 0 is none. */
  readonly labels: Uint8Array;
}

/** Fewer rows than this say nothing of a model. */
export const FEWEST_ROWS = 10;

/** The error of data that cannot be used, `where` first: a file, with its line where one is at fault. */
export function dataError(where: string, why: string, fix: string, cause?: unknown): InputError {
  return new InputError(`${where}: ${why}`, { code: 'ERR_LABELLED_DATA', fix, cause });
}

/** @throws InputError ERR_LABELLED_DATA for fewer than FEWEST_ROWS rows, or labels that are all the same */
export function requireBothClasses(data: LabelledData, where: string): LabelledData {
  const rows = data.labels.length;
  if (rows < FEWEST_ROWS)
    throw dataError(
      where,
      `${rows} rows are labelled, but at least ${FEWEST_ROWS} are needed`,
      'Give more rows.',
    );
  const positives = positivesOf(data.labels);
  if (positives === 0 || positives === rows)
    throw dataError(
      where,
      `every one of the ${rows} labels is ${positives === 0 ? 0 : 1}`,
      'Give rows with a threat (label 1) and rows without one (label 0).',
    );
  return data;
}

export function positivesOf(labels: Uint8Array): number {
  return labels.reduce((sum, label) => sum + label, 0);
}

/** The rows of the given numbers, in that order. */
export function rowsOf({ features, values, labels }: LabelledData, rows: readonly number[]): LabelledData {
  const width = features.length;
  const taken = new Float32Array(rows.length * width);
  rows.forEach((row, i) => {
    taken.set(values.subarray(row * width, (row + 1) * width), i * width);
  });
  return { features, values: taken, labels: Uint8Array.from(rows, (row) => labels[row] ?? 0) };
}
