/** What the pool and its workers say to each other: plain data. */
import type { EntropyModelOptions } from '../inference/entropy-model.ts';
import type { FlowId, FlowInput, FlowResults } from './flow.ts';

/** What a worker is started with. */
export interface WorkerTask {
  readonly core: FlowId;
  /** Only for E: it loads the model itself, so that the model runs on its thread. */
  readonly model: EntropyModelOptions | null;
}

export interface Request {
  readonly id: number;
  readonly input: FlowInput;
}

export interface Response {
  readonly id: number;
  readonly result: FlowResults[FlowId];
}
