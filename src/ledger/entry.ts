/**
 * A ledger entry (DESIGN §5): `{index, timestamp, data, previous_hash, hash}`,
 *
 *   hash = SHA3-256(JCS({data, index, previous_hash, timestamp}))        hex
 *
 * and its line in a segment: JCS of the whole entry. The first entry's `previous_hash` is 64 zeros.
 */
import * as v from 'valibot';
import { InputError, VerificationError } from '../core/errors.ts';
import { canonicalJson } from './canonical.ts';
import type { Hash } from './hash.ts';

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

/** An entry with the line that stands for it on disk. */
export interface SealedEntry {
  readonly entry: Entry;
  /** Canonical JSON, without the line feed. */
  readonly line: string;
}

/**
 * Makes the entry that follows `previousHash`.
 *
 * @throws InputError when the data is not plain JSON with a `type`, or the timestamp is not a finite number
 */
export function sealEntry(
  hash: Hash,
  data: EntryData,
  index: number,
  previousHash: string,
  timestamp: number,
): SealedEntry {
  if (typeof timestamp !== 'number' || !Number.isFinite(timestamp)) {
    throw new InputError(`timestamp is ${timestamp}, but must be a finite number of seconds`, {
      code: 'ERR_TIMESTAMP',
      fix: 'Give seconds since the epoch.',
    });
  }
  if (typeof data !== 'object' || data === null || typeof data.type !== 'string' || data.type === '') {
    throw new InputError('data.type is missing, but every entry says what it is', {
      code: 'ERR_ENTRY_TYPE',
      fix: 'Give data as an object with a type, e.g. {"type": "note"}.',
    });
  }
  const body = canonicalJson(data);
  const time = JSON.stringify(timestamp);
  const tail = `"index":${index},"previous_hash":"${previousHash}","timestamp":${time}}`;
  const digest = hash.hex(`{"data":${body},${tail}`);
  return {
    entry: { index, timestamp, data, previous_hash: previousHash, hash: digest },
    line: `{"data":${body},"hash":"${digest}",${tail}`,
  };
}

const hex64 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'must be 64 hex digits'));
/** What JSON.parse gave is JSON already: only its shape is left to check. */
function isEntryData(value: unknown): value is EntryData {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return 'type' in value && typeof value.type === 'string' && value.type !== '';
}
const entrySchema = v.strictObject({
  index: v.pipe(v.number(), v.integer(), v.minValue(0)),
  timestamp: v.pipe(v.number(), v.finite()),
  data: v.custom<EntryData>(isEntryData, 'must be an object with a type'),
  previous_hash: hex64,
  hash: hex64,
});

/**
 * Reads a line of a segment and checks that it is the entry it must be at its place: well formed, canonical,
 * rightly numbered, chained to the one before, and with the hash it claims.
 *
 * @param where for messages, e.g. `entries/0.jsonl:12`
 * @throws VerificationError that names the place and the field
 */
export function openEntry(
  hash: Hash,
  line: string,
  expected: { index: number; previousHash: string },
  where: string,
): Entry {
  const entry = parseEntry(line, where);
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
  const again = sealEntry(hash, entry.data, entry.index, entry.previous_hash, entry.timestamp);
  if (again.entry.hash !== entry.hash) wrong('hash', entry.hash, again.entry.hash);
  if (again.line !== line) wrong('text', 'not canonical JSON', 'the canonical form of the entry');
  return entry;
}

/** @throws VerificationError when the line is not an entry at all */
export function parseEntry(line: string, where: string): Entry {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new VerificationError(`${where}: not a line of JSON`, {
      code: 'ERR_LEDGER_LINE',
      fix: 'The ledger is damaged here: restore the file from a copy.',
      cause,
    });
  }
  const result = v.safeParse(entrySchema, value);
  if (!result.success) {
    const [issue] = result.issues;
    throw new VerificationError(`${where}: ${v.getDotPath(issue) ?? 'entry'}: ${issue.message}`, {
      code: 'ERR_LEDGER_LINE',
      fix: 'The ledger is damaged here: restore the file from a copy.',
    });
  }
  return result.output;
}
