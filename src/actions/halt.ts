/**
 * The global stop (DESIGN §3.4): a file that is there, or a switch in this process. Asked at every beat, so a halt
 * takes hold within one. It ends no act that is under way.
 *
 * A file that cannot be looked at counts as there: not knowing whether one may act is a reason not to.
 */
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Stopped } from '../core/beat-record.ts';
import { messageOf, StorageError, systemCodeOf } from '../core/errors.ts';
import { replaceFile } from './replace-file.ts';

/** Characters of a reason that are kept. */
const MOST_REASON = 200;
const UNKNOWN = 'a halt file without a reason';

export class HaltSwitch {
  readonly #file: string | undefined;
  #reason: string | undefined;

  /** @param file path; without one, only this process can halt */
  constructor(file?: string) {
    this.#file = file;
  }

  /** Why nothing may be done; null where it may. */
  get stopped(): Stopped | null {
    const why = this.#reason ?? (this.#file === undefined ? undefined : haltIn(this.#file));
    return why === undefined ? null : { by: 'halt', reason: `Halted: ${why}.` };
  }

  /** @param reason without its full stop */
  halt(reason: string): void {
    this.#reason = legible(reason);
  }

  /** Ends a halt of this process; one by the file lasts as long as the file. */
  resume(): void {
    this.#reason = undefined;
  }

  /** Halts, or ends it where this process is halted (SIGUSR2). */
  toggle(reason: string): void {
    if (this.#reason === undefined) this.halt(reason);
    else this.resume();
  }
}

function haltIn(file: string): string | undefined {
  try {
    return legible(readFileSync(file, 'utf8')) || UNKNOWN;
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    return `${file} cannot be read (${systemCodeOf(error) ?? messageOf(error)})`;
  }
}

function legible(text: string): string {
  return text
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .replace(/\.$/, '')
    .slice(0, MOST_REASON)
    .toWellFormed();
}

/** @throws StorageError where the file cannot be written */
export async function writeHalt(file: string, reason: string): Promise<void> {
  await telling(`cannot write ${file}`, () => replaceFile(file, `${legible(reason)}\n`));
}

/** Idempotent. @throws StorageError where the file cannot be removed */
export async function removeHalt(file: string): Promise<void> {
  await telling(`cannot remove ${file}`, () => rm(file, { force: true }));
}

async function telling(what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    throw new StorageError(`${what}: ${messageOf(cause)}`, {
      code: 'ERR_HALT_FILE',
      fix: 'Give a directory that is there and that this user may write to.',
      cause,
    });
  }
}
