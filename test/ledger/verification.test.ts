import { appendFile, copyFile, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SegmentReader } from '../../src/ledger/blocks.ts';
import { ChainReader } from '../../src/ledger/chain.ts';
import { nodeFileSystem } from '../../src/ledger/file-system.ts';
import { bytesOfHex, hexOfBytes } from '../../src/ledger/hash.ts';
import { createSha3, ImmutableLedger, Sealer } from '../../src/ledger/index.ts';
import { checkProof } from '../../src/ledger/proof-file.ts';
import { LedgerReader } from '../../src/ledger/reader.ts';
import { repairLedger } from '../../src/ledger/repair.ts';
import { listSegments } from '../../src/ledger/segment.ts';
import { archiveSegments, compressSegments } from '../../src/ledger/upkeep.ts';
import { verifyLedger } from '../../src/ledger/verification.ts';
import { fill, inTemporary, rejection } from '../support/ledgers.ts';
import { treeHash } from '../support/tree.ts';

const segments = { entries: 200 };

test('the root is that of the definition, however many threads verify, with both trees', () =>
  inTemporary(async (dir) => {
    await fill(1000, { dir, segments, sha256: true });
    const hash = await createSha3();
    const digests: Uint8Array[] = [];
    const reader = await LedgerReader.open(dir);
    for await (const entry of reader.entries(0)) digests.push(bytesOfHex(entry.hash));
    const root = hexOfBytes(treeHash(hash, digests));
    for (const jobs of [1, 2, 5]) {
      const seen: number[] = [];
      const result = await verifyLedger(dir, { jobs, onProgress: ({ entries }) => seen.push(entries) });
      assert.is(result.merkleRoot, root);
      assert.is(result.entries, 1000);
      assert.ok(result.sha256);
      assert.is(result.checkpoint?.size, 1000);
      assert.is(seen.at(-1), 1000);
      assert.equal(
        seen,
        [...seen].sort((a, b) => a - b),
      );
    }
    assert.is(await reader.root(), root);
    for (const size of [1, 255, 256, 257, 999]) {
      assert.is(await reader.root(size), hexOfBytes(treeHash(hash, digests.slice(0, size))));
    }
  }));

test('what a run opens again is the same, from the right edge alone', () =>
  inTemporary(async (dir) => {
    await fill(700, { dir, segments });
    const whole = await verifyLedger(dir);
    const ledger = await new ImmutableLedger({ dir, segments }).open();
    assert.ok(ledger.verifiedLength < 200, `${ledger.verifiedLength} entries read`);
    assert.equal(ledger.getManifest(), {
      chainLength: 700,
      genesisHash: whole.genesisHash,
      latestHash: whole.latestHash,
      merkleRoot: whole.merkleRoot,
      timestamp: whole.timestamp,
    });
    await ledger.append({ type: 'note' }, 5000);
    const { merkleRoot } = ledger.getManifest();
    await ledger.close();
    assert.is((await verifyLedger(dir)).merkleRoot, merkleRoot);
  }));

test('a checkpoint kept elsewhere is held against the ledger', () =>
  inTemporary(async (dir) => {
    await fill(300, { dir, segments });
    const kept = await readFile(join(dir, 'checkpoint'), 'utf8');
    await fill(300, { dir, segments });
    assert.is((await verifyLedger(dir, { checkpoint: kept })).heldCheckpoint, 300);

    // The same entries, but for one, written anew with the same key: everything adds up but the kept checkpoint.
    const key = { text: await readFile(join(dir, 'key'), 'utf8'), where: 'key' };
    await inTemporary(async (forged) => {
      const ledger = await new ImmutableLedger({ dir: forged, key, segments }).open();
      for (let i = 0; i < 400; i++) await ledger.enqueue([{ type: 'note', i }], i);
      await ledger.close();
      assert.is((await verifyLedger(forged)).entries, 400);
      const error = await rejection(verifyLedger(forged, { checkpoint: kept }));
      assert.match(error.message, 'first 300 entries');
      assert.match(error.message, 'kept elsewhere');
    });
  }));

