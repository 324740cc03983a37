/**
 * A ledger entry (DESIGN §5): `{index, timestamp, data, previous_hash, hash}`,
 *
 *   hash = SHA3-256(JCS({data, index, previous_hash, timestamp}))        hex
 *
 * and its line in a segment, which is JCS of the whole entry. The first entry's `previous_hash` is 64 zeros.
 */
import * as v from 'valibot';
import { InputError, VerificationError } from '../core/errors.ts';
import { EntryWriter, LONGEST_LINE } from './entry-writer.ts';
import { type Hash, hexOfBytes } from './hash.ts';
import { sameBytes } from './proof.ts';

/** What an entry says: any JSON object with a `type`. That it is JSON is checked when it is written. */
export interface EntryData {
  readonly type: string;
  readonly [key: string]: unknown;
}

export interface Entry {
  readonly index: number;
  /** Seconds since the epoch, fractional. */
  readonly timestamp: number;
  readonly data: EntryData;
  readonly previous_hash: string;
  readonly hash: string;
}

export const GENESIS_PREVIOUS_HASH = '0'.repeat(64);

/** An entry with the bytes of its hash: what the Merkle tree takes. */
export interface SealedEntry {
  readonly entry: Entry;
  readonly digest: Uint8Array;
}

/** Makes entries and the lines that stand for them, one after the other, in one buffer. */
export class Sealer {
  readonly #writer: EntryWriter;

  constructor(hash: Hash) {
    this.#writer = new EntryWriter(hash);
  }

  /** Forgets the lines written so far. */
  begin(): void {
    this.#writer.begin();
  }

  /** The lines since `begin`, each with its line feed. Valid until the next `begin`. */
  get lines(): Uint8Array {
    return this.#writer.lines;
  }

  /**
   * Makes the entry that follows `previousHash`, and writes its line.
   *
   * @throws InputError when the data is not plain JSON with a `type`, or the timestamp is not a finite number
   */
  seal(data: EntryData, index: number, previousHash: string, timestamp: number): SealedEntry {
    if (typeof timestamp !== 'number' || !Number.isFinite(timestamp)) {
      throw new InputError(`timestamp is ${timestamp}, but must be a finite number of seconds`, {
        code: 'ERR_TIMESTAMP',
        fix: 'Give seconds since the epoch.',
      });
    }
    if (!isEntryData(data)) {
      throw new InputError('data.type is missing, but every entry says what it is', {
        code: 'ERR_ENTRY_TYPE',
        fix: 'Give data as an object with a type, e.g. {"type": "note"}.',
      });
    }
    const before = this.#writer.length;
    const digest = this.#writer.write(data, index, previousHash, timestamp);
    const length = this.#writer.length - before;
    if (length > LONGEST_LINE) {
      throw new InputError(
        `the entry takes ${length} bytes, but a line may have no more than ${LONGEST_LINE}`,
        {
          code: 'ERR_ENTRY_SIZE',
          fix: 'Keep large data elsewhere, and record its hash.',
        },
      );
    }
    const hash = hexOfBytes(digest);
    return { entry: { index, timestamp, data, previous_hash: previousHash, hash }, digest };
  }
}

function isEntryData(value: unknown): value is EntryData {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return 'type' in value && typeof value.type === 'string' && value.type !== '';
}

export const hex64 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'must be 64 hex digits'));
const entrySchema = v.strictObject({
  index: v.pipe(v.number(), v.integer(), v.minValue(0)),
  timestamp: v.pipe(v.number(), v.finite()),
  // What JSON.parse gave is JSON already: only its shape is left to check.
  data: v.custom<EntryData>(isEntryData, 'must be an object with a type'),
  previous_hash: hex64,
  hash: hex64,
});

/** A line of a segment, as it is stored. */
export interface StoredLine {
  /** Without the line feed. */
  readonly bytes: Uint8Array;
  /** Place for messages, e.g. `entries/0000000000000000.jsonl:12`. */
  readonly where: string;
  /** Where in its file it begins, bytes. */
  readonly offset?: number;
}

/**
 * Reads a line and checks that it is the entry it must be at its place: well formed, canonical, rightly numbered,
 * chained to the one before, and with the hash it claims.
 *
 * @throws VerificationError that names the place and the field
 */
export function openEntry(
  sealer: Sealer,
  { bytes, where: line, offset }: StoredLine,
  expected: { readonly index: number; readonly previousHash: string },
): SealedEntry {
  const where = offset === undefined ? line : `${line} (byte ${offset})`;
  const entry = parseEntry(bytes, where);
  const wrong = (field: string, found: unknown, wanted: unknown): never => {
    throw new VerificationError(
      `${where}: entry ${expected.index}: ${field} is ${found}, but must be ${wanted}`,
      {
        code: 'ERR_LEDGER_TAMPERED',
        fix: 'The ledger was changed after it was written: compare it with a copy or a checkpoint held elsewhere.',
      },
    );
  };
  if (entry.index !== expected.index) wrong('index', entry.index, expected.index);
  if (entry.previous_hash !== expected.previousHash) {
    wrong('previous_hash', entry.previous_hash, expected.previousHash);
  }
  sealer.begin();
  const again = sealAgain(sealer, entry, where);
  if (again.entry.hash !== entry.hash) wrong('hash', entry.hash, again.entry.hash);
  if (!sameBytes(sealer.lines.subarray(0, -1), bytes)) {
    wrong('text', 'not canonical JSON', 'the canonical form of the entry');
  }
  return again;
}

/** What canonical JSON has no form for is no line that a ledger wrote. */
function sealAgain(
  sealer: Sealer,
  { data, index, previous_hash, timestamp }: Entry,
  where: string,
): SealedEntry {
  try {
    return sealer.seal(data, index, previous_hash, timestamp);
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    throw new VerificationError(`${where}: entry ${index}: ${cause.message}`, {
      code: 'ERR_LEDGER_LINE',
      fix: DAMAGED,
      cause,
    });
  }
}

// A byte that is no UTF-8 must not be read as another text: fatal. A byte order mark is a changed byte too.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const DAMAGED = 'The ledger is damaged here: restore the file from a copy.';

/** @throws VerificationError where the line is no entry; its hash is not looked at */
export function parseEntry(bytes: Uint8Array, where: string): Entry {
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(bytes));
  } catch (cause) {
    throw new VerificationError(`${where}: not a line of JSON`, {
      code: 'ERR_LEDGER_LINE',
      fix: DAMAGED,
      cause,
    });
  }
  return parseEntryValue(value, where);
}

/** @param value what JSON.parse made of an entry */
export function parseEntryValue(value: unknown, where: string): Entry {
  const result = v.safeParse(entrySchema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new VerificationError(`${where}: ${v.getDotPath(issue) ?? 'entry'}: ${issue.message}`, {
    code: 'ERR_LEDGER_LINE',
    fix: DAMAGED,
  });
}
