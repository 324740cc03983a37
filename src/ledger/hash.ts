/** SHA3-256 (FIPS 202) through hash-wasm. */
import { createSHA3, type IHasher } from 'hash-wasm';

/** A hash function over bytes or UTF-8 text; one instance may not be used by two callers at a time. */
export interface Hash {
  /** e.g. `sha3-256` */
  readonly name: string;
  bytes(input: Uint8Array): Uint8Array;
  hex(input: string): string;
}

function hashOf(name: string, hasher: IHasher): Hash {
  return {
    name,
    bytes: (input) => hasher.init().update(input).digest('binary'),
    hex: (input) => hasher.init().update(input).digest('hex'),
  };
}

/** Compiles hash-wasm's SHA3 and hands out the hash; about 2 ms once. */
export async function createSha3(): Promise<Hash> {
  return hashOf('sha3-256', await createSHA3(256));
}

/** @throws RangeError for anything but an even number of hex digits */
export function bytesOfHex(hex: string): Uint8Array {
  if (hex.length % 2 !== 0 || !/^[0-9a-f]*$/.test(hex))
    throw new RangeError(`${JSON.stringify(hex)} is not hex`);
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

export function hexOfBytes(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}
