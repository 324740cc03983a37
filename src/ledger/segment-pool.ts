/**
 * Checks segments, in this thread and in workers beside it, and hands their entries on in order. A segment begins where
 * the seal of the one before ends, so that segments can be checked side by side: each is checked against its own seal.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { messageOf, VenomError, VerificationError } from '../core/errors.ts';
import { nodeFileSystem } from './file-system.ts';
import type { Segment } from './segment.ts';
import { type CheckedEntries, checkSegment, type SegmentEnd } from './segment-check.ts';
import { createSha3 } from './sha3.ts';

export interface SegmentTask {
  readonly segment: Segment;
  readonly previousHash: string;
}

/** What a worker says of a segment. */
export type SegmentAnswer =
  | { readonly kind: 'entries'; readonly entries: CheckedEntries }
  | { readonly kind: 'end'; readonly end: SegmentEnd }
  | { readonly kind: 'refused'; readonly message: string; readonly code: string; readonly fix: string }
  | { readonly kind: 'failed'; readonly message: string };

export type Take = (entries: CheckedEntries) => Promise<void>;

/** This file's own ending: sources run as .ts, the build as .js. */
const ending = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
const workerUrl = new URL(`./segment-worker${ending}`, import.meta.url);

/** Segments that may be checked ahead of the one whose turn it is, for each thread. */
const AHEAD = 2;

/** @returns the ends of the segments, in order */
export async function checkSegments(
  directory: string,
  tasks: readonly SegmentTask[],
  jobs: number,
  take: Take,
): Promise<SegmentEnd[]> {
  if (jobs > 1 && tasks.length > 1) return new SegmentPool(directory, tasks, take).run(jobs);
  const hash = await createSha3();
  const ends: SegmentEnd[] = [];
  for (const task of tasks) ends.push(await checkSegment(nodeFileSystem, directory, hash, task, take));
  return ends;
}

/** What has come of a segment that is not yet handed on. */
interface Result {
  readonly waiting: CheckedEntries[];
  end: SegmentEnd | undefined;
  error: Error | undefined;
}

class SegmentPool {
  readonly #directory: string;
  readonly #tasks: readonly SegmentTask[];
  readonly #take: Take;
  readonly #results: Result[];
  /** The segment whose turn it is. */
  #turn = 0;
  #next = 0;
  /** Nothing is to be checked any more. */
  #over = false;
  #idle: Worker[] = [];
  #changed = Promise.withResolvers<void>();

  constructor(directory: string, tasks: readonly SegmentTask[], take: Take) {
    this.#directory = directory;
    this.#tasks = tasks;
    this.#take = take;
    this.#results = tasks.map(() => ({ waiting: [], end: undefined, error: undefined }));
  }

  async run(jobs: number): Promise<SegmentEnd[]> {
    // More threads than processors only take memory.
    const count = Math.min(jobs, this.#tasks.length, Math.max(2, availableParallelism()));
    // This thread is one of them: it need not wait for the others to begin, and takes no memory of its own.
    const workers = Array.from(
      { length: count - 1 },
      () => new Worker(workerUrl, { workerData: this.#directory }),
    );
    this.#idle = [...workers];
    const own = this.#checkHere(count * AHEAD);
    try {
      const ends: SegmentEnd[] = [];
      while (this.#turn < this.#tasks.length) {
        this.#assign(count * AHEAD);
        const result = this.#results[this.#turn];
        if (!result) break;
        const { promise } = this.#changed;
        for (const entries of result.waiting.splice(0)) await this.#take(entries);
        if (result.error) throw result.error;
        if (result.end && result.waiting.length === 0) {
          ends.push(result.end);
          this.#turn++;
          this.#tell();
        } else if (result.waiting.length === 0) await promise;
      }
      return ends;
    } finally {
      this.#over = true;
      this.#tell();
      await Promise.all([own, ...workers.map((worker) => worker.terminate())]);
    }
  }

  /** Something has come of a segment, or another may be begun. */
  #tell(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  /** The next segment that nobody checks; undefined where it is too far ahead, or there is none. */
  #claim(ahead: number): { readonly task: SegmentTask; readonly result: Result } | undefined {
    if (this.#next >= this.#turn + ahead) return undefined;
    const task = this.#tasks[this.#next];
    const result = this.#results[this.#next];
    if (!task || !result) return undefined;
    this.#next++;
    return { task, result };
  }

  async #checkHere(ahead: number): Promise<void> {
    const hash = await createSha3();
    while (!this.#over && this.#next < this.#tasks.length) {
      const { promise } = this.#changed;
      const claimed = this.#claim(ahead);
      if (!claimed) {
        await promise;
        continue;
      }
      const { task, result } = claimed;
      try {
        result.end = await checkSegment(nodeFileSystem, this.#directory, hash, task, (entries) => {
          if (this.#over) throw new Error('the check was ended');
          result.waiting.push(entries);
          this.#tell();
        });
      } catch (error) {
        result.error = error instanceof Error ? error : new Error(messageOf(error));
      }
      this.#tell();
    }
  }

  #assign(ahead: number): void {
    while (this.#idle.length > 0) {
      const claimed = this.#claim(ahead);
      if (!claimed) return;
      const worker = this.#idle.pop();
      if (worker) this.#give(worker, claimed.task, claimed.result);
    }
  }

  #give(worker: Worker, task: SegmentTask, result: Result): void {
    const heard = (answer: SegmentAnswer): void => {
      if (answer.kind === 'entries') result.waiting.push(answer.entries);
      else {
        if (answer.kind === 'end') result.end = answer.end;
        else if (answer.kind === 'refused') result.error = new VerificationError(answer.message, answer);
        else result.error = new Error(answer.message);
        worker.off('message', heard);
        worker.off('error', lost);
        this.#idle.push(worker);
      }
      this.#tell();
    };
    const lost = (error: unknown): void => {
      result.error = new Error(`a worker failed: ${messageOf(error)}`);
      this.#tell();
    };
    worker.on('message', heard);
    worker.on('error', lost);
    worker.postMessage(task);
  }
}

/** An error as a worker can send it. */
export function answerOf(error: unknown): SegmentAnswer {
  if (!(error instanceof VenomError)) return { kind: 'failed', message: messageOf(error) };
  const { message, code, fix } = error;
  return { kind: 'refused', message, code, fix };
}
