import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InputError, StorageError } from '../../src/core/errors.ts';
import { ParameterError } from '../../src/numeric/parameter-error.ts';
import { FileSource, type FileSourceOptions, type Sample } from '../../src/sources/index.ts';
import { never } from '../support/tables.ts';

let folder = '';
test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'venom-file-'));
});
test.after(() => rm(folder, { recursive: true }));

async function written(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function opened(
  content: string | Uint8Array,
  options: Partial<FileSourceOptions> = {},
): Promise<FileSource> {
  return FileSource.open({ path: await written('table.csv', content), ...options });
}

async function all(source: FileSource, signal = never): Promise<Sample[]> {
  const samples: Sample[] = [];
  for await (const sample of source.samples(signal)) samples.push(sample);
  return samples;
}

async function refusal(run: Promise<unknown>): Promise<unknown> {
  try {
    await run;
  } catch (error) {
    return error;
  }
  throw new Error('nothing was refused');
}

test('a file gives its samples, each time from the beginning', async () => {
  const source = await opened('timestamp,value\n100,1\n160,2\n');
  const samples = await all(source);
  assert.equal(samples, [
    { timestamp: 100, metrics: { value: 1 } },
    { timestamp: 160, metrics: { value: 2 } },
  ]);
  assert.equal(await all(source), samples);
  assert.is(source.name, 'file:table.csv');
});

test('the period is the median of the time between samples, for each entity', async () => {
  assert.is((await opened('ts,v\n0,1\n60,1\n120,1\n180,1\n9999,1\n')).period, 60);
  assert.is((await opened('ts,pod,v\n0,a,1\n1,b,1\n10,a,1\n11,b,1\n', { labels: ['pod'] })).period, 10);
  assert.is((await opened('ts,v\n0,1\n10,1\n30,1\n')).period, 15);
  assert.is((await opened('ts,v\n7,1\n')).period, 1);
  assert.is((await opened('ts,v\n0,1\n60,1\n', { period: 5 })).period, 5);
});

test('a compressed file', async () => {
  const source = await opened(new Uint8Array(gzipSync('ts,v\n1,2\n')));
  assert.equal(await all(source), [{ timestamp: 1, metrics: { v: 2 } }]);
});

test('a column that begins with texts and has numbers later among the first rows is a metric, and its text an error', async () => {
  const error = await refusal(opened('ts,v\n1,x\n2,5\n'));
  assert.instance(error, InputError);
  assert.match((error as InputError).message, /table\.csv line 2, column "v": "x" is not a number/);
});

test('only as much is read as is asked for', async () => {
  const source = await opened(
    `ts,v\n${Array.from({ length: 1000 }, (_, at) => `${at},1`).join('\n')}\nbroken,1\n`,
  );
  const samples = source.samples(never);
  assert.equal((await samples.next()).value, { timestamp: 0, metrics: { v: 1 } });
  await samples.return();
});

test('an error late in the file comes after the samples before it', async () => {
  const source = await opened(
    `ts,v\n${Array.from({ length: 1000 }, (_, at) => `${at},1`).join('\n')}\nbroken,1\n`,
  );
  let count = 0;
  const error = await refusal(
    (async () => {
      for await (const _ of source.samples(never)) count += 1;
    })(),
  );
  assert.is(count, 1000);
  assert.match((error as InputError).message, /line 1002, column "ts": "broken"/);
});

test('in real time a sample waits for as long as its time is after the first, by the speed', async () => {
  const run = async (speed: number): Promise<number[]> => {
    let now = 5000;
    const waits: number[] = [];
    const sleep = async (seconds: number): Promise<void> => {
      waits.push(seconds);
      now += seconds + 0.5;
    };
    await all(await opened('ts,v\n0,1\n10,1\n30,1\n', { realtime: true, speed, clock: () => now, sleep }));
    return waits;
  };
  assert.equal(await run(1), [10, 19.5]);
  assert.equal(await run(5), [2, 3.5]);
});

test('a wait that no timer could take is taken in parts', async () => {
  let now = 0;
  const waits: number[] = [];
  const sleep = async (seconds: number): Promise<void> => {
    waits.push(seconds);
    now += seconds;
  };
  await all(await opened('ts,v\n0,1\n200000,1\n', { realtime: true, clock: () => now, sleep }));
  assert.equal(waits, [86_400, 86_400, 27_200]);
});

test('an abort ends the samples, also in the middle of a wait', async () => {
  const abort = new AbortController();
  const sleep = async (): Promise<void> => abort.abort();
  const source = await opened('ts,v\n0,1\n10,1\n', { realtime: true, clock: () => 0, sleep });
  assert.is((await all(source, abort.signal)).length, 1);
  assert.is((await all(source, abort.signal)).length, 0);
});

test('a file that cannot be read is told with its path', async () => {
  for (const path of [join(folder, 'missing.csv'), folder]) {
    const error = await refusal(FileSource.open({ path }));
    assert.instance(error, StorageError);
    assert.ok((error as StorageError).message.includes(path));
  }
});

test('options that cannot be are refused', async () => {
  for (const options of [{ speed: 0 }, { speed: Number.NaN }, { period: -1 }]) {
    assert.instance(await refusal(opened('ts,v\n0,1\n', options)), ParameterError);
  }
});

test('discovery lists the columns: watched or not, and why', async () => {
  const source = await opened('ts,pod,load,host,free\n1,a,5,web,\n2,a,6,web,7\n', {
    labels: ['pod'],
    columns: ['load'],
  });
  const found = await source.discover(never);
  assert.equal(
    found.map(({ metric, watched, value }) => [metric, watched, value]),
    [
      ['load', true, 6],
      ['ts', false, null],
      ['pod', false, null],
      ['host', false, null],
      ['free', false, null],
    ],
  );
  assert.equal(found[0]?.labels, { pod: 'a' });
  assert.ok(found.every(({ why }) => why !== ''));
});

const nab = process.env.VENOM_NAB ?? '';
if (existsSync(nab)) {
  /** Two rows in one second, and an hour that a clock was set back. */
  const disordered = ['exchange-2_cpm_results.csv', 'machine_temperature_system_failure.csv'];
  const files = readdirSync(nab, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.csv'),
  );

  test('the Numenta Anomaly Benchmark is read as it is; two of its files have rows out of order', async () => {
    assert.ok(files.length > 0);
    for (const file of files) {
      const path = join(nab, file);
      const isDisordered = disordered.some((name) => file.endsWith(name));
      const read = async (onDisorder: 'error' | 'skip'): Promise<Sample[]> =>
        all(await FileSource.open({ path, onDisorder }));
      if (isDisordered)
        assert.is(((await refusal(read('error'))) as InputError).code, 'ERR_TABLE_ORDER', file);
      assert.ok((await read(isDisordered ? 'skip' : 'error')).length > 1000, file);
    }
  });
} else {
  console.log('skipped: VENOM_NAB does not name the data of the Numenta Anomaly Benchmark');
}

test.run();
