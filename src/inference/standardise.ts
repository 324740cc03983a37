/** Columns brought to mean 0 and deviation 1, as a fit needs them: steps of one size then suit all columns. */
import { dataError, type LabelledData } from './labelled-data.ts';

export interface Standardised {
  /** N·F numbers (x − centre)/scale, row by row. */
  readonly values: Float64Array;
  /** Mean of each column, as a float32. */
  readonly centre: readonly number[];
  /** Deviation of each column, above 0; 1 for one that never changes. */
  readonly scale: readonly number[];
}

/** A column that never changes is only moved to 0. */
export function standardise({ features, values, labels }: LabelledData): Standardised {
  const rows = labels.length;
  const width = features.length;
  const centre: number[] = [];
  const scale: number[] = [];
  const standardised = new Float64Array(values.length);
  for (let k = 0; k < width; k++) {
    const column = columnOf(values, width, k);
    const mean = Math.fround(column.reduce((sum, value) => sum + value, 0) / rows);
    const deviation = Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows);
    centre.push(mean);
    scale.push(deviation > 0 ? deviation : 1);
    column.forEach((value, i) => {
      standardised[i * width + k] = (value - mean) / (deviation > 0 ? deviation : 1);
    });
  }
  return { values: standardised, centre, scale };
}

function columnOf(values: Float32Array, width: number, k: number): Float64Array {
  return Float64Array.from({ length: values.length / width }, (_, i) => values[i * width + k] ?? Number.NaN);
}

/**
 * @param where the file, for messages
 * @throws InputError ERR_LABELLED_DATA for a column that is the same in every row
 */
export function requireVaryingColumns({ features, values }: LabelledData, where: string): void {
  features.forEach((name, k) => {
    const column = columnOf(values, features.length, k);
    if (column.some((value) => value !== column[0])) return;
    throw dataError(
      where,
      `field ${JSON.stringify(name)} is ${column[0]} in all ${column.length} rows`,
      'Leave the column out, or give rows in which it differs.',
    );
  });
}
