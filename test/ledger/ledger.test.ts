import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { StorageError, VerificationError } from '../../src/core/errors.ts';
import { hexOfBytes } from '../../src/ledger/hash.ts';
import {
  CompactRange,
  canonicalJson,
  createSha3,
  type Entry,
  GENESIS_PREVIOUS_HASH,
  ImmutableLedger,
  MemoryStore,
  openEntry,
  Sealer,
} from '../../src/ledger/index.ts';
import { golden } from '../support/golden.ts';
import { rejection } from '../support/ledgers.ts';
import { treeHash } from '../support/tree.ts';

const test = suite<{ dir: string }>('ledger');

test.before.each(async (context) => {
  context.dir = await mkdtemp(join(tmpdir(), 'venom-ledger-'));
});
test.after.each(({ dir }) => rm(dir, { recursive: true, force: true }));

async function all(ledger: ImmutableLedger): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of ledger.entries()) entries.push(entry);
  return entries;
}

test('every row of the reference chain', async () => {
  const sealer = new Sealer(await createSha3());
  const ledger = new ImmutableLedger();
  let previous = GENESIS_PREVIOUS_HASH;
  for (const { data, index, timestamp, previous_hash, hash: expected } of golden.ledger) {
    assert.is(previous_hash, previous);
    assert.is(sealer.seal(data, index, previous_hash, timestamp).entry.hash, expected);
    const entry = await ledger.append(data, timestamp);
    assert.equal(entry, { index, timestamp, data, previous_hash, hash: expected });
    previous = expected;
  }
  assert.is(await ledger.verify(), golden.ledger.length);
});

test('SHA3-256 of FIPS 202: the empty message and the 1600-bit example', async () => {
  const hash = await createSha3();
  assert.is(
    hexOfBytes(hash.bytes(new Uint8Array(0))),
    'a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a',
  );
  const message = new Uint8Array(200).fill(0xa3);
  assert.is(
    hexOfBytes(hash.bytes(message)),
    '79f38adec5c20307a98ef76e8324afbfd46cfd81b22e3973c65fa1bd9de31787',
  );
});

test('an entry of text beyond ASCII, and one longer than any before, is what the definition says', async () => {
  const hash = await createSha3();
  const ledger = await new ImmutableLedger().open();
  for (const text of ['Λ-GENESIS 😀 \u0000', 'Λ'.repeat(100_000), 'a']) {
    const { hash: actual, ...rest } = await ledger.append({ type: 'note', text }, 1.5);
    assert.is(actual, hexOfBytes(hash.bytes(new TextEncoder().encode(canonicalJson(rest)))));
  }
  assert.is(await ledger.verify(), 3);
});

test('the root is that of RFC 6962 for every size', async () => {
  const hash = await createSha3();
  const leaves: Uint8Array[] = [];
  const range = new CompactRange(hash);
  for (let n = 0; n < 70; n++) {
    assert.equal(range.root(), treeHash(hash, leaves), `size ${n}`);
    const leaf = new Uint8Array(32).fill(n);
    leaves.push(leaf);
    range.append(leaf);
  }
});

test('a directory ledger is read back by another as it was written', async ({ dir }) => {
  const first = await new ImmutableLedger({ dir }).open();
  await first.appendAll([{ type: 'genesis' }, { type: 'note', text: 'Λ "q" \\ \n' }], 1.5);
  await first.append({ type: 'note', z: 1, a: [null, true, { y: 0, x: -0 }] }, 2.25);
  const written = await all(first);
  const manifest = first.getManifest();
  await first.close();

  const second = await new ImmutableLedger({ dir }).open();
  assert.is(second.verifiedLength, 3);
  assert.equal(second.getManifest(), manifest);
  assert.equal(await all(second), written);
  await second.append({ type: 'note' }, 3);
  assert.is(await second.verify(), 4);
  await second.close();
});

