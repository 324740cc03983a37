/**
 * SHA3-256 (FIPS 202) of many inputs at a time, two by two in the lanes of a vector (assembly/sha3.ts). hash-wasm, which
 * every entry is written with, takes one input a call: for a line of 500 bytes, its leaf and a node above it 3.6 µs,
 * where this takes 1.5 (Node 24). What was written by one is so read back by the other.
 */
import { sha3WasmBase64 } from '#artefacts';

/** Bytes of a digest. */
const DIGEST = 32;
/** Bytes of memory for inputs, and for what is made of them: what takes more is done in parts. */
const CAPACITY = 1 << 20;
const PAGE = 65536;
/** Numbers of a row of the table of inputs. */
const ROW = 4;

interface Kernels {
  heapBase(): number;
  digests(table: number, count: number, to: number): void;
  leaves(from: number, count: number, to: number): void;
  nodes(from: number, count: number, to: number): void;
}

const ARITIES: Readonly<Record<keyof Kernels, number>> = { heapBase: 0, digests: 3, leaves: 3, nodes: 3 };

function hasKernels(exports: object): exports is Kernels {
  const record: Record<string, unknown> = { ...exports };
  return Object.entries(ARITIES).every(([name, arity]) => {
    const exported = record[name];
    return typeof exported === 'function' && exported.length === arity;
  });
}

/** Parts of a buffer that are hashed, each but for some bytes in its midst. */
export class Inputs {
  #rows = new Uint32Array(ROW * 1024);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  clear(): void {
    this.#count = 0;
  }

  /**
   * @param start where the input starts in its buffer, and `end` where it ends
   * @param gap from where on `skipped` bytes are no part of it
   */
  add(start: number, gap: number, skipped: number, end: number): void {
    if ((this.#count + 1) * ROW > this.#rows.length) {
      const larger = new Uint32Array(this.#rows.length * 2);
      larger.set(this.#rows);
      this.#rows = larger;
    }
    const at = this.#count++ * ROW;
    this.#rows[at] = start;
    this.#rows[at + 1] = gap;
    this.#rows[at + 2] = skipped;
    this.#rows[at + 3] = end;
  }

  /** Rows from `first` on whose inputs lie within `room` bytes from the start of that one, and the bytes they span. */
  span(first: number, room: number): { readonly count: number; readonly from: number; readonly to: number } {
    const from = this.#rows[first * ROW] ?? 0;
    let count = 0;
    let to = from;
    for (let row = first; row < this.#count; row++) {
      const end = this.#rows[row * ROW + 3] ?? 0;
      if (count > 0 && end - from > room) break;
      to = end;
      count++;
    }
    return { count, from, to };
  }

  /** Writes rows with their places moved by `shift`. */
  writeRows(target: Uint32Array, first: number, count: number, shift: number): void {
    for (let i = 0; i < count * ROW; i++) {
      const value = this.#rows[first * ROW + i] ?? 0;
      target[i] = i % ROW === 2 ? value : value + shift;
    }
  }
}

/** Not to be shared between threads. */
export class Sha3Lanes {
  readonly #kernels: Kernels;
  readonly #memory: WebAssembly.Memory;
  readonly #base: number;

  private constructor(kernels: Kernels, memory: WebAssembly.Memory) {
    this.#kernels = kernels;
    this.#memory = memory;
    this.#base = kernels.heapBase();
  }

  static async instantiate(): Promise<Sha3Lanes> {
    const bytes = Uint8Array.from(atob(sha3WasmBase64), (character) => character.charCodeAt(0));
    const { exports } = (await WebAssembly.instantiate(bytes)).instance;
    const memory = 'memory' in exports ? exports.memory : undefined;
    if (!hasKernels(exports) || !(memory instanceof WebAssembly.Memory))
      throw new Error('build/sha3.wasm is not of this source: run `npm run build`');
    return new Sha3Lanes(exports, memory);
  }

  /** Digests of inputs that lie in ascending order in `bytes`, one after the other. */
  digests(bytes: Uint8Array, inputs: Inputs): Uint8Array<ArrayBuffer> {
    const made = new Uint8Array(inputs.count * DIGEST);
    for (let first = 0; first < inputs.count; ) {
      const { count, from, to } = inputs.span(first, CAPACITY);
      const output = this.#base + count * ROW * 4;
      const input = output + count * DIGEST;
      const buffer = this.#upTo(input + to - from);
      inputs.writeRows(new Uint32Array(buffer, this.#base), first, count, input - from);
      new Uint8Array(buffer).set(bytes.subarray(from, to), input);
      this.#kernels.digests(this.#base, count, output);
      made.set(new Uint8Array(buffer, output, count * DIGEST), first * DIGEST);
      first += count;
    }
    return made;
  }

  /** Hashes of the leaves (RFC 6962 §2.1) that stand for entries: SHA3-256 of 0x00 and 32 bytes each. */
  leaves(digests: Uint8Array): Uint8Array<ArrayBuffer> {
    return this.#prefixed(this.#kernels.leaves, digests, DIGEST);
  }

  /** Hashes of the nodes above pairs of hashes: SHA3-256 of 0x01 and 64 bytes each. */
  nodes(pairs: Uint8Array): Uint8Array<ArrayBuffer> {
    return this.#prefixed(this.#kernels.nodes, pairs, 2 * DIGEST);
  }

  #prefixed(kernel: Kernels['leaves'], inputs: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
    const total = inputs.length / size;
    const made = new Uint8Array(total * DIGEST);
    const most = CAPACITY / size;
    for (let first = 0; first < total; first += most) {
      const count = Math.min(most, total - first);
      const output = this.#base + count * size;
      const buffer = this.#upTo(output + count * DIGEST);
      new Uint8Array(buffer).set(inputs.subarray(first * size, (first + count) * size), this.#base);
      kernel(this.#base, count, output);
      made.set(new Uint8Array(buffer, output, count * DIGEST), first * DIGEST);
    }
    return made;
  }

  /** The memory, large enough to end there. */
  #upTo(end: number): ArrayBuffer {
    const lacking = end - this.#memory.buffer.byteLength;
    if (lacking > 0) this.#memory.grow(Math.ceil(lacking / PAGE));
    return this.#memory.buffer;
  }
}
