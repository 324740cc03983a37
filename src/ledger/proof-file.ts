/**
 * Proofs that stand by themselves: a JSON document with everything that checking takes, but for the trust in a key.
 *
 *   inclusion     an entry, its path, and the checkpoint whose root the path leads to
 *   consistency   two sizes, two roots and the path that shows the older tree to be the beginning of the newer
 *
 * Checking needs no ledger, no file and no clock; it runs in a browser.
 */
import * as v from 'valibot';
import { InputError, VerificationError } from '../core/errors.ts';
import { canonicalJson } from './canonical.ts';
import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import { type Entry, hex64, openEntry, parseEntryValue, Sealer } from './entry.ts';
import { bytesOfHex, createHash, createSha3, type HashName, hexOfBytes } from './hash.ts';
import { parseVerifier, type Verifier } from './note.ts';
import { sameBytes, verifyConsistency, verifyInclusion } from './proof.ts';
import { leafHash } from './tree.ts';

export const PROOF_FORMAT = 'venom-proof/1';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const path = v.array(hex64);
const hashName = v.picklist(['sha3-256', 'sha256'] satisfies HashName[]);

const inclusionSchema = v.strictObject({
  format: v.literal(PROOF_FORMAT),
  type: v.literal('inclusion'),
  hash: hashName,
  entry: v.unknown(),
  /** Signed note of the tree that the entry is in. */
  checkpoint: v.string(),
  path,
  public_key: v.string(),
});

const consistencySchema = v.strictObject({
  format: v.literal(PROOF_FORMAT),
  type: v.literal('consistency'),
  hash: hashName,
  old_size: v.pipe(count, v.minValue(1)),
  old_root: hex64,
  size: count,
  root: hex64,
  path,
  /** Signed note of the newer tree; null where nobody signed that size. */
  checkpoint: v.nullable(v.string()),
  public_key: v.nullable(v.string()),
});

export type InclusionProof = Omit<v.InferOutput<typeof inclusionSchema>, 'entry'> & { readonly entry: Entry };
export type ConsistencyProof = v.InferOutput<typeof consistencySchema>;
export type Proof = InclusionProof | ConsistencyProof;

export interface CheckOptions {
  /** Public keys to trust; the one in the proof where none is given. */
  readonly publicKeys?: readonly string[] | undefined;
  /** Checkpoints that were kept elsewhere, as text: the proof must agree with each. */
  readonly checkpoints?: readonly string[];
}

export interface Verdict {
  readonly type: Proof['type'];
  /** What is now known to be so. */
  readonly statement: string;
  readonly size: number;
  /** Index of the entry; null for consistency. */
  readonly index: number | null;
  readonly root: string;
  /** Who signed the root: null where nobody did. */
  readonly signedBy: string | null;
  /** The key was given by whoever checks, and not by the proof itself. */
  readonly trusted: boolean;
}

/**
 * @param document what JSON.parse made of a proof file
 * @throws InputError where it is no proof, VerificationError with the reason where it does not hold
 */
export async function checkProof(document: unknown, options: CheckOptions = {}): Promise<Verdict> {
  const type = typeof document === 'object' && document !== null && 'type' in document ? document.type : null;
  if (type === 'inclusion') return checkInclusion(parsed(inclusionSchema, document), options);
  if (type === 'consistency') return checkConsistency(parsed(consistencySchema, document), options);
  throw notAProof('type: must be "inclusion" or "consistency"');
}

async function checkInclusion(
  proof: v.InferOutput<typeof inclusionSchema>,
  options: CheckOptions,
): Promise<Verdict> {
  const hash = await createHash(proof.hash);
  const entry = parseEntryValue(proof.entry, 'entry');
  const line = new TextEncoder().encode(canonicalJson(entry));
  const { digest } = openEntry(
    new Sealer(await createSha3()),
    { bytes: line, where: 'the proof' },
    { index: entry.index, previousHash: entry.previous_hash },
  );
  const { verifiers, trusted } = await trustedKeys(proof.public_key, options);
  const checkpoint = await openFor(proof.checkpoint, verifiers, proof.hash);
  const { size, root } = checkpoint;
  const nodes = proof.path.map(bytesOfHex);
  verifyInclusion(hash, { index: entry.index, size, leaf: leafHash(hash, digest), root, path: nodes });
  for (const note of options.checkpoints ?? []) {
    await requireAgreement(note, verifiers, [{ size, root }]);
  }
  return {
    type: 'inclusion',
    statement: `entry ${entry.index} is one of the ${size} entries of ${checkpoint.origin}`,
    size,
    index: entry.index,
    root: hexOfBytes(root),
    signedBy: checkpoint.origin,
    trusted,
  };
}

