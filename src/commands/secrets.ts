/** Secrets from where they are kept: a file, or a variable of the environment. No error quotes one. */
import { readFile } from 'node:fs/promises';
import { InputError, messageOf, StorageError } from '../core/errors.ts';

/** @param name what the file was given by, for messages */
export async function secretInFile(path: string, name: string): Promise<string> {
  let text: string;
  try {
    text = (await readFile(path, 'utf8')).trim();
  } catch (cause) {
    throw new StorageError(`${name} names ${path}, which cannot be read: ${messageOf(cause)}`, {
      code: 'ERR_SECRET_FILE',
      fix: 'Give the path of a file that this user may read.',
      cause,
    });
  }
  if (text !== '') return text;
  throw new InputError(`${name} names ${path}, which is empty`, {
    code: 'ERR_SECRET_FILE',
    fix: 'Write the secret into the file.',
  });
}

/** @param name what the variable was given by, for messages */
export function secretInVariable(variable: string, name: string): string {
  const value = process.env[variable];
  if (value !== undefined && value !== '') return value;
  throw new InputError(`${name} names the variable ${variable}, which is not set`, {
    code: 'ERR_SECRET_VARIABLE',
    fix: `Set ${variable}.`,
  });
}
