/** A worker of the pool: checks one segment after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { nodeFileSystem } from './file-system.ts';
import { checkSegment } from './segment-check.ts';
import { answerOf, type SegmentAnswer, type SegmentTask } from './segment-pool.ts';
import { createSha3 } from './sha3.ts';

const port = parentPort;
if (port === null) throw new Error('segment-worker.ts runs only as a worker');
const directory: string = workerData;
const hash = createSha3();

const answer = (message: SegmentAnswer): void => port.postMessage(message);

port.on('message', async (task: SegmentTask) => {
  try {
    const end = await checkSegment(nodeFileSystem, directory, await hash, task, (entries) =>
      port.postMessage({ kind: 'entries', entries } satisfies SegmentAnswer, [
        entries.digests.buffer,
        entries.leaves.buffer,
      ]),
    );
    answer({ kind: 'end', end });
  } catch (error) {
    answer(answerOf(error));
  }
});
