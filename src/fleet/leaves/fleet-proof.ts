/**
 * A proof of one decision of a fleet that stands by itself: the leaf, its path to the root of the beat, and the proof that
 * the beat's entry is in the ledger, up to the signed checkpoint. Checking needs no ledger and no file of leaves.
 */
import * as v from 'valibot';
import { InputError, VerificationError } from '../../core/errors.ts';
import { parseEntryValue } from '../../ledger/entry.ts';
import { bytesOfHex, createSha3 } from '../../ledger/hash.ts';
import { verifyInclusion } from '../../ledger/proof.ts';
import {
  type CheckOptions,
  checkProof,
  type InclusionProof,
  PROOF_FORMAT,
  type Verdict,
} from '../../ledger/proof-file.ts';
import { leafHash } from '../../ledger/tree.ts';
import { type Leaf, readLeaf } from './leaf.ts';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const hex = v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{2})*$/, 'must be hex'));
const hex64 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'must be 64 hex digits'));

const proofSchema = v.strictObject({
  format: v.literal(PROOF_FORMAT),
  type: v.literal('fleet'),
  /** The leaf (leaf.ts). */
  leaf: hex,
  /** Its place among the leaves of the beat. */
  index: count,
  path: v.array(hex64),
  /** That the beat's entry is in the ledger. */
  inclusion: v.unknown(),
});

/** What the proof needs of the beat's entry. */
const beatSchema = v.object({
  type: v.literal('fleet'),
  beat: count,
  entities: v.array(count),
  root: hex64,
});

export type FleetProof = Omit<v.InferOutput<typeof proofSchema>, 'inclusion'> & {
  readonly inclusion: InclusionProof;
};

export interface FleetVerdict extends Omit<Verdict, 'type'> {
  readonly type: 'fleet';
  readonly decision: Leaf;
}

export function isFleetProof(document: unknown): boolean {
  return typeof document === 'object' && document !== null && 'type' in document && document.type === 'fleet';
}

/** @throws InputError where it is no proof, VerificationError with the reason where it does not hold */
export async function checkFleetProof(document: unknown, options: CheckOptions = {}): Promise<FleetVerdict> {
  const result = v.safeParse(proofSchema, document);
  if (!result.success) {
    const [issue] = result.issues;
    throw new InputError(`this is no proof: ${v.getDotPath(issue) ?? 'proof'}: ${issue.message}`, {
      code: 'ERR_PROOF_FILE',
      fix: 'Give the file that venom fleet prove wrote.',
    });
  }
  const { leaf, index, path, inclusion } = result.output;
  const verdict = await checkProof(inclusion, options);
  if (verdict.type !== 'inclusion') throw refused('it proves no entry of the ledger');
  const entry = parseEntryValue(
    typeof inclusion === 'object' && inclusion !== null && 'entry' in inclusion ? inclusion.entry : null,
    'entry',
  );
  const bytes = bytesOfHex(leaf);
  const decision = readLeaf(bytes);
  const beat = v.safeParse(beatSchema, entry.data);
  if (!beat.success) throw refused(`entry ${entry.index} is no beat of a fleet`);
  const { entities, root } = beat.output;
  requireSame('beat', decision.beat, beat.output.beat);
  requireSame('timestamp', decision.timestamp, entry.timestamp);
  const first = entities.slice(0, decision.level).reduce((sum, each) => sum + each, 0);
  const size = entities.reduce((sum, each) => sum + each, 0);
  if (index < first || index >= first + (entities[decision.level] ?? 0))
    throw refused(`leaf ${index} is not of level ${decision.level}`);
  const hash = await createSha3();
  verifyInclusion(hash, {
    index,
    size,
    leaf: leafHash(hash, bytes),
    root: bytesOfHex(root),
    path: path.map(bytesOfHex),
  });
  return {
    ...verdict,
    type: 'fleet',
    decision,
    statement: `${inWords(decision)}, one of the ${size} decisions of entry ${entry.index}; ${verdict.statement}`,
  };
}

function requireSame(field: string, leaf: number, entry: number): void {
  if (leaf !== entry) throw refused(`the leaf is of ${field} ${leaf}, but the entry of ${entry}`);
}

/** `pod=cart-7 was at ALERT at beat 12, with 5 anomalies, threat 0.6457 and load 1.309` */
function inWords({ entity, enacted, decided, beat, anoms, threat, load, blind, limit }: Leaf): string {
  const held = decided === enacted ? '' : ` (${decided} was decided, held back by ${limit})`;
  const seen = [
    blind ? 'blind' : `${anoms} anomalies`,
    threat === null ? 'threat not known' : `threat ${Number(threat.toPrecision(4))}`,
    ...(load === null ? [] : [`load ${Number(load.toPrecision(4))}`]),
  ];
  return `${entity} was at ${enacted} at beat ${beat}${held}, with ${seen.join(', ')}`;
}

function refused(why: string): VerificationError {
  return new VerificationError(`the proof does not hold: ${why}`, {
    code: 'ERR_PROOF',
    fix: 'Ask for a new proof; if it fails too, the log does not hold what it claims.',
  });
}
