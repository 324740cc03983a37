/**
 * A file system in memory that knows what a power loss leaves: contents are durable once their file is synced, names
 * once their directory is, and nothing else is. It also refuses what a handle that was closed must not do.
 *
 * Every array of bytes is replaced and never changed, so that a copy of the whole is cheap.
 */
import { dirname } from 'node:path';
import type { FileSystem, LedgerFile, OpenMode } from '../../src/ledger/file-system.ts';
import type { Random } from './random.ts';

interface Inode {
  bytes: Uint8Array;
  durable: Uint8Array;
  /** From where on, and up to where, bytes were given up by a sync that failed: no other sync writes them. */
  dropped?: readonly [number, number] | undefined;
}

/** Names, as they are and as the disk has them. */
interface Names {
  files: Map<string, Inode>;
  directories: Set<string>;
}

/** What a power loss does to what was not synced: it is gone, it is there, or chance decides, piece by piece. */
export type Loss = 'lost' | 'kept' | Random;

const NOTHING = new Uint8Array(0);

export function systemError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}

export class MemoryFiles implements FileSystem {
  #now: Names = { files: new Map(), directories: new Set() };
  #durable: Names = { files: new Map(), directories: new Set() };
  /** Files that are open. */
  handles = 0;
  /** Counts the changes of what is durable. */
  durableChanges = 0;

  /** @param root a directory that is there, with all above it */
  constructor(root: string) {
    const all = [root];
    for (let at = dirname(root); at !== all[0]; at = dirname(at)) all.unshift(at);
    this.#now.directories = new Set(all);
    this.#durable.directories = new Set(all);
  }

