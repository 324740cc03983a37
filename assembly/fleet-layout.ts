// How a fleet is kept: one array for each field, plain (docs/adr/0004-fleet.md says why not in blocks). The host places
// the arrays and hands their addresses over: f64 arrays of the state one `pitch` of bytes apart, in this order.

/** Entities that go through the stages together; arrays are padded to a whole number of them. */
export const CHUNK: usize = 64;
/** Bytes a thread needs of its own: T_Λ and the threats of a chunk. */
export const SCRATCH_BYTES: usize = 768;

export const R: usize = 0;
export const B: usize = 1;
export const E: usize = 2;
export const O: usize = 3;
/** Integral of the PID, [−1, 1]. */
export const I: usize = 4;
/** e of the last beat, seconds; NaN before the first. */
export const ERROR: usize = 5;
/** Σ V over the current half of the stability window, s². */
export const V_SUM: usize = 6;
/** Σ V over the half before. */
export const V_OLDER: usize = 7;
/** Injected anomalies as of the last beat. */
export const RISK: usize = 8;
/** Last known reading of the load; NaN where there is none. */
export const LOAD: usize = 9;
/** What the beat is given: U, ln U, or a reading of the load. */
export const INPUT: usize = 10;
export const FIELDS: usize = 11;

// A word (u32) an entity, from bit 0: threatened (1), t of DESIGN §3.5 (28), halves of the stability window seen (2),
// unstable (1).
/** Bits 0…28: threatened, and t above it. */
export const AGE_BITS: i32 = 0x1fffffff;
/** t stays at 2^28 − 1 beats, eight years of a beat a second. */
export const AGE_MAX: i32 = 0x1ffffffe;
export const HALVES_SHIFT: i32 = 29;
export const HALVES_BITS: i32 = 0x60000000;
export const UNSTABLE: i32 = 0x80000000;

// Parameters: f64 one after the other where they are shared, else arrays one pitch apart.
export const PARAMETERS: usize = 8;
/** 1 − 1/(k·P), with the live nodes. */
export const DIVISOR: usize = 0;
/** 1 − 1/(k·P) at the nominal size. */
export const NOMINAL: usize = 1;
export const TIME_UNIT: usize = 2;
export const THRESHOLD: usize = 3;
export const GAIN_P: usize = 4;
export const GAIN_I: usize = 5;
export const GAIN_D: usize = 6;
export const SETPOINT: usize = 7;
