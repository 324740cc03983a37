/**
 * Segments: the files that hold the entries.
 *
 *   entries/<first index, 16 digits>.jsonl      lines of canonical JSON; the last one is appended to
 *   entries/<first index, 16 digits>.jsonl.gz   the same, compressed, once it is sealed
 *   entries/<first index, 16 digits>.seal       what a sealed segment holds, one line of canonical JSON
 *
 * A seal can be computed from its segment, and is checked against it; it stays when the segment is archived, so that
 * the chain can be followed over the gap.
 */
import { join } from 'node:path';
import * as v from 'valibot';
import { VerificationError } from '../core/errors.ts';
import { canonicalJson } from './canonical.ts';
import { hex64 } from './entry.ts';
import type { FileSystem, LedgerFile } from './file-system.ts';
import { replaceDurably } from './files.ts';
import type { Append } from './store.ts';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const sealSchema = v.strictObject({
  /** Where the segment was moved, and when (seconds); null while it is here. */
  archived: v.nullable(v.strictObject({ at: v.pipe(v.number(), v.finite()), to: v.string() })),
  /** Of the lines, uncompressed. */
  bytes: count,
  count: v.pipe(count, v.minValue(1)),
  first: count,
  first_hash: hex64,
  first_timestamp: v.pipe(v.number(), v.finite()),
  last_hash: hex64,
  last_timestamp: v.pipe(v.number(), v.finite()),
});

export type Seal = v.InferOutput<typeof sealSchema>;

export interface Segment {
  /** Index of its first entry. */
  readonly first: number;
  /** Name of its file in `entries/`; null where it was archived. */
  readonly name: string | null;
  readonly compressed: boolean;
  /** Bytes of the file as it is. */
  readonly size: number;
  /** Missing for the last segment, which still grows. */
  readonly seal: Seal | undefined;
}

export const digits = (first: number): string => String(first).padStart(16, '0');
export const segmentName = (first: number): string => `${digits(first)}.jsonl`;
export const compressedName = (first: number): string => `${segmentName(first)}.gz`;
export const sealName = (first: number): string => `${digits(first)}.seal`;

export function sealText(seal: Seal): string {
  return `${canonicalJson(seal)}\n`;
}

function parseSeal(text: string, name: string): Seal {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw damagedSeal(name, 'is not JSON');
  }
  const result = v.safeParse(sealSchema, value);
  if (!result.success) {
    const [issue] = result.issues;
    throw damagedSeal(name, `${v.getDotPath(issue) ?? 'seal'}: ${issue.message}`);
  }
  if (sealText(result.output) !== text) throw damagedSeal(name, 'is not canonical JSON');
  return result.output;
}

export function damagedSeal(name: string, why: string): VerificationError {
  return new VerificationError(`entries/${name}: ${why}`, SEAL_ERROR);
}

const SEAL_ERROR = {
  code: 'ERR_LEDGER_SEAL',
  fix: 'A seal says what its segment holds: venom ledger repair makes it anew, once every entry verifies.',
};

const SEGMENT = /^(\d{16})\.(jsonl|jsonl\.gz|seal)$/;

/**
 * The segments in order, after a look at names, seals and sizes: that each begins where the one before ends, and is
 * there.
 *
 * @param entries path of the directory
 * @param sizes false: leave sizes to whoever reads every line, and can say more
 * @param seals false: do as if there were none
 * @param from first index of a segment: those before it are left out
 * @throws VerificationError that names the first segment that is missing or does not fit
 */
export async function listSegments(
  files: FileSystem,
  entries: string,
  options: { readonly sizes?: boolean; readonly seals?: boolean; readonly from?: number } = {},
): Promise<Segment[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await segmentsIn(files, entries, options);
    } catch (error) {
      // A segment that is compressed or archived meanwhile goes by a new name: one reading of a directory may list
      // neither, or the old one, which is gone when it is looked at. The names tell now.
      if (!(error instanceof Vanished || error instanceof MissingFile) || attempt === ATTEMPTS) throw error;
    }
  }
}

/** Times that names are read where one is not there. */
const ATTEMPTS = 5;

/** A file that was among the names is not there any more. */
class Vanished extends Error {}

/** A file that should be among the names is not. */
class MissingFile extends VerificationError {}

