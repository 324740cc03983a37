/** Files that a command writes: whole or not at all, and over nothing unless asked to. */
import { realpath, stat } from 'node:fs/promises';
import { InputError, messageOf, StorageError, systemCodeOf } from '../../core/errors.ts';
import { nodeFileSystem } from '../../ledger/file-system.ts';
import { replaceDurably } from '../../ledger/files.ts';

/** @throws InputError ERR_OUTPUT_EXISTS, StorageError ERR_OUTPUT for what is there and is no file */
export async function refuseToOverwrite(path: string, force: boolean): Promise<void> {
  if ((await fileAt(path)) === undefined || force) return;
  throw new InputError(`${path} is there already`, {
    code: 'ERR_OUTPUT_EXISTS',
    fix: 'Give another path, or --force to replace it.',
  });
}

/**
 * Written beside its place, synced, and renamed; through a link, and with the permissions of what was there.
 *
 * @throws StorageError ERR_OUTPUT
 */
export async function writeOutput(path: string, content: Uint8Array | string): Promise<void> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const there = await fileAt(path);
  try {
    const place = there ? await realpath(path) : path;
    const permissions = there ? there.mode & 0o777 : 0o666;
    await replaceDurably(nodeFileSystem, { path: place, bytes, permissions });
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

/** A device or a pipe would be replaced by a file: it is refused. */
async function fileAt(path: string): Promise<{ readonly mode: number } | undefined> {
  const there = await stat(path).catch((cause: unknown) => {
    if (systemCodeOf(cause) === 'ENOENT') return undefined;
    throw unwritable(path, cause);
  });
  if (there === undefined || there.isFile()) return there;
  throw unwritable(path, new Error('it is no file'));
}

function unwritable(path: string, cause: unknown): StorageError {
  return new StorageError(`cannot write ${path}: ${messageOf(cause)}`, {
    code: 'ERR_OUTPUT',
    fix: 'Give a path that this user may write to, with room for it.',
    cause,
  });
}
