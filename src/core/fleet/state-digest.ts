/** Digest of all that the entities of a fleet keep, the same on every runtime: what a replay has to come to. */
import type { Hash } from '../../ledger/hash.ts';
import { hexOfBytes } from '../../ledger/hash.ts';
import type { FleetCourse } from './course.ts';

const FIELDS = ['R', 'B', 'E', 'O', 'integral', 'error', 'vSum', 'vOlder', 'risk', 'load'] as const;

/** SHA3-256, hex, over the fields (f64) and words (u32) of each level, one array after the other, little-endian. */
export function stateDigest(hash: Hash, { levels }: FleetCourse): string {
  const length = levels.reduce((sum, { fleet }) => sum + fleet.size * (8 * FIELDS.length + 4), 0);
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const { fleet } of levels) {
    for (const field of FIELDS) {
      const numbers = Float64Array.from(fleet.views[field], canonicalNaN);
      bytes.set(new Uint8Array(numbers.buffer), at);
      at += numbers.byteLength;
    }
    const words = fleet.views.words.slice();
    bytes.set(new Uint8Array(words.buffer, words.byteOffset, words.byteLength), at);
    at += words.byteLength;
  }
  return hexOfBytes(hash.bytes(bytes));
}

/** What the kernels leave may be any NaN; what is written here is the one that a runtime writes for the constant. */
function canonicalNaN(x: number): number {
  return Number.isNaN(x) ? Number.NaN : x;
}