test('a ledger that is shorter than what was signed is found', () =>
  inTemporary(async (dir) => {
    await fill(100, { dir });
    const path = join(dir, 'entries', '0000000000000000.jsonl');
    const lines = (await readFile(path, 'utf8')).split('\n');
    await writeFile(path, `${lines.slice(0, 90).join('\n')}\n`);
    assert.match((await rejection(verifyLedger(dir))).message, 'before entry 90');
    assert.match((await rejection(new ImmutableLedger({ dir }).open())).message, 'before entry 90');
    assert.match((await rejection(repairLedger(dir))).message, 'before entry 90');
  }));

test('entries behind the checkpoint, and a line that was cut off, are told of', () =>
  inTemporary(async (dir) => {
    const ledger = await new ImmutableLedger({ dir, checkpointEvery: { entries: 50 } }).open();
    await ledger.appendAll(
      Array.from({ length: 60 }, (_, i) => ({ type: 'note', i })),
      1,
    );
    await ledger.checkpoint();
    await ledger.appendAll([{ type: 'note' }], 2);
    const beside = await verifyLedger(dir);
    assert.is(beside.entries, 61);
    assert.is(beside.checkpoint?.size, 60);
    await ledger.close();
    await appendFile(join(dir, 'entries', '0000000000000000.jsonl'), '{"data":');
    assert.is((await verifyLedger(dir)).unfinished, 8);
  }));

test('compressed segments verify, are read, and the ledger goes on', () =>
  inTemporary(async (dir) => {
    await fill(900, { dir, segments, checkpointEvery: { entries: 100 } });
    const before = await verifyLedger(dir);
    const done = await compressSegments(dir);
    assert.is(done.length, 4);
    assert.ok(done.every(({ before: plain, after }) => after < plain));
    assert.equal(await compressSegments(dir), []);
    assert.equal(await verifyLedger(dir), before);
    assert.equal(await verifyLedger(dir, { jobs: 2 }), before);
    const reader = await LedgerReader.open(dir);
    assert.is((await reader.entry(123)).data.number, 123);
    await fill(10, { dir, segments });
    assert.is((await verifyLedger(dir)).entries, 910);

    const [name = ''] = (await readdir(join(dir, 'entries'))).filter((file) => file.endsWith('.gz'));
    const bytes = await readFile(join(dir, 'entries', name));
    bytes[500] = (bytes[500] ?? 0) ^ 1;
    await writeFile(join(dir, 'entries', name), bytes);
    assert.match((await rejection(verifyLedger(dir))).message, name);
  }));

test('archived segments leave proofs, roots and consistency as they were', () =>
  inTemporary(async (dir) => {
    await fill(900, { dir, segments, sha256: true });
    const before = await verifyLedger(dir);
    const to = join(dir, 'elsewhere');
    const plan = { to, now: 5000, retention: { keepBytes: 60_000 } };
    const dry = await archiveSegments(dir, { ...plan, dryRun: true });
    assert.is((await verifyLedger(dir)).archived, 0);
    const moved = await archiveSegments(dir, plan);
    assert.equal(moved, dry);
    const archived = moved.reduce((sum, { count }) => sum + count, 0);
    assert.ok(archived >= 400);
    const after = await verifyLedger(dir);
    assert.equal({ ...after, archived: 0 }, before);
    assert.is(after.archived, archived);

    const reader = await LedgerReader.open(dir);
    assert.is((await checkProof(await reader.proveInclusion(899))).index, 899);
    assert.is((await checkProof(await reader.proveConsistency(100))).size, 900);
    assert.is((await rejection(reader.entry(3))).code, 'ERR_ARCHIVED');

    await fill(300, { dir, segments });
    assert.is((await verifyLedger(dir)).entries, 1200);
    const ledger = await new ImmutableLedger({ dir, segments }).open();
    assert.is(await ledger.verify(), 1200);
    assert.is(ledger.getManifest().genesisHash, before.genesisHash);
    await ledger.close();

    // Brought back, they are read again.
    for (const { segment } of moved) await copyFile(join(to, segment), join(dir, 'entries', segment));
    assert.is((await verifyLedger(dir)).archived, 0);
  }));

