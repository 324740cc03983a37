/** Files that a command writes: whole or not at all, and over nothing unless asked to. */
import { InputError, messageOf, StorageError } from '../../core/errors.ts';
import { nodeFileSystem } from '../../ledger/file-system.ts';
import { replaceDurably } from '../../ledger/files.ts';

/** @throws InputError ERR_OUTPUT_EXISTS */
export async function refuseToOverwrite(path: string, force: boolean): Promise<void> {
  if (force || !(await nodeFileSystem.stat(path).catch((error) => Promise.reject(unwritable(path, error)))))
    return;
  throw new InputError(`${path} is there already`, {
    code: 'ERR_OUTPUT_EXISTS',
    fix: 'Give another path, or --force to replace it.',
  });
}

/** Written beside its place, synced, and renamed. @throws StorageError ERR_OUTPUT */
export async function writeOutput(
  path: string,
  content: Uint8Array | string,
  permissions = 0o666,
): Promise<void> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  try {
    await replaceDurably(nodeFileSystem, { path, bytes, permissions });
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

function unwritable(path: string, cause: unknown): StorageError {
  return new StorageError(`cannot write ${path}: ${messageOf(cause)}`, {
    code: 'ERR_OUTPUT',
    fix: 'Give a path that this user may write to, with room for it.',
    cause,
  });
}
