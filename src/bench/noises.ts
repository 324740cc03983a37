/** Stationary noise of many shapes. */

/** [0, 1), e.g. from a seed. */
export type Chance = () => number;
export type Noise = () => number;

/** mulberry32: the same numbers on every runtime. */
export function seeded(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function gaussian(next: Chance): Noise {
  return () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

/** By name. The host's Math is good enough here: what is tested holds for any such numbers. */
export function noises(next: Chance): Readonly<Record<string, Noise>> {
  const normal = gaussian(next);
  return {
    gaussian: normal,
    uniform: next,
    exponential: () => -Math.log(1 - next()),
    'log-normal': () => Math.exp(normal()),
    cauchy: () => Math.tan(Math.PI * (next() - 0.5)),
    poisson: () => poisson(next, 1),
    'rare events': () => (next() < 0.001 ? 1 : 0),
    'slow waves': waves(normal, 0.95),
    utilisation: () => Math.min(1, Math.max(0, 0.3 + 0.1 * normal())),
  };
}

/** Each value keeps a share of the one before. */
export function waves(noise: Noise, keep: number): Noise {
  let state = 0;
  return () => {
    state = keep * state + noise();
    return state;
  };
}

function poisson(next: Chance, mean: number): number {
  let count = 0;
  for (let p = next(); p > Math.exp(-mean); p *= next()) count++;
  return count;
}
