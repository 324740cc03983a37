/** The suites of `venom bench`: what is measured against what. The first contender of each is the rival. */
import { Arbiter } from '../core/arbiter.ts';
import { flowInput, judge, recalibrate, sense } from '../core/beat.ts';
import type { BeatRecord } from '../core/beat-record.ts';
import { intentEntries, recalibrationEntry } from '../core/entries.ts';
import { newGenome } from '../core/genome.ts';
import { InlineExecutor } from '../flows/index.ts';
import { EntropyModel } from '../inference/entropy-model.ts';
import { canonicalJson, createSha3, ImmutableLedger } from '../ledger/index.ts';
import {
  conserveOf,
  decideRule,
  expectedGainOf,
  INITIAL_PID_STATE,
  pidStep,
  recalibrateWeights,
  tLambda,
  urgencyOf,
  weighScores,
} from '../numeric/index.ts';
import { TLambdaPulse } from '../sync/index.ts';
import { detectContenders } from './detect-suite.ts';
import type { Contender } from './measure.ts';
import {
  newReferenceGenome,
  referenceDecide,
  referencePid,
  referencePulse,
  referenceRecalibrate,
} from './typescript-reference.ts';

export interface Suite {
  readonly title: string;
  /** What one operation is. */
  readonly operation: string;
  contenders(): Promise<Contender[]>;
}

const THRESHOLD = 0.02;
/** Workloads that put the pulse on both sides of the threshold. */
const WORKLOADS = Float64Array.from({ length: 64 }, (_, i) => Math.exp(4 + 0.35 * i));
const workload = (i: number): number => WORKLOADS[i & 63] ?? 1;

function pidContenders(): Contender[] {
  const options = { kp: 0.6, ki: 0.1, kd: 0.05, tThreshold: THRESHOLD, resetOnCrossing: true };
  const pulse = (i: number): number => THRESHOLD + ((i & 15) - 7) * 0.001;
  return [
    {
      name: 'TypeScript',
      run(count) {
        const genome = newReferenceGenome();
        let sum = 0;
        for (let i = 0; i < count; i++) sum += referencePid(genome, pulse(i), THRESHOLD, i).deltaO;
        return sum;
      },
    },
    {
      name: 'WebAssembly, pidStep',
      run(count) {
        let state = INITIAL_PID_STATE;
        let sum = 0;
        for (let i = 0; i < count; i++) {
          const step = pidStep(state, options, pulse(i), i);
          state = step.next;
          sum += step.weightAdjustment;
        }
        return sum;
      },
    },
  ];
}

function numericBeatContenders(): Contender[] {
  const options = { kp: 0.6, ki: 0.1, kd: 0.05, tThreshold: THRESHOLD, resetOnCrossing: true };
  return [
    {
      name: 'TypeScript',
      run(count) {
        const genome = newReferenceGenome();
        let actions = 0;
        for (let i = 0; i < count; i++) {
          const t = referencePulse(4, 5, 0.001, workload(i));
          actions += referenceDecide(genome, t, THRESHOLD, i & 3, 0.5);
          referenceRecalibrate(genome, referencePid(genome, t, THRESHOLD, i).deltaO, 0.5);
        }
        return actions + genome.O;
      },
    },
    {
      name: 'WebAssembly, low-level API',
      run(count) {
        let state = INITIAL_PID_STATE;
        let { weights } = newGenome();
        let actions = 0;
        for (let i = 0; i < count; i++) {
          const t = tLambda(4, 5, 0.001, workload(i));
          const scores = {
            urgency: urgencyOf(i & 3),
            conserve: conserveOf(t, THRESHOLD),
            threat: 0.5,
            expectedGain: expectedGainOf(t, THRESHOLD),
          };
          const { stability, repairScore, optGain } = weighScores(weights, scores);
          actions += decideRule(0.5, stability, repairScore, optGain);
          const step = pidStep(state, options, t, i);
          state = step.next;
          weights = recalibrateWeights(weights, step.weightAdjustment, 0.5, i);
        }
        return actions + weights.O;
      },
    },
  ];
}

/** Beats of a whole supervisor with its ledger in memory, as fast as they go, and what each part of one costs. */
async function wholeBeatContenders(): Promise<Contender[]> {
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

export const SUITES: Readonly<Record<string, Suite>> = {
  pid: {
    title: 'PID step: a lone call into WebAssembly against the same in TypeScript',
    operation: 'step',
    contenders: async () => pidContenders(),
  },
  numeric: {
    title: 'Numeric part of a beat (pulse, cores, decision, PID, weights), call by call',
    operation: 'beat',
    contenders: async () => numericBeatContenders(),
  },
  beat: {
    title: 'Whole beat with the ledger in memory, and where its time goes',
    operation: 'beat',
    contenders: wholeBeatContenders,
  },
  detect: {
    title: 'Detector: a sample of one series',
    operation: 'sample',
    contenders: async () => detectContenders(),
  },
};
