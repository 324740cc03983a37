/** The conformance traces of DESIGN §3.7: inputs and outputs recorded from an independent implementation. */
import { readFileSync } from 'node:fs';
import type { Weights } from '../../src/numeric/index.ts';

interface Traces {
  pulse: { k: number; p: number; t1: number; u: number; t_lambda: number }[];
  pid: {
    kp: number;
    ki: number;
    kd: number;
    t_threshold: number;
    steps: {
      timestamp: number;
      t_lambda: number;
      pid_out: number;
      p_term: number;
      i_term: number;
      d_term: number;
      delta_t: number;
      integral: number;
      weight_adjustment: number;
    }[];
  }[];
  genome: { weights: Weights; beat: number; threat: number; normalized: Weights; after_feedback: Weights }[];
  decide: {
    decvec: { raw_threat: number; threat: number; stability: number; repair_score: number; opt_gain: number };
    action: string;
  }[];
  entropy: { total_anoms: number; threat: number }[];
  ledger: {
    index: number;
    timestamp: number;
    data: { type: string; [key: string]: unknown };
    previous_hash: string;
    hash: string;
  }[];
}

const path = new URL('../golden/reference-traces.json', import.meta.url);
export const golden: Traces = JSON.parse(readFileSync(path, 'utf8'));

/** |actual − expected| ≤ relative·|expected| + absolute */
export function near(actual: number, expected: number, relative: number, absolute = 0): boolean {
  return Math.abs(actual - expected) <= relative * Math.abs(expected) + absolute;
}
