/** The recording of a real host under stress: every stress raises ALERT or QUARANTINE, and quiet raises none. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { backtest } from '../../src/backtest/backtest.ts';
import { Labels } from '../../src/backtest/labels.ts';
import { EntropyModel } from '../../src/inference/entropy-model.ts';
import { FileSource } from '../../src/sources/index.ts';

const folder = fileURLToPath(new URL('../../examples/host-stress/', import.meta.url));
const path = `${folder}host-stress.ndjson.gz`;

/** Seconds for which anomalies count after their last sign: what a stress leaves behind belongs to it. */
const AFTERWARDS = 15;

test('every stress of the recording raises an alarm, and the quiet between them none', async () => {
  const windows = new Labels(readFileSync(`${folder}windows.json`, 'utf8'), 'windows.json').of(path);
  assert.is(windows.length, 5);
  const model = new EntropyModel();
  const source = await FileSource.open({ path });
  const [course] = await backtest(
    source,
    { model, load: { metric: 'cpu.total', setpoint: 0.7 }, windows },
    new AbortController().signal,
  );
  await model.close();
  assert.ok(course);
  const alarms = course.spells.filter(({ action }) => action === 'ALERT' || action === 'QUARANTINE');
  const delays = windows.map(([from, to]) => {
    const first = alarms.find((spell) => spell.from >= from && spell.from <= to + AFTERWARDS);
    return first ? first.from - from : null;
  });
  console.log(
    `delays until ALERT, seconds: ${delays.map((delay) => delay?.toFixed(1) ?? 'none').join(', ')}`,
  );
  assert.not.ok(delays.includes(null), 'a stress that raised none');
  const outside = alarms.filter(
    (spell) => !windows.some(([from, to]) => spell.from >= from && spell.from <= to + AFTERWARDS),
  );
  assert.equal(outside, []);
});

test.run();
