import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { hexOfBytes } from '../../src/ledger/hash.ts';
import {
  CompactRange,
  consistencyProof,
  createSha3,
  createSha256,
  inclusionProof,
  leafHash,
  MemoryTree,
  rangeRoot,
  verifyConsistency,
  verifyInclusion,
} from '../../src/ledger/index.ts';
import { CT_LEAVES } from '../support/tree.ts';

const hash = await createSha3();
const SIZE = 70;
const leaves = Array.from({ length: SIZE }, (_, i) => new Uint8Array(32).fill(i));
const tree = new MemoryTree(hash);
/** Root of every size. */
const roots: Uint8Array[] = [];
const range = new CompactRange(hash);
for (const leaf of leaves) {
  roots.push(range.root());
  range.append(leaf);
  tree.append(leaf);
}
roots.push(range.root());
const rootOf = (size: number): Uint8Array => roots[size] ?? new Uint8Array(0);
const leafOf = (index: number): Uint8Array => leafHash(hash, leaves[index] ?? new Uint8Array(0));

test('the roots of the eight leaves of the certificate transparency test tree, under SHA-256', async () => {
  const sha256 = await createSha256();
  const range = new CompactRange(sha256);
  const first = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  assert.is(hexOfBytes(range.root()), first);
  for (const text of CT_LEAVES) range.append(new Uint8Array(Buffer.from(text, 'hex')));
  assert.is(hexOfBytes(range.root()), '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328');
});

test('the root of any size is that of its range in a larger tree', async () => {
  for (let size = 1; size <= SIZE; size++) {
    assert.equal(await rangeRoot(hash, tree, 0, size), rootOf(size), `size ${size}`);
  }
});

test('every leaf of every size has a proof that holds, and no other leaf, size or root does with it', async () => {
  for (let size = 1; size <= SIZE; size++) {
    for (let index = 0; index < size; index++) {
      const path = await inclusionProof(hash, tree, index, size);
      assert.ok(path.length <= Math.ceil(Math.log2(size)) + 1);
      const claim = { index, size, leaf: leafOf(index), root: rootOf(size), path };
      verifyInclusion(hash, claim);
      for (const wrong of [
        { ...claim, leaf: leafOf((index + 1) % SIZE) },
        { ...claim, root: rootOf(size === SIZE ? 1 : size + 1) },
        { ...claim, path: [...path, rootOf(1)] },
        ...(path.length > 0
          ? [
              { ...claim, path: path.slice(1) },
              { ...claim, index: (index + 1) % size },
            ]
          : []),
      ]) {
        assert.throws(() => verifyInclusion(hash, wrong), /does not hold/);
      }
    }
  }
});

test('every size is a proven beginning of every larger one, and nothing else is', async () => {
  for (let oldSize = 1; oldSize <= SIZE; oldSize++) {
    for (let size = oldSize; size <= SIZE; size++) {
      const path = await consistencyProof(hash, tree, oldSize, size);
      const claim = { oldSize, size, oldRoot: rootOf(oldSize), root: rootOf(size), path };
      verifyConsistency(hash, claim);
      for (const wrong of [
        { ...claim, oldRoot: rootOf(oldSize - 1) },
        { ...claim, root: rootOf(size - 1) },
        { ...claim, path: [...path, rootOf(1)] },
        ...(path.length > 0
          ? [
              { ...claim, path: path.slice(1) },
              { ...claim, path: path.slice(0, -1) },
            ]
          : []),
      ]) {
        assert.throws(() => verifyConsistency(hash, wrong), /does not hold/, `${oldSize} of ${size}`);
      }
    }
  }
});

test('any bit changed in a proof breaks it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 2, max: SIZE }),
      fc.nat(),
      fc.nat(),
      fc.nat(255),
      async (size, place, at, bit) => {
        const index = place % size;
        const path = await inclusionProof(hash, tree, index, size);
        const changed = path.map((node) => node.slice());
        const node = changed[at % changed.length];
        if (!node) return;
        node[bit >> 3] = (node[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const claim = { index, size, leaf: leafOf(index), root: rootOf(size), path: changed };
        assert.throws(() => verifyInclusion(hash, claim), /another root/);
      },
    ),
    { numRuns: 300 },
  );
});

test('what cannot be proved is refused with its number', async () => {
  const refused = async (promise: Promise<unknown>, message: RegExp): Promise<void> => {
    try {
      await promise;
    } catch (error) {
      assert.match(String(error), message);
      return;
    }
    assert.unreachable(String(message));
  };
  await refused(inclusionProof(hash, tree, 5, 5), /index is 5/);
  await refused(inclusionProof(hash, tree, -1, 5), /index is -1/);
  await refused(inclusionProof(hash, tree, 0.5, 5), /index is 0.5/);
  await refused(inclusionProof(hash, tree, 0, SIZE + 1), /no subtree/);
  await refused(consistencyProof(hash, tree, 0, 5), /oldSize is 0/);
  await refused(consistencyProof(hash, tree, 6, 5), /oldSize is 6/);
  assert.throws(() =>
    verifyInclusion(hash, { index: 0, size: Number.NaN, leaf: leafOf(0), root: rootOf(1), path: [] }),
  );
});

test('sizes beyond 2^31 are counted right', () => {
  const size = 2 ** 40 + 1;
  const path = Array.from({ length: 1 }, () => rootOf(3));
  const root = hash.bytes(new Uint8Array([1, ...rootOf(3), ...leafOf(0)]));
  verifyInclusion(hash, { index: 2 ** 40, size, leaf: leafOf(0), root, path });
});

test.run();
