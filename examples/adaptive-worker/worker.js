/**
 * A CPU-bound worker whose batches follow a budget: it hashes, on every processor, as much as it is allowed to.
 *
 *   node worker.js [budget file]
 *
 * A full batch is what one processor does alone in a period. Without a file, or with one that nobody writes any more,
 * batches are full.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { isMainThread, Worker, workerData } from 'node:worker_threads';

/** Seconds. Short against the supervisor's interval, so that each of its samples holds many batches. */
const PERIOD = 0.02;
const STALE = 10;

const block = Buffer.alloc(4096, 'venom');
function hash(count) {
  for (let i = 0; i < count; i++) createHash('sha256').update(block).digest();
}

/** Hashes that one processor does in a period: the best of a few tries, so that others' load does not count. */
function fullBatch() {
  const tries = Array.from({ length: 10 }, () => {
    const started = performance.now();
    hash(2000);
    return 2000 / (performance.now() - started);
  });
  return Math.round(Math.max(...tries) * 1000 * PERIOD);
}

function budgetIn(file) {
  try {
    const { budget, timestamp } = JSON.parse(readFileSync(file, 'utf8'));
    return Date.now() / 1000 - timestamp > STALE ? 1 : budget;
  } catch {
    return 1;
  }
}

async function work({ file, full }) {
  let due = performance.now();
  for (;;) {
    hash(Math.round(full * (file ? budgetIn(file) : 1)));
    // By a time table: a timer that comes late is made up for, a batch that took too long is not.
    due = Math.max(due + PERIOD * 1000, performance.now());
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
  }
}

if (isMainThread) {
  const data = { file: process.argv[2], full: fullBatch() };
  for (let i = 0; i < availableParallelism(); i++) new Worker(new URL(import.meta.url), { workerData: data });
} else {
  await work(workerData);
}
