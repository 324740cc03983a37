/**
 * One beat, computed again from what it was given: the same functions, in the same order, as the Arbiter runs.
 *
 * Given: time, live nodes, readings, injections, blindness, the failures of cores; the anomalies where the detector is
 * not known, and the threat where the model is not at hand. Everything else is computed.
 */
// Past the door of flows/, which also opens to worker threads: replay runs where there are none.
import { failedBalance, failedEntropy, failedOptimize, failedRegen } from '../flows/cores.ts';
import type { FlowInput, FlowResults } from '../flows/flow.ts';
import { runBalance, runEntropy, runOptimize, runRegen } from '../flows/one-core.ts';
import {
  type BeatInputs,
  type BeatParameters,
  decidedPart,
  flowInput,
  loadIn,
  recalibrate,
  recalibratedPart,
  sense,
} from './beat.ts';
import type { BeatRecord, Features } from './beat-record.ts';
import type { Genome } from './genome.ts';

/** Threat of a row, computed anew. */
export type Threat = (totalAnoms: number, mlWeight: number) => Promise<number>;

export interface ReplayedBeat {
  readonly record: BeatRecord;
  readonly genome: Genome;
}

/**
 * @param recorded what is given is taken from it
 * @param threat undefined: the recorded threat is taken
 * @param liveNodes instead of the recorded ones
 * @param guardAsRecorded what the guard remembered is not known: its verdict is taken, and not computed
 */
export async function replayBeat(
  genome: Genome,
  parameters: BeatParameters,
  recorded: BeatRecord,
  {
    threat,
    liveNodes,
    features = recorded.features,
    guardAsRecorded = false,
  }: {
    threat: Threat | undefined;
    liveNodes?: number | undefined;
    /** Instead of the recorded ones. */
    features?: Features | undefined;
    guardAsRecorded?: boolean | undefined;
  },
): Promise<ReplayedBeat> {
  const inputs: BeatInputs = {
    timestamp: recorded.timestamp,
    liveNodes: liveNodes ?? recorded.p,
    load: loadIn(parameters.load, recorded.metrics),
    anoms: features.anoms,
    injected: recorded.injected,
    blind: features.blind,
    stopped: recorded.guard?.stopped ?? null,
    underWay: recorded.underWay ?? null,
  };
  const sensed = sense(genome, parameters, inputs);
  const input = flowInput(genome, parameters, sensed, features.blind);
  const flows = await replayFlows(input, recorded.flows, threat);
  const computed = decidedPart(genome, parameters, inputs, sensed, flows);
  const { guard, enacted } = recorded;
  const decided = guardAsRecorded ? { ...computed, enacted, ...(guard && { guard }) } : computed;
  const after = recalibrate(genome, parameters, inputs, sensed, flows, decided);
  return {
    genome: after.genome,
    record: { ...withoutGuard(recorded), features, ...decided, ...recalibratedPart(after) },
  };
}

/** The verdict is computed again; without a guard there is none. */
function withoutGuard({ guard: _guard, ...record }: BeatRecord): Omit<BeatRecord, 'guard'> {
  return record;
}

async function replayFlows(
  input: FlowInput,
  { R, B, E, O }: FlowResults,
  threat: Threat | undefined,
): Promise<FlowResults> {
  const model = { threat: threat ?? (async () => E.scores.threat) };
  return {
    R: R.error === undefined ? runRegen(input) : failedRegen(R.error),
    B: B.error === undefined ? runBalance(input) : failedBalance(B.error, input),
    O: O.error === undefined ? runOptimize(input) : failedOptimize(O.error),
    // Blindness is a failure that can be computed; another one is taken as recorded.
    E: E.error === undefined || input.blind ? await runEntropy(input, model) : failedEntropy(E.error),
  };
}
