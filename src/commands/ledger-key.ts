/** The private key of a ledger as a user gives it: the key itself, or the file that it is in. */
import { readFile } from 'node:fs/promises';
import { messageOf, StorageError } from '../core/errors.ts';

export async function readKey(given: string): Promise<{ text: string; where: string }> {
  // With the blanks and quotes that come along from files and shells; a key is never taken for a path and shown.
  if (given.includes('PRIVATE+KEY'))
    return { text: given.replace(/^[\s"']+|[\s"']+$/g, ''), where: 'the key given' };
  try {
    return { text: await readFile(given, 'utf8'), where: given };
  } catch (cause) {
    throw new StorageError(`cannot read the private key ${given}: ${messageOf(cause)}`, {
      code: 'ERR_PRIVATE_KEY',
      fix: 'Give the path of the file that the ledger wrote as key, or the key itself.',
      cause,
    });
  }
}
