/** A dry run, and a run on a recording, make the beats that the Arbiter makes. */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Arbiter } from '../../src/core/arbiter.ts';
import type { BeatRecord } from '../../src/core/beat-record.ts';
import { DryRun } from '../../src/core/dry-run.ts';
import { InputError } from '../../src/core/errors.ts';
import { SurpriseDetector } from '../../src/inference/surprise-detector.ts';
import type { Sample, Source } from '../../src/sources/source.ts';
import { SigmoidModel } from '../support/world.ts';

const PERIOD = 5;
const load = { metric: 'load', setpoint: 1 };

function recording(samples: readonly Sample[], failure?: Error): Source {
  return {
    name: 'recording',
    period: PERIOD,
    recorded: true,
    async *samples() {
      yield* samples;
      if (failure) throw failure;
    },
  };
}

async function lived(source: Source): Promise<BeatRecord[]> {
  const beats: BeatRecord[] = [];
  const arbiter = new Arbiter({
    entropyModel: new SigmoidModel(),
    source,
    detector: new SurpriseDetector(),
    load,
  });
  arbiter.on('beat', (beat) => beats.push(beat));
  await arbiter.start();
  return beats;
}

async function dry(samples: readonly Sample[]): Promise<BeatRecord[]> {
  const run = new DryRun({
    model: new SigmoidModel(),
    period: PERIOD,
    detector: new SurpriseDetector(),
    load,
  });
  const beats: BeatRecord[] = [];
  for (const sample of samples) for await (const beat of run.beats(sample)) beats.push(beat);
  return beats;
}

const withoutLedger = (beats: readonly BeatRecord[]) => beats.map(({ ledgerLength: _, ...beat }) => beat);

test('any recording gives the same beats, dry or with a ledger', async () => {
  const reading = fc.option(fc.double({ min: 0, max: 3, noNaN: true }), { nil: null, freq: 8 });
  const gap = fc.oneof({ arbitrary: fc.constant(PERIOD), weight: 12 }, fc.integer({ min: 1, max: 200 }));
  const rows = fc.array(fc.tuple(gap, reading, reading), { minLength: 1, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(rows, async (given) => {
      let timestamp = 1_700_000_000;
      const samples = given.map(([step, first, second]): Sample => {
        timestamp += step;
        return { timestamp, metrics: { load: first, other: second } };
      });
      assert.equal(withoutLedger(await dry(samples)), withoutLedger(await lived(recording(samples))));
    }),
    { numRuns: 40 },
  );
});

test('the time of a run on a recording is that of its samples, and silence makes it blind', async () => {
  const samples = [0, 5, 10, 100, 105].map((at): Sample => ({ timestamp: 1000 + at, metrics: { load: 1 } }));
  const beats = await lived(recording(samples));
  assert.equal(
    beats.map(({ timestamp, features }) => [timestamp - 1000, features.fresh, features.blind]),
    [
      [0, true, false],
      [5, true, false],
      [10, true, false],
      [20, false, false],
      [30, false, false],
      [40, false, true],
      [100, true, false],
      [105, true, false],
    ],
  );
  assert.equal(
    beats.filter(({ enacted }) => enacted === 'ALERT').map(({ timestamp }) => timestamp),
    [1040],
  );
});

test('a recording that cannot be read ends the run, with what was there before', async () => {
  const failure = new InputError('cpu.csv line 3: "x" is no number', { code: 'ERR_TABLE', fix: 'Mend it.' });
  const samples = [0, 5].map((at): Sample => ({ timestamp: at, metrics: { load: 1 } }));
  const arbiter = new Arbiter({
    entropyModel: new SigmoidModel(),
    source: recording(samples, failure),
    load,
  });
  let beats = 0;
  arbiter.on('beat', () => beats++);
  const ended = await arbiter.start().then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.is(ended, failure);
  assert.is(beats, 2);
});

test.run();
