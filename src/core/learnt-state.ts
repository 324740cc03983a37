import { type Hash, hexOfBytes } from '../ledger/hash.ts';

/** What the ledger calls a state of a detector by: its SHA3-256, hex. */
export function sha3Of(state: Uint8Array, hash: Hash): string {
  return hexOfBytes(hash.bytes(state));
}
