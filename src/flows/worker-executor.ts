/**
 * Runs the four cores on four threads, one each. The same functions on the same inputs as inline, so the same
 * bits; worth its hop where a core has real work (a large model).
 *
 * A worker that dies fails its core for that beat (DESIGN §3.4) and is started anew for the next.
 */
import { Worker } from 'node:worker_threads';
import { messageOf } from '../core/errors.ts';
import type { EntropyModelOptions } from '../inference/entropy-model.ts';
import { failedBalance, failedEntropy, failedOptimize, failedRegen } from './cores.ts';
import type { FlowExecutor, FlowId, FlowInput, FlowResults } from './flow.ts';
import type { Request, Response, WorkerTask } from './worker-protocol.ts';

/** This file's own ending: sources run as .ts, the build as .js. */
const ending = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
const workerUrl = new URL(`./core-worker${ending}`, import.meta.url);

interface Waiter<Result> {
  settle(result: Result): void;
  fail(error: Error): void;
}

/** One core's worker, started when first asked. */
class CoreWorker<Id extends FlowId> {
  readonly #task: WorkerTask;
  readonly #script: URL;
  #worker: Worker | undefined;
  /** Who waits for which request. */
  readonly #waiting = new Map<number, Waiter<FlowResults[Id]>>();
  #requests = 0;

  constructor(core: Id, model: EntropyModelOptions | null, script: URL) {
    this.#task = { core, model };
    this.#script = script;
  }

  run(input: FlowInput): Promise<FlowResults[Id]> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    return new Promise((settle, fail) => {
      const request: Request = { id: ++this.#requests, input };
      this.#waiting.set(request.id, { settle, fail });
      worker.postMessage(request);
    });
  }

  #start(): Worker {
    const worker = new Worker(this.#script, { workerData: this.#task });
    worker.on('message', ({ id, result }: Response & { result: FlowResults[Id] }) => {
      this.#waiting.get(id)?.settle(result);
      this.#waiting.delete(id);
    });
    const lost = (why: string): void => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#failAll(`its worker ${why}`);
    };
    worker.on('messageerror', (error) => this.#failAll(`its answer could not be read: ${messageOf(error)}`));
    worker.on('error', (error) => lost(`failed: ${messageOf(error)}`));
    worker.on('exit', (code) => lost(`ended with code ${code}`));
    return worker;
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#failAll('its worker was closed');
    await worker?.terminate();
  }

  #failAll(why: string): void {
    for (const { fail } of this.#waiting.values()) fail(new Error(why));
    this.#waiting.clear();
  }
}

export class WorkerExecutor implements FlowExecutor {
  readonly kind = 'workers';
  readonly #r: CoreWorker<'R'>;
  readonly #b: CoreWorker<'B'>;
  readonly #e: CoreWorker<'E'>;
  readonly #o: CoreWorker<'O'>;

  /**
   * @param model options of the EntropyModel that the E worker builds
   * @param script what the workers run; another one only to see what happens when they die
   */
  constructor(model: EntropyModelOptions = {}, script: URL = workerUrl) {
    this.#r = new CoreWorker('R', null, script);
    this.#b = new CoreWorker('B', null, script);
    this.#e = new CoreWorker('E', model, script);
    this.#o = new CoreWorker('O', null, script);
  }

  async run(input: FlowInput): Promise<FlowResults> {
    const [R, B, E, O] = await Promise.all([
      this.#r.run(input).catch((error: unknown) => failedRegen(messageOf(error))),
      this.#b.run(input).catch((error: unknown) => failedBalance(messageOf(error), input)),
      this.#e.run(input).catch((error: unknown) => failedEntropy(messageOf(error))),
      this.#o.run(input).catch((error: unknown) => failedOptimize(messageOf(error))),
    ]);
    return { R, B, E, O };
  }

  async close(): Promise<void> {
    await Promise.all([this.#r, this.#b, this.#e, this.#o].map((worker) => worker.close()));
  }
}
