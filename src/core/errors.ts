/**
 * Errors a user can cause, and how a program is to treat them (DESIGN §10).
 *
 * Every one has a stable `code`, a message that says what was wrong and where, a `fix` that says what to do,
 * and the exit code of its class. Anything that is not a VenomError is a bug and keeps its stack.
 */

/** Exit codes of the command line: the class of the error decides. */
export const EXIT = { ok: 0, failure: 1, usage: 2, input: 3, verification: 4, io: 5 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface ErrorDetails {
  /** Stable identifier for programs, e.g. `ERR_CONFIG_KEY`. */
  readonly code: string;
  /** What the user can do about it: one sentence. */
  readonly fix: string;
  /** The error below, where there is one. */
  readonly cause?: unknown;
}

/** Base of all errors that a user can cause. */
export abstract class VenomError extends Error {
  readonly code: string;
  readonly fix: string;
  abstract readonly exitCode: ExitCode;

  constructor(message: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = details.code;
    this.fix = details.fix;
  }
}

/** The call itself is wrong: an unknown flag, an impossible combination. Exit code 2. */
export class UsageError extends VenomError {
  readonly exitCode = EXIT.usage;
}

/** A value or a file that was given is wrong; the message names file, line or field. Exit code 3. */
export class InputError extends VenomError {
  readonly exitCode = EXIT.input;
}

/** Something that should add up does not: a ledger, a proof, a signature. Exit code 4. */
export class VerificationError extends VenomError {
  readonly exitCode = EXIT.verification;
}

/** The machine said no: a directory that is a file, a full disk, no permission. Exit code 5. */
export class StorageError extends VenomError {
  readonly exitCode = EXIT.io;
}

/** The threat model is missing, broken, of the wrong shape, or gave an impossible answer. Exit code 3. */
export class ModelError extends VenomError {
  readonly exitCode = EXIT.input;
}

/** The message of anything that was thrown, as text that can be recorded. */
export function messageOf(thrown: unknown): string {
  return (thrown instanceof Error ? thrown.message : String(thrown)).toWellFormed();
}

/** The system's error code (`ENOENT`, `EACCES`, …) of anything that was thrown, or undefined. */
export function systemCodeOf(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' ? thrown.code : undefined;
}
