import { join } from 'node:path';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { nodeFileSystem } from '../../src/ledger/file-system.ts';
import { replaceDurably } from '../../src/ledger/files.ts';
import {
  CompactRange,
  consistencyProof,
  createSha3,
  createSha256,
  inclusionProof,
  leafHash,
  MemoryTree,
  verifyConsistency,
  verifyInclusion,
} from '../../src/ledger/index.ts';
import { rootOf } from '../../src/ledger/signed-tree.ts';
import { TileBuilder, TileReader, tilePath, tileWidth } from '../../src/ledger/tile.ts';
import { inTemporary, rejection } from '../support/ledgers.ts';

const leaf = (i: number): Uint8Array => {
  const bytes = new Uint8Array(32);
  new DataView(bytes.buffer).setUint32(0, i);
  return bytes;
};

test('paths are those of c2sp.org/tlog-tiles', () => {
  assert.is(tilePath({ level: 0, index: 0, width: 256 }), 'tile/0/000');
  // The example of the specification.
  assert.is(tilePath({ level: 0, index: 1234067, width: 256 }), 'tile/0/x001/x234/067');
  assert.is(tilePath({ level: 1, index: 0, width: 17 }), 'tile/1/000.p/17');
  assert.is(tilePath({ level: 2, index: 1000, width: 1 }), 'tile/2/x001/000.p/1');
});

test('widths of the tiles of a tree of 70,000 leaves, the example of the specification', () => {
  // 273 full tiles and one of 112 at level 0; one full and one of 17 at level 1; one of 1 at level 2.
  assert.is(tileWidth(0, 272, 70_000), 256);
  assert.is(tileWidth(0, 273, 70_000), 112);
  assert.is(tileWidth(0, 274, 70_000), 0);
  assert.is(tileWidth(1, 0, 70_000), 256);
  assert.is(tileWidth(1, 1, 70_000), 17);
  assert.is(tileWidth(2, 0, 70_000), 1);
});

for (const create of [createSha3, createSha256]) {
  test(`proofs from tiles are those from the whole tree, and go on over restarts (${create.name})`, async () => {
    const hash = await create();
    await inTemporary(async (dir) => {
      const whole = new MemoryTree(hash);
      const range = new CompactRange(hash);
      let builder = TileBuilder.empty(hash);
      for (const size of [1, 2, 255, 256, 257, 700, 1024, 66_000]) {
        for (let i = whole.size; i < size; i++) {
          whole.append(leaf(i));
          range.append(leaf(i));
          builder.append(leaf(i));
        }
        assert.equal(builder.root(), range.root());
        const tiles = [...builder.takeFull(), ...builder.partial()];
        for (const { name, bytes } of tiles) {
          await replaceDurably(nodeFileSystem, { path: join(dir, tilePath(name)), bytes });
        }
        const reader = new TileReader(nodeFileSystem, dir, hash, size);
        assert.equal(await rootOf(reader), range.root(), `size ${size}`);
        await fc.assert(
          fc.asyncProperty(fc.nat(size - 1), async (index) => {
            const path = await inclusionProof(hash, reader, index, size);
            assert.equal(path, await inclusionProof(hash, whole, index, size));
            verifyInclusion(hash, {
              index,
              size,
              leaf: leafHash(hash, leaf(index)),
              root: range.root(),
              path,
            });
            const oldSize = index + 1;
            const growth = await consistencyProof(hash, reader, oldSize, size);
            const oldRoot = await rootOf(reader, oldSize);
            verifyConsistency(hash, { oldSize, size, oldRoot, root: range.root(), path: growth });
          }),
          { numRuns: 20 },
        );
        // Goes on from files alone, as after a restart.
        builder = await TileBuilder.from(hash, reader);
        assert.is(builder.size, size);
      }
    });
  });
}

test('a proof in a tree of 66,000 leaves reads a few tiles', async () => {
  const hash = await createSha3();
  await inTemporary(async (dir) => {
    const builder = TileBuilder.empty(hash);
    for (let i = 0; i < 66_000; i++) builder.append(leaf(i));
    for (const { name, bytes } of [...builder.takeFull(), ...builder.partial()]) {
      await replaceDurably(nodeFileSystem, { path: join(dir, tilePath(name)), bytes });
    }
    const reader = new TileReader(nodeFileSystem, dir, hash, 66_000);
    await inclusionProof(hash, reader, 12_345, 66_000);
    // Two full tiles on the way up, and the right edge: three levels.
    assert.ok(reader.bytesRead <= 5 * 256 * 32, `${reader.bytesRead} bytes`);
  });
});

test('a tile that is missing or cut is named', async () => {
  const hash = await createSha3();
  await inTemporary(async (dir) => {
    const reader = new TileReader(nodeFileSystem, dir, hash, 300);
    assert.match((await rejection(reader.node(0, 3))).message, 'tile/0/000: is not there');
    await replaceDurably(nodeFileSystem, { path: join(dir, 'tile/0/000'), bytes: new Uint8Array(8191) });
    assert.match((await rejection(reader.node(0, 3))).message, 'tile/0/000: has 8191 bytes, not 8192');
    assert.match((await rejection(reader.node(0, 300))).message, 'tile/0/001.p/44: is not there');
  });
});

test.run();
