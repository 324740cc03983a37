// SHA3-256 (FIPS 202) of many inputs at a time, two by two, for whoever has to hash a whole ledger. A module of its own: a
// ledger names the numeric core that computed it by its bytes, and this is no part of that.
//
// The host writes inputs from `heapBase` on, and reads digests of 32 bytes where it asked for them.

import { absorb, RATE, STATE_BYTES } from './lane-keccak';

/** Bytes of a row of the table that `digests` reads: four u32, see there. */
export const ROW_BYTES: usize = 16;
const DIGEST: usize = 32;

const STATE = memory.data(<i32>STATE_BYTES, 16);
/** The last block of either lane, padded. */
const LAST = memory.data(2 * <i32>RATE, 16);
const LAST_SECOND = LAST + RATE;

/** Where memory is free for the host. */
export function heapBase(): usize {
  return (__heap_base + 15) & ~15;
}

/** The end of an input behind its bytes in the last block: 01 and then pad10*1, §5.1 and §6.1. */
function pad(block: usize, used: usize): void {
  memory.fill(block + used, 0, RATE - used);
  store<u8>(block + used, 0x06);
  store<u8>(block, load<u8>(block, RATE - 1) | 0x80, RATE - 1);
}

/** Lane 0 or 1 of the digest. */
function squeeze(lane: usize, to: usize): void {
  const from = STATE + (lane << 3);
  store<u64>(to, load<u64>(from));
  store<u64>(to, load<u64>(from, 16), 8);
  store<u64>(to, load<u64>(from, 32), 16);
  store<u64>(to, load<u64>(from, 48), 24);
}

/**
 * The digests of `count` inputs, one after the other at `to`. A row of `table` says where its input starts, from where on
 * how many of its bytes are no part of it, and where it ends; these bytes are then gone.
 */
export function digests(table: usize, count: u32, to: usize): void {
  let next: u32 = 0;
  // Of either lane: the place in its input and its end, where its digest goes (0: it has no input), its first block.
  let at0: usize = 0;
  let end0: usize = 0;
  let to0: usize = 0;
  let keep0: i64 = 0;
  let at1: usize = 0;
  let end1: usize = 0;
  let to1: usize = 0;
  let keep1: i64 = 0;
  while (true) {
    if (to0 == 0 && next < count) {
      at0 = inputStart(table, next);
      end0 = inputEnd(table, next);
      to0 = to + DIGEST * next++;
      keep0 = 0;
    }
    if (to1 == 0 && next < count) {
      at1 = inputStart(table, next);
      end1 = inputEnd(table, next);
      to1 = to + DIGEST * next++;
      keep1 = 0;
    }
    if (to0 == 0 && to1 == 0) return;
    const last0 = end0 - at0 < RATE;
    const last1 = end1 - at1 < RATE;
    const block0 = last0 ? lastBlock(LAST, at0, end0) : at0;
    const block1 = last1 ? lastBlock(LAST_SECOND, at1, end1) : at1;
    absorb(STATE, block0, block1, keep0, keep1);
    keep0 = -1;
    keep1 = -1;
    if (!last0) at0 += RATE;
    else if (to0 != 0) {
      squeeze(0, to0);
      to0 = 0;
    }
    if (!last1) at1 += RATE;
    else if (to1 != 0) {
      squeeze(1, to1);
      to1 = 0;
    }
  }
}

/** Closes the gap of an input. */
function inputStart(table: usize, row: u32): usize {
  const fields = table + ROW_BYTES * row;
  const gap = load<u32>(fields, 4);
  const skipped = load<u32>(fields, 8);
  if (skipped > 0) memory.copy(gap, gap + skipped, load<u32>(fields, 12) - gap - skipped);
  return load<u32>(fields);
}

function inputEnd(table: usize, row: u32): usize {
  const fields = table + ROW_BYTES * row;
  return load<u32>(fields, 12) - load<u32>(fields, 8);
}

function lastBlock(block: usize, at: usize, end: usize): usize {
  memory.copy(block, at, end - at);
  pad(block, end - at);
  return block;
}

/** Hashes of leaves (RFC 6962 §2.1): 0x00 and the 32 bytes of each of `count` inputs, which lie one after the other. */
export function leaves(from: usize, count: u32, to: usize): void {
  prefixed(0, from, DIGEST, count, to);
}

/** Hashes of nodes: 0x01 and the 64 bytes of each input. */
export function nodes(from: usize, count: u32, to: usize): void {
  prefixed(1, from, 2 * DIGEST, count, to);
}

function prefixed(prefix: u8, from: usize, size: usize, count: u32, to: usize): void {
  store<u8>(LAST, prefix);
  store<u8>(LAST_SECOND, prefix);
  pad(LAST, size + 1);
  pad(LAST_SECOND, size + 1);
  for (let i: u32 = 0; i < count; i += 2) {
    for (let at: usize = 0; at < size; at += 16) v128.store(LAST + 1 + at, v128.load(from + at));
    if (i + 1 < count) {
      for (let at: usize = 0; at < size; at += 16)
        v128.store(LAST_SECOND + 1 + at, v128.load(from + size + at));
    }
    absorb(STATE, LAST, LAST_SECOND, 0, 0);
    squeeze(0, to);
    if (i + 1 < count) squeeze(1, to + DIGEST);
    from += 2 * size;
    to += 2 * DIGEST;
  }
}
