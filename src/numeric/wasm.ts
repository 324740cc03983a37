/**
 * Loads the numeric core (assembly/, DESIGN §3): the compiled module is embedded in the generated `#artefacts`,
 * so that it is the same bytes from source, from build/, from an installed package and in a browser, on every
 * runtime, and no file has to be found.
 */

import { instantiateSync } from '@assemblyscript/loader';
import { coreWasmBase64, coreWasmSha256 } from '#artefacts';

type Numbers<Count extends number, List extends number[] = []> = List['length'] extends Count
  ? List
  : Numbers<Count, [...List, number]>;
/** A WebAssembly function of `Count` numbers. */
type Fn<Count extends number, Result = number> = (...args: Numbers<Count>) => Result;

/** Functions of the module that return a number, with how many they take. */
const VALUES = {
  ioAddress: 0,
  ln: 1,
  exp: 1,
  pulse: 4,
  tLambda: 4,
  lnU: 1,
  lnUOfLoad: 6,
  pidStep: 12,
  pidStable: 2,
  heldDelta: 2,
  decayRisk: 2,
  budget: 2,
  urgency: 1,
  repairCost: 1,
  conserve: 2,
  expectedGain: 2,
  decide: 4,
  detect: 3,
  heapBase: 0,
} as const;

/** Those that leave their results in the IO slots, as assembly/ documents. */
const PROCEDURES = {
  normalize: 4,
  entropyFeedback: 5,
  recalibrate: 7,
  decisionVector: 8,
  detectAll: 5,
  usualRange: 3,
} as const;

export type CoreFunctions = {
  readonly [Name in keyof typeof VALUES]: Fn<(typeof VALUES)[Name]>;
} & {
  readonly [Name in keyof typeof PROCEDURES]: Fn<(typeof PROCEDURES)[Name], void>;
};

/** One instance: its functions, its constants, and the view on its IO slots. Not to be shared between threads. */
export interface Core {
  readonly fn: CoreFunctions;
  /** Exported constant by its name in assembly/constants.ts. */
  constant(name: string): number;
  /** The IO slots: valid until the memory grows, which the module itself never makes it do. */
  readonly io: Float64Array;
  readonly memory: WebAssembly.Memory;
}

/** SHA-256 of the module's bytes, hex: says which core computed a ledger. */
export const coreSha256: string = coreWasmSha256;

function hasCoreFunctions(exports: object): exports is CoreFunctions {
  const record: Record<string, unknown> = { ...exports };
  return Object.entries({ ...VALUES, ...PROCEDURES }).every(([name, arity]) => {
    const exported = record[name];
    return typeof exported === 'function' && exported.length === arity;
  });
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** Compiles and instantiates the module. Synchronous: 4 kB of WebAssembly take about a millisecond. */
export function instantiateCore(): Core {
  // The instance's own exports, not the loader's wrappers: those spread their arguments at every call.
  const { exports } = instantiateSync(decodeBase64(coreWasmBase64)).instance;
  if (!hasCoreFunctions(exports))
    throw new Error('build/core.wasm is not of this source: run `npm run build`');
  const memory = 'memory' in exports ? exports.memory : undefined;
  if (!(memory instanceof WebAssembly.Memory)) throw new Error('build/core.wasm exports no memory');
  const globals: Record<string, unknown> = { ...exports };
  return {
    fn: exports,
    constant: (name) => constantOf(globals, name),
    io: new Float64Array(memory.buffer, exports.ioAddress(), constantOf(globals, 'IO_SLOTS')),
    memory,
  };
}

function constantOf(globals: Record<string, unknown>, name: string): number {
  const value = globals[name];
  if (!(value instanceof WebAssembly.Global)) throw new Error(`the numeric core has no constant ${name}`);
  return Number(value.value);
}
