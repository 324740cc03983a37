/**
 * Evidence that a peer's ledger says two things: a JSON document that anybody can check, without a ledger and without
 * trust in whoever brings it. Everything in it is signed by the accused: by its mesh key (the peer id holds it) what it
 * told, by its ledger's key the checkpoints in that.
 *
 *   fork           two checkpoints of one size with two roots
 *   rewind         a later statement with a smaller checkpoint than an earlier one
 *   inconsistent   two checkpoints, and the peer's own proof that one grew into the other, which does not hold
 */
import * as v from 'valibot';
import { InputError, VerificationError } from '../core/errors.ts';
import { type Checkpoint, openCheckpoint } from '../ledger/checkpoint.ts';
import { hex64 } from '../ledger/entry.ts';
import { bytesOfHex, createHash, hexOfBytes } from '../ledger/hash.ts';
import { fromBase64, parseVerifier, toBase64 } from '../ledger/note.ts';
import { sameBytes, verifyConsistency } from '../ledger/proof.ts';
import { holds, type Kind, type Statement, unseal } from './envelope.ts';
import { createVerify } from './peer-key.ts';

export const EVIDENCE_FORMAT = 'venom-evidence/1';

const evidenceSchema = v.strictObject({
  format: v.literal(EVIDENCE_FORMAT),
  type: v.picklist(['fork', 'rewind', 'inconsistent']),
  /** Who is accused. */
  peer: v.string(),
  /** Base64 of two broadcasts with checkpoints, as the peer signed them. */
  first: v.string(),
  second: v.string(),
  /** Base64 of its answer with the proof, as the peer signed it; null but for `inconsistent`. */
  proof: v.nullable(v.string()),
});

export type Evidence = v.InferOutput<typeof evidenceSchema>;

/** What a node tells of its ledger: the checkpoint as its ledger signed it, and the key that it is signed with. */
export const checkpointBody = v.strictObject({ key: v.string(), note: v.string() });
/** A proof that the tree of `old_size` grew into that of `size`. */
export const proofBody = v.strictObject({
  old_size: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  path: v.pipe(v.array(hex64), v.maxLength(128)),
  size: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
});

export interface EvidenceVerdict {
  readonly type: Evidence['type'];
  /** What is now known to be so. */
  readonly statement: string;
  readonly peer: string;
  readonly origin: string;
  /** The key of the ledger was given by whoever checks, and not by the evidence itself. */
  readonly trusted: boolean;
  readonly sizes: readonly [number, number];
  readonly roots: readonly [string, string];
}

export function evidenceOf(
  type: Evidence['type'],
  peer: string,
  first: Uint8Array,
  second: Uint8Array,
  proof: Uint8Array | null = null,
): Evidence {
  return {
    format: EVIDENCE_FORMAT,
    type,
    peer,
    first: toBase64(first),
    second: toBase64(second),
    proof: proof && toBase64(proof),
  };
}

/** Whether a document is meant to be evidence. */
export function isEvidence(document: unknown): boolean {
  return (
    typeof document === 'object' &&
    document !== null &&
    'format' in document &&
    document.format === EVIDENCE_FORMAT
  );
}

/**
 * @param document what JSON.parse made of an evidence file
 * @param publicKeys of the ledger that the peer is said to have rewritten; undefined: those that it named itself
 * @throws InputError where it is none, VerificationError with the reason where it proves nothing
 */
export async function checkEvidence(
  document: unknown,
  publicKeys?: readonly string[],
): Promise<EvidenceVerdict> {
  const result = v.safeParse(evidenceSchema, document);
  if (!result.success) {
    const [issue] = result.issues;
    throw notEvidence(`${v.getDotPath(issue) ?? 'evidence'}: ${issue.message}`);
  }
  const { type, peer, proof } = result.output;
  const [first, second] = await Promise.all([
    told(result.output.first, peer, 'first', publicKeys),
    told(result.output.second, peer, 'second', publicKeys),
  ]);
  // Who began a new ledger under an old name has rewritten nothing.
  if (first.checkpoint.origin !== second.checkpoint.origin || first.key !== second.key) {
    throw unproven('its checkpoints are of two ledgers');
  }
  const [a, b] = [first.checkpoint, second.checkpoint];
  const statement = await contradiction(type, first, second, proof, peer);
  return {
    type,
    statement,
    peer,
    origin: a.origin,
    trusted: publicKeys !== undefined,
    sizes: [a.size, b.size],
    roots: [hexOfBytes(a.root), hexOfBytes(b.root)],
  };
}

