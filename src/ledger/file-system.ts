/**
 * The file-system calls of a ledger, as a seam: what writes goes through here, so that a test can make each call
 * fail, before and after it takes effect.
 *
 * Promises: `sync` makes the bytes of a file durable, `syncDirectory` the names in a directory. Nothing else does.
 */
import { mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises';
import { systemCodeOf } from '../core/errors.ts';

/** How a file is opened: to append to it, to write a new one, to read it, to change it in place. */
export type OpenMode = 'append' | 'write' | 'read' | 'change';

export interface LedgerFile {
  /** Writes from where the last write ended; returns the bytes that were taken, which may be fewer. */
  write(bytes: Uint8Array): Promise<number>;
  /** @returns bytes read into the start of the buffer; 0 at the end of the file */
  read(buffer: Uint8Array, position: number): Promise<number>;
  truncate(length: number): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface FileSystem {
  open(path: string, mode: OpenMode, permissions?: number): Promise<LedgerFile>;
  readFile(path: string): Promise<Uint8Array>;
  /** Names in a directory. */
  list(path: string): Promise<string[]>;
  /** undefined where there is nothing. */
  stat(path: string): Promise<{ readonly size: number; readonly directory: boolean } | undefined>;
  mkdir(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  syncDirectory(path: string): Promise<void>;
}

const FLAGS: Readonly<Record<OpenMode, string>> = { append: 'a', write: 'wx', read: 'r', change: 'r+' };

export const nodeFileSystem: FileSystem = {
  async open(path, mode, permissions) {
    const file = await open(path, FLAGS[mode], permissions);
    return {
      write: async (bytes) => (await file.write(bytes)).bytesWritten,
      read: async (buffer, position) => (await file.read(buffer, 0, buffer.length, position)).bytesRead,
      truncate: (length) => file.truncate(length),
      // fdatasync: what is needed to read the bytes back, which includes the length, and no more.
      sync: () => file.datasync(),
      close: () => file.close(),
    };
  },
  readFile: async (path) => {
    const bytes = await readFile(path);
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  },
  list: (path) => readdir(path),
  async stat(path) {
    try {
      const found = await stat(path);
      return { size: found.size, directory: found.isDirectory() };
    } catch (error) {
      if (systemCodeOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  },
  mkdir: async (path) => {
    await mkdir(path);
  },
  rename: (from, to) => rename(from, to),
  unlink: (path) => unlink(path),
  async syncDirectory(path) {
    const directory = await open(path, 'r');
    try {
      await directory.sync();
    } catch (error) {
      // Some file systems, and Windows, sync no directories: their names are as durable as they get.
      const code = systemCodeOf(error);
      if (code !== 'EINVAL' && code !== 'EPERM' && code !== 'EISDIR' && code !== 'ENOTSUP') throw error;
    } finally {
      await directory.close();
    }
  },
};
