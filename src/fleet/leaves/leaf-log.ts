/** Writes leaves, a file after the other, and drops those that are older than is asked for. */
import { join } from 'node:path';
import { storageError } from '../../ledger/directory-store.ts';
import { type FileSystem, type LedgerFile, nodeFileSystem } from '../../ledger/file-system.ts';
import { makeDirectory, writeWhole } from '../../ledger/files.ts';
import type { WrittenBlock } from './block.ts';
import { LEAVES_DIRECTORY, type LeafFile, leafFileName, listLeafFiles } from './leaf-file.ts';

/** Where a block lies, as the ledger has it. */
export interface BlockPlace {
  readonly file: string;
  readonly offset: number;
  readonly bytes: number;
  /** SHA3-256 of the block, hex. */
  readonly sha3: string;
}

/** How long leaves are kept; nothing set: for ever. */
export interface Retention {
  readonly seconds?: number | undefined;
  readonly beats?: number | undefined;
}

export interface LeafLogOptions {
  readonly ledgerDir: string;
  /** Index of the entry that opens the run. */
  readonly run: number;
  readonly keep: Retention;
  /** false: what is written is not synced. */
  readonly sync: boolean;
  readonly files?: FileSystem;
}

export class LeafLog {
  readonly #options: LeafLogOptions;
  readonly #files: FileSystem;
  readonly #directory: string;
  /** Closed files, oldest first. */
  readonly #closed: LeafFile[];
  #open: { readonly file: LedgerFile; about: LeafFile } | undefined;
  /** Bytes written by this run. */
  #written = 0;

  private constructor(options: LeafLogOptions, files: FileSystem, closed: LeafFile[]) {
    this.#options = options;
    this.#files = files;
    this.#directory = join(options.ledgerDir, LEAVES_DIRECTORY);
    this.#closed = closed;
  }

  /** @throws StorageError where the directory cannot be made or read */
  static async open(options: LeafLogOptions): Promise<LeafLog> {
    const files = options.files ?? nodeFileSystem;
    const directory = join(options.ledgerDir, LEAVES_DIRECTORY);
    try {
      await makeDirectory(files, directory);
      return new LeafLog(options, files, await listLeafFiles(files, options.ledgerDir));
    } catch (cause) {
      throw storageError(cause, 'open', directory);
    }
  }

  get written(): number {
    return this.#written;
  }

  /**
   * Appends a beat; resolves once it is on disk.
   *
   * @param snapshot begins a new file
   * @throws StorageError when it cannot be written: nothing may commit to the block then
   */
  async append(
    { beat, timestamp }: { readonly beat: number; readonly timestamp: number },
    block: WrittenBlock,
    snapshot: WrittenBlock | undefined,
  ): Promise<{ readonly block: BlockPlace; readonly snapshot: BlockPlace | null }> {
    try {
      if (snapshot) await this.#next(beat);
      const open = this.#open;
      if (!open) throw new Error('the first beat brings no snapshot');
      const first = snapshot ? this.#place(open.about, 0, snapshot) : null;
      const place = this.#place(open.about, open.about.bytes + (snapshot?.bytes.length ?? 0), block);
      if (snapshot) await writeWhole(open.file, snapshot.bytes);
      await writeWhole(open.file, block.bytes);
      if (this.#options.sync) await open.file.sync();
      open.about = {
        ...open.about,
        beats: open.about.beats + 1,
        lastBeat: beat,
        lastTimestamp: timestamp,
        bytes: place.offset + place.bytes,
      };
      this.#written += place.bytes + (first?.bytes ?? 0);
      return { block: place, snapshot: first };
    } catch (cause) {
      throw storageError(cause, 'write to', this.#directory);
    }
  }

  #place({ name }: LeafFile, offset: number, { bytes, digest }: WrittenBlock): BlockPlace {
    return { file: name, offset, bytes: bytes.length, sha3: digest };
  }

  async #next(beat: number): Promise<void> {
    await this.close();
    const name = leafFileName(this.#options.run, beat);
    const file = await this.#files.open(join(this.#directory, name), 'write');
    const about = {
      name,
      run: this.#options.run,
      firstBeat: beat,
      beats: 0,
      lastBeat: beat - 1,
      lastTimestamp: Number.NEGATIVE_INFINITY,
      bytes: 0,
    };
    this.#open = { file, about };
    if (this.#options.sync) await this.#files.syncDirectory(this.#directory);
  }

  /**
   * Drops files all of whose beats are older than what is kept.
   *
   * @param now seconds
   * @param tell is given them first, and nothing goes before it is done
   * @returns those dropped, oldest first
   */
  async prune(
    now: number,
    tell: (files: readonly LeafFile[]) => Promise<void> = async () => undefined,
  ): Promise<readonly LeafFile[]> {
    const { seconds = Number.POSITIVE_INFINITY, beats = Number.POSITIVE_INFINITY } = this.#options.keep;
    const dropped: LeafFile[] = [];
    let newer = this.#open?.about.beats ?? 0;
    for (const file of [...this.#closed].reverse()) {
      if (newer >= beats || now - file.lastTimestamp > seconds) dropped.push(file);
      newer += file.beats;
    }
    dropped.reverse();
    if (dropped.length > 0) await tell(dropped);
    try {
      for (const file of dropped) {
        await this.#files.unlink(join(this.#directory, file.name));
        this.#closed.splice(this.#closed.indexOf(file), 1);
      }
      if (dropped.length > 0 && this.#options.sync) await this.#files.syncDirectory(this.#directory);
    } catch (cause) {
      throw storageError(cause, 'drop from', this.#directory);
    }
    return dropped;
  }

  async close(): Promise<void> {
    const open = this.#open;
    if (!open) return;
    this.#open = undefined;
    this.#closed.push(open.about);
    await open.file.close();
  }
}
