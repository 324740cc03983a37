/** The checkpoint of a ledger, signed anew where that is asked for. */
import { InputError } from '../../core/errors.ts';
import { ImmutableLedger } from '../../ledger/index.ts';
import { toBase64 } from '../../ledger/note.ts';
import { LedgerReader } from '../../ledger/reader.ts';
import { readKey } from '../ledger-key.ts';

export async function checkpoint(
  directory: string,
  sign: boolean,
  key: string | undefined,
): Promise<{ origin: string; size: number; root: string; note: string }> {
  // Told before a ledger is made where there is none.
  let reader = await LedgerReader.open(directory);
  if (sign) {
    const ledger = await new ImmutableLedger({
      dir: directory,
      key: key === undefined ? undefined : await readKey(key),
    }).open();
    // Closing signs what is not signed.
    await ledger.close();
    reader = await LedgerReader.open(directory);
  }
  const found = reader.checkpoint;
  if (!found) {
    throw new InputError(`the ledger in ${directory} has no checkpoint yet`, {
      code: 'ERR_NOT_SIGNED',
      fix: 'A run signs one when it ends; or give --sign.',
    });
  }
  const { origin, size, root, note } = found;
  return { origin, size, root: toBase64(root), note };
}
