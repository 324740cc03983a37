/** Inputs of the fleets that are measured: the same numbers in TypeScript, WebAssembly and C (test/native/fleet.c). */
import { Fleet, type FleetOptions } from '../fleet/index.ts';
import type { FleetInputs } from './fleet-reference.ts';

/** Workloads on both sides of the threshold; one entity in twenty with a threat above a half. */
export function fleetInputs(entities: number, lnHeld: boolean): FleetInputs {
  const workloads = new Float64Array(entities);
  const anoms = new Float32Array(entities);
  const threats = new Float32Array(entities);
  const random = mulberry(20260101);
  for (let i = 0; i < entities; i++) {
    const lnU = 8 + 24 * random();
    workloads[i] = lnHeld ? lnU : Math.exp(lnU);
    const count = Math.floor(6 * random() ** 4);
    anoms[i] = count;
    threats[i] = 1 / (1 + Math.exp(2 - 0.45 * count));
  }
  return { workloads, anoms, threats };
}

/** Seconds between beats: no power of two, by which a division would be cheap. */
export const STEP = 1.004;

/** A fleet of these inputs, and beats of it. */
export function fleetOf(
  { workloads, anoms, threats }: FleetInputs,
  lnHeld: boolean,
  options: FleetOptions = {},
): { fleet: Fleet; beats(count: number): number } {
  const input = lnHeld ? 'lnWorkload' : 'workload';
  const fleet = new Fleet({ size: workloads.length, input, ...options });
  fleet.views.input.set(workloads);
  fleet.views.anoms.set(anoms);
  fleet.views.threats.set(threats);
  return {
    fleet,
    beats(count) {
      for (let i = 0; i < count; i++) fleet.beat((fleet.timestamp ?? 0) + STEP);
      return fleet.views.O[0] ?? 0;
    },
  };
}

function mulberry(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
