/** The quiet parts of labelled recordings, one by one and all at once, each file a family. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Labels } from '../../backtest/labels.ts';
import { FileSource, type Sample } from '../../sources/index.ts';
import { supervised } from './supervision.ts';
import { rounded, type Table } from './table.ts';

interface Recording {
  readonly name: string;
  readonly category: string;
  /** Null where the labels say that something was wrong. */
  readonly values: readonly (number | null)[];
  /** Seconds that the rows without labels cover. */
  readonly quiet: number;
}

const PERIOD = 300;
const DAY = 86_400;

/** @param folder with `data/CATEGORY/FILE.csv` and `windows.json` */
export async function recordingTables(folder: string): Promise<Table[]> {
  const recordings = await readAll(folder);
  const names = recordings.map(({ name }) => name);
  const longest = Math.max(...recordings.map(({ values }) => values.length));
  const together = await supervised(sideBySide(recordings, longest), PERIOD);
  const days = (longest * PERIOD) / DAY;
  const categories = [...new Set(recordings.map(({ category }) => category))].map((category) => {
    const own = recordings.filter((one) => one.category === category);
    const found = own.reduce((sum, { name }) => sum + (together.detections.get(name) ?? 0), 0);
    const rows = own.reduce((sum, { values }) => sum + values.filter((value) => value !== null).length, 0);
    const quiet = own.reduce((sum, one) => sum + one.quiet, 0) / DAY;
    return [category, own.length, rows, rounded(quiet), found, rounded(found / quiet)];
  });
  return [
    {
      title: 'Quiet parts of recordings, single metrics: scores of 2/3 or more that were not told before',
      columns: ['category', 'files', 'quiet rows', 'days', 'alarms', 'a day and metric'],
      rows: categories,
    },
    {
      title: `Quiet parts of ${names.length} recordings at once, each a family, a row of each a beat`,
      columns: ['beats', 'days', 'ALERT or QUARANTINE', 'a day', 'beats by families that surprise'],
      rows: [
        [
          together.samples,
          rounded(days),
          together.alarms,
          rounded(together.alarms / days),
          together.byAnoms.map((beats, families) => `${families}: ${beats}`).join(', '),
        ],
      ],
    },
  ];
}

async function readAll(folder: string): Promise<Recording[]> {
  const path = join(folder, 'windows.json');
  const labels = new Labels(readFileSync(path, 'utf8'), path);
  const found: Recording[] = [];
  for (const category of readdirSync(join(folder, 'data')).sort()) {
    for (const file of readdirSync(join(folder, 'data', category)).sort()) {
      if (!file.endsWith('.csv')) continue;
      found.push(await readOne(join(folder, 'data', category, file), category, labels));
    }
  }
  return found;
}

async function readOne(path: string, category: string, labels: Labels): Promise<Recording> {
  const windows = labels.of(path);
  const source = await FileSource.open({ path, onDisorder: 'tolerate' });
  const values: (number | null)[] = [];
  for await (const { timestamp, metrics } of source.samples(new AbortController().signal)) {
    const labelled = windows.some(([from, to]) => timestamp >= from && timestamp <= to);
    values.push(labelled ? null : (Object.values(metrics)[0] ?? null));
  }
  const quiet = values.filter((value) => value !== null).length * source.period;
  return { name: basename(path, '.csv').replaceAll('.', '-'), category, values, quiet };
}

function* sideBySide(recordings: readonly Recording[], length: number): Generator<Sample> {
  for (let i = 0; i < length; i++) {
    const rows = recordings.flatMap(({ name, values }) =>
      i < values.length ? [[name, values[i] ?? null] as const] : [],
    );
    yield { timestamp: i * PERIOD, metrics: Object.fromEntries(rows) };
  }
}
