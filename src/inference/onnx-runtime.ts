/**
 * Loads onnxruntime-web (DESIGN §4), the one place that does: WASM backend, one thread, no proxy, silent.
 *
 * The WebAssembly file is found by module resolution and read here. Left to itself onnxruntime-web looks for it
 * beside its own script, where a bundler or another runtime may not have it, prints what it could not find, and
 * may ask the network.
 *
 * Where a cold start goes, Node 24 on two cores: import 7 ms, compile 55 ms (off this thread), OrtInit 88 ms and
 * first session 60 ms (on it: V8 compiles each function at its first call). On Bun 5, 260 (off it), 45 and 25 ms.
 * So a caller in a hurry starts the load first and does other things meanwhile.
 */
import { readFile } from 'node:fs/promises';
import type * as Ort from 'onnxruntime-web/wasm';
import { ModelError, messageOf } from '../core/errors.ts';

const WASM = 'onnxruntime-web/ort-wasm-simd-threaded.wasm';

/** Nothing is optimised: the graphs are small, and what runs is what the file says. */
const SESSION: Ort.InferenceSession.SessionOptions = {
  executionProviders: ['wasm'],
  graphOptimizationLevel: 'disabled',
  logSeverityLevel: 4,
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
};

export type Session = Ort.InferenceSession;
export type Feeds = Ort.InferenceSession.FeedsType;

export interface OnnxRuntime {
  readonly ort: typeof Ort;
  /** Gives the WebAssembly file back once it is compiled: onnxruntime-web keeps it, 14 MB, for nothing. */
  releaseFile(): void;
}

let loading: Promise<OnnxRuntime> | undefined;

/**
 * onnxruntime-web resolves its own URL against `location.origin` when it is imported. In a worker on Deno that is
 * the text `null`, which is no base; where there is no `location` it does without.
 */
async function withoutNullOrigin<T>(work: () => Promise<T>): Promise<T> {
  const location = Object.getOwnPropertyDescriptor(globalThis, 'location');
  if (!location?.configurable || globalThis.location?.origin !== 'null') return work();
  Object.defineProperty(globalThis, 'location', { configurable: true, value: undefined });
  try {
    return await work();
  } finally {
    Object.defineProperty(globalThis, 'location', location);
  }
}

async function load(): Promise<OnnxRuntime> {
  const [ort, file] = await Promise.all([
    withoutNullOrigin(() => import('onnxruntime-web/wasm')),
    readFile(new URL(import.meta.resolve(WASM))),
  ]);
  ort.env.logLevel = 'fatal';
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.proxy = false;
  ort.env.wasm.wasmBinary = file;
  return {
    ort,
    releaseFile() {
      if (file.buffer.detached) return;
      delete ort.env.wasm.wasmBinary;
      file.buffer.transfer(0);
    },
  };
}

function unusable(cause: unknown): ModelError {
  return new ModelError(`onnxruntime-web cannot be loaded: ${messageOf(cause)}`, {
    code: 'ERR_MODEL_RUNTIME',
    fix: 'Install the dependencies again (`npm ci`): onnxruntime-web is damaged or missing.',
    cause,
  });
}

/**
 * The runtime, loaded once a thread; compiling is left to the first session.
 *
 * @throws ModelError ERR_MODEL_RUNTIME
 */
export async function loadRuntime(): Promise<OnnxRuntime> {
  loading ??= load();
  try {
    return await loading;
  } catch (cause) {
    loading = undefined;
    throw unusable(cause);
  }
}

/**
 * A session for the ONNX file `bytes`.
 *
 * @throws ModelError ERR_MODEL_RUNTIME; whatever onnxruntime says of a model that it cannot run
 */
export async function createSession(runtime: OnnxRuntime, bytes: Uint8Array): Promise<Session> {
  try {
    return await runtime.ort.InferenceSession.create(bytes, SESSION);
  } catch (error) {
    // How onnxruntime-common opens the message when the backend itself, not the model, is at fault.
    if (messageOf(error).startsWith('no available backend')) throw unusable(error);
    throw error;
  } finally {
    runtime.releaseFile();
  }
}