test('the manifest says what the ledger holds', async () => {
  const ledger = await new ImmutableLedger().open();
  const empty = ledger.getManifest();
  assert.equal(empty, {
    chainLength: 0,
    genesisHash: null,
    latestHash: null,
    merkleRoot: 'a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a',
    timestamp: null,
  });
  const [a, b] = await ledger.appendAll([{ type: 'a' }, { type: 'b' }], 7);
  const manifest = ledger.getManifest();
  assert.is(manifest.genesisHash, a?.hash);
  assert.is(manifest.latestHash, b?.hash);
  assert.is(manifest.chainLength, 2);
  assert.is(manifest.timestamp, 7);
});

test('a batch with one bad entry is refused whole', async () => {
  const ledger = await new ImmutableLedger().open();
  const error = await rejection(ledger.appendAll([{ type: 'ok' }, { type: 'bad', x: Number.NaN }], 1));
  assert.match(error.message, 'x is NaN');
  assert.is(ledger.length, 0);
  assert.match((await rejection(ledger.append({ type: '' }, 1))).message, 'type');
  assert.match((await rejection(ledger.append({ type: 'x' }, Number.NaN))).message, 'timestamp');
  assert.is(ledger.length, 0);
  await ledger.append({ type: 'ok' }, 1);
  assert.is(await ledger.verify(), 1);
});

test('appends made at the same time keep one chain', async ({ dir }) => {
  const ledger = await new ImmutableLedger({ dir }).open();
  await Promise.all(Array.from({ length: 50 }, (_, i) => ledger.append({ type: 'note', i }, i)));
  assert.is(await ledger.verify(), 50);
  await ledger.close();
});

test('a ledger is verified up to what was acknowledged while more is appended', async ({ dir }) => {
  const ledger = await new ImmutableLedger({ dir }).open();
  await ledger.append({ type: 'note' }, 0);
  const appends = Array.from({ length: 40 }, (_, i) => ledger.append({ type: 'note', i }, i));
  const verified = await Promise.all([
    ledger.verify(),
    ledger.verify(),
    ...appends.map(() => ledger.verify()),
  ]);
  assert.ok(verified.every((count) => count >= 1));
  await Promise.all(appends);
  assert.is(await ledger.verify(), 41);
  assert.ok(ledger.sound);
  await ledger.close();
});

test('after a failed write the ledger takes no more', async () => {
  class BrokenStore extends MemoryStore {
    override async append(): Promise<void> {
      throw new Error('disk full');
    }
  }
  const ledger = await new ImmutableLedger({ store: new BrokenStore() }).open();
  assert.match((await rejection(ledger.append({ type: 'a' }, 1))).message, 'disk full');
  const second = await rejection(ledger.append({ type: 'b' }, 1));
  assert.instance(second, StorageError);
  assert.match(second.message, 'a write to it has failed');
});

test('every changed byte of a directory ledger is found, with its place', async ({ dir }) => {
  const ledger = await new ImmutableLedger({ dir }).open();
  for (let i = 0; i < 6; i++) await ledger.append({ type: 'note', i, text: `entry ${i}` }, 1000 + i);
  await ledger.close();
  const [name] = await readdir(join(dir, 'entries'));
  const path = join(dir, 'entries', name ?? '');
  const bytes = await readFile(path);
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (place, flip) => {
      const changed = new Uint8Array(bytes);
      changed[place] = (changed[place] ?? 0) ^ flip;
      await writeFile(path, changed);
      const reader = new ImmutableLedger({ dir, readOnly: true });
      if (place === bytes.length - 1) {
        // Without its last line feed the last entry would count as never acknowledged: but it was signed.
        assert.match((await rejection(reader.open())).message, 'the checkpoint signs 6');
        return;
      }
      const error = await rejection(reader.open());
      assert.instance(error, VerificationError);
      const line = bytes.subarray(0, place).filter((byte) => byte === 0x0a).length + 1;
      const named = Number(/jsonl:(\d+)/.exec(error.message)?.[1] ?? line);
      assert.ok(named === line || named === line + 1, `${error.message} for byte ${place} of line ${line}`);
    }),
    { numRuns: 150 },
  );
});

