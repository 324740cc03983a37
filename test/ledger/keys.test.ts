import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ImmutableLedger } from '../../src/ledger/index.ts';
import { encodePrivateKey, parsePrivateKey, signerFor } from '../../src/ledger/keys.ts';
import { verifyLedger } from '../../src/ledger/verification.ts';
import { fill, inTemporary, rejection } from '../support/ledgers.ts';

// The key pair of the documentation of golang.org/x/mod/sumdb/note.
const PRIVATE = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';
const PUBLIC = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';

test('a private key is read and written as golang.org/x/mod/sumdb/note does', async () => {
  const key = await parsePrivateKey(`${PRIVATE}\n`, 'here');
  assert.is(key.name, 'PeterNeumann');
  assert.is((await signerFor(key, key.name)).verifier.encoded, PUBLIC);
  assert.is(await encodePrivateKey(key), PRIVATE);
});

test('a damaged private key is refused, and never quoted', async () => {
  for (const text of ['', 'PRIVATE+KEY+x', PUBLIC, PRIVATE.replace('c74f20a3', 'c74f20a4'), `${PRIVATE}A`]) {
    const error = await rejection(parsePrivateKey(text, 'the file k'));
    assert.is(error.code, 'ERR_PRIVATE_KEY');
    assert.match(error.message, 'the file k');
    assert.not.match(error.message, 'AYEKFALV');
  }
});

test('a ledger makes its key on first use, for its owner alone, and keeps it', () =>
  inTemporary(async (dir) => {
    await fill(3, { dir, name: 'example.com/ledger' });
    const key = await readFile(join(dir, 'key'), 'utf8');
    if (process.platform !== 'win32') assert.is((await stat(join(dir, 'key'))).mode & 0o777, 0o600);
    assert.match(await readFile(join(dir, 'checkpoint'), 'utf8'), /^example\.com\/ledger\/sha3-256\n3\n/);
    await fill(3, { dir });
    assert.is(await readFile(join(dir, 'key'), 'utf8'), key);
    assert.is((await verifyLedger(dir)).checkpoint?.size, 6);
  }));

test('a key from elsewhere signs, and nothing secret is in the ledger', () =>
  inTemporary(async (dir) => {
    const key = { text: PRIVATE, where: 'the environment' };
    await fill(3, { dir, key });
    assert.is(await stat(join(dir, 'key')).catch(() => 'none'), 'none');
    assert.match(await readFile(join(dir, 'checkpoint'), 'utf8'), /^PeterNeumann\/sha3-256\n3\n/);
    await fill(2, { dir, key });
    // The same key under the name of the tree.
    const publicKey = (await readFile(join(dir, 'key.pub'), 'utf8')).trim();
    assert.is(publicKey.split('+')[2], PUBLIC.split('+')[2]);
    assert.is((await verifyLedger(dir, { publicKeys: [publicKey] })).entries, 5);
  }));

test('another name or another key than the ledger was begun with is refused', () =>
  inTemporary(async (dir) => {
    await fill(3, { dir, name: 'first' });
    const name = await rejection(new ImmutableLedger({ dir, name: 'second' }).open());
    assert.is(name.code, 'ERR_LEDGER_NAME');
    const other = await rejection(new ImmutableLedger({ dir, key: { text: PRIVATE, where: 'k' } }).open());
    assert.match(other.message, /checkpoint/);
    await rm(join(dir, 'key'));
    const lost = await rejection(new ImmutableLedger({ dir }).open());
    assert.match(lost.message, /key is not there/);
    // A lost key is no reason to lose the ledger: it still verifies.
    assert.is((await verifyLedger(dir)).entries, 3);
  }));

test('a checkpoint by another key is found', () =>
  inTemporary(async (dir) => {
    await fill(3, { dir });
    const honest = await readFile(join(dir, 'key.pub'), 'utf8');
    await rm(join(dir, 'key'));
    await rm(join(dir, 'checkpoint'));
    await fill(0, { dir });
    const ledger = await new ImmutableLedger({ dir }).open();
    await ledger.append({ type: 'note' }, 5);
    await ledger.close();
    // Against itself everything adds up: only the key that was kept elsewhere tells.
    assert.is((await verifyLedger(dir)).entries, 4);
    const error = await rejection(verifyLedger(dir, { publicKeys: [honest.trim()] }));
    assert.is(error.code, 'ERR_SIGNATURE');
  }));

test('a public key file that was changed is named', () =>
  inTemporary(async (dir) => {
    await fill(3, { dir });
    const path = join(dir, 'key.pub');
    await writeFile(path, (await readFile(path, 'utf8')).replace('+', '-'));
    assert.match((await rejection(verifyLedger(dir))).message, 'key.pub');
  }));

test.run();
