/** Runs the four cores on the calling thread: for one organism a thread hop costs more than the work. */
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
import type { FlowExecutor, FlowInput, FlowResults, ThreatModel } from './flow.ts';

function attempt<T>(core: () => T, failed: (error: string) => T): T {
  try {
    return core();
  } catch (error) {
    return failed(messageOf(error));
  }
}

export class InlineExecutor implements FlowExecutor {
  readonly kind = 'inline';
  readonly #model: ThreatModel;

  constructor(model: ThreatModel) {
    this.#model = model;
  }

  async run(input: FlowInput): Promise<FlowResults> {
    const threat = entropy(input, this.#model).catch((error: unknown) => failedEntropy(messageOf(error)));
    return {
      R: attempt(() => regen(input), failedRegen),
      B: attempt(
        () => balance(input),
        (error) => failedBalance(error, input),
      ),
      O: attempt(() => optimize(input), failedOptimize),
      E: await threat,
    };
  }

  async close(): Promise<void> {}
}
