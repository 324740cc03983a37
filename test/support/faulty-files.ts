/** A file system that names and counts every call that changes something, and makes one chosen call fail. */
import { relative, sep } from 'node:path';
import type { FileSystem, LedgerFile, OpenMode } from '../../src/ledger/file-system.ts';
import { systemError } from './memory-files.ts';

/**
 * `before`: nothing is done, then it fails. `after`: it is done, then it fails. `short`: a write that takes half of
 * its bytes and succeeds. `cut short`: one that takes half of them, and then the next one fails. `garbled`: one that
 * succeeds, and something else is on the disk.
 */
export type When = 'before' | 'after' | 'short' | 'cut short' | 'garbled';

export interface Fault {
  /** What is called, as `FaultyFiles` names it. */
  readonly kind: string;
  /** Which of the calls of that kind, from 0. */
  readonly occurrence: number;
  readonly when: When;
  readonly code: string;
}

export interface Call {
  readonly kind: string;
  readonly path: string;
}

/** Which file of a ledger this is; `.tmp` is what is written beside its place. */
export function fileKind(ledger: string, path: string): string {
  const name = relative(ledger, path)
    .split(sep)
    .join('/')
    .replace(/(\.anew)?(\.tmp)?$/, '')
    .replace(/^sha256\//, '');
  if (name === '' || name.startsWith('..')) return name === '' ? 'the ledger' : 'above the ledger';
  if (/^entries\/.*\.jsonl$/.test(name)) return 'segment';
  if (/^entries\/.*\.seal$/.test(name)) return 'seal';
  if (/^tile\/.*\.p\/\d+$/.test(name)) return 'partial tile';
  if (/^tile\/.*\d{3}$/.test(name)) return 'full tile';
  if (/^torn\//.test(name)) return 'torn tail';
  return { 'key.pub': 'public key' }[name] ?? name;
}

/** Which directory of a ledger this is. */
export function directoryKind(ledger: string, path: string): string {
  const name = relative(ledger, path).split(sep).join('/');
  if (name === '') return 'the ledger';
  return name.startsWith('..')
    ? 'above the ledger'
    : `${name.split('/')[name.startsWith('sha256/') ? 1 : 0]}/`;
}

export class FaultyFiles implements FileSystem {
  readonly calls: Call[] = [];
  /** The call that was made to fail, once it was. */
  hit: Call | undefined;
  /** Calls that were made before the one that failed, and it. */
  callsToHit = 0;
  /** Told of each call before and after it has its effect. */
  watch: ((call: Call, when: 'before' | 'after') => void) | undefined;
  /** Told of a file whose sync failed before it had its effect. */
  gaveUp: ((path: string) => void) | undefined;
  readonly #inner: FileSystem;
  readonly #ledger: string;
  readonly fault: Fault | undefined;
  #seen: number;

  /** @param seen calls of the fault's kind that were made already, through another of these */
  constructor(inner: FileSystem, ledger: string, fault?: Fault, seen = 0) {
    this.#inner = inner;
    this.#ledger = ledger;
    this.fault = fault;
    this.#seen = seen;
  }

  /** Calls of the fault's kind so far. */
  get seen(): number {
    return this.#seen;
  }

  async open(path: string, mode: OpenMode, permissions?: number): Promise<LedgerFile> {
    if (mode === 'read') return this.#inner.open(path, mode, permissions);
    const kind = fileKind(this.#ledger, path);
    let left: LedgerFile | undefined;
    try {
      const file = await this.#call(`open ${kind}`, path, async () => {
        left = await this.#inner.open(path, mode, permissions);
        return left;
      });
      return this.#faulty(file, kind, path);
    } catch (error) {
      // A call that fails gives nobody a handle to close.
      await left?.close();
      throw error;
    }
  }

  #faulty(file: LedgerFile, kind: string, path: string): LedgerFile {
    let cut: string | undefined;
    return {
      write: async (bytes) => {
        if (cut !== undefined) throw systemError(cut, path);
        return this.#call(
          `write ${kind}`,
          path,
          () => file.write(bytes),
          (fault) => {
            if (fault.when === 'garbled') return file.write(garbled(bytes));
            if (fault.when === 'cut short') cut = fault.code;
            return file.write(bytes.subarray(0, bytes.length >> 1));
          },
        );
      },
      read: (buffer, position) => file.read(buffer, position),
      truncate: (length) => this.#call(`truncate ${kind}`, path, () => file.truncate(length)),
      sync: () => this.#call(`sync ${kind}`, path, () => file.sync()),
      close: async () => {
        const before = this.hit;
        try {
          await this.#call(`close ${kind}`, path, () => file.close());
        } catch (error) {
          // The system takes the handle back also where closing it fails.
          if (before !== this.hit && this.fault?.when === 'before') await file.close();
          throw error;
        }
      },
    };
  }

  readFile(path: string): Promise<Uint8Array> {
    return this.#inner.readFile(path);
  }

  list(path: string): Promise<string[]> {
    return this.#inner.list(path);
  }

  stat(path: string): Promise<{ readonly size: number; readonly directory: boolean } | undefined> {
    return this.#inner.stat(path);
  }

  mkdir(path: string): Promise<void> {
    return this.#call(`mkdir ${directoryKind(this.#ledger, path)}`, path, () => this.#inner.mkdir(path));
  }

  rename(from: string, to: string): Promise<void> {
    return this.#call(`rename ${fileKind(this.#ledger, to)}`, to, () => this.#inner.rename(from, to));
  }

  unlink(path: string): Promise<void> {
    return this.#call(`unlink ${fileKind(this.#ledger, path)}`, path, () => this.#inner.unlink(path));
  }

  syncDirectory(path: string): Promise<void> {
    const kind = `sync directory ${directoryKind(this.#ledger, path)}`;
    return this.#call(kind, path, () => this.#inner.syncDirectory(path));
  }

  async #call<T>(
    kind: string,
    path: string,
    effect: () => Promise<T>,
    differently?: (fault: Fault) => Promise<T>,
  ): Promise<T> {
    const call = { kind, path };
    this.calls.push(call);
    this.watch?.(call, 'before');
    const fault = this.fault;
    const chosen = fault?.kind === kind && this.#seen++ === fault.occurrence;
    if (!chosen) return this.#watched(call, effect);
    this.hit = call;
    this.callsToHit = this.calls.length;
    if (fault.when === 'before') {
      if (kind.startsWith('sync ')) this.gaveUp?.(path);
      throw systemError(fault.code, path);
    }
    if (fault.when === 'after') {
      await effect();
      throw systemError(fault.code, path);
    }
    if (!differently) throw new Error(`${kind} takes no bytes`);
    return differently(fault);
  }

  async #watched<T>(call: Call, effect: () => Promise<T>): Promise<T> {
    const result = await effect();
    this.watch?.(call, 'after');
    return result;
  }
}

/** With one bit changed, in the middle. */
function garbled(bytes: Uint8Array): Uint8Array {
  const changed = bytes.slice();
  const middle = bytes.length >> 1;
  changed[middle] = (changed[middle] ?? 0) ^ 1;
  return changed;
}
