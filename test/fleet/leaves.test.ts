/** Leaves of a fleet: their bytes, their columns, their blocks, their files. */
import { mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ACTIONS } from '../../src/core/beat-record.ts';
import { InputError, StorageError, VerificationError } from '../../src/core/errors.ts';
import { BLOCK_HEAD, readBlock, writeBlock } from '../../src/fleet/leaves/block.ts';
import { packColumns, unpackColumns } from '../../src/fleet/leaves/columns.ts';
import {
  type BeatColumns,
  FLAG,
  LIMITS,
  leafBytes,
  newColumns,
  readLeaf,
} from '../../src/fleet/leaves/leaf.ts';
import { listLeafFiles } from '../../src/fleet/leaves/leaf-file.ts';
import { LeafLog, type Retention } from '../../src/fleet/leaves/leaf-log.ts';
import { LeafReader } from '../../src/fleet/leaves/leaf-reader.ts';
import { rootOf, treeOf } from '../../src/fleet/leaves/leaf-tree.ts';
import { nodeFileSystem } from '../../src/ledger/file-system.ts';
import { createSha3 } from '../../src/ledger/hash.ts';
import { inclusionProof, verifyInclusion } from '../../src/ledger/proof.ts';
import { leafHash } from '../../src/ledger/tree.ts';
import { FaultyFiles } from '../support/faulty-files.ts';
import { Random } from '../support/random.ts';

const test = suite<{ dir: string }>('leaves');
test.before.each((context) => {
  context.dir = mkdtempSync(join(tmpdir(), 'venom-leaves-'));
});
test.after.each(({ dir }) => rmSync(dir, { recursive: true, force: true }));

const hash = await createSha3();
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function randomColumns(rows: number, random: Random): BeatColumns {
  const columns = newColumns(rows);
  for (let i = 0; i < rows; i++) {
    columns.decided[i] = random.integer(0, 4);
    columns.enacted[i] = random.integer(0, 4);
    columns.limit[i] = random.integer(0, LIMITS.length - 1);
    columns.flags[i] = random.integer(0, 31);
    columns.anoms[i] = random.integer(-1, 9);
    columns.threat[i] = random.next() < 0.1 ? Number.NaN : random.next();
    columns.input[i] = random.next() < 0.1 ? Number.NaN : random.between(0, 100);
    columns.weightO[i] = random.next();
  }
  return columns;
}

const bytesOf = (columns: BeatColumns): string =>
  Object.values(columns)
    .map((column: Uint8Array) => Buffer.from(column.buffer).toString('hex'))
    .join();

test('a leaf is read back as it was written, whatever its name', () => {
  const actions = fc.nat({ max: ACTIONS.length - 1 });
  const law = fc.property(
    fc.string({ unit: 'grapheme', maxLength: 80 }),
    actions,
    actions,
    fc.nat({ max: 31 }),
    fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
    fc.nat({ max: 1000 }),
    (name, decided, enacted, flags, input, anoms) => {
      const columns = newColumns(1);
      columns.decided[0] = decided;
      columns.enacted[0] = enacted;
      columns.flags[0] = flags;
      columns.input[0] = input;
      columns.anoms[0] = anoms;
      columns.threat[0] = Number.NaN;
      columns.weightO[0] = 0.25;
      const leaf = readLeaf(leafBytes({ beat: 7, timestamp: 1.5 }, columns, 0, 2, utf8(name)));
      assert.equal(leaf, {
        entity: name,
        level: 2,
        beat: 7,
        timestamp: 1.5,
        decided: ACTIONS[decided],
        enacted: ACTIONS[enacted],
        limit: null,
        acts: (flags & FLAG.acts) !== 0,
        blind: (flags & FLAG.blind) !== 0,
        fresh: (flags & FLAG.fresh) !== 0,
        pidStable: (flags & FLAG.unstable) === 0,
        load: (flags & FLAG.closedLoop) === 0 ? null : input,
        anoms,
        threat: null,
        weightO: 0.25,
      });
    },
  );
  fc.assert(law, { seed: 1 });
});

test('a leaf has the same bytes whichever NaN a kernel left', () => {
  const [one, other] = [newColumns(1), newColumns(1)];
  new BigUint64Array(one.input.buffer)[0] = 0x7ff8_0000_0000_0000n;
  new BigUint64Array(other.input.buffer)[0] = 0xfff8_0000_0000_0001n;
  const at = { beat: 1, timestamp: 2 };
  assert.equal(leafBytes(at, one, 0, 0, utf8('a')), leafBytes(at, other, 0, 0, utf8('a')));
});