test('lines that were dropped, doubled or swapped are found', async ({ dir }) => {
  const ledger = await new ImmutableLedger({ dir }).open();
  for (let i = 0; i < 5; i++) await ledger.append({ type: 'note', i }, i);
  await ledger.close();
  const [name] = await readdir(join(dir, 'entries'));
  const path = join(dir, 'entries', name ?? '');
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  const [a = '', b = '', c = '', d = '', e = ''] = lines;
  for (const [changed, place] of [
    [[a, c, d, e], 2],
    [[a, b, b, c, d, e], 3],
    [[a, c, b, d, e], 2],
    [[b, c, d, e], 1],
    [[a, b, '', c, d, e], 3],
    [[a, ` ${b}`, c, d, e], 2],
    [[a, `${b}\r`, c, d, e], 2],
  ] as const) {
    await writeFile(path, `${changed.join('\n')}\n`);
    const error = await rejection(new ImmutableLedger({ dir, readOnly: true }).open());
    assert.instance(error, VerificationError);
    assert.match(error.message, `jsonl:${place}`);
  }
});

test('a torn tail is moved aside and cut by the next writer; a reader passes over it', async ({ dir }) => {
  const ledger = await new ImmutableLedger({ dir }).open();
  await ledger.append({ type: 'note' }, 1);
  await ledger.close();
  const [name] = await readdir(join(dir, 'entries'));
  const path = join(dir, 'entries', name ?? '');
  const whole = await readFile(path, 'utf8');
  for (const tail of ['{"data":{"ty', '\u0000\u0000', '}', 'x']) {
    await writeFile(path, whole + tail);
    const reader = await new ImmutableLedger({ dir, readOnly: true }).open();
    assert.is(reader.length, 1);
    assert.is(await readFile(path, 'utf8'), whole + tail);
    const writer = await new ImmutableLedger({ dir }).open();
    assert.is(writer.recovered?.length, tail.length);
    assert.is(await readFile(writer.recovered?.savedAs ?? '', 'utf8'), tail);
    assert.is(await readFile(path, 'utf8'), whole);
    await writer.close();
  }
  const again = await new ImmutableLedger({ dir }).open();
  assert.is(again.recovered, null);
  await again.append({ type: 'note' }, 2);
  assert.is(await again.verify(), 2);
  await again.close();
});

test('a torn tail of a ledger that does not verify is left as it is', async ({ dir }) => {
  const ledger = await new ImmutableLedger({ dir }).open();
  await ledger.appendAll([{ type: 'note' }, { type: 'note' }], 1);
  await ledger.close();
  const [name] = await readdir(join(dir, 'entries'));
  const path = join(dir, 'entries', name ?? '');
  const changed = `${(await readFile(path, 'utf8')).replace('note', 'nota')}{"torn`;
  await writeFile(path, changed);
  assert.instance(await rejection(new ImmutableLedger({ dir }).open()), VerificationError);
  assert.is(await readFile(path, 'utf8'), changed);
});

test('a ledger that changes under its writer fails its verification', async ({ dir }) => {
  const ledger = await new ImmutableLedger({ dir }).open();
  await ledger.appendAll([{ type: 'a' }, { type: 'b' }], 1);
  const [name] = await readdir(join(dir, 'entries'));
  const path = join(dir, 'entries', name ?? '');
  await writeFile(path, `${(await readFile(path, 'utf8')).split('\n')[0]}\n`);
  assert.ok(ledger.sound);
  assert.match((await rejection(ledger.verify())).message, 'holds 1 entries');
  assert.not(ledger.sound);
  await ledger.close();
});

test('a second writer is refused while the first has it open, a reader is not', async ({ dir }) => {
  const first = await new ImmutableLedger({ dir }).open();
  await first.append({ type: 'note' }, 1);
  const second = await rejection(new ImmutableLedger({ dir }).open());
  assert.instance(second, StorageError);
  assert.is((second as StorageError).code, 'ERR_LEDGER_LOCKED');
  assert.match(second.message, dir);
  assert.is((await new ImmutableLedger({ dir, readOnly: true }).open()).length, 1);
  await first.append({ type: 'note' }, 2);
  await first.close();
  const third = await new ImmutableLedger({ dir }).open();
  assert.is(third.length, 2);
  await third.close();
});

