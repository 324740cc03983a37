/** Test vectors of others: RFC 8785, SHA3-256, and RFC 6962 proofs, in full where they are at hand. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { VerificationError } from '../../src/core/errors.ts';
import { bytesOfHex, hexOfBytes } from '../../src/ledger/hash.ts';
import {
  canonicalJson,
  createSha3,
  createSha256,
  verifyConsistency,
  verifyInclusion,
} from '../../src/ledger/index.ts';
import { CT_LEAVES, treeHash } from '../support/tree.ts';
import { vectors } from '../support/vectors.ts';

const jcs = vectors('jcs');
const sha3 = vectors('sha3');
const merkle = vectors('merkle');

test('RFC 8785: every input gives its canonical output, byte for byte', () => {
  if (!jcs) return;
  const names = readdirSync(join(jcs, 'input'));
  assert.ok(names.length >= 6);
  for (const name of names) {
    const text = canonicalJson(JSON.parse(readFileSync(join(jcs, 'input', name), 'utf8')));
    assert.is(text, readFileSync(join(jcs, 'output', name), 'utf8').trimEnd(), name);
    const hex = readFileSync(join(jcs, 'outhex', name.replace('.json', '.txt')), 'utf8').replace(/\s/g, '');
    assert.is(hexOfBytes(new TextEncoder().encode(text)), hex, name);
  }
});

test('SHA3-256: every short message that is whole bytes', async () => {
  if (!sha3) return;
  const hash = await createSha3();
  const text = readFileSync(join(sha3, 'ShortMsgKAT_SHA3-256.txt'), 'utf8');
  const cases = [...text.matchAll(/Len = (\d+)\s+Msg = ([0-9A-F]+)\s+MD = ([0-9A-F]+)/g)];
  assert.ok(cases.length > 200);
  for (const [, bits, message = '', digest = ''] of cases) {
    assert.is(Number(bits) % 8, 0);
    const bytes = bytesOfHex(message.toLowerCase()).subarray(0, Number(bits) / 8);
    assert.is(hexOfBytes(hash.bytes(bytes)), digest.toLowerCase(), `length ${bits}`);
  }
});

type Translate = (base64: string) => Uint8Array;

const decoded: Translate = (text) => new Uint8Array(Buffer.from(text, 'base64'));

/** Every subtree hash under SHA-256 becomes its SHA3-256 counterpart; bytes that are none stay as they are. */
async function toSha3(): Promise<Translate> {
  const [from, to] = [await createSha256(), await createSha3()];
  const leaves = CT_LEAVES.map(bytesOfHex);
  const counterparts = new Map<string, Uint8Array>();
  for (let begin = 0; begin < leaves.length; begin++) {
    for (let end = begin; end <= leaves.length; end++) {
      const range = leaves.slice(begin, end);
      counterparts.set(hexOfBytes(treeHash(from, range)), treeHash(to, range));
    }
  }
  return (text) => {
    const bytes = decoded(text);
    return counterparts.get(hexOfBytes(bytes)) ?? bytes;
  };
}

interface Case {
  readonly desc: string;
  readonly wantErr: boolean;
  readonly proof: readonly string[] | null;
}
interface InclusionCase extends Case {
  readonly leafIdx: number;
  readonly treeSize: number;
  readonly root: string;
  readonly leafHash: string;
}
interface ConsistencyCase extends Case {
  readonly size1: number;
  readonly size2: number;
  readonly root1: string;
  readonly root2: string;
}

function cases<Kind extends Case>(folder: string): (Kind & { readonly name: string })[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => ({ ...JSON.parse(readFileSync(join(folder, name), 'utf8')), name }));
}

function accepts(verify: () => void): boolean {
  try {
    verify();
    return true;
  } catch (error) {
    assert.instance(error, VerificationError);
    return false;
  }
}

for (const [name, create, translation] of [
  ['SHA-256', createSha256, async () => decoded],
  ['SHA3-256', createSha3, toSha3],
] as const) {
  test(`RFC 6962 inclusion proofs under ${name}: the right ones hold, every other is refused`, async () => {
    if (!merkle) return;
    const [hash, bytes] = [await create(), await translation()];
    const all = cases<InclusionCase>(join(merkle, 'inclusion'));
    assert.ok(all.length > 80);
    for (const { name, leafIdx, treeSize, root, leafHash: leaf, proof, wantErr } of all) {
      const claim = {
        index: leafIdx,
        size: treeSize,
        leaf: bytes(leaf),
        root: bytes(root),
        path: (proof ?? []).map(bytes),
      };
      assert.is(
        accepts(() => verifyInclusion(hash, claim)),
        !wantErr,
        name,
      );
    }
  });

  test(`RFC 6962 consistency proofs under ${name}: the right ones hold, every other is refused`, async () => {
    if (!merkle) return;
    const [hash, bytes] = [await create(), await translation()];
    const all = cases<ConsistencyCase>(join(merkle, 'consistency'));
    assert.ok(all.length > 80);
    for (const { name, size1, size2, root1, root2, proof, wantErr } of all) {
      const claim = {
        oldSize: size1,
        size: size2,
        oldRoot: bytes(root1),
        root: bytes(root2),
        path: (proof ?? []).map(bytes),
      };
      assert.is(
        accepts(() => verifyConsistency(hash, claim)),
        !wantErr,
        name,
      );
    }
  });
}

test.run();