test('what is no leaf is refused', () => {
  const good = leafBytes({ beat: 1, timestamp: 2 }, newColumns(1), 0, 0, utf8('pod=a'));
  const changed = (at: number, value: number): Uint8Array => {
    const bytes = good.slice();
    bytes[at] = value;
    return bytes;
  };
  const bad = [
    new Uint8Array(0),
    good.subarray(0, 51),
    good.subarray(0, -1),
    changed(0, 0),
    changed(4, 2),
    changed(6, 5),
    changed(8, 99),
    changed(10, 4),
    changed(56, 0xff),
  ];
  for (const bytes of bad) {
    assert.throws(
      () => readLeaf(bytes),
      (error: unknown) => error instanceof InputError && error.code === 'ERR_FLEET_LEAF',
    );
  }
});

test('columns are unpacked as they were packed, also against a beat of another size', () => {
  const random = new Random(5);
  for (const [rows, earlier] of [
    [0, 3],
    [1, undefined],
    [7, 7],
    [64, 10],
    [10, 64],
  ] as const) {
    const columns = randomColumns(rows, random);
    const before = earlier === undefined ? undefined : randomColumns(earlier, random);
    assert.is(bytesOf(unpackColumns(packColumns(columns, before), rows, before)), bytesOf(columns));
  }
});

const beat = { kind: 'beat', beat: 3, timestamp: 30, rows: 2, head: { gone: [] } } as const;

test('a block is read back; a byte of it that was changed, or is missing, is found', async () => {
  const body = packColumns(randomColumns(2, new Random(3)), undefined);
  const { bytes } = await writeBlock(hash, { ...beat, body });
  assert.equal(await readBlock(hash, bytes, 'here'), { ...beat, body });
  for (let at = 0; at < bytes.length; at++) {
    const changed = bytes.slice();
    changed[at] = (changed[at] ?? 0) ^ 0x10;
    const error = await readBlock(hash, changed, 'here').catch((thrown: unknown) => thrown);
    assert.instance(error, VerificationError, `byte ${at}`);
  }
  for (const length of [0, BLOCK_HEAD - 1, BLOCK_HEAD, bytes.length - 1]) {
    const error = await readBlock(hash, bytes.subarray(0, length), 'here').catch((thrown: unknown) => thrown);
    assert.instance(error, VerificationError, `${length} bytes`);
  }
});

test('a block that would inflate to more than it says is refused', async () => {
  const { bytes } = await writeBlock(hash, { ...beat, body: new Uint8Array(1 << 20) });
  const lying = bytes.slice();
  new DataView(lying.buffer).setUint32(44, 100, true);
  const { length } = lying;
  const hashed = Buffer.concat([lying.subarray(0, 48), lying.subarray(BLOCK_HEAD, length)]);
  lying.set(hash.bytes(hashed), 48);
  const error = await readBlock(hash, lying, 'here').catch((thrown: unknown) => thrown);
  assert.instance(error, VerificationError);
});

test('every leaf is proved to be in the root of its beat, and no other is', async () => {
  const columns = randomColumns(11, new Random(8));
  const at = { beat: 4, timestamp: 40 };
  const names = [Array.from({ length: 9 }, (_, i) => utf8(`pod=${i}`)), [utf8('ns=a'), utf8('ns=b')]];
  const root = rootOf(hash, at, columns, names);
  const tree = treeOf(hash, at, columns, names);
  for (let index = 0; index < 11; index++) {
    const level = index < 9 ? 0 : 1;
    const name = names[level]?.[level === 0 ? index : index - 9] ?? utf8('');
    const leaf = leafBytes(at, columns, index, level, name);
    const path = await inclusionProof(hash, tree, index, 11);
    verifyInclusion(hash, { index, size: 11, leaf: leafHash(hash, leaf), root, path });
    const other = leafBytes({ ...at, beat: 5 }, columns, index, level, name);
    assert.throws(() => verifyInclusion(hash, { index, size: 11, leaf: leafHash(hash, other), root, path }));
  }
});

async function filled(
  dir: string,
  keep: Retention,
  beats: number,
): Promise<{ log: LeafLog; dropped: string[] }> {
  const log = await LeafLog.open({ ledgerDir: dir, run: 1, keep, sync: false });
  const dropped: string[] = [];
  for (let n = 1; n <= beats; n++) {
    const at = { beat: n, timestamp: 10 * n };
    const block = await writeBlock(hash, { ...beat, ...at, body: new Uint8Array(64) });
    const begins = (n - 1) % 3 === 0;
    const snapshot = begins
      ? await writeBlock(hash, { ...beat, ...at, kind: 'snapshot', body: new Uint8Array(8) })
      : undefined;
    await log.append(at, block, snapshot);
    if (begins) dropped.push(...(await log.prune(at.timestamp)).map(({ name }) => name));
  }
  return { log, dropped };
}

