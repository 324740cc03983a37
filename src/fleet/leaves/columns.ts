/**
 * Columns as bytes that compress well: numbers are told as their difference (XOR) to those of the beat before, in the
 * same place, and split into planes, first all lowest bytes, then all second ones. What did not change is then zeros,
 * and what changed a little differs in few planes.
 */
import { type BeatColumns, newColumns } from './leaf.ts';

/** Bytes of an entity in a beat. */
export const BYTES_PER_ROW = 4 + 2 * 4 + 2 * 8;

/** @param before of the beat before; undefined: there is none in this file */
export function packColumns(columns: BeatColumns, before: BeatColumns | undefined): Uint8Array {
  const rows = columns.decided.length;
  const packed = new Uint8Array(rows * BYTES_PER_ROW);
  let at = 0;
  for (const name of NAMES) {
    const now = bytesOf(columns[name]);
    const earlier = before && bytesOf(before[name]);
    const width = columns[name].BYTES_PER_ELEMENT;
    for (let plane = 0; plane < width; plane++) {
      for (let i = plane; i < now.length; i += width) {
        packed[at++] = (now[i] ?? 0) ^ (earlier?.[i] ?? 0);
      }
    }
  }
  return packed;
}

/** The reverse of `packColumns`; `packed` holds `rows` entities. */
export function unpackColumns(
  packed: Uint8Array,
  rows: number,
  before: BeatColumns | undefined,
): BeatColumns {
  const columns = newColumns(rows);
  let at = 0;
  for (const name of NAMES) {
    const now = bytesOf(columns[name]);
    const earlier = before && bytesOf(before[name]);
    const width = columns[name].BYTES_PER_ELEMENT;
    for (let plane = 0; plane < width; plane++) {
      for (let i = plane; i < now.length; i += width) {
        now[i] = (packed[at++] ?? 0) ^ (earlier?.[i] ?? 0);
      }
    }
  }
  return columns;
}

const NAMES = ['decided', 'enacted', 'limit', 'flags', 'anoms', 'threat', 'input', 'weightO'] as const;

// Every machine that these runtimes run on is little-endian; the header of a file says what was written.
function bytesOf(column: Uint8Array | Float32Array | Float64Array): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}
