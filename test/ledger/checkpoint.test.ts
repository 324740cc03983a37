import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { VenomError, VerificationError } from '../../src/core/errors.ts';
import {
  checkpointText,
  createSha3,
  createSigner,
  openCheckpoint,
  openNote,
  originOf,
  parseVerifier,
  signCheckpoint,
  signNote,
} from '../../src/ledger/index.ts';

async function refusal(promise: Promise<unknown>): Promise<VenomError> {
  try {
    await promise;
  } catch (error) {
    assert.instance(error, VenomError);
    return error as VenomError;
  }
  throw new Error('was not refused');
}

/** The worked example of the signed note format (Go's sumdb/note, which c2sp.org/signed-note describes). */
const EXAMPLE = {
  key: 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  seed: 'gQoUAtUUbI2E8kQzMPVAgOv5juF9nHT2JS/F1ccoMXM=',
  text: "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
  signature:
    '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
};
const note = `${EXAMPLE.text}\n${EXAMPLE.signature}`;

test('the worked example of the format opens with its key', async () => {
  assert.is(await openNote(note, [await parseVerifier(EXAMPLE.key)]), EXAMPLE.text);
});

test('the worked example is signed again to the same bytes by its private key', async () => {
  const signer = await createSigner('PeterNeumann', new Uint8Array(Buffer.from(EXAMPLE.seed, 'base64')));
  assert.is(signer.verifier.encoded, EXAMPLE.key);
  assert.is(await signNote(EXAMPLE.text, [signer]), note);
});

test('RFC 8032 §7.1 test 1: the public key of the seed', async () => {
  const seed = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex');
  const { verifier } = await createSigner('rfc8032', new Uint8Array(seed));
  const key = Buffer.from(verifier.encoded.split('+').slice(2).join('+'), 'base64')
    .subarray(1)
    .toString('hex');
  assert.is(key, 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
});

test('any changed character of a note is refused, or changes nothing that was signed', async () => {
  const verifier = await parseVerifier(EXAMPLE.key);
  await fc.assert(
    fc.asyncProperty(
      fc.nat(note.length - 1),
      fc.constantFrom('a', 'Z', '0', '+', '\n', ' ', '—'),
      async (at, character) => {
        const changed = note.slice(0, at) + character + note.slice(at + 1);
        if (changed === note) return;
        let text: string;
        try {
          text = await openNote(changed, [verifier]);
        } catch (error) {
          assert.instance(error, VerificationError);
          return;
        }
        assert.is(text, EXAMPLE.text);
      },
    ),
    { numRuns: 400 },
  );
});

test('signatures by others are passed over; none by a known key is refused, by name', async () => {
  const known = await createSigner('known', new Uint8Array(32).fill(1));
  const other = await createSigner('other', new Uint8Array(32).fill(2));
  const both = await signNote('hello\n', [other, known]);
  assert.is(await openNote(both, [known.verifier]), 'hello\n');
  const alone = await signNote('hello\n', [other]);
  const error = await refusal(openNote(alone, [known.verifier]));
  assert.is(error.code, 'ERR_SIGNATURE');
  assert.match(error.message, 'other');
  const impostor = await createSigner('known', new Uint8Array(32).fill(3));
  assert.is(
    (await refusal(openNote(await signNote('hello\n', [impostor]), [known.verifier]))).code,
    'ERR_SIGNATURE',
  );
});

test('a checkpoint says origin, size and root, and opens to them', async () => {
  const hash = await createSha3();
  const signer = await createSigner('example.com/ledger', new Uint8Array(32).fill(7));
  const checkpoint = {
    origin: originOf('example.com/ledger', hash),
    size: 12,
    root: hash.bytes(new Uint8Array(1)),
  };
  assert.is(checkpoint.origin, 'example.com/ledger/sha3-256');
  assert.match(checkpointText(checkpoint), /^example\.com\/ledger\/sha3-256\n12\n[A-Za-z0-9+/]{43}=\n$/);
  const signed = await signCheckpoint(checkpoint, [signer]);
  assert.equal(await openCheckpoint(signed, [signer.verifier]), checkpoint);
});

test('what is signed but no checkpoint is refused with the line that is wrong', async () => {
  const signer = await createSigner('k', new Uint8Array(32).fill(7));
  const root = `${'A'.repeat(43)}=`;
  for (const [text, wrong] of [
    [`\n1\n${root}\n`, 'origin'],
    [`o\n01\n${root}\n`, 'size'],
    [`o\n-1\n${root}\n`, 'size'],
    [`o\n99999999999999999999\n${root}\n`, 'size'],
    ['o\n1\nAAAA\n', 'root'],
    ['o\n1\n\n', 'root'],
  ] as const) {
    const error = await refusal(openCheckpoint(await signNote(text, [signer]), [signer.verifier]));
    assert.is(error.code, 'ERR_CHECKPOINT');
    assert.match(error.message, wrong);
  }
});

test('a public key that is wrong is refused with what is wrong', async () => {
  for (const [key, wrong] of [
    ['', 'form'],
    ['name+zzzzzzzz+AAAA', 'form'],
    ['PeterNeumann+c74f20a3+AAAA', '32 bytes'],
    [EXAMPLE.key.replace('c74f20a3', 'c74f20a4'), 'c74f20a4'],
    [EXAMPLE.key.replace('+ARpc', '+Ahpc'), 'kind 2'],
    [EXAMPLE.key.replace('Peter', 'Paul'), 'id'],
  ] as const) {
    const error = await refusal(parseVerifier(key));
    assert.is(error.code, 'ERR_PUBLIC_KEY');
    assert.match(error.message, wrong);
  }
});

test.run();