async function segmentsIn(
  files: FileSystem,
  entries: string,
  { sizes = true, seals = true, from = 0 }: { sizes?: boolean; seals?: boolean; from?: number },
): Promise<Segment[]> {
  let kinds = await kindsIn(files, entries);
  // A writer may have sealed a segment and begun the next while the names were read.
  if ([...kinds.values()].filter((found) => !found.has('seal')).length > 1)
    kinds = await kindsIn(files, entries);
  const segments: Segment[] = [];
  for (const [first, found] of [...kinds].sort(([a], [b]) => a - b)) {
    if (first < from) continue;
    const before = segments.at(-1);
    if (before && !before.seal && seals) {
      throw new MissingFile(`entries/${sealName(before.first)}: is not there`, SEAL_ERROR);
    }
    const next = before ? before.first + (before.seal?.count ?? first - before.first) : from;
    if (first !== next) throw missingSegment(next, first, before?.seal);
    segments.push(await segmentOf(files, entries, first, found, { sizes, seals }));
  }
  return segments;
}

/** By first index: the files that there are. */
async function kindsIn(files: FileSystem, entries: string): Promise<Map<number, Set<string>>> {
  const kinds = new Map<number, Set<string>>();
  for (const name of await files.list(entries)) {
    const [, first, kind] = SEGMENT.exec(name) ?? [];
    if (first === undefined || kind === undefined) continue;
    const known = kinds.get(Number(first)) ?? new Set();
    kinds.set(Number(first), known.add(kind));
  }
  return kinds;
}

async function segmentOf(
  files: FileSystem,
  entries: string,
  first: number,
  found: ReadonlySet<string>,
  { sizes, seals }: { sizes: boolean; seals: boolean },
): Promise<Segment> {
  const seal =
    seals && found.has('seal')
      ? parseSeal(
          new TextDecoder().decode(await files.readFile(join(entries, sealName(first)))),
          sealName(first),
        )
      : undefined;
  if (seal && seal.first !== first) throw damagedSeal(sealName(first), `first is ${seal.first}`);
  // A crash between making the compressed file and removing the plain one leaves both.
  const compressed = !found.has('jsonl') && found.has('jsonl.gz');
  if (!compressed && !found.has('jsonl')) {
    if (!seal?.archived) throw missingSegment(first, undefined);
    return { first, name: null, compressed: false, size: 0, seal };
  }
  const name = compressed ? compressedName(first) : segmentName(first);
  const present = await files.stat(join(entries, name));
  if (!present) throw new Vanished(`entries/${name} is not there any more`);
  const { size } = present;
  if (sizes && seal && !compressed && size !== seal.bytes) {
    throw new VerificationError(
      `entries/${name} has ${size} bytes, but was sealed with ${seal.bytes}${size < seal.bytes ? `: it ends at byte ${size}` : ''}`,
      {
        code: 'ERR_LEDGER_SEGMENT',
        fix: 'The segment was changed after it was sealed: restore it from a copy. venom ledger verify names the entry.',
      },
    );
  }
  return { first, name, compressed, size, seal };
}

function missingSegment(wanted: number, found: number | undefined, before?: Seal): MissingFile {
  const follows = found === undefined ? 'is not there' : `is not there: ${segmentName(found)} follows`;
  const told = before ? ` (entries/${sealName(before.first)} tells of ${before.count} entries)` : '';
  return new MissingFile(`entries/${segmentName(wanted)}, with entry ${wanted}, ${follows}${told}`, {
    code: 'ERR_LEDGER_SEGMENT',
    fix: 'A segment bears the index of its first entry: one is missing or was renamed. Restore it from a copy or from where it was archived.',
  });
}

/** Puts a seal in place, durably. */
export function writeSeal(files: FileSystem, entries: string, seal: Seal): Promise<void> {
  const bytes = new TextEncoder().encode(sealText(seal));
  return replaceDurably(files, { path: join(entries, sealName(seal.first)), bytes });
}

/** Opens a segment to append to it, its name durable. */
export async function openSegment(files: FileSystem, entries: string, first: number): Promise<LedgerFile> {
  const file = await files.open(join(entries, segmentName(first)), 'append');
  try {
    await files.syncDirectory(entries);
  } catch (error) {
    await file.close().catch(() => undefined);
    throw error;
  }
  return file;
}

/** What a segment holds once these lines follow. */
export function grown(segment: Omit<Seal, 'archived'>, lines: Append): Omit<Seal, 'archived'> {
  if (lines.count === 0) return segment;
  const fresh = segment.count === 0;
  return {
    first: segment.first,
    bytes: segment.bytes + lines.bytes.length,
    count: segment.count + lines.count,
    first_hash: fresh ? lines.firstHash : segment.first_hash,
    first_timestamp: fresh ? lines.firstTimestamp : segment.first_timestamp,
    last_hash: lines.lastHash,
    last_timestamp: lines.lastTimestamp,
  };
}
