/** Single organisms on the inputs of a fleet: the pure functions of a beat, one entity after the other. */
import { judge, recalibrate, type Sensed, sense } from '../../src/core/beat.ts';
import { ACTIONS } from '../../src/core/beat-record.ts';
import { type Genome, newGenome } from '../../src/core/genome.ts';
import type { FleetInput, FleetParameters } from '../../src/fleet/index.ts';
import { failedEntropy } from '../../src/flows/cores.ts';
import type { FlowResults } from '../../src/flows/index.ts';
import {
  conserveOf,
  expectedGainOf,
  type PidOptions,
  pulseOfLnU,
  repairCostOf,
  urgencyOf,
} from '../../src/numeric/index.ts';
import { holdNodes, TLambdaPulse } from '../../src/sync/index.ts';

/** What one entity is given at a beat. */
export interface EntityInputs {
  readonly timestamp: number;
  readonly liveNodes: number;
  /** U, ln U, or a reading (NaN: none). */
  readonly input: number;
  /** Below 0: blind. */
  readonly anoms: number;
  readonly injected: number;
  /** NaN: not known. */
  readonly threat: number;
}

export interface Organism {
  genome: Genome;
  action: number;
  pidStable: boolean;
  budget: number;
}

export function newOrganism(): Organism {
  return { genome: newGenome(), action: 0, pidStable: true, budget: 0 };
}

/** One beat of `organism`. */
export function beatOrganism(
  organism: Organism,
  kind: FleetInput,
  parameters: FleetParameters,
  dtMax: number,
  given: EntityInputs,
): void {
  const { k, p, t1, tThreshold, kp, ki, kd, setpoint } = parameters;
  const pid: PidOptions = { kp, ki, kd, tThreshold, dtMax, resetOnCrossing: true };
  const blind = given.anoms < 0;
  const inputs = {
    timestamp: given.timestamp,
    liveNodes: given.liveNodes,
    load: kind === 'load' && given.input >= 0 ? Math.min(given.input, 1000 * setpoint) : null,
    anoms: blind ? 0 : given.anoms,
    injected: given.injected,
    blind,
  };
  const load = kind === 'load' ? { metric: 'load', setpoint } : null;
  const pulse = new TLambdaPulse({ k, p, t1, u: kind === 'workload' ? given.input : 2 });
  const { genome } = organism;
  const felt: Sensed = sense(genome, { pulse, pid, load }, inputs);
  const sensed: Sensed =
    kind === 'lnWorkload'
      ? { ...felt, tLambda: pulseOfLnU(k, holdNodes(given.liveNodes, k), t1, given.input) }
      : felt;
  const results = resultsOf(sensed, blind ? Number.NaN : given.threat, pid);
  const { decided } = judge(genome.weights, results);
  const after = recalibrate(genome, { pulse, pid, load }, inputs, sensed, results, {
    decided,
    enacted: decided,
  });
  organism.genome = after.genome;
  organism.action = ACTIONS.indexOf(decided);
  organism.pidStable = after.pidStable;
  organism.budget = after.budget;
}

/** The four cores' results, without their sentences. */
function resultsOf({ totalAnoms, tLambda }: Sensed, threat: number, pid: PidOptions): FlowResults {
  const text = { explanation: '', version: '' };
  const urgency = urgencyOf(totalAnoms);
  const known = threat >= 0 && threat <= 1;
  return {
    R: { ...text, flow: 'R', plan: 'repair+replicate', scores: { cost: repairCostOf(urgency), urgency } },
    B: {
      ...text,
      flow: 'B',
      gains: { kd: pid.kd, ki: pid.ki, kp: pid.kp },
      scores: { conserve: conserveOf(tLambda, pid.tThreshold) },
    },
    E: known ? { ...text, flow: 'E', scores: { threat } } : failedEntropy('not known'),
    O: {
      ...text,
      flow: 'O',
      plan: 'reinvest+transform',
      scores: { expectedGain: expectedGainOf(tLambda, pid.tThreshold) },
    },
  };
}
