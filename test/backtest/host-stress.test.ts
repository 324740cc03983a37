/** The recording of a real host under stress: which of it raises ALERT or QUARANTINE, and that quiet raises none. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { backtest } from '../../src/backtest/backtest.ts';
import { Labels, type TimeWindow } from '../../src/backtest/labels.ts';
import { EntropyModel } from '../../src/inference/entropy-model.ts';
import { FileSource } from '../../src/sources/index.ts';

const folder = fileURLToPath(new URL('../../examples/host-stress/', import.meta.url));
const path = `${folder}host-stress.ndjson.gz`;

/** Seconds for which anomalies count after their last sign: what a stress leaves behind belongs to it. */
const AFTERWARDS = 15;

/** Seconds from the beginning of each stress to the first ALERT or QUARANTINE, and those that belong to none. */
async function alarms(model: EntropyModel) {
  const windows = new Labels(readFileSync(`${folder}windows.json`, 'utf8'), 'windows.json').of(path);
  const source = await FileSource.open({ path });
  const [course] = await backtest(
    source,
    { model, load: { metric: 'cpu.total', setpoint: 0.7 }, windows },
    new AbortController().signal,
  );
  await model.close();
  const found = course?.spells.filter(({ action }) => action === 'ALERT' || action === 'QUARANTINE') ?? [];
  const of = ([from, to]: TimeWindow) =>
    found.find((spell) => spell.from >= from && spell.from <= to + AFTERWARDS);
  const delays = windows.map((window) => {
    const first = of(window);
    return first ? first.from - window[0] : null;
  });
  const outside = found.filter(
    (spell) => !windows.some(([from, to]) => spell.from >= from && spell.from <= to + AFTERWARDS),
  );
  console.log(`seconds to ALERT: ${delays.map((delay) => delay?.toFixed(1) ?? 'none').join(', ')}`);
  return { delays, outside };
}

test('a model trained on another recording raises an alarm in every stress, and none in the quiet', async () => {
  const { delays, outside } = await alarms(new EntropyModel({ model: `${folder}threat.onnx` }));
  assert.is(delays.length, 5);
  assert.not.ok(delays.includes(null), 'a stress that raised none');
  assert.ok(Math.max(...delays.map(Number)) < 10);
  assert.equal(outside, []);
});

test('the built-in model, which asks for four families, raises one in four of the five, and none in the quiet', async () => {
  const { delays, outside } = await alarms(new EntropyModel());
  // Busy processors alone surprise in three families: their time, their pressure, and the disk that the tool came from.
  assert.equal(
    delays.map((delay) => delay === null),
    [true, false, false, false, false],
  );
  assert.equal(outside, []);
});

test.run();
