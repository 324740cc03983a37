/**
 * The fleet's kernels (assembly/fleet.ts) over a memory. The compiled module asks for a shared memory; where there is
 * none to be had, the one bit that says so is cleared: the kernels themselves hold no atomic instruction.
 */
import { fleetWasmBase64 } from '#artefacts';

/** Addresses are bytes from the start of the memory, `from` and `to` chunks of 64 entities. */
export type BeatKernel = (
  states: number,
  pitch: number,
  parameters: number,
  words: number,
  anoms: number,
  threats: number,
  actions: number,
  scratch: number,
  from: number,
  to: number,
  seconds: number,
) => void;

export interface Kernels {
  readonly beatWorkloadShared: BeatKernel;
  readonly beatWorkloadOwn: BeatKernel;
  readonly beatLnWorkloadShared: BeatKernel;
  readonly beatLnWorkloadOwn: BeatKernel;
  readonly beatLoadShared: BeatKernel;
  readonly beatLoadOwn: BeatKernel;
  fadeRisks(states: number, pitch: number, from: number, to: number, seconds: number): void;
  totalAnomalies(
    states: number,
    pitch: number,
    anoms: number,
    totals: number,
    from: number,
    to: number,
  ): void;
  endHalf(
    states: number,
    pitch: number,
    words: number,
    threshold: number,
    step: number,
    from: number,
    to: number,
  ): void;
  /** ln (kind 0) or exp (1) of `pairs` pairs of numbers, in lanes. */
  lanesOf(kind: number, from: number, to: number, pairs: number): void;
  /** The scalar functions of the same module. */
  scalarOf(kind: number, x: number): number;
}

const ARITIES: Readonly<Record<keyof Kernels, number>> = {
  beatWorkloadShared: 11,
  beatWorkloadOwn: 11,
  beatLnWorkloadShared: 11,
  beatLnWorkloadOwn: 11,
  beatLoadShared: 11,
  beatLoadOwn: 11,
  fadeRisks: 5,
  totalAnomalies: 6,
  endHalf: 7,
  lanesOf: 4,
  scalarOf: 2,
};

/** Bytes of a page of WebAssembly memory. */
export const PAGE = 65536;
/** Most pages a memory may have: 4 GiB. */
export const MOST_PAGES = 65536;

/** Whether threads can share a memory here. */
export function sharedMemoryHere(): boolean {
  return typeof SharedArrayBuffer === 'function';
}

export function newMemory(bytes: number, shared: boolean): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE), maximum: MOST_PAGES, shared });
}

/** Compiles and instantiates the kernels over `memory`; a few milliseconds. */
export function instantiateKernels(memory: WebAssembly.Memory, shared: boolean): Kernels {
  const bytes = decodeBase64(fleetWasmBase64);
  const module = new WebAssembly.Module(shared ? bytes : withoutShared(bytes));
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  if (!hasKernels(exports)) throw new Error('build/fleet.wasm is not of this source: run `npm run build`');
  return exports;
}

function hasKernels(exports: object): exports is Kernels {
  const record: Record<string, unknown> = { ...exports };
  return Object.entries(ARITIES).every(([name, arity]) => {
    const kernel = record[name];
    return typeof kernel === 'function' && kernel.length === arity;
  });
}

/** In the import `env.memory` the name is followed by the kind (2, memory) and the limits' flags (bit 1: shared). */
const IMPORTED_MEMORY = [...'\u0003env\u0006memory\u0002'].map((letter) => letter.charCodeAt(0));

function withoutShared(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const at = bytes.findIndex((_, i) => IMPORTED_MEMORY.every((byte, j) => bytes[i + j] === byte));
  const flags = at + IMPORTED_MEMORY.length;
  if (at < 0 || bytes[flags] !== 3) throw new Error('build/fleet.wasm imports no shared memory');
  const copy = bytes.slice();
  copy[flags] = 1;
  return copy;
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
