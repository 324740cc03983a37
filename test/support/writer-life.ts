/**
 * Everything that the writer of a ledger does to files: its first opening, appends one after the other and at the
 * same time, full segments, checkpoints meanwhile, full and partial tiles of two trees, a torn tail, more appends.
 */
import { StorageError, VenomError } from '../../src/core/errors.ts';
import type { FileSystem } from '../../src/ledger/file-system.ts';
import { type Entry, type EntryData, ImmutableLedger } from '../../src/ledger/index.ts';
import type { Durability } from '../../src/ledger/segment-writer.ts';

export type Phase = 'opening' | 'writing' | 'closing';

export interface Failure {
  readonly phase: Phase;
  readonly error: unknown;
}

/** Milliseconds after which what should have ended hangs. Nothing waits for it otherwise. */
const HANGS = 20_000;

/** Fails where a promise would be waited for without an end. */
export async function within<T>(what: string, promise: Promise<T>): Promise<T> {
  let guard: ReturnType<typeof setTimeout> | undefined;
  const hangs = new Promise<never>((_, reject) => {
    guard = setTimeout(() => reject(new Error(`${what} hangs`)), HANGS);
  });
  try {
    return await Promise.race([promise, hangs]);
  } finally {
    clearTimeout(guard);
  }
}

export interface LifeOptions {
  readonly files: FileSystem;
  readonly dir: string;
  readonly durability?: Durability;
  /** Where acknowledged entries are put. */
  readonly acknowledged: Entry[];
  enter?(phase: Phase): void;
}

/** A note that takes more room the higher its number. */
export function note(i: number): EntryData {
  return { type: 'note', i, text: 'Λ'.repeat(i % 40) };
}

export class Writer {
  readonly ledger: ImmutableLedger;
  readonly #acknowledged: Entry[];
  #next = 0;

  constructor(ledger: ImmutableLedger, acknowledged: Entry[]) {
    this.ledger = ledger;
    this.#acknowledged = acknowledged;
  }

  batch(size: number): EntryData[] {
    return Array.from({ length: size }, () => note(this.#next++));
  }

  async append(...sizes: number[]): Promise<void> {
    const appends = sizes.map(async (size) => {
      this.#acknowledged.push(...(await this.ledger.appendAll(this.batch(size), this.#next)));
    });
    for (const { status, reason } of (await Promise.allSettled(appends)).map(reasonOf))
      if (status === 'rejected') throw reason;
  }

  async enqueue(...sizes: number[]): Promise<void> {
    const entries: Entry[] = [];
    for (const size of sizes) entries.push(...(await this.ledger.enqueue(this.batch(size), this.#next)));
    await this.ledger.flush();
    this.#acknowledged.push(...entries);
  }
}

function reasonOf(result: PromiseSettledResult<void>): { status: string; reason?: unknown } {
  return result;
}

/** Opens, works, closes: as a program does, which closes whatever happened. */
export async function liveOnce(
  { files, dir, durability = 'group', acknowledged, enter }: LifeOptions,
  work: (writer: Writer) => Promise<void>,
): Promise<Failure | undefined> {
  let failure: Failure | undefined;
  const attempt = async (phase: Phase, step: () => Promise<unknown>): Promise<void> => {
    enter?.(phase);
    try {
      await within(phase, step());
    } catch (error) {
      failure ??= { phase, error };
    }
  };
  const ledger = new ImmutableLedger({
    files,
    dir,
    durability,
    sha256: true,
    segments: { entries: 48 },
    checkpointEvery: { entries: 90, seconds: Number.POSITIVE_INFINITY },
  });
  await attempt('opening', () => ledger.open());
  if (failure === undefined) await attempt('writing', () => work(new Writer(ledger, acknowledged)));
  if (failure !== undefined) await requireRefusal(ledger);
  await attempt('closing', () => ledger.close());
  return failure;
}

/** Once it has failed a ledger takes nothing, and says so at once. */
async function requireRefusal(ledger: ImmutableLedger): Promise<void> {
  for (const append of [ledger.appendAll, ledger.enqueue]) {
    try {
      await within('an append after the failure', append.call(ledger, [note(0)], 1));
    } catch (error) {
      requireUseful(error);
      if (error instanceof StorageError) continue;
      throw error;
    }
    throw new Error('an append after the failure was taken');
  }
}

/** An error that a user is shown: what is wrong, a stable code, and the way out. */
export function requireUseful(error: unknown): asserts error is VenomError {
  if (!(error instanceof VenomError)) throw new Error(`is no error for a user: ${error}`, { cause: error });
  if (!/^ERR_[A-Z_]+$/.test(error.code) || error.fix.length < 20) throw error;
}

/** More than 256 entries: of every kind of call there is at least one. */
export async function firstLife(options: LifeOptions): Promise<Failure | undefined> {
  return liveOnce(options, async (writer) => {
    await writer.enqueue(1, 20, 7);
    await writer.append(3, 1, 30);
    // The 90th entry is due for a checkpoint, made while these are appended.
    await writer.append(40);
    await writer.append(1, 2, 1);
    await writer.ledger.checkpoint();
    for (let i = 0; i < 3; i++) await writer.append(55);
    await writer.ledger.checkpoint();
    await writer.append(10, 1);
  });
}

export async function secondLife(options: LifeOptions): Promise<Failure | undefined> {
  return liveOnce(options, async (writer) => {
    await writer.append(5);
    await writer.enqueue(4, 40);
  });
}
