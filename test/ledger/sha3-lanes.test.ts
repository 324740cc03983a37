/** SHA3-256 in lanes against hash-wasm: any lengths, any number of inputs, gaps, leaves and nodes. */
import fc from 'fast-check';
import { createSHA3 } from 'hash-wasm';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createSha3 } from '../../src/ledger/sha3.ts';
import { Inputs } from '../../src/ledger/sha3-lanes.ts';
import { Random } from '../support/random.ts';

const { lanes } = await createSha3();
const reference = await createSHA3(256);
const digest = (...parts: readonly Uint8Array[]): Uint8Array => {
  reference.init();
  for (const part of parts) reference.update(part);
  return reference.digest('binary');
};
const joined = (parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
const random = new Random(20);
const bytesOf = (length: number): Uint8Array => Uint8Array.from({ length }, () => random.integer(0, 255));

/** Inputs with junk before, between and within them. */
function gapped(inputs: readonly { bytes: Uint8Array; gap: number; skipped: number }[]) {
  const list = new Inputs();
  const parts: Uint8Array[] = [];
  let at = 0;
  const add = (part: Uint8Array): void => {
    parts.push(part);
    at += part.length;
  };
  for (const { bytes, gap, skipped } of inputs) {
    add(bytesOf(3));
    const start = at;
    add(bytes.subarray(0, gap));
    add(bytesOf(skipped));
    add(bytes.subarray(gap));
    list.add(start, start + gap, skipped, at);
  }
  return { list, buffer: joined(parts) };
}

test('any number of inputs of any length, with any gap, have the digests of hash-wasm', () => {
  const input = fc
    .tuple(fc.integer({ min: 0, max: 700 }), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(90))
    .map(([length, place, skipped]) => ({
      bytes: bytesOf(length),
      gap: Math.floor(place * length),
      skipped,
    }));
  fc.assert(
    fc.property(fc.array(input, { maxLength: 12 }), (inputs) => {
      const { list, buffer } = gapped(inputs);
      const before = buffer.slice();
      const wanted = joined(inputs.map(({ bytes }) => digest(bytes)));
      assert.equal(lanes.digests(buffer, list), wanted);
      assert.equal(buffer, before, 'inputs are only lent');
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('every length about a block and two of them', () => {
  const inputs = [0, 1, 7, 8, 134, 135, 136, 137, 271, 272, 273, 408].map((length) => ({
    bytes: bytesOf(length),
    gap: 0,
    skipped: 0,
  }));
  const { list, buffer } = gapped(inputs);
  assert.equal(lanes.digests(buffer, list), joined(inputs.map(({ bytes }) => digest(bytes))));
});

test('inputs that take more than a part, and one that takes more than all', () => {
  const inputs = [400_000, 700_000, 5, 2_500_000, 9].map((length) => ({
    bytes: new Uint8Array(length).fill(length % 251),
    gap: 3,
    skipped: 1,
  }));
  const { list, buffer } = gapped(inputs);
  assert.equal(lanes.digests(buffer, list), joined(inputs.map(({ bytes }) => digest(bytes))));
});

test('more rows than a list has room for, and a list used again', () => {
  const list = new Inputs();
  const buffer = bytesOf(3000);
  for (const count of [2500, 3]) {
    list.clear();
    for (let i = 0; i < count; i++) list.add(i, i, 0, i + 1);
    const wanted = Array.from({ length: count }, (_, i) => digest(buffer.subarray(i, i + 1)));
    assert.equal(lanes.digests(buffer, list), joined(wanted));
  }
});

test('leaves and nodes, of none up to more than a part', () => {
  for (const count of [0, 1, 2, 3, 40_001]) {
    const hashes = new Uint8Array(count * 64);
    for (let i = 0; i < hashes.length; i += 31) hashes[i] = random.integer(0, 255);
    const leaves = lanes.leaves(hashes);
    const nodes = lanes.nodes(hashes);
    assert.is(leaves.length, count * 64);
    assert.is(nodes.length, count * 32);
    const step = Math.max(1, Math.floor(count / 50));
    for (let i = 0; i < 2 * count; i += step) {
      const leaf = digest(Uint8Array.of(0), hashes.subarray(i * 32, (i + 1) * 32));
      assert.equal(leaves.slice(i * 32, (i + 1) * 32), leaf);
    }
    for (let i = 0; i < count; i += step) {
      const node = digest(Uint8Array.of(1), hashes.subarray(i * 64, (i + 1) * 64));
      assert.equal(nodes.slice(i * 32, (i + 1) * 32), node);
    }
  }
});

test.run();
