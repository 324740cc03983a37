/** The numeric core, call by call, against the same in TypeScript. */
import { newGenome } from '../core/genome.ts';
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
import type { Contender } from './measure.ts';
import {
  newReferenceGenome,
  referenceDecide,
  referencePid,
  referencePulse,
  referenceRecalibrate,
} from './typescript-reference.ts';

const THRESHOLD = 0.02;
/** Workloads that put the pulse on both sides of the threshold. */
const WORKLOADS = Float64Array.from({ length: 64 }, (_, i) => Math.exp(4 + 0.35 * i));
const workload = (i: number): number => WORKLOADS[i & 63] ?? 1;

export function pulseContenders(): Contender[] {
  const summed = (pulse: (u: number) => number) => (count: number) => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += pulse(workload(i));
    return sum;
  };
  return [
    { name: 'TypeScript', run: summed((u) => referencePulse(4, 5, 0.001, u)) },
    { name: 'WebAssembly, tLambda', run: summed((u) => tLambda(4, 5, 0.001, u)) },
  ];
}

export function pidContenders(): Contender[] {
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

export function numericBeatContenders(): Contender[] {
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
