/** SHA3-256 (FIPS 202) and SHA-256 (FIPS 180-4) through hash-wasm. */
import { createSHA3, createSHA256, type IHasher } from 'hash-wasm';
import type { Sha3Lanes } from './sha3-lanes.ts';

/** A hash function. A digest is made in one call, so all callers of a thread may share one. */
export interface Hash {
  /** e.g. `sha3-256` */
  readonly name: string;
  /** Bytes of a digest. */
  readonly size: number;
  /** The input is only lent; the digest is the caller's, and no later call changes it. */
  bytes(input: Uint8Array): Uint8Array;
  /** The same digests of many inputs in one call, where that is quicker. */
  readonly lanes?: Sha3Lanes;
}

function hashOf(name: string, hasher: IHasher): Hash {
  return {
    name,
    size: hasher.digestSize,
    bytes: (input) => hasher.init().update(input).digest('binary'),
  };
}

let sha3: Promise<Hash> | undefined;
let sha256: Promise<Hash> | undefined;

/** Compiles hash-wasm's SHA3 where that was not done yet, which takes about 2 ms, and hands out the hash. */
export function createSha3(): Promise<Hash> {
  sha3 ??= createSHA3(256).then((hasher) => hashOf('sha3-256', hasher));
  return sha3;
}

/** @throws RangeError for anything but an even number of hex digits */
export function bytesOfHex(hex: string): Uint8Array {
  if (hex.length % 2 !== 0 || !/^[0-9a-f]*$/.test(hex))
    throw new RangeError(`${JSON.stringify(hex)} is not hex`);
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** By the name that origins end in. */
export type HashName = 'sha3-256' | 'sha256';

export function createHash(name: HashName): Promise<Hash> {
  return name === 'sha256' ? createSha256() : createSha3();
}

/** SHA-256, for trees that others can verify. */
export function createSha256(): Promise<Hash> {
  sha256 ??= createSHA256().then((hasher) => hashOf('sha256', hasher));
  return sha256;
}

/** The sixteen digits as bytes of ASCII. */
export const DIGITS = new TextEncoder().encode('0123456789abcdef');

/** As many as the hash of an entry has, used again and again. */
const HASH_CODES = new Array<number>(64).fill(0);

/**
 * One flat string: built digit by digit it would be a chain of pieces, ten times the size, and hashes are what a
 * ledger keeps most of.
 */
export function hexOfBytes(bytes: Uint8Array): string {
  // ES2026; in Node 24 not yet.
  if ('toHex' in bytes && typeof bytes.toHex === 'function') return bytes.toHex();
  const codes = bytes.length === 32 ? HASH_CODES : new Array<number>(bytes.length * 2);
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    codes[2 * i] = DIGITS[byte >> 4] ?? 0;
    codes[2 * i + 1] = DIGITS[byte & 15] ?? 0;
  }
  return String.fromCharCode.apply(null, codes);
}
