/** What is said of a ledger in more than one place. */
import { StorageError, VerificationError } from '../core/errors.ts';
import { toBase64 } from './note.ts';

/** @param by what signs more entries than there are */
export function truncated(length: number, by: string, signed: number): VerificationError {
  return new VerificationError(`the entries end before entry ${length}, but ${by} signs ${signed}`, {
    code: 'ERR_LEDGER_TRUNCATED',
    fix: 'Entries were cut off after they were written: restore entries/ from a copy.',
  });
}

/** @param by what signs another root for as many entries */
export function otherRoot(
  { size, root }: { readonly size: number; readonly root: Uint8Array },
  found: Uint8Array,
  by: string,
): VerificationError {
  return new VerificationError(
    `the first ${size} entries lead to the root ${toBase64(found)}, but ${by} signs ${toBase64(root)}`,
    {
      code: 'ERR_LEDGER_ROOT',
      fix: 'Entries were rewritten after they were signed, or this checkpoint is of another ledger.',
    },
  );
}

export function noLedger(directory: string): StorageError {
  return new StorageError(`there is no ledger in ${directory}: it has no directory entries`, {
    code: 'ERR_LEDGER_IO',
    fix: 'Give --ledger-dir the directory that a run wrote.',
  });
}