interface Told {
  readonly checkpoint: Checkpoint;
  /** Public key of its ledger, as the peer named it. */
  readonly key: string;
  readonly message: Statement<'message'>;
}

async function contradiction(
  type: Evidence['type'],
  { checkpoint: a, message: first }: Told,
  { checkpoint: b, message: second }: Told,
  proof: string | null,
  peer: string,
): Promise<string> {
  if (type === 'fork') {
    if (a.size !== b.size || sameBytes(a.root, b.root))
      throw unproven('its checkpoints do not contradict each other');
    return `${peer} signed two roots for ${a.size} entries of ${a.origin}`;
  }
  if (type === 'rewind') {
    const later = second.epoch > first.epoch || (second.epoch === first.epoch && second.seq > first.seq);
    if (!later || b.size >= a.size) throw unproven('the later checkpoint is not the smaller one');
    return `${peer} signed ${b.size} entries of ${a.origin} after it had signed ${a.size}`;
  }
  if (proof === null || a.size >= b.size) throw unproven('it holds no proof of growth');
  const body = v.safeParse(proofBody, signed('direct', proof, peer, 'proof').body);
  if (!body.success || body.output.old_size !== a.size || body.output.size !== b.size) {
    throw unproven('its proof is of other sizes');
  }
  if (await growth(a, b, body.output.path)) throw unproven('the proof holds: the ledger only grew');
  return `${peer} signed a proof that the ${a.size} entries of ${a.origin} grew into ${b.size}, which does not hold`;
}

/** Whether the path shows that the tree of `a` is the beginning of that of `b`. */
export async function growth(a: Checkpoint, b: Checkpoint, path: readonly string[]): Promise<boolean> {
  const hash = await createHash(a.origin.endsWith('/sha256') ? 'sha256' : 'sha3-256');
  try {
    const claim = { oldSize: a.size, size: b.size, oldRoot: a.root, root: b.root };
    verifyConsistency(hash, { ...claim, path: path.map(bytesOfHex) });
    return true;
  } catch (error) {
    if (error instanceof VerificationError) return false;
    throw error;
  }
}

async function told(
  encoded: string,
  peer: string,
  name: string,
  publicKeys: readonly string[] | undefined,
): Promise<Told> {
  const message = signed('message', encoded, peer, name);
  const body = v.safeParse(checkpointBody, message.body);
  if (!body.success) throw notEvidence(`${name}: holds no checkpoint`);
  const { key, note } = body.output;
  const verifiers = await Promise.all((publicKeys ?? [key]).map(parseVerifier));
  return { message, key, checkpoint: await openCheckpoint(note, verifiers) };
}

const verify = createVerify();

function signed<K extends Kind>(kind: K, encoded: string, peer: string, name: string): Statement<K> {
  const wire = fromBase64(encoded);
  const statement = wire && unseal(kind, wire);
  if (!wire || !statement) throw notEvidence(`${name}: is no statement of a mesh node`);
  if (statement.origin !== peer || !holds(kind, peer, wire, verify)) {
    throw unproven(`${name} is not signed by ${peer.slice(0, 60)}`);
  }
  return statement;
}

function notEvidence(why: string): InputError {
  return new InputError(`this is no evidence: ${why}`, {
    code: 'ERR_EVIDENCE_FILE',
    fix: 'Give the file as the node that found it wrote it.',
  });
}

function unproven(why: string): VerificationError {
  return new VerificationError(`the evidence proves nothing: ${why}`, {
    code: 'ERR_EVIDENCE',
    fix: 'Ask who brought it for the file as the node wrote it.',
  });
}
