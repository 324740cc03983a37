/** The checkpoint of a ledger with who witnessed it, signed anew where that is asked for. */
import { ImmutableLedger } from '../../ledger/index.ts';
import { toBase64 } from '../../ledger/note.ts';
import { LedgerReader } from '../../ledger/reader.ts';
import { type ReadWitnessed, readWitnessed } from '../../mesh/witnessed-files.ts';
import { readKey } from '../ledger-key.ts';

/** @param witnesses peers that must have cosigned it; 0 for the checkpoint that the ledger has now */
export async function checkpoint(
  directory: string,
  { sign, key, witnesses }: { sign: boolean; key: string | undefined; witnesses: number },
): Promise<Omit<ReadWitnessed, 'root'> & { readonly root: string }> {
  if (sign) {
    // Told before a ledger is made where there is none.
    await LedgerReader.open(directory);
    const ledger = await new ImmutableLedger({
      dir: directory,
      key: key === undefined ? undefined : await readKey(key),
    }).open();
    // Closing signs what is not signed.
    await ledger.close();
  }
  const { origin, size, root, note, witnesses: by } = await readWitnessed(directory, witnesses);
  return { origin, size, root: toBase64(root), note, witnesses: by };
}
