/** Labelled rows for the threat model: anomalies of a moment, and whether something was wrong then. */
import { InputError } from '../core/errors.ts';
import type { LabelledRow } from '../inference/logistic-regression.ts';
import { DetectorBank } from '../numeric/index.ts';
import { fileChunks } from '../sources/tabular/bytes.ts';
import { type Cell, readingOf } from '../sources/tabular/cell.ts';
import { type Row, readRows } from '../sources/tabular/rows.ts';
import type { Course } from './backtest.ts';
import type { TimeWindow } from './labels.ts';

const ANOMALIES = ['total_anoms', 'totalAnoms', 'anoms'];
const LABELS: Readonly<Record<string, boolean>> = { '1': true, '0': false, true: true, false: false };

/**
 * A table, CSV or NDJSON, with a column of anomalies (`total_anoms` or `anoms`) and one named `label` (0 or 1).
 *
 * @throws InputError naming file, line, column and value
 */
export async function readLabelledRows(path: string, labelColumn = 'label'): Promise<LabelledRow[]> {
  const rows: LabelledRow[] = [];
  for await (const row of readRows(fileChunks(path), path, {})) {
    const x = readingOf(cellOf(row, ANOMALIES, path));
    if (typeof x !== 'number' || x < 0) {
      throw refused(
        `${path} line ${row.line}: anomalies are ${JSON.stringify(cellOf(row, ANOMALIES, path))}`,
        'Give a number, 0 or above.',
      );
    }
    const given = cellOf(row, [labelColumn], path);
    const label = LABELS[String(given).trim().toLowerCase()];
    if (label === undefined) {
      throw refused(`${path} line ${row.line}: ${labelColumn} is ${JSON.stringify(given)}`, 'Give 0 or 1.');
    }
    rows.push({ x, label });
  }
  return rows;
}

/** The beats of a back-test, each labelled by whether its time lies in a window; the warm-up left out. */
export function labelledBeats({ rows }: Course, windows: readonly TimeWindow[]): LabelledRow[] {
  return rows.slice(DetectorBank.warmUp).map(({ timestamp, anoms }) => ({
    x: anoms,
    label: windows.some(([from, to]) => timestamp >= from && timestamp <= to),
  }));
}

function cellOf({ names, cells, line }: Row, wanted: readonly string[], path: string): Cell {
  const at = names.findIndex((name) => wanted.includes(name));
  if (at >= 0) return cells[at] ?? null;
  throw refused(
    `${path} line ${line} has no column ${wanted.join(' or ')}; it has ${names.join(', ')}`,
    'Give a table with a column total_anoms and a column label.',
  );
}

function refused(message: string, fix: string): InputError {
  return new InputError(message, { code: 'ERR_LABELLED_DATA', fix });
}
