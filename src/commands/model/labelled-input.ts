/** Labelled rows as a command is given them: a file, or a ledger with spans of time. */
import { UsageError } from '../../core/errors.ts';
import { recordedBeats } from '../../core/recorded-beat.ts';
import { type LabelledData, requireBothClasses } from '../../inference/labelled-data.ts';
import { parseLabelledFile } from '../../inference/labelled-file.ts';
import { isWithin, parseWindows } from '../../inference/labelled-windows.ts';
import { ImmutableLedger } from '../../ledger/index.ts';
import { readInput, readJsonInput } from '../input-file.ts';

/** Texts of dataFlags. */
export interface DataFlags {
  readonly data?: string | undefined;
  readonly features?: string | undefined;
  readonly label?: string | undefined;
  readonly 'ledger-dir'?: string | undefined;
  readonly labels?: string | undefined;
}

export interface LabelledInput {
  readonly data: LabelledData;
  /** The file or directory, for messages. */
  readonly where: string;
}

/** @param names the columns to take where --features names none */
export async function readLabelled(
  flags: DataFlags,
  names?: readonly string[] | null,
): Promise<LabelledInput> {
  const { data, features, label } = flags;
  const dir = flags['ledger-dir'];
  if ((data === undefined) === (dir === undefined))
    throw usage('the rows come from --data FILE or from --ledger-dir DIR', 'Give one of the two.');
  if ((flags.labels === undefined) !== (dir === undefined))
    throw usage('--ledger-dir and --labels go together', 'Give both, or --data FILE.');
  if (data !== undefined) {
    const columns = features === undefined ? (names ?? undefined) : columnsOf(features);
    if (columns?.includes(label ?? 'label'))
      throw usage(
        'a column is named as a feature and as the label',
        'Name the label with --label, and no more.',
      );
    const text = await readInput(data, 'the labelled rows');
    const rows = parseLabelledFile(text, data, { features: columns, label: label ?? 'label' });
    return { data: rows, where: data };
  }
  if (features !== undefined || label !== undefined)
    throw usage('--features and --label are columns of --data', 'Leave them out: a ledger has one feature.');
  return readBeats(dir ?? '', flags.labels ?? '');
}

function columnsOf(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.every((name, i) => name !== '' && names.indexOf(name) === i)) return names;
  throw usage(
    `--features is ${JSON.stringify(text)}, but must be names with commas between, each once`,
    'Write e.g. --features anoms,load.',
  );
}

/** Beats that were blind are left out: what they did not see is unknown, and no 0. */
async function readBeats(dir: string, labelsFile: string): Promise<LabelledInput> {
  const windows = parseWindows(await readJsonInput(labelsFile, 'the windows'), labelsFile);
  const ledger = await new ImmutableLedger({ dir, readOnly: true }).open();
  const totals: number[] = [];
  const labels: number[] = [];
  try {
    for await (const { record } of recordedBeats(ledger.entries())) {
      if (record.features.blind) continue;
      totals.push(record.totalAnoms);
      labels.push(isWithin(record.timestamp, windows) ? 1 : 0);
    }
  } finally {
    await ledger.close();
  }
  const data = {
    features: ['total_anoms'],
    values: Float32Array.from(totals),
    labels: Uint8Array.from(labels),
  };
  return { data: requireBothClasses(data, `${dir} with ${labelsFile}`), where: dir };
}

function usage(message: string, fix: string): UsageError {
  return new UsageError(message, { code: 'ERR_USAGE', fix });
}