async function checkConsistency(proof: ConsistencyProof, options: CheckOptions): Promise<Verdict> {
  const hash = await createHash(proof.hash);
  const { old_size: oldSize, size } = proof;
  const [oldRoot, root] = [bytesOfHex(proof.old_root), bytesOfHex(proof.root)];
  verifyConsistency(hash, { oldSize, size, oldRoot, root, path: proof.path.map(bytesOfHex) });
  const { verifiers, trusted } = await trustedKeys(proof.public_key, options);
  let signedBy: string | null = null;
  if (proof.checkpoint !== null) {
    const checkpoint = await openFor(proof.checkpoint, verifiers, proof.hash);
    if (checkpoint.size !== size || !sameBytes(checkpoint.root, root)) {
      throw refused(`its checkpoint is of ${checkpoint.size} entries and another root than the proof's`);
    }
    signedBy = checkpoint.origin;
  }
  for (const note of options.checkpoints ?? []) {
    await requireAgreement(note, verifiers, [
      { size: oldSize, root: oldRoot },
      { size, root },
    ]);
  }
  return {
    type: 'consistency',
    statement: `the ${size} entries begin with the ${oldSize} entries of root ${proof.old_root}`,
    size,
    index: null,
    root: proof.root,
    signedBy,
    trusted: trusted && (signedBy !== null || (options.checkpoints ?? []).length > 0),
  };
}

/** A checkpoint kept elsewhere must sign one of the trees that the proof speaks of. */
async function requireAgreement(
  note: string,
  verifiers: readonly Verifier[],
  trees: readonly Pick<Checkpoint, 'size' | 'root'>[],
): Promise<void> {
  const held = await openCheckpoint(note, verifiers);
  const same = trees.find(({ size }) => size === held.size);
  if (!same) {
    throw refused(
      `it speaks of ${trees.map(({ size }) => size).join(' and ')} entries, but the checkpoint kept elsewhere of ${held.size}`,
    );
  }
  if (!sameBytes(same.root, held.root)) {
    throw refused(`the checkpoint kept elsewhere signs another root for ${held.size} entries`);
  }
}

async function trustedKeys(
  own: string | null,
  { publicKeys }: CheckOptions,
): Promise<{ verifiers: Verifier[]; trusted: boolean }> {
  if (publicKeys) return { verifiers: await Promise.all(publicKeys.map(parseVerifier)), trusted: true };
  return { verifiers: own === null ? [] : [await parseVerifier(own)], trusted: false };
}

async function openFor(note: string, verifiers: readonly Verifier[], name: HashName): Promise<Checkpoint> {
  const checkpoint = await openCheckpoint(note, verifiers);
  if (checkpoint.origin.endsWith(`/${name}`)) return checkpoint;
  throw refused(`its tree is hashed with ${name}, but the checkpoint is of ${checkpoint.origin}`);
}

function parsed<Schema extends v.GenericSchema>(schema: Schema, value: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw notAProof(`${v.getDotPath(issue) ?? 'proof'}: ${issue.message}`);
}

function notAProof(why: string): InputError {
  return new InputError(`this is no proof: ${why}`, {
    code: 'ERR_PROOF_FILE',
    fix: 'Give the file that venom ledger prove or prove-consistency wrote.',
  });
}

function refused(why: string): VerificationError {
  return new VerificationError(`the proof does not hold: ${why}`, {
    code: 'ERR_PROOF',
    fix: 'Ask for a new proof; if it fails too, the log does not hold what it claims.',
  });
}
