/** Verifying from disk: against the SHA3 that it cannot do without, made by hash-wasm alone on the same bytes. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSha3, type Hash } from '../ledger/index.ts';
import { verifyLedger } from '../ledger/verification.ts';
import { buildLedger, temporaryDirectory } from './ledger-data.ts';
import { byUnit, compare, type Measured } from './measure.ts';

/** Of the entries, how many hash-wasm alone is timed on: their texts are kept in memory. */
const SAMPLE = 50_000;

/** `,"hash":"<64 digits>"` is not part of what is hashed. */
const HASH_FIELD = /"hash":"[0-9a-f]{64}",/;

export async function measureVerify(rounds: number, entries: number): Promise<readonly Measured[]> {
  const dir = temporaryDirectory();
  await buildLedger(entries, { dir, segments: { entries: Math.ceil(entries / 20) } });
  const texts = hashedTexts(dir, Math.ceil((20 * SAMPLE) / entries));
  const hash = await createSha3();
  const passes = (work: () => unknown) => async (count: number) => {
    for (let i = 0; i < count; i++) await work();
  };
  const rows = await compare(
    [
      { name: 'hash-wasm alone: entry, leaf and node of each', run: passes(() => hashAll(hash, texts)) },
      { name: 'ledger verify, one thread', run: passes(() => verifyLedger(dir, { jobs: 1 })) },
      { name: 'ledger verify, --jobs 2', run: passes(() => verifyLedger(dir, { jobs: 2 })) },
    ],
    { rounds, roundLength: 200 },
  );
  return byUnit(rows, (i) => (i === 0 ? texts.length : entries));
}

/** The texts that the hashes of the entries of the first segments are of. */
function hashedTexts(dir: string, segments: number): Uint8Array[] {
  const directory = join(dir, 'entries');
  const encoder = new TextEncoder();
  return readdirSync(directory)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .slice(0, segments)
    .flatMap((name) => readFileSync(join(directory, name), 'utf8').trimEnd().split('\n'))
    .map((line) => encoder.encode(line.replace(HASH_FIELD, '')));
}

const LEAF = new Uint8Array(33);
const NODE = new Uint8Array(65);

function hashAll(hash: Hash, texts: readonly Uint8Array[]): Uint8Array {
  let last = LEAF;
  for (const text of texts) {
    hash.bytes(text);
    hash.bytes(LEAF);
    last = new Uint8Array(hash.bytes(NODE));
  }
  return last;
}
