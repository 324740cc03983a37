/** Time and chance of the machine, for a mesh that is given none. */
import type { MeshTime } from './mesh-core.ts';

export const machineTime: MeshTime = {
  now: () => Date.now() / 1000,
  monotonic: () => performance.now() / 1000,
};

/** [0, 1) */
export const machineChance = (): number => Math.random();
