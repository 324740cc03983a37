/** A thread of a fleet's pool: sleeps on the control block, does its part of each job, and goes when told to stop. */
import { parentPort, workerData } from 'node:worker_threads';
import { controlOf, SLOT, TASK, workOn } from './job.ts';
import { instantiateKernels } from './kernels.ts';
import type { FleetWorkerData } from './pool.ts';

const port = parentPort;
if (port === null) throw new Error('fleet-worker.ts runs only as a worker');
const { memory, scratch }: FleetWorkerData = workerData;
const kernels = instantiateKernels(memory, true);
const control = controlOf(memory);
const { slots } = control;

/** Blocks the thread until it is told to stop. @param generation jobs there were before it takes part */
function serve(generation: number): void {
  let done = generation;
  for (;;) {
    Atomics.wait(slots, SLOT.generation, done);
    const current = Atomics.load(slots, SLOT.generation);
    if (current === done) continue;
    done = current;
    if (slots[SLOT.task] === TASK.stop) return;
    workOn(kernels, control, scratch);
    if (Atomics.sub(slots, SLOT.pending, 1) === 1) Atomics.notify(slots, SLOT.pending);
  }
}

port.on('message', serve);
port.postMessage('ready');