test('leaves are kept for so many beats, or for so long, in whole files; those of earlier runs go too', async ({
  dir,
}) => {
  const first = await filled(dir, {}, 12);
  await first.log.close();
  assert.is(first.dropped.length, 0);
  assert.equal(
    (await listLeafFiles(nodeFileSystem, dir)).map(({ beats, lastBeat, lastTimestamp }) => [
      beats,
      lastBeat,
      lastTimestamp,
    ]),
    [
      [3, 3, 30],
      [3, 6, 60],
      [3, 9, 90],
      [3, 12, 120],
    ],
  );
  const second = await LeafLog.open({ ledgerDir: dir, run: 50, keep: { beats: 5 }, sync: true });
  assert.equal(
    (await second.prune(1000)).map(({ firstBeat }) => firstBeat),
    [1, 4],
  );
  const third = await LeafLog.open({ ledgerDir: dir, run: 51, keep: { seconds: 100 }, sync: true });
  assert.equal(
    (await third.prune(191)).map(({ firstBeat }) => firstBeat),
    [7],
  );
  assert.is(readdirSync(join(dir, 'fleet')).length, 1);
});

test('what goes is told first, and nothing goes where that fails', async ({ dir }) => {
  const { log } = await filled(dir, { beats: 1 }, 2);
  const at = { beat: 3, timestamp: 30 };
  const block = await writeBlock(hash, { ...beat, ...at, body: new Uint8Array(64) });
  await log.append(at, block, block);
  await log.close();
  const there = (): number => readdirSync(join(dir, 'fleet')).length;
  const before = there();
  const full = new Error('disk full');
  const failed = await log.prune(1000, () => Promise.reject(full)).catch((error: unknown) => error);
  assert.equal([failed, there()], [full, before]);
  const told: number[] = [];
  const dropped = await log.prune(1000, async () => void told.push(there()));
  assert.ok(dropped.length > 0);
  assert.equal([told, there()], [[before], before - dropped.length]);
});

test('a tail that its process did not live to end is left alone, and nothing before it is lost', async ({
  dir,
}) => {
  const { log } = await filled(dir, {}, 3);
  await log.close();
  const [file] = await listLeafFiles(nodeFileSystem, dir);
  assert.ok(file);
  truncateSync(join(dir, 'fleet', file?.name ?? ''), (file?.bytes ?? 0) - 5);
  const [torn] = await listLeafFiles(nodeFileSystem, dir);
  // Its head is whole: that it is torn shows when it is read.
  const place = { file: file?.name ?? '', offset: 0, bytes: 0, sha3: '' };
  assert.ok(torn);
  const reader = new LeafReader(dir, hash);
  const error = await reader.found({ ...place, bytes: 5000 }).catch((thrown: unknown) => thrown);
  assert.instance(error, VerificationError);
});

test('a disk that says no, at any call: nothing is reported as written', async ({ dir }) => {
  const kinds: string[] = [];
  const run = async (files: FaultyFiles, ledgerDir: string): Promise<number> => {
    const log = await LeafLog.open({ ledgerDir, run: 1, keep: {}, sync: true, files });
    let written = 0;
    try {
      for (let n = 1; n <= 2; n++) {
        const at = { beat: n, timestamp: n };
        const block = await writeBlock(hash, { ...beat, ...at, body: new Uint8Array(9) });
        const snapshot =
          n === 1
            ? await writeBlock(hash, { ...beat, ...at, kind: 'snapshot', body: new Uint8Array(9) })
            : undefined;
        const { block: place } = await log.append(at, block, snapshot);
        const found = await new LeafReader(ledgerDir, hash).block(place, { kind: 'beat', beat: n, rows: 2 });
        assert.is(found.beat, n);
        written++;
      }
    } finally {
      await log.close();
    }
    return written;
  };
  const clean = new FaultyFiles(nodeFileSystem, join(dir, 'clean'));
  assert.is(await run(clean, join(dir, 'clean')), 2);
  for (const { kind } of clean.calls) kinds.push(kind);
  assert.ok(kinds.length >= 6, kinds.join());
  for (const [call, kind] of kinds.entries()) {
    const occurrence = kinds.slice(0, call).filter((each) => each === kind).length;
    const at = join(dir, `fault-${call}`);
    const files = new FaultyFiles(nodeFileSystem, at, { kind, occurrence, when: 'before', code: 'EIO' });
    const error = await run(files, at).catch((thrown: unknown) => thrown);
    assert.ok(files.hit, `${kind} ${occurrence} was not called`);
    // Closing is what is left to do after an error, and an error of its own where there was none.
    assert.instance(error, kind.startsWith('close') ? Error : StorageError, `${kind} ${occurrence}`);
  }
});

test.run();
