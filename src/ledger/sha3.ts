/** SHA3-256 for whoever hashes many inputs: with lanes beside hash-wasm. What checks a proof does without them. */
import { createSha3 as createPlainSha3, createSha256, type Hash, type HashName } from './hash.ts';
import { Sha3Lanes } from './sha3-lanes.ts';

/** SHA3-256, of one input or of many. */
export interface Sha3 extends Hash {
  readonly lanes: Sha3Lanes;
}

let sha3: Promise<Sha3> | undefined;

/** Compiles SHA3-256 where that was not done yet, which takes about 2 ms, and hands it out. */
export function createSha3(): Promise<Sha3> {
  sha3 ??= Promise.all([createPlainSha3(), Sha3Lanes.instantiate()]).then(([hash, lanes]) => ({
    ...hash,
    lanes,
  }));
  return sha3;
}

/** For a whole tree: as `createHash`, with lanes where there are any. */
export function createTreeHash(name: HashName): Promise<Hash> {
  return name === 'sha256' ? createSha256() : createSha3();
}
