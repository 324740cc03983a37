/**
 * The four cores (DESIGN §3.3): scores from the numeric core, the plan or gains that travel with the decision,
 * and one sentence with the numbers in it. Keys stand in canonical order: the ledger then needs no sort.
 */
import {
  conserveOf,
  expectedGainOf,
  inMilliseconds,
  inWords,
  repairCostOf,
  urgencyOf,
} from '../numeric/index.ts';
import type {
  BalanceResult,
  EntropyResult,
  FlowId,
  FlowInput,
  OptimizeResult,
  RegenResult,
  ThreatModel,
} from './flow.ts';

/** Version of each core's formula; goes up when the same inputs would score otherwise. */
const VERSIONS: Readonly<Record<FlowId, string>> = { R: 'R/1', B: 'B/1', E: 'E/1', O: 'O/1' };

/** Regen: how urgent is repair, and what would it cost? */
export function regen({ totalAnoms }: FlowInput): RegenResult {
  const urgency = urgencyOf(totalAnoms);
  const cost = repairCostOf(urgency);
  return {
    explanation: `${inWords(totalAnoms)} anomalies make repair urgent to ${inWords(urgency)} of at most 0.9, at a cost of ${inWords(cost)}.`,
    flow: 'R',
    plan: 'repair+replicate',
    scores: { cost, urgency },
    version: VERSIONS.R,
  };
}

/** Balance: how much is there to hold back, and with which gains? */
export function balance({ tLambda, tThreshold, gains }: FlowInput): BalanceResult {
  const conserve = conserveOf(tLambda, tThreshold);
  return {
    explanation: `A pulse of ${inMilliseconds(tLambda)} against ${inMilliseconds(tThreshold)} asks to hold back to ${inWords(conserve)} (1 at the threshold).`,
    flow: 'B',
    gains: { kd: gains.kd, ki: gains.ki, kp: gains.kp },
    scores: { conserve },
    version: VERSIONS.B,
  };
}

/** Optimize: what could be gained by reinvesting? */
export function optimize({ tLambda, tThreshold }: FlowInput): OptimizeResult {
  const expectedGain = expectedGainOf(tLambda, tThreshold);
  return {
    explanation:
      expectedGain > 0
        ? `A pulse of ${inMilliseconds(tLambda)} leaves ${inWords(expectedGain * 100)} % of ${inMilliseconds(tThreshold)} to reinvest.`
        : `A pulse of ${inMilliseconds(tLambda)} leaves nothing of ${inMilliseconds(tThreshold)} to reinvest.`,
    flow: 'O',
    plan: 'reinvest+transform',
    scores: { expectedGain },
    version: VERSIONS.O,
  };
}

/** Entropy: the threat that the model sees in the anomalies. Rejects when the model does, or when blind. */
export async function entropy(input: FlowInput, model: ThreatModel): Promise<EntropyResult> {
  if (input.blind) throw new Error('blind: no source has given a sample for too long');
  const threat = await model.threat(input.totalAnoms, input.mlWeight);
  return {
    explanation: `${inWords(input.totalAnoms)} anomalies at weight ${inWords(input.mlWeight)} make a threat of ${inWords(threat)}.`,
    flow: 'E',
    scores: { threat },
    version: VERSIONS.E,
  };
}

/** The result of a core that failed: score 0 and the reason (DESIGN §3.4). */
export function failedRegen(error: string): RegenResult {
  return { ...failure('R', error), flow: 'R', plan: 'repair+replicate', scores: { cost: 0, urgency: 0 } };
}
export function failedBalance(error: string, { gains }: FlowInput): BalanceResult {
  return {
    ...failure('B', error),
    flow: 'B',
    gains: { kd: gains.kd, ki: gains.ki, kp: gains.kp },
    scores: { conserve: 0 },
  };
}
export function failedEntropy(error: string): EntropyResult {
  return { ...failure('E', error), flow: 'E', scores: { threat: 0 } };
}
export function failedOptimize(error: string): OptimizeResult {
  return { ...failure('O', error), flow: 'O', plan: 'reinvest+transform', scores: { expectedGain: 0 } };
}

function failure(flow: FlowId, error: string): { error: string; explanation: string; version: string } {
  return { error, explanation: `Failed: ${error}.`, version: VERSIONS[flow] };
}