test('by age, only what is older and sealed is archived', () =>
  inTemporary(async (dir) => {
    await fill(900, { dir, segments });
    const retention = { olderThan: 500 };
    // Entries have the times 1000 to 1860; the last of a segment counts.
    const moved = await archiveSegments(dir, { to: join(dir, 'to'), now: 1800, retention });
    assert.equal(
      moved.map(({ first }) => first),
      [0],
    );
    const all = await archiveSegments(dir, { to: join(dir, 'to'), now: 1e9, retention });
    assert.ok(all.every(({ first, count }) => first + count <= 800));
    assert.is((await verifyLedger(dir)).entries, 900);
  }));

test('repair makes tiles and seals anew, and never touches an entry', () =>
  inTemporary(async (dir) => {
    await fill(900, { dir, segments, sha256: true });
    assert.equal((await repairLedger(dir)).files, []);
    const before = await verifyLedger(dir);
    await rm(join(dir, 'tile'), { recursive: true });
    await rm(join(dir, 'sha256', 'tile', '0', '001'));
    await rm(join(dir, 'entries', '0000000000000000.seal'));
    await writeFile(join(dir, 'entries', '0000000000000200.seal'), '{}\n');
    await rejection(verifyLedger(dir));
    const { entries, files } = await repairLedger(dir);
    assert.is(entries, 900);
    assert.ok(files.includes('entries/0000000000000000.seal'));
    assert.ok(files.includes('entries/0000000000000200.seal'));
    assert.ok(files.includes('tile/0/000'));
    assert.ok(files.includes('sha256/tile/0/001'));
    assert.equal(await verifyLedger(dir), before);

    const path = join(dir, 'entries', '0000000000000400.jsonl');
    const text = await readFile(path, 'utf8');
    await rm(join(dir, 'tile'), { recursive: true });
    await writeFile(path, text.replace('entry 450', 'entry 451'));
    assert.match((await rejection(repairLedger(dir))).message, 'entry 450');
    assert.not.ok((await readdir(dir)).includes('tile'));
  }));

test('a ledger without a checkpoint is read whole by its next writer, which signs it', () =>
  inTemporary(async (dir) => {
    await fill(500, { dir, segments });
    const before = await verifyLedger(dir);
    await rm(join(dir, 'checkpoint'));
    await rm(join(dir, 'key'));
    await rm(join(dir, 'tile'), { recursive: true });
    assert.is((await verifyLedger(dir)).checkpoint, null);
    const ledger = await new ImmutableLedger({ dir, segments }).open();
    assert.is(ledger.verifiedLength, 500);
    await ledger.close();
    assert.equal(await verifyLedger(dir), before);
  }));

test('a checkpoint of the second tree is held against the ledger too, also where that tree was taken away', () =>
  inTemporary(async (dir) => {
    await fill(300, { dir, segments, sha256: true });
    const kept = await readFile(join(dir, 'sha256', 'checkpoint'), 'utf8');
    assert.is((await verifyLedger(dir, { checkpoint: kept })).heldCheckpoint, 300);
    await inTemporary(async (forged) => {
      const key = { text: await readFile(join(dir, 'key'), 'utf8'), where: 'key' };
      const ledger = await new ImmutableLedger({ dir: forged, key, segments }).open();
      for (let i = 0; i < 300; i++) await ledger.enqueue([{ type: 'note', i }], i);
      await ledger.close();
      const publicKeys = (await readFile(join(dir, 'key.pub'), 'utf8')).trim().split('\n');
      const error = await rejection(verifyLedger(forged, { checkpoint: kept, publicKeys }));
      assert.match(error.message, 'kept elsewhere');
    });
  }));

test('a key without a checkpoint vouches for nothing', () =>
  inTemporary(async (dir) => {
    await fill(30, { dir });
    const publicKeys = [(await readFile(join(dir, 'key.pub'), 'utf8')).trim()];
    assert.is((await verifyLedger(dir, { publicKeys })).entries, 30);
    await rm(join(dir, 'checkpoint'));
    assert.is((await rejection(verifyLedger(dir, { publicKeys }))).code, 'ERR_NOT_SIGNED');
  }));

