/** What a ledger does to files, each step durable before the next (write, sync, rename, sync the directory). */
import { dirname } from 'node:path';
import { systemCodeOf } from '../core/errors.ts';
import type { FileSystem, LedgerFile } from './file-system.ts';

/** By file system, the directories whose names this process made durable, or found made. */
const durable = new WeakMap<FileSystem, Set<string>>();

/**
 * Makes a directory and those above it, durably, each before the one in it. A directory that is there may be what a
 * process left that ended before it synced the name: so the name is synced once by every process that uses it.
 *
 * Not by mkdir's own `recursive`: on Node 24 that never returns where a parent is there but takes no entries (/proc),
 * as it takes the ENOENT for a missing parent again and again.
 */
export async function makeDirectory(files: FileSystem, path: string): Promise<void> {
  const known = durable.get(files) ?? new Set();
  durable.set(files, known);
  const parent = dirname(path);
  const there = (await files.stat(path))?.directory === true;
  if (there && known.has(path)) return;
  if (!there) {
    if (parent !== path) await makeDirectory(files, parent);
    await mkdirUnlessMade(files, path);
  }
  try {
    await files.syncDirectory(parent);
  } catch (error) {
    // Who may not read the directory above did not make one in it.
    if (!there || systemCodeOf(error) !== 'EACCES') throw error;
  }
  known.add(path);
}

/** Another process may make it at the same time. */
async function mkdirUnlessMade(files: FileSystem, path: string): Promise<void> {
  try {
    await files.mkdir(path);
  } catch (error) {
    if (systemCodeOf(error) !== 'EEXIST' || !(await files.stat(path))?.directory) throw error;
  }
}

/** Writes all bytes: a file may take fewer than it is given. */
export async function writeWhole(file: LedgerFile, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const taken = await file.write(done === 0 ? bytes : bytes.subarray(done));
    if (taken === 0) throw new Error('the file takes no more bytes');
    done += taken;
  }
}

/** Runs `work` on an open file and closes it, whatever happens; the first error wins. */
async function using<T>(file: LedgerFile, work: (file: LedgerFile) => Promise<T>): Promise<T> {
  let result: T;
  try {
    result = await work(file);
  } catch (error) {
    await file.close().catch(() => undefined);
    throw error;
  }
  await file.close();
  return result;
}

/** A file that is to be in place whole or not at all. */
export interface NewFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly permissions?: number;
}

/**
 * Puts files in place, each whole or not at all: written beside their places, synced, renamed, and then their
 * directories synced. Missing directories are made.
 */
export async function replaceDurably(files: FileSystem, ...all: readonly NewFile[]): Promise<void> {
  const directories = new Set(all.map(({ path }) => dirname(path)));
  for (const directory of directories) await makeDirectory(files, directory);
  for (const { path, bytes, permissions } of all) {
    const beside = `${path}.tmp`;
    // One that a crash left, or that somebody put there: never written into, as its mode and its target are not ours.
    if (await files.stat(beside)) await files.unlink(beside);
    await using(await files.open(beside, 'write', permissions), async (file) => {
      await writeWhole(file, bytes);
      await file.sync();
    });
    await files.rename(beside, path);
  }
  for (const directory of directories) await files.syncDirectory(directory);
}

/** Cuts a file to its first `length` bytes, durably. */
export async function cut(files: FileSystem, path: string, length: number): Promise<void> {
  await using(await files.open(path, 'change'), async (file) => {
    await file.truncate(length);
    await file.sync();
  });
}

/** The bytes of a file, or undefined where there is none. */
export async function readIfThere(files: FileSystem, path: string): Promise<Uint8Array | undefined> {
  try {
    return await files.readFile(path);
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
