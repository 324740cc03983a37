/** A worker of the pool: runs one core, one request after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { EntropyModel } from '../inference/entropy-model.ts';
import type { FlowId, FlowInput, FlowResults } from './flow.ts';
import { runBalance, runEntropy, runOptimize, runRegen } from './one-core.ts';
import type { Request, Response, WorkerTask } from './worker-protocol.ts';

function coreOf({
  core,
  model,
}: WorkerTask): (input: FlowInput) => FlowResults[FlowId] | Promise<FlowResults[FlowId]> {
  switch (core) {
    case 'R':
      return runRegen;
    case 'B':
      return runBalance;
    case 'O':
      return runOptimize;
    case 'E': {
      const entropyModel = new EntropyModel(model ?? {});
      return (input) => runEntropy(input, entropyModel);
    }
  }
}

const port = parentPort;
if (port === null) throw new Error('core-worker.ts runs only as a worker');
const task: WorkerTask = workerData;
const core = coreOf(task);
port.on('message', async ({ id, input }: Request) => {
  const response: Response = { id, result: await core(input) };
  port.postMessage(response);
});