test('a ledger whose every segment was archived still tells its length', () =>
  inTemporary(async (dir) => {
    await fill(400, { dir, segments });
    const before = await verifyLedger(dir);
    await archiveSegments(dir, { to: join(dir, 'to'), now: 1e9, retention: { keepBytes: 0 } });
    await rm(join(dir, 'entries', '0000000000000400.jsonl'));
    const after = await verifyLedger(dir);
    assert.is(after.entries, 400);
    assert.is(after.archived, 400);
    assert.is(after.latestHash, before.latestHash);
    assert.is(after.merkleRoot, before.merkleRoot);
    const seal = join(dir, 'entries', '0000000000000000.seal');
    const text = await readFile(seal, 'utf8');
    await writeFile(
      seal,
      text.replace(/"first_hash":"./, (found) => `${found.slice(0, -1)}${found.endsWith('0') ? 1 : 0}`),
    );
    assert.match((await rejection(verifyLedger(dir))).message, 'entry 0, which was archived');
  }));

test('an archive is never written over, and is never a ledger of its own', () =>
  inTemporary(async (dir) => {
    const [one, two] = [join(dir, 'one'), join(dir, 'two')];
    await fill(450, { dir: one, segments });
    await fill(1, { dir: two, name: 'other' });
    await fill(450, { dir: two, segments });
    const plan = { now: 1e9, retention: { keepBytes: 0 } };
    const to = join(dir, 'archive');
    await archiveSegments(one, { ...plan, to });
    assert.is((await rejection(archiveSegments(two, { ...plan, to }))).code, 'ERR_ARCHIVE');
    assert.is(
      (await rejection(archiveSegments(two, { ...plan, to: join(one, 'entries') }))).code,
      'ERR_ARCHIVE',
    );
    const link = join(dir, 'link');
    await symlink(join(two, 'entries'), link);
    assert.is((await rejection(archiveSegments(two, { ...plan, to: link }))).code, 'ERR_ARCHIVE');
    assert.is((await verifyLedger(two)).archived, 0);
  }));

test('roots and proofs are of what was signed, or there are none', () =>
  inTemporary(async (dir) => {
    await fill(600, { dir });
    const path = join(dir, 'tile', '0', '000');
    const bytes = await readFile(path);
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    await writeFile(path, bytes);
    const reader = await LedgerReader.open(dir);
    assert.is((await rejection(reader.root(100))).code, 'ERR_LEDGER_TILE');
    assert.is((await rejection(reader.proveInclusion(7))).code, 'ERR_LEDGER_TILE');
    assert.is((await rejection(reader.proveConsistency(100))).code, 'ERR_LEDGER_TILE');
  }));

test('segments may be compressed and archived under a writer and its readers', () =>
  inTemporary(async (dir) => {
    const ledger = await new ImmutableLedger({
      dir,
      segments: { entries: 10 },
      checkpointEvery: { entries: 20 },
    }).open();
    let writing = true;
    const upkeep = (async () => {
      while (writing) {
        await compressSegments(dir);
        await archiveSegments(dir, { to: join(dir, 'to'), now: 1e9, retention: { keepBytes: 20_000 } });
      }
    })();
    const wrote = (async () => {
      for (let i = 0; i < 300; i++) await ledger.append({ type: 'note', i }, i);
    })().finally(() => {
      writing = false;
    });
    // Both are over before the directory goes, and the first that failed is told.
    const [first, second] = await Promise.allSettled([wrote, upkeep]);
    for (const { status, reason } of [first, second] as PromiseRejectedResult[]) {
      if ((status as string) === 'rejected') throw reason;
    }
    await ledger.close();
    assert.is((await verifyLedger(dir)).entries, 300);
  }));

test('a directory that is read while a segment goes by a new name lists it all the same', () =>
  inTemporary(async (dir) => {
    await fill(450, { dir, segments });
    const entries = join(dir, 'entries');
    const listed = await listSegments(nodeFileSystem, entries);
    assert.is(listed.length, 3);
    for (const unseen of ['0000000000000000.jsonl', '0000000000000200.jsonl', '0000000000000200.seal']) {
      let readings = 0;
      const missingOnce = {
        ...nodeFileSystem,
        list: async (path: string) =>
          (await nodeFileSystem.list(path)).filter((name) => name !== unseen || readings++ > 0),
      };
      assert.equal(await listSegments(missingOnce, entries), listed, unseen);
      assert.is(readings, 2, unseen);
      const gone = {
        ...nodeFileSystem,
        list: async (path: string) => (await nodeFileSystem.list(path)).filter((name) => name !== unseen),
      };
      assert.match((await rejection(listSegments(gone, entries))).message, 'is not there', unseen);
    }
  }));

test('a segment that is compressed between the listing and the reading is read all the same, from anywhere', () =>
  inTemporary(async (dir) => {
    await fill(450, { dir, segments, checkpointEvery: { entries: 50 } });
    const [, listed] = await listSegments(nodeFileSystem, join(dir, 'entries'));
    assert.ok(listed);
    const chain = new ChainReader(await createSha3(), {
      place: { index: 200, segment: 200, line: 1, offset: 0 },
      previousHash: (await (await LedgerReader.open(dir)).entry(199)).hash,
      genesisHash: null,
    });
    const read: number[] = [];
    const upTo = async (end: number): Promise<void> => {
      for await (const block of new SegmentReader(nodeFileSystem, dir).blocks(listed, chain.place)) {
        chain.read(block, { end, take: (index) => read.push(index) });
      }
    };
    await upTo(230);
    assert.is((await compressSegments(dir)).length, 2);
    await upTo(400);
    assert.equal(
      read,
      Array.from({ length: 200 }, (_, i) => 200 + i),
    );
  }));

test('every field of a seal is held against its segment, and its text must be canonical', () =>
  inTemporary(async (dir) => {
    await fill(450, { dir, segments });
    const path = join(dir, 'entries', '0000000000000200.seal');
    const text = await readFile(path, 'utf8');
    const seal = JSON.parse(text);
    for (const field of ['first', 'count', 'bytes', 'first_timestamp', 'last_timestamp']) {
      await writeFile(path, text.replace(`"${field}":${seal[field]}`, `"${field}":${seal[field] + 1}`));
      assert.match((await rejection(verifyLedger(dir))).message, /0000000000000[24]0\d\.(seal|jsonl)/, field);
    }
    for (const field of ['first_hash', 'last_hash']) {
      await writeFile(path, text.replace(seal[field], 'ab'.repeat(32)));
      assert.match((await rejection(verifyLedger(dir))).message, '0000000000000200.seal', field);
    }
    await writeFile(path, text.replace(',', ', '));
    assert.match((await rejection(verifyLedger(dir))).message, 'is not canonical');
    await writeFile(path, text);
    assert.is((await verifyLedger(dir)).entries, 450);
  }));

test('an archived segment behind one that is here is told of', () =>
  inTemporary(async (dir) => {
    await fill(650, { dir, segments });
    const to = join(dir, 'to');
    const [first] = await archiveSegments(dir, { to, now: 1e9, retention: { keepBytes: 0 } });
    await copyFile(join(to, first?.segment ?? ''), join(dir, 'entries', first?.segment ?? ''));
    assert.match((await rejection(verifyLedger(dir))).message, 'earlier ones are here');
  }));

test('an entry that was changed together with its own hash is not the one that the tree holds', () =>
  inTemporary(async (dir) => {
    await fill(300, { dir });
    const [name = ''] = (await readdir(join(dir, 'entries'))).filter((file) => file.endsWith('.jsonl'));
    const path = join(dir, 'entries', name);
    const lines = (await readFile(path, 'utf8')).split('\n');
    const { data, index, timestamp, previous_hash } = JSON.parse(lines[42] ?? '');
    const sealer = new Sealer(await createSha3());
    sealer.seal({ ...data, text: 'another' }, index, previous_hash, timestamp);
    lines[42] = new TextDecoder().decode(sealer.lines).trimEnd();
    await writeFile(path, lines.join('\n'));
    const reader = await LedgerReader.open(dir);
    assert.match((await rejection(reader.entry(42))).message, 'not the one that the tree holds');
    assert.is((await reader.entry(41)).index, 41);
  }));

test('the second tree can be begun later, and is kept from then on', () =>
  inTemporary(async (dir) => {
    await fill(500, { dir, segments });
    await fill(20, { dir, segments, sha256: true });
    await fill(20, { dir, segments });
    const result = await verifyLedger(dir);
    assert.ok(result.sha256);
    assert.is(result.entries, 540);
    assert.match(await readFile(join(dir, 'sha256', 'checkpoint'), 'utf8'), /^venom\/sha256\n540\n/);
  }));

test.run();
