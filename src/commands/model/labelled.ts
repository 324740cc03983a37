/** Reads what the model commands learn from and are tested on. */
import { backtest } from '../../backtest/backtest.ts';
import { labelledBeats, readLabelledRows } from '../../backtest/labelled-data.ts';
import { Labels } from '../../backtest/labels.ts';
import { EntropyModel } from '../../inference/entropy-model.ts';
import type { LabelledRow } from '../../inference/logistic-regression.ts';
import { FileSource } from '../../sources/index.ts';
import { readInput } from '../input-file.ts';

/** @param labels path of the windows; undefined: the files are tables of labelled rows */
export async function labelledRows(
  paths: readonly string[],
  labels: string | undefined,
): Promise<LabelledRow[]> {
  const rows: LabelledRow[] = [];
  if (labels === undefined) {
    for (const path of paths) rows.push(...(await readLabelledRows(path)));
    return rows;
  }
  const windows = new Labels(await readInput(labels, 'the labels'), labels);
  const model = new EntropyModel();
  try {
    for (const path of paths) {
      const own = windows.of(path);
      const source = await FileSource.open({ path, onDisorder: 'tolerate' });
      const courses = await backtest(source, { model }, new AbortController().signal);
      for (const course of courses) rows.push(...labelledBeats(course, own));
    }
  } finally {
    await model.close();
  }
  return rows;
}
