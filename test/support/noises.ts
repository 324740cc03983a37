/** Stationary noise of many shapes, from a seed. */
import type { Random } from './random.ts';

export type Noise = () => number;

export function gaussian(random: Random): Noise {
  return () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

/** By name. The host's Math is good enough here: what is tested holds for any such numbers. */
export function noises(random: Random): Readonly<Record<string, Noise>> {
  const normal = gaussian(random);
  const autoregressive = (keep: number): Noise => {
    let state = 0;
    return () => {
      state = keep * state + normal();
      return state;
    };
  };
  return {
    gaussian: normal,
    uniform: () => random.next(),
    exponential: () => -Math.log(1 - random.next()),
    'log-normal': () => Math.exp(normal()),
    cauchy: () => Math.tan(Math.PI * (random.next() - 0.5)),
    poisson: () => poisson(random, 1),
    'rare events': () => (random.next() < 0.001 ? 1 : 0),
    'slow waves': autoregressive(0.95),
    utilisation: () => Math.min(1, Math.max(0, 0.3 + 0.1 * normal())),
  };
}

function poisson(random: Random, mean: number): number {
  let count = 0;
  for (let p = random.next(); p > Math.exp(-mean); p *= random.next()) count++;
  return count;
}
