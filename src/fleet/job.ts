/**
 * A piece of work on all chunks of a fleet, as it stands in the control block of the shared memory: which kernel,
 * with which addresses. Threads claim grains of it until none is left; which thread takes which changes no bit.
 */
import type { Kernels } from './kernels.ts';
import { CHUNK, CONTROL } from './layout.ts';

/** i32 slots of the control block. */
export const SLOT = {
  /** Goes up with every job: what workers wait on. */
  generation: 0,
  /** Workers that have not yet done their part. */
  pending: 1,
  /** First chunk that nobody has claimed. */
  next: 2,
  chunks: 3,
  task: 4,
  states: 5,
  pitch: 6,
  parameters: 7,
  words: 8,
  anoms: 9,
  threats: 10,
  actions: 11,
  /** Where the thresholds begin, and bytes from one to the next. */
  threshold: 12,
  thresholdStep: 13,
} as const;
const SLOTS = 64;

export const TASK = {
  stop: 0,
  beatWorkloadShared: 1,
  beatWorkloadOwn: 2,
  beatLnWorkloadShared: 3,
  beatLnWorkloadOwn: 4,
  beatLoadShared: 5,
  beatLoadOwn: 6,
  fadeRisks: 7,
  totalAnomalies: 8,
  endHalf: 9,
} as const;
export type Task = (typeof TASK)[keyof typeof TASK];

/** Chunks claimed at a time: 2,048 entities, some 25 µs of work. */
export const GRAIN = 32;

export interface Control {
  readonly slots: Int32Array;
  /** One number: seconds since the last beat. */
  readonly seconds: Float64Array;
}

export function controlOf(memory: WebAssembly.Memory): Control {
  return {
    slots: new Int32Array(memory.buffer, CONTROL, SLOTS),
    seconds: new Float64Array(memory.buffer, CONTROL + SLOTS * 4, 1),
  };
}

/** Claims and does grains of the job until none is left. */
export function workOn(kernels: Kernels, { slots, seconds }: Control, scratch: number): void {
  const chunks = at(slots, SLOT.chunks);
  for (;;) {
    const from = Atomics.add(slots, SLOT.next, GRAIN);
    if (from >= chunks) return;
    doChunks(kernels, slots, scratch, from, Math.min(chunks, from + GRAIN), seconds[0] ?? 0);
  }
}

function at(slots: Int32Array, slot: number): number {
  return slots[slot] ?? 0;
}

function doChunks(
  kernels: Kernels,
  slots: Int32Array,
  scratch: number,
  from: number,
  to: number,
  seconds: number,
): void {
  const states = at(slots, SLOT.states);
  const pitch = at(slots, SLOT.pitch);
  const words = at(slots, SLOT.words);
  const anoms = at(slots, SLOT.anoms);
  switch (at(slots, SLOT.task)) {
    case TASK.fadeRisks:
      kernels.fadeRisks(states, pitch, from * CHUNK, to * CHUNK, seconds);
      return;
    case TASK.totalAnomalies:
      // The totals go where the threats will be: the model answers in their place.
      kernels.totalAnomalies(states, pitch, anoms, at(slots, SLOT.threats), from * CHUNK, to * CHUNK);
      return;
    case TASK.endHalf: {
      const threshold = at(slots, SLOT.threshold);
      kernels.endHalf(
        states,
        pitch,
        words,
        threshold,
        at(slots, SLOT.thresholdStep),
        from * CHUNK,
        to * CHUNK,
      );
      return;
    }
  }
  const beat = beatKernel(kernels, at(slots, SLOT.task));
  beat(
    states,
    pitch,
    at(slots, SLOT.parameters),
    words,
    anoms,
    at(slots, SLOT.threats),
    at(slots, SLOT.actions),
    scratch,
    from,
    to,
    seconds,
  );
}

function beatKernel(kernels: Kernels, task: number) {
  switch (task) {
    case TASK.beatWorkloadShared:
      return kernels.beatWorkloadShared;
    case TASK.beatWorkloadOwn:
      return kernels.beatWorkloadOwn;
    case TASK.beatLnWorkloadShared:
      return kernels.beatLnWorkloadShared;
    case TASK.beatLnWorkloadOwn:
      return kernels.beatLnWorkloadOwn;
    case TASK.beatLoadShared:
      return kernels.beatLoadShared;
    case TASK.beatLoadOwn:
      return kernels.beatLoadOwn;
    default:
      throw new Error(`the control block of a fleet names no task: ${task}`);
  }
}
