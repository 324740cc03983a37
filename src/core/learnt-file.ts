/**
 * What the detector of one entity had learnt, as a file beside the ledger, for the next run to go on from:
 *
 *   line   canonical JSON: format, entity, hash of the ledger's first entry, entry that records it, time, its SHA3-256
 *   state  bytes of the detector (inference/learnt.ts)
 *   sum    SHA3-256 of all before it, 32 bytes
 */
import * as v from 'valibot';
import { canonicalJson } from '../ledger/canonical.ts';
import { type Hash, hexOfBytes } from '../ledger/hash.ts';
import { InputError, messageOf } from './errors.ts';

const FORMAT = 'venom-learnt/1';
const LINE_FEED = 10;

const hex = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const headSchema = v.strictObject({
  entity: v.string(),
  entry: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  format: v.literal(FORMAT),
  genesis: hex,
  sha3: hex,
  timestamp: v.pipe(v.number(), v.finite()),
});

export interface LearntFile {
  /** Name of the entity; empty for the run's own. */
  readonly entity: string;
  /** Index of the ledger entry that records it. */
  readonly entry: number;
  /** Hash of the ledger's first entry. */
  readonly genesis: string;
  /** SHA3-256 of the state, hex. */
  readonly sha3: string;
  /** When it was kept, seconds since the epoch. */
  readonly timestamp: number;
  readonly state: Uint8Array;
}

export function encodeLearntFile({ state, ...head }: LearntFile, hash: Hash): Uint8Array {
  const line = new TextEncoder().encode(`${canonicalJson({ ...head, format: FORMAT })}\n`);
  const end = line.length + state.length;
  const bytes = new Uint8Array(end + hash.size);
  bytes.set(line);
  bytes.set(state, line.length);
  bytes.set(hash.bytes(bytes.subarray(0, end)), end);
  return bytes;
}

/** @throws InputError ERR_DETECTOR_STATE where it is cut off, changed, or something else */
export function decodeLearntFile(bytes: Uint8Array, hash: Hash): LearntFile {
  const end = bytes.length - hash.size;
  const begin = bytes.indexOf(LINE_FEED) + 1;
  if (begin === 0 || end < begin) throw badFile(`its ${bytes.length} bytes are not all of one`);
  const sum = hexOfBytes(bytes.subarray(end));
  if (sum !== hexOfBytes(hash.bytes(bytes.subarray(0, end))))
    throw badFile('its checksum is not that of its bytes');
  const { format: _format, ...head } = headOf(bytes.subarray(0, begin));
  return { ...head, state: bytes.subarray(begin, end) };
}

function headOf(line: Uint8Array): v.InferOutput<typeof headSchema> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(line));
  } catch (error) {
    throw badFile(messageOf(error));
  }
  const result = v.safeParse(headSchema, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw badFile(`${v.getDotPath(issue) ?? 'head'}: ${issue.message}`);
}

export function badFile(what: string): InputError {
  return new InputError(`what was learnt before cannot be used: ${what}`, {
    code: 'ERR_DETECTOR_STATE',
    fix: 'Nothing is to be done: they learn anew, and what is kept next takes its place.',
  });
}
