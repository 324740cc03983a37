/** Checks a checkpoint that somebody handed over: who signed it, and which peers witnessed it. */
import { InputError, UsageError, VerificationError } from '../../core/errors.ts';
import { openCheckpoint } from '../../ledger/checkpoint.ts';
import { parseVerifier, toBase64 } from '../../ledger/note.ts';
import { type Cosigned, witnessesOf } from '../../mesh/cosignature.ts';
import { createVerify, publicKeyIn } from '../../mesh/peer-key.ts';

export interface NoteVerdict {
  readonly origin: string;
  readonly size: number;
  readonly root: string;
  /** Those whose word counts: of those named, or of all. */
  readonly witnesses: readonly Cosigned[];
}

export interface NoteTrust {
  /** Of the ledger. */
  readonly publicKeys: readonly string[] | undefined;
  /** Peer ids whose word counts; all where none is named. */
  readonly witnesses: readonly string[];
  /** How many of them must have cosigned. */
  readonly quorum: number;
}

/**
 * @throws UsageError for an id that is none, InputError without a key, VerificationError for what does not hold, and
 *   where fewer witnessed it than must
 */
export async function checkNote(
  note: string,
  { publicKeys, witnesses, quorum }: NoteTrust,
): Promise<NoteVerdict> {
  const wrong = witnesses.find((id) => !publicKeyIn(id));
  if (wrong !== undefined) {
    throw new UsageError(`--witness is ${JSON.stringify(wrong.slice(0, 80))}, which is no peer id`, {
      code: 'ERR_FLAG',
      fix: 'Give an id as venom mesh id prints it: 12D3KooW….',
    });
  }
  if (!publicKeys) {
    throw new InputError('a checkpoint does not bring the key that it is checked with', {
      code: 'ERR_PUBLIC_KEY',
      fix: 'Give --public-key: the file key.pub of the ledger.',
    });
  }
  const { origin, size, root } = await openCheckpoint(note, await Promise.all(publicKeys.map(parseVerifier)));
  const all = await witnessesOf(note, createVerify());
  const counted = all.filter(({ peer }) => witnesses.length === 0 || witnesses.includes(peer));
  if (counted.length < quorum) {
    throw new VerificationError(
      `${counted.length} of the ${quorum} peers that must have witnessed the ${size} entries of ${origin} did`,
      {
        code: 'ERR_WITNESSES',
        fix: 'Ask for a checkpoint that more have cosigned: venom ledger checkpoint --witnesses.',
      },
    );
  }
  return { origin, size, root: toBase64(root), witnesses: counted };
}

export function noteText({ origin, size, root, witnesses }: NoteVerdict): string {
  const by = witnesses.map(({ peer, time }) => `witness  ${peer}  ${new Date(time * 1000).toISOString()}`);
  return [
    `The checkpoint holds: ${size} entries of ${origin}, witnessed by ${witnesses.length} ${witnesses.length === 1 ? 'peer' : 'peers'}.`,
    ...by,
    `root     ${root}`,
  ].join('\n');
}
