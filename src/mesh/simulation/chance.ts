/** Chance from a seed (mulberry32): the same on every runtime. */

/** [0, 1) */
export type Chance = () => number;

export function seeded(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** 32 bytes, as the seed of a key. */
export function seedBytes(chance: Chance): Uint8Array {
  return Uint8Array.from({ length: 32 }, () => Math.floor(256 * chance()));
}
