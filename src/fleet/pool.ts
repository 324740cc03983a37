/**
 * Threads that share a fleet's memory. A job is written into the control block, the workers are woken, the calling
 * thread takes its part, and waits for theirs: a beat stays one synchronous call.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { messageOf } from '../core/errors.ts';
import { type Control, controlOf, GRAIN, SLOT, TASK, type Task, workOn } from './job.ts';
import type { Kernels } from './kernels.ts';
import { MOST_THREADS, SCRATCH, SCRATCH_BYTES } from './layout.ts';

export interface FleetWorkerData {
  readonly memory: WebAssembly.Memory;
  readonly scratch: number;
}

/** This file's own ending: sources run as .ts, the build as .js. */
const ending = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
const workerUrl = new URL(`./fleet-worker${ending}`, import.meta.url);

/** A worker that takes longer for its part has died, milliseconds. */
const LONGEST_JOB = 30_000;

export class FleetPool {
  readonly #kernels: Kernels;
  readonly #memory: WebAssembly.Memory;
  #control: Control;
  #workers: Worker[] = [];
  #lost: string | undefined;

  constructor(kernels: Kernels, memory: WebAssembly.Memory) {
    this.#kernels = kernels;
    this.#memory = memory;
    this.#control = controlOf(memory);
  }

  /** Threads that take part, the calling one among them. */
  get threads(): number {
    return this.#workers.length + 1;
  }

  /** The control block's slots, for the addresses of the next job. */
  get slots(): Int32Array {
    return this.#control.slots;
  }

  /** To be called when the memory has grown. */
  remap(): void {
    this.#control = controlOf(this.#memory);
  }

  /** Starts workers until `threads` take part; resolves when they do. */
  async start(threads: number): Promise<void> {
    const wanted = Math.min(threads, MOST_THREADS) - 1;
    while (this.#workers.length < wanted) {
      const index = this.#workers.length + 1;
      const data: FleetWorkerData = {
        memory: this.#memory,
        scratch: SCRATCH + index * SCRATCH_BYTES,
      };
      const worker = new Worker(workerUrl, { workerData: data });
      await once(worker, 'message');
      worker.on('error', (error) => {
        this.#lost = messageOf(error);
      });
      worker.unref();
      worker.postMessage(Atomics.load(this.#control.slots, SLOT.generation));
      this.#workers.push(worker);
    }
  }

  /** Does `task` on `chunks` chunks; the addresses are in the slots. Allocates nothing. */
  run(task: Task, chunks: number, seconds: number): void {
    const { slots } = this.#control;
    if (this.#lost !== undefined) throw new Error(`a worker of the fleet failed: ${this.#lost}`);
    slots[SLOT.task] = task;
    slots[SLOT.chunks] = chunks;
    this.#control.seconds[0] = seconds;
    Atomics.store(slots, SLOT.next, 0);
    // One grain is done before a worker has woken up.
    const workers = chunks > GRAIN ? this.#workers.length : 0;
    if (workers > 0) {
      Atomics.store(slots, SLOT.pending, workers);
      Atomics.add(slots, SLOT.generation, 1);
      Atomics.notify(slots, SLOT.generation);
    }
    workOn(this.#kernels, this.#control, SCRATCH);
    for (let left = workers; left > 0; left = Atomics.load(slots, SLOT.pending)) {
      const now = Atomics.load(slots, SLOT.pending);
      if (now > 0 && Atomics.wait(slots, SLOT.pending, now, LONGEST_JOB) === 'timed-out') {
        this.#lost = `no answer in ${LONGEST_JOB / 1000} s`;
        throw new Error(`a worker of the fleet failed: ${this.#lost}`);
      }
    }
  }

  async close(): Promise<void> {
    const workers = this.#workers;
    this.#workers = [];
    if (workers.length === 0) return;
    const { slots } = this.#control;
    slots[SLOT.task] = TASK.stop;
    Atomics.add(slots, SLOT.generation, 1);
    Atomics.notify(slots, SLOT.generation);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
