import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type ConsistencyProof, checkProof, type InclusionProof } from '../../src/ledger/proof-file.ts';
import { LedgerReader } from '../../src/ledger/reader.ts';
import { fill, inTemporary, rejection } from '../support/ledgers.ts';

interface Made {
  readonly inclusion: InclusionProof;
  readonly consistency: ConsistencyProof;
  /** Of 100 entries, and of 300. */
  readonly old: string;
  readonly latest: string;
  readonly key: string;
  readonly otherKey: string;
}

/** A ledger of 300 entries, signed at 100 and at the end, and one by another key. */
const made: Promise<Made> = inTemporary(async (dir) => {
  await fill(100, { dir });
  const old = await readFile(join(dir, 'checkpoint'), 'utf8');
  await fill(200, { dir });
  const reader = await LedgerReader.open(dir);
  const other = join(dir, 'other');
  await fill(100, { dir: other });
  return {
    inclusion: await reader.proveInclusion(42),
    consistency: await reader.proveConsistency(100),
    old,
    latest: await readFile(join(dir, 'checkpoint'), 'utf8'),
    key: (await readFile(join(dir, 'key.pub'), 'utf8')).trim(),
    otherKey: (await readFile(join(other, 'key.pub'), 'utf8')).trim(),
  };
});

/** As it comes out of a file. */
const copy = (proof: unknown): unknown => JSON.parse(JSON.stringify(proof));

test('a proof holds without its ledger, and says whose key it was checked with', async () => {
  const { inclusion, consistency, key, latest, old } = await made;
  const own = await checkProof(copy(inclusion));
  assert.is(own.index, 42);
  assert.is(own.size, 300);
  assert.is(own.signedBy, 'venom/sha3-256');
  assert.not(own.trusted);
  assert.ok((await checkProof(copy(inclusion), { publicKeys: [key], checkpoints: [latest] })).trusted);
  const growth = await checkProof(copy(consistency), { publicKeys: [key], checkpoints: [old, latest] });
  assert.ok(growth.trusted);
  assert.match(growth.statement, 'the 300 entries begin with the 100 entries');
});

test('a consistency proof between sizes that nobody signed holds, and says that nobody signed', () =>
  inTemporary(async (dir) => {
    await fill(100, { dir });
    const proof = await (await LedgerReader.open(dir)).proveConsistency(20, 70);
    assert.is(proof.checkpoint, null);
    const verdict = await checkProof(copy(proof));
    assert.is(verdict.signedBy, null);
    assert.not(verdict.trusted);
    const publicKeys = [(await readFile(join(dir, 'key.pub'), 'utf8')).trim()];
    assert.not((await checkProof(copy(proof), { publicKeys })).trusted);
  }));

test('each reason for refusal is told', async () => {
  const { inclusion, consistency, key, otherKey, old } = await made;
  const { entry } = inclusion;
  const changed = (part: object) => copy({ ...inclusion, ...part });
  const digit = (hex = ''): string => `${hex.startsWith('0') ? '1' : '0'}${hex.slice(1)}`;
  for (const [document, options, reason] of [
    [changed({ entry: { ...entry, data: { ...entry.data, text: 'another' } } }), {}, 'hash is'],
    [changed({ path: inclusion.path.slice(1) }), {}, 'too short'],
    [changed({ path: [...inclusion.path, inclusion.path[0]] }), {}, 'too long'],
    [changed({ path: [digit(inclusion.path[0]), ...inclusion.path.slice(1)] }), {}, 'another root'],
    [changed({ checkpoint: inclusion.checkpoint.replace('\n300\n', '\n301\n') }), {}, 'does not hold'],
    [changed({}), { publicKeys: [otherKey] }, 'by none of the keys'],
    [changed({}), { publicKeys: [key], checkpoints: [old] }, 'kept elsewhere of 100'],
    [changed({ hash: 'sha256' }), {}, 'hashed with sha256'],
    [copy({ ...consistency, old_root: digit(consistency.old_root) }), {}, 'another old root'],
    [copy({ ...consistency, root: digit(consistency.root) }), {}, 'another new root'],
    [copy({ ...consistency, path: [] }), {}, 'the proof is empty'],
    [copy({ ...consistency, checkpoint: old }), {}, 'its checkpoint is of 100'],
  ] as const) {
    const error = await rejection(checkProof(document, options));
    assert.match(error.message, reason);
  }
});

test('what is no proof is refused with the field', async () => {
  const { inclusion } = await made;
  for (const [document, field] of [
    [null, 'type'],
    [[], 'type'],
    [{ type: 'other' }, 'type'],
    [{ ...inclusion, format: 'venom-proof/2' }, 'format'],
    [{ ...inclusion, path: ['xyz'] }, 'path'],
    [{ ...inclusion, more: 1 }, 'more'],
    [{ ...inclusion, public_key: 'none' }, 'key'],
    [{ ...inclusion, entry: { index: -1 } }, 'entry'],
  ] as const) {
    const error = await rejection(checkProof(copy(document)));
    assert.match(error.message, field);
    assert.ok(error.code?.startsWith('ERR_'), error.message);
  }
});

test('no single changed character of a proof file goes through as the same statement by the same key', async () => {
  const { inclusion, key } = await made;
  const text = JSON.stringify(inclusion);
  const options = { publicKeys: [key] };
  const honest = await checkProof(JSON.parse(text), options);
  await fc.assert(
    fc.asyncProperty(fc.nat(text.length - 1), fc.integer({ min: 32, max: 126 }), async (at, code) => {
      const character = String.fromCharCode(code);
      if (text[at] === character) return;
      const changed = text.slice(0, at) + character + text.slice(at + 1);
      let verdict: unknown;
      try {
        verdict = await checkProof(JSON.parse(changed), options);
      } catch {
        return;
      }
      // The key that the proof brings along is not used where one is given.
      assert.equal(verdict, honest);
      assert.equal({ ...JSON.parse(changed), public_key: '' }, { ...JSON.parse(text), public_key: '' });
    }),
    { numRuns: 400 },
  );
});

test.run();
