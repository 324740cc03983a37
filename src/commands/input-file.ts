/** Files that a command is given to read. */
import { readFile } from 'node:fs/promises';
import { InputError, messageOf, StorageError } from '../core/errors.ts';

/** @param what for messages, e.g. `the checkpoint` */
export async function readInput(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new StorageError(`cannot read ${what} ${path}: ${messageOf(cause)}`, {
      code: 'ERR_INPUT_READ',
      fix: 'Give the path of a file that this user may read.',
      cause,
    });
  }
}

export async function readJsonInput(path: string, what: string): Promise<unknown> {
  return parseJsonInput(await readInput(path, what), path, what);
}

export function parseJsonInput(text: string, path: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError(`${path} is not JSON: ${messageOf(cause)}`, {
      code: 'ERR_INPUT_JSON',
      fix: `Give ${what} as it was written.`,
      cause,
    });
  }
}

/** Public keys as they are given: a key itself, or a file with one a line. */
export async function readPublicKeys(given: readonly string[] | undefined): Promise<string[] | undefined> {
  if (given === undefined || given.length === 0) return undefined;
  const keys: string[] = [];
  for (const each of given) {
    if (each.includes('PRIVATE+KEY')) {
      throw new InputError('a private key is given where a public one is asked for', {
        code: 'ERR_PUBLIC_KEY',
        fix: 'Give the file key.pub of the ledger, and keep the private key to yourself.',
      });
    }
    const text = /^\S+\+[0-9a-f]{8}\+\S+$/.test(each) ? each : await readInput(each, 'the public key');
    keys.push(...text.split('\n').filter((line) => line.trim() !== ''));
  }
  if (keys.length > 0) return keys;
  throw new InputError(`${given.join(', ')} holds no public key`, {
    code: 'ERR_PUBLIC_KEY',
    fix: 'Give the file key.pub of the ledger, or a line of it.',
  });
}