  /** All files with their contents. */
  get contents(): ReadonlyMap<string, Uint8Array> {
    return new Map([...this.#now.files].map(([path, { bytes }]) => [path, bytes]));
  }

  /** Puts a file in place, durably: what a test does from outside. */
  place(path: string, bytes: Uint8Array): void {
    const node = this.#now.files.get(path) ?? { bytes, durable: bytes };
    node.bytes = bytes;
    node.durable = bytes;
    this.#now.files.set(path, node);
    this.#durable.files.set(path, node);
  }

  /**
   * A sync of this file has failed: as Linux does, what was to be written counts as written. It can be read until the
   * power fails, and no later sync saves it.
   */
  giveUp(path: string): void {
    const node = this.#now.files.get(path);
    if (node) node.dropped = [node.durable.length, node.bytes.length];
  }

  /** The same state, with what is durable told apart, and no file open: what a killed process leaves. */
  clone(): MemoryFiles {
    const copy = new MemoryFiles('/');
    const nodes = new Map<Inode, Inode>();
    const copyOf = (node: Inode): Inode => {
      const known = nodes.get(node) ?? { ...node };
      nodes.set(node, known);
      return known;
    };
    const copied = ({ files, directories }: Names): Names => ({
      files: new Map([...files].map(([path, node]) => [path, copyOf(node)])),
      directories: new Set(directories),
    });
    copy.#now = copied(this.#now);
    copy.#durable = copied(this.#durable);
    copy.durableChanges = this.durableChanges;
    return copy;
  }

  /** What the disk holds when the power is back. */
  afterPowerLoss(loss: Loss): MemoryFiles {
    const keeps = (): boolean => (typeof loss === 'string' ? loss === 'kept' : loss.next() < 0.5);
    const left: Names = { files: new Map(), directories: new Set(['/']) };
    // Made in this order, each after the one above it; without its parent's name a directory cannot be found.
    for (const path of this.#now.directories) {
      const named = this.#durable.directories.has(path) || keeps();
      if (named && left.directories.has(dirname(path))) left.directories.add(path);
    }
    for (const path of new Set([...this.#durable.files.keys(), ...this.#now.files.keys()])) {
      const before = this.#durable.files.get(path);
      const after = this.#now.files.get(path);
      const node = before === after || keeps() ? after : before;
      if (!node || !left.directories.has(dirname(path))) continue;
      const bytes = leftOf(node, loss);
      left.files.set(path, { bytes, durable: bytes });
    }
    const disk = new MemoryFiles('/');
    disk.#now = left;
    disk.#durable = { files: new Map(left.files), directories: new Set(left.directories) };
    return disk;
  }

  async open(path: string, mode: OpenMode): Promise<LedgerFile> {
    this.#requireParent(path);
    if (this.#now.directories.has(path)) throw systemError('EISDIR', path);
    let node = this.#now.files.get(path);
    if (!node) {
      if (mode === 'read' || mode === 'change') throw systemError('ENOENT', path);
      node = { bytes: NOTHING, durable: NOTHING };
      this.#now.files.set(path, node);
    }
    if (mode === 'write') Object.assign(node, { bytes: NOTHING, dropped: undefined });
    this.handles++;
    return this.#handle(node, path);
  }

  #handle(node: Inode, path: string): LedgerFile {
    let open = true;
    const requireOpen = (): void => {
      if (!open) throw systemError('EBADF', path);
    };
    return {
      write: async (bytes) => {
        requireOpen();
        const longer = new Uint8Array(node.bytes.length + bytes.length);
        longer.set(node.bytes);
        longer.set(bytes, node.bytes.length);
        node.bytes = longer;
        return bytes.length;
      },
      read: async (buffer, position) => {
        requireOpen();
        const bytes = node.bytes.subarray(position, position + buffer.length);
        buffer.set(bytes);
        return bytes.length;
      },
      truncate: async (length) => {
        requireOpen();
        node.bytes = node.bytes.slice(0, length);
      },
      sync: async () => {
        requireOpen();
        if (node.durable !== node.bytes) this.durableChanges++;
        node.durable = node.dropped ? node.bytes.slice().fill(0, ...node.dropped) : node.bytes;
      },
      close: async () => {
        requireOpen();
        open = false;
        this.handles--;
      },
    };
  }

  async readFile(path: string): Promise<Uint8Array> {
    const node = this.#now.files.get(path);
    if (!node) throw systemError('ENOENT', path);
    return node.bytes;
  }

  async list(path: string): Promise<string[]> {
    if (!this.#now.directories.has(path)) throw systemError('ENOENT', path);
    return [...this.#now.files.keys(), ...this.#now.directories]
      .filter((each) => each !== path && dirname(each) === path)
      .map((each) => each.slice(path.length + 1));
  }

  async stat(path: string): Promise<{ size: number; directory: boolean } | undefined> {
    const node = this.#now.files.get(path);
    if (node) return { size: node.bytes.length, directory: false };
    return this.#now.directories.has(path) ? { size: 0, directory: true } : undefined;
  }

  async mkdir(path: string): Promise<void> {
    if (this.#now.directories.has(path) || this.#now.files.has(path)) throw systemError('EEXIST', path);
    this.#requireParent(path);
    this.#now.directories.add(path);
  }

  async rename(from: string, to: string): Promise<void> {
    const node = this.#now.files.get(from);
    if (!node) throw systemError('ENOENT', from);
    this.#requireParent(to);
    this.#now.files.delete(from);
    this.#now.files.set(to, node);
  }

  async unlink(path: string): Promise<void> {
    if (!this.#now.files.delete(path)) throw systemError('ENOENT', path);
  }

  async syncDirectory(path: string): Promise<void> {
    if (!this.#now.directories.has(path)) throw systemError('ENOENT', path);
    this.durableChanges++;
    for (const each of this.#now.directories) if (dirname(each) === path) this.#durable.directories.add(each);
    for (const each of this.#durable.files.keys())
      if (dirname(each) === path) this.#durable.files.delete(each);
    for (const [each, node] of this.#now.files)
      if (dirname(each) === path) this.#durable.files.set(each, node);
  }

  #requireParent(path: string): void {
    if (!this.#now.directories.has(dirname(path))) throw systemError('ENOENT', path);
  }
}

/** By chance: what was synced, what was written, or a part of what was written, perhaps at its full length. */
function leftOf({ bytes, durable }: Inode, loss: Loss): Uint8Array {
  if (loss === 'lost' || bytes === durable) return durable;
  if (loss === 'kept') return bytes;
  const kind = loss.integer(0, 3);
  if (kind === 0) return durable;
  if (kind === 1) return bytes;
  const changed = bytes.findIndex((byte, i) => byte !== durable[i]);
  const end = loss.integer(changed === -1 ? bytes.length : changed, bytes.length);
  if (kind === 2) return bytes.slice(0, end);
  const torn = new Uint8Array(bytes.length);
  torn.set(bytes.subarray(0, end));
  return torn;
}
