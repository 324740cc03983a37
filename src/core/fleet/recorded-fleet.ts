/** Beats of a fleet as a ledger has them, run by run, and the leaves of one of them. */

import { BYTES_PER_ROW, unpackColumns } from '../../fleet/leaves/columns.ts';
import type { BeatColumns } from '../../fleet/leaves/leaf.ts';
import type { LeafReader } from '../../fleet/leaves/leaf-reader.ts';
import type { Entry } from '../../ledger/index.ts';
import { InputError, VerificationError } from '../errors.ts';
import type { CourseSettings, FleetCourse } from './course.ts';
import { restoreCourse } from './course-snapshot.ts';
import { type BeatHead, type FleetBeatData, readBeat, readConfig, readHead } from './fleet-entries.ts';

/** A beat with where it is in the ledger. */
export interface RecordedFleetBeat {
  /** Of the ledger, from 1. */
  readonly run: number;
  readonly entry: Entry;
  readonly data: FleetBeatData;
  readonly settings: CourseSettings;
  /** Entries that open its run: configuration and model. */
  readonly opening: readonly Entry[];
}

export interface WantedBeat {
  /** undefined: the latest. */
  readonly beat: number | undefined;
  /** undefined: the latest that has the beat. */
  readonly run: number | undefined;
}

/** Rows of a beat's entry. */
export function rowsOf({ entities }: FleetBeatData): number {
  return entities.reduce((sum, each) => sum + each, 0);
}

/**
 * The wanted beat behind those since its file of leaves begins: all that it takes to read its leaves.
 *
 * @throws InputError where there is no such beat
 */
export async function findBeats(
  entries: AsyncIterable<Entry>,
  wanted: WantedBeat,
): Promise<readonly RecordedFleetBeat[]> {
  let [run, beats] = [0, 0];
  let settings: CourseSettings | undefined;
  let since: RecordedFleetBeat[] = [];
  let opening: Entry[] = [];
  let found: readonly RecordedFleetBeat[] | undefined;
  for await (const entry of entries) {
    if (entry.data.type === 'fleet_config') {
      settings = readConfig(entry.data, entry.index);
      run++;
      since = [];
      opening = [entry];
    } else if (entry.data.type === 'model') opening.push(entry);
    if (entry.data.type !== 'fleet' || settings === undefined) continue;
    const data = readBeat(entry.data, entry.index);
    if (data.snapshot) since = [];
    since.push({ run, entry, data, settings, opening });
    beats++;
    const matches = wanted.beat === undefined || data.beat === wanted.beat;
    if (matches && (wanted.run === undefined || run === wanted.run)) found = [...since];
  }
  if (found) return found;
  const which = wanted.beat === undefined ? 'no beat' : `no beat ${wanted.beat}`;
  throw new InputError(
    `the ledger has ${which} of a fleet${wanted.run === undefined ? '' : ` in run ${wanted.run}`}: it has ${beats} in ${run} runs`,
    { code: 'ERR_NO_BEAT', fix: 'Run venom fleet --ledger-dir with that directory first.' },
  );
}

/** The columns of a beat, and who was there; `course` follows from beat to beat. */
export interface ReadBeat {
  readonly columns: BeatColumns;
  readonly head: BeatHead;
}

/** @param before columns of the beat before in the same file @throws VerificationError where they do not fit the entry */
export async function readColumns(
  reader: LeafReader,
  { data, entry }: RecordedFleetBeat,
  before: BeatColumns | undefined,
): Promise<ReadBeat> {
  if (!data.leaves) throw notKept(data.beat);
  const rows = rowsOf(data);
  const block = await reader.block(data.leaves, { kind: 'beat', beat: data.beat, rows });
  return columnsIn(block, entry.index, rows, before);
}

/** @param index of the beat's entry */
export function columnsIn(
  { head, body }: { readonly head: unknown; readonly body: Uint8Array },
  index: number,
  rows: number,
  before: BeatColumns | undefined,
): ReadBeat {
  if (body.length !== rows * BYTES_PER_ROW) {
    throw new VerificationError(
      `the leaves of entry ${index} take ${body.length} bytes, but ${rows} entities take ${rows * BYTES_PER_ROW}`,
      { code: 'ERR_FLEET_LEAVES', fix: 'The file of leaves was changed: restore it from a copy.' },
    );
  }
  return { columns: unpackColumns(body, rows, before), head: readHead(head, index) };
}

/**
 * The leaves of the last of `beats`, and the members they are of.
 *
 * @param beats as findBeats gives them
 */
export async function leavesAt(
  reader: LeafReader,
  beats: readonly RecordedFleetBeat[],
): Promise<{ course: FleetCourse; columns: BeatColumns; beat: RecordedFleetBeat }> {
  const [first] = beats;
  const beat = beats.at(-1);
  if (!first || !beat) throw new RangeError('there is no beat to read');
  if (!first.data.snapshot) throw notKept(beat.data.beat);
  const course = await snapshotAt(reader, first);
  let columns: BeatColumns | undefined;
  for (const each of beats) {
    const read = await readColumns(reader, each, columns);
    course.change(read.head.gone, read.head.come);
    columns = read.columns;
  }
  if (!columns || course.rows !== rowsOf(beat.data))
    throw new VerificationError(`the leaves of beat ${beat.data.beat} have other entities than its entry`, {
      code: 'ERR_FLEET_LEAVES',
      fix: 'The file of leaves was changed: restore it from a copy.',
    });
  return { course, columns, beat };
}

/** The fleet as it was before a beat whose leaves begin a file. */
export async function snapshotAt(
  reader: LeafReader,
  { data, settings }: RecordedFleetBeat,
): Promise<FleetCourse> {
  if (!data.snapshot) throw notKept(data.beat);
  const { head, body } = await reader.block(data.snapshot, {
    kind: 'snapshot',
    beat: data.beat,
    rows: rowsOf(data),
  });
  return restoreCourse(settings, { head, body });
}

function notKept(beat: number): InputError {
  return new InputError(`the leaves of beat ${beat} were never kept`, {
    code: 'ERR_FLEET_DROPPED',
    fix: 'Give venom fleet a --ledger-dir: leaves are kept beside the ledger.',
  });
}
