/** One core by its name, with the rule that a failure is a result (DESIGN §3.4): what every executor runs. */
import { messageOf } from '../core/errors.ts';
import {
  balance,
  entropy,
  failedBalance,
  failedEntropy,
  failedOptimize,
  failedRegen,
  optimize,
  regen,
} from './cores.ts';
import type {
  BalanceResult,
  EntropyResult,
  FlowInput,
  OptimizeResult,
  RegenResult,
  ThreatModel,
} from './flow.ts';

export function runRegen(input: FlowInput): RegenResult {
  try {
    return regen(input);
  } catch (error) {
    return failedRegen(messageOf(error));
  }
}

export function runBalance(input: FlowInput): BalanceResult {
  try {
    return balance(input);
  } catch (error) {
    return failedBalance(messageOf(error), input);
  }
}

export async function runEntropy(input: FlowInput, model: ThreatModel): Promise<EntropyResult> {
  try {
    return await entropy(input, model);
  } catch (error) {
    return failedEntropy(messageOf(error));
  }
}

export function runOptimize(input: FlowInput): OptimizeResult {
  try {
    return optimize(input);
  } catch (error) {
    return failedOptimize(messageOf(error));
  }
}
