/**
 * Checkpoints (c2sp.org/tlog-checkpoint): a signed statement of a log's size and root,
 *
 *   <origin>
 *   <size>
 *   <base64 of the root>
 *   [further lines]
 *
 * signed as a note. The origin `<name>/sha3-256` names the hash of the tree (DESIGN §5).
 */
import { InputError, VerificationError } from '../core/errors.ts';
import type { Hash } from './hash.ts';
import { fromBase64, openNote, type Signer, signNote, toBase64, type Verifier } from './note.ts';

export interface Checkpoint {
  readonly origin: string;
  /** Entries in the log. */
  readonly size: number;
  readonly root: Uint8Array;
}

/** Origin of a log by this name whose tree is hashed with `hash`. */
export function originOf(name: string, hash: Pick<Hash, 'name'>): string {
  return `${name}/${hash.name}`;
}

export function checkpointText({ origin, size, root }: Checkpoint): string {
  if (!Number.isSafeInteger(size) || size < 0) {
    throw new InputError(`size is ${size}, but must be a whole number, 0 or above`, {
      code: 'ERR_CHECKPOINT',
      fix: 'Give the number of entries.',
    });
  }
  if (origin === '' || /[\n\r]/.test(origin)) {
    throw new InputError(`the origin is ${JSON.stringify(origin)}, but must be one line that is not empty`, {
      code: 'ERR_CHECKPOINT',
      fix: 'Give an origin such as example.com/ledger/sha3-256.',
    });
  }
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

export function signCheckpoint(checkpoint: Checkpoint, signers: readonly Signer[]): Promise<string> {
  return signNote(checkpointText(checkpoint), signers);
}

/**
 * Opens a signed checkpoint, once a signature by one of the verifiers holds.
 *
 * @throws VerificationError where the note, the signature or the statement is not right
 */
export async function openCheckpoint(note: string, verifiers: readonly Verifier[]): Promise<Checkpoint> {
  return parseCheckpoint(await openNote(note, verifiers));
}

/** @param text of a note, without its signatures */
export function parseCheckpoint(text: string): Checkpoint {
  const refused = (why: string): VerificationError =>
    new VerificationError(`this is no checkpoint: ${why}`, {
      code: 'ERR_CHECKPOINT',
      fix: 'Give the checkpoint file as the ledger wrote it.',
    });
  const [origin = '', size = '', root = ''] = text.split('\n');
  if (origin === '') throw refused('its origin is empty');
  if (!/^(0|[1-9]\d*)$/.test(size) || !Number.isSafeInteger(Number(size))) {
    throw refused(`its size is ${JSON.stringify(size.slice(0, 40))}`);
  }
  const bytes = fromBase64(root);
  if (bytes?.length !== 32) throw refused(`its root is ${JSON.stringify(root.slice(0, 60))}`);
  return { origin, size: Number(size), root: bytes };
}
