/** The key that all nodes of a mesh hold. */
import { readFile } from 'node:fs/promises';
import { InputError, messageOf, StorageError } from '../../core/errors.ts';

/** @returns 32 bytes. @throws StorageError, or InputError for what is no key; it is never quoted */
export async function readNetworkKey(path: string): Promise<Uint8Array> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new StorageError(`cannot read ${path}: ${messageOf(cause)}`, {
      code: 'ERR_MESH_NETWORK_KEY',
      fix: 'Give a file that this user may read.',
      cause,
    });
  });
  if (!/^[0-9a-f]{64}\s*$/i.test(text)) {
    throw new InputError(`${path} holds no network key`, {
      code: 'ERR_MESH_NETWORK_KEY',
      fix: 'Put 64 hex digits into it, the same on every node.',
    });
  }
  return Uint8Array.from(text.trim().match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
}
