/** Runs the four cores on the calling thread: for one organism a thread hop costs more than the work. */
import type { FlowExecutor, FlowInput, FlowResults, ThreatModel } from './flow.ts';
import { runBalance, runEntropy, runOptimize, runRegen } from './one-core.ts';

export class InlineExecutor implements FlowExecutor {
  readonly kind = 'inline';
  readonly #model: ThreatModel;

  constructor(model: ThreatModel) {
    this.#model = model;
  }

  async run(input: FlowInput): Promise<FlowResults> {
    // E first: a model that has to compute does so while the others are scored.
    const threat = runEntropy(input, this.#model);
    return { R: runRegen(input), B: runBalance(input), O: runOptimize(input), E: await threat };
  }

  async close(): Promise<void> {}
}
