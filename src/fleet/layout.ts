/**
 * Where the arrays of a fleet lie in its memory, in bytes:
 *
 *   0          the module's own constants
 *   64 Ki      control block of the pool (pool.ts), shared parameters, 768 bytes of scratch for each thread
 *   128 Ki     f64 arrays, one `pitch` apart: the eleven fields of assembly/fleet-layout.ts, and the eight
 *              parameters where every entity has its own
 *   then       words (u32), anomalies, threats (f32), actions (u8)
 *
 * A pitch is nine cache lines more than the array: with a power of two, the arrays would fall on the same lines of
 * the cache.
 */

/** Entities that go through the kernels together. */
export const CHUNK = 64;
export const SCRATCH_BYTES = 768;
export const CONTROL = 65536;
export const SHARED_PARAMETERS = CONTROL + 1024;
export const SCRATCH = CONTROL + 2048;
const ARRAYS = 131072;
/** Threads that find scratch before the arrays begin. */
export const MOST_THREADS = Math.floor((ARRAYS - SCRATCH) / SCRATCH_BYTES);
const SKEW = 576;

/** Fields of the state, in the order of assembly/fleet-layout.ts. */
export const FIELDS = {
  R: 0,
  B: 1,
  E: 2,
  O: 3,
  integral: 4,
  error: 5,
  vSum: 6,
  vOlder: 7,
  risk: 8,
  load: 9,
  input: 10,
} as const;
export type Field = keyof typeof FIELDS;
const FIELD_COUNT = 11;

/** Parameters, in the order of assembly/fleet-layout.ts. */
export const PARAMETER_FIELDS = {
  divisor: 0,
  nominal: 1,
  t1: 2,
  tThreshold: 3,
  kp: 4,
  ki: 5,
  kd: 6,
  setpoint: 7,
} as const;
export const PARAMETER_COUNT = 8;

export interface Layout {
  /** Entities there is room for: a whole number of chunks. */
  readonly capacity: number;
  readonly pitch: number;
  readonly states: number;
  /** Of the parameters: their arrays where every entity has its own, else the shared ones. */
  readonly parameters: number;
  readonly words: number;
  readonly anoms: number;
  readonly threats: number;
  readonly actions: number;
  /** Bytes of memory that all of it takes. */
  readonly bytes: number;
}

export function layoutOf(entities: number, ownParameters: boolean): Layout {
  const capacity = Math.ceil(Math.max(1, entities) / CHUNK) * CHUNK;
  const pitch = capacity * 8 + SKEW;
  const small = capacity * 4 + SKEW;
  const fields = FIELD_COUNT + (ownParameters ? PARAMETER_COUNT : 0);
  const words = ARRAYS + fields * pitch;
  return {
    capacity,
    pitch,
    states: ARRAYS,
    parameters: ownParameters ? ARRAYS + FIELD_COUNT * pitch : SHARED_PARAMETERS,
    words,
    anoms: words + small,
    threats: words + 2 * small,
    actions: words + 3 * small,
    bytes: words + 3 * small + capacity,
  };
}

/** Bytes an entity takes: its fields, parameters, word, anomalies, threat and action. */
export function bytesPerEntity(ownParameters: boolean): number {
  return 8 * (FIELD_COUNT + (ownParameters ? PARAMETER_COUNT : 0)) + 4 + 4 + 4 + 1;
}

// Word of an entity, as in assembly/fleet-layout.ts.
export const THREATENED = 1;
export const AGE_SHIFT = 1;
export const AGE_MAX = 0x0fffffff;
export const HALVES_SHIFT = 29;
export const UNSTABLE = 0x80000000;
