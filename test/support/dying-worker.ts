/** A worker that dies at its first request when its core is R, and answers otherwise. */
import { existsSync, writeFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { runBalance, runOptimize, runRegen } from '../../src/flows/one-core.ts';
import type { Request } from '../../src/flows/worker-protocol.ts';

const marker = process.env.VENOM_DYING_WORKER ?? '';

parentPort?.on('message', ({ id, input }: Request) => {
  if (workerData.core === 'R' && !existsSync(marker)) {
    writeFileSync(marker, 'died once');
    process.exit(7);
  }
  const core = { R: runRegen, B: runBalance, O: runOptimize }[workerData.core as 'R' | 'B' | 'O'];
  const result = core ? core(input) : { flow: 'E', scores: { threat: 0.5 }, explanation: '', version: '' };
  parentPort?.postMessage({ id, result });
});
