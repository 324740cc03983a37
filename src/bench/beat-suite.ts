/** Beats of a whole supervisor with its ledger in memory, and what each part of one costs. */
import { Arbiter } from '../core/arbiter.ts';
import { flowInput, judge, recalibrate, sense } from '../core/beat.ts';
import type { BeatRecord } from '../core/beat-record.ts';
import { intentEntries, recalibrationEntry } from '../core/entries.ts';
import { newGenome } from '../core/genome.ts';
import { InlineExecutor } from '../flows/index.ts';
import { EntropyModel } from '../inference/entropy-model.ts';
import { canonicalJson, createSha3, ImmutableLedger } from '../ledger/index.ts';
import { TLambdaPulse } from '../sync/index.ts';
import type { Contender } from './measure.ts';

/** Seconds. */
const THRESHOLD = 0.02;

export async function wholeBeatContenders(): Promise<Contender[]> {
  const model = await new EntropyModel().load();
  const record = await oneRecord(model);
  const entries = [...intentEntries(record), recalibrationEntry(record)];
  const texts = entries.map((entry) => new TextEncoder().encode(canonicalJson(entry)));
  const hash = await createSha3();
  const executor = new InlineExecutor(model);
  const genome = newGenome();
  const parameters = {
    pulse: new TLambdaPulse(),
    pid: { kp: 0.6, ki: 0.1, kd: 0.05, tThreshold: THRESHOLD, dtMax: 0.2, resetOnCrossing: true },
    load: null,
  };
  const inputs = { timestamp: 1, liveNodes: 5, load: null, anoms: 0, injected: 0, blind: false };
  const sensed = sense(genome, parameters, inputs);
  const flows = await executor.run(flowInput(genome, parameters, sensed, false));
  const repeat = (work: () => unknown) => (count: number) => {
    let last: unknown;
    for (let i = 0; i < count; i++) last = work();
    return last;
  };
  const nothing = { decided: 'NOOP', enacted: 'NOOP' } as const;
  return [
    { name: 'whole beat, seven entries', run: beats(model) },
    { name: 'of which canonical JSON', run: repeat(() => entries.map(canonicalJson)) },
    { name: 'of which SHA3-256', run: repeat(() => texts.map((text) => hash.bytes(text))) },
    {
      name: 'of which the four cores and the threat',
      async run(count) {
        for (let i = 0; i < count; i++) await executor.run(flowInput(genome, parameters, sensed, false));
      },
    },
    { name: 'of which decision and sentence', run: repeat(() => judge(genome.weights, flows)) },
    {
      name: 'of which recalibration',
      run: repeat(() => recalibrate(genome, parameters, inputs, sensed, flows, nothing)),
    },
  ];
}

/** Beats a supervisor whose clock stands still between them. */
function beats(model: EntropyModel): (count: number) => Promise<number> {
  const arbiter = newArbiter(model);
  return async (count) => {
    for (let i = 0; i < count; i++) await arbiter.executeBeat();
    return arbiter.ledger.length;
  };
}

function newArbiter(entropyModel: EntropyModel): Arbiter {
  let now = 1_700_000_000;
  return new Arbiter({
    entropyModel,
    ledger: new ImmutableLedger(),
    clock: { now: () => (now += 0.0042), monotonic: () => now, sleep: async () => {} },
  });
}

async function oneRecord(model: EntropyModel): Promise<BeatRecord> {
  const arbiter = newArbiter(model);
  let record: BeatRecord | undefined;
  for (let i = 0; i < 10; i++) record = await arbiter.executeBeat();
  if (!record) throw new Error('a run without a source beats whenever it is asked to');
  return record;
}