test('a directory that is a file, and one that is not there, are named', async ({ dir }) => {
  const file = join(dir, 'file');
  await writeFile(file, '');
  const isFile = await rejection(new ImmutableLedger({ dir: file }).open());
  assert.instance(isFile, StorageError);
  assert.match(isFile.message, file);
  assert.match((isFile as StorageError).fix, 'not a file');
  const absent = await rejection(new ImmutableLedger({ dir: join(dir, 'no'), readOnly: true }).open());
  assert.match((absent as StorageError).fix, 'no ledger');
});

test('a ledger that is read only takes nothing and creates nothing', async ({ dir }) => {
  await mkdir(join(dir, 'entries'));
  const ledger = await new ImmutableLedger({ dir, readOnly: true }).open();
  assert.match((await rejection(ledger.append({ type: 'a' }, 1))).message, 'read only');
  assert.equal(await readdir(join(dir, 'entries')), []);
});

test('an entry that is not what its place asks for is refused with the field', async () => {
  const sealer = new Sealer(await createSha3());
  sealer.seal({ type: 'a' }, 3, 'f'.repeat(64), 1);
  const line = new TextDecoder().decode(sealer.lines).trimEnd();
  const open = (text: string, index = 3, previousHash = 'f'.repeat(64)) =>
    openEntry(sealer, { bytes: new TextEncoder().encode(text), where: 'here:1' }, { index, previousHash });
  assert.is(open(line).entry.index, 3);
  assert.throws(() => open(line, 4), /here:1: entry 4: index is 3/);
  assert.throws(() => open(line, 3, '0'.repeat(64)), /previous_hash/);
  assert.throws(() => open('[]'), /here:1/);
  assert.throws(() => open(line.replace('"type"', '"kind"')), /data/);
  assert.throws(() => open(line.replace('"a"', '"b"')), /hash is/);
  assert.throws(() => open(line.replace('{"data"', '{"more":1,"data"')), /more/);
  assert.throws(() => open(line.replace('"index":3', '"index": 3')), /not canonical/);
});

test('segments are sealed when full, read in order, and the last one goes on', async ({ dir }) => {
  const segments = { entries: 4 };
  const ledger = await new ImmutableLedger({ dir, segments }).open();
  for (let i = 0; i < 6; i++) await ledger.append({ type: 'note', i }, i);
  await ledger.close();
  assert.equal((await readdir(join(dir, 'entries'))).sort(), [
    '0000000000000000.jsonl',
    '0000000000000000.seal',
    '0000000000000004.jsonl',
  ]);
  const again = await new ImmutableLedger({ dir, segments }).open();
  assert.is(again.length, 6);
  await again.append({ type: 'note' }, 6);
  assert.is(await again.verify(), 7);
  await again.close();
  const second = join(dir, 'entries', '0000000000000004.jsonl');
  assert.is((await readFile(second, 'utf8')).trimEnd().split('\n').length, 3);

  await rename(second, join(dir, 'entries', '0000000000000005.jsonl'));
  const error = await rejection(new ImmutableLedger({ dir }).open());
  assert.match(error.message, '0000000000000004.jsonl, with entry 4, is not there');
});

test('a reader tells of bytes behind the last entry', async ({ dir }) => {
  const ledger = await new ImmutableLedger({ dir }).open();
  await ledger.append({ type: 'note' }, 1);
  await ledger.close();
  const path = join(dir, 'entries', '0000000000000000.jsonl');
  await writeFile(path, `${await readFile(path, 'utf8')}{"da`);
  assert.is((await new ImmutableLedger({ dir, readOnly: true }).open()).unfinished, 4);
});

test('a closed ledger says so, in memory and on disk', async ({ dir }) => {
  for (const ledger of [new ImmutableLedger(), new ImmutableLedger({ dir })]) {
    await ledger.open();
    await ledger.close();
    assert.match((await rejection(ledger.append({ type: 'a' }, 1))).message, 'it was closed');
    assert.match((await rejection(ledger.open())).message, 'it was closed');
    await ledger.close();
  }
});

test.run();
