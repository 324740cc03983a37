/**
 * Computes the beats of a fleet again from their leaves, through the same kernels and guard, and compares every number
 * bit for bit. What a replay is given: who came and went, readings of the load, anomalies, threats, times, stops; with
 * leaves that were dropped, the first snapshot that is kept. Everything else is computed.
 */
import { type BeatColumns, FLAG, LIMITS } from '../../fleet/leaves/leaf.ts';
import type { LeafReader } from '../../fleet/leaves/leaf-reader.ts';
import { rootOf } from '../../fleet/leaves/leaf-tree.ts';
import { canonicalJson } from '../../ledger/canonical.ts';
import { hexOfBytes } from '../../ledger/hash.ts';
import type { Entry, Hash } from '../../ledger/index.ts';
import { ACTIONS } from '../beat-record.ts';
import { VerificationError } from '../errors.ts';
import { accountOf, type EntityAccount } from './account.ts';
import { FleetCourse } from './course.ts';
import { saveCourse } from './course-snapshot.ts';
import { entityEntry } from './entity-entry.ts';
import { countActions, nounsOf, readBeat, readConfig, readDropped } from './fleet-entries.ts';
import { memberNamed } from './prove.ts';
import { columnsIn, type RecordedFleetBeat, rowsOf, snapshotAt } from './recorded-fleet.ts';
import { stateDigest } from './state-digest.ts';

export interface FleetDifference {
  readonly run: number;
  readonly beat: number;
  readonly entry: number;
  /** null: of the whole beat. */
  readonly entity: string | null;
  readonly field: string;
  readonly recorded: unknown;
  readonly replayed: unknown;
}

/** Threats of the model of a run; undefined where it is not at hand. */
export type ThreatsOf = (
  sha256: string,
) => ((totals: Float32Array, mlWeight: number) => Promise<Float32Array>) | undefined;

export interface FleetReplayTally {
  runs: number;
  beats: number;
  /** Beats whose leaves are not there any more, or follow such without a snapshot. */
  dropped: number;
  /** Numbers that were compared. */
  compared: number;
  /** Full entries that were computed again. */
  accounts: number;
  /** Threats that the model gave again, within 1e-6. */
  threats: number;
  otherCores: number;
}

export interface FleetReplayOptions {
  readonly reader: LeafReader;
  readonly hash: Hash;
  readonly threatsOf: ThreatsOf;
  readonly coreSha256: string;
  /** Name of the only entity to compare; undefined: all. */
  readonly entity?: string | undefined;
}

/** Of a threat that the model gives again (DESIGN §4). */
const AGREEMENT = 1e-6;

const COLUMNS = ['decided', 'enacted', 'limit', 'flags', 'anoms', 'threat', 'input', 'weightO'] as const;

export class FleetReplay {
  readonly tally: FleetReplayTally = {
    runs: 0,
    beats: 0,
    dropped: 0,
    compared: 0,
    accounts: 0,
    threats: 0,
    otherCores: 0,
  };
  readonly #options: FleetReplayOptions;
  #settings: RecordedFleetBeat['settings'] | undefined;
  #nouns: readonly string[] = [];
  #course: FleetCourse | undefined;
  #columns: BeatColumns | undefined;
  #threats: ReturnType<ThreatsOf>;
  #mlWeight = Number.NaN;
  /** The beat that the course stands at; undefined while it stands nowhere. */
  #at: number | undefined;
  /** Beats that were passed over, by the file of their leaves that is gone, while no entry says that it was dropped. */
  readonly #missing = new Map<string, number>();
  #differences: FleetDifference[] = [];
  /** The only entity to compare was there at a beat. */
  #met = false;

  constructor(options: FleetReplayOptions) {
    this.#options = options;
  }

  /** Beat that was computed last; undefined before the first, and where leaves are missing. */
  get beat(): number | undefined {
    return this.#at;
  }

  /** Beats passed over whose leaves are gone, and of which no entry so far says that they were dropped. */
  get missing(): number {
    return [...this.#missing.values()].reduce((sum, beats) => sum + beats, 0);
  }

  /** @throws InputError with the nearest name where the only entity to compare was at none of the beats */
  requireMet(): void {
    const { entity } = this.#options;
    if (entity === undefined || this.#met || !this.#course) return;
    memberNamed(this.#course, entity, this.#at ?? 0);
  }

  /**
   * The decision on an entity at the beat that was computed last.
   *
   * @throws InputError with the nearest name; RangeError where no beat was computed
   */
  account(entity: string): EntityAccount {
    if (!this.#course || this.#at === undefined) throw new RangeError('no beat was computed');
    const { level, row } = memberNamed(this.#course, entity, this.#at);
    return accountOf(this.#course, level, row, this.#mlWeight, this.#nouns[level] ?? '');
  }

  /** Takes the entries of a ledger one after the other. @returns what differs @throws VerificationError where leaves are damaged */
  async take(entry: Entry): Promise<readonly FleetDifference[]> {
    this.#differences = [];
    const { data, index } = entry;
    if (data.type === 'fleet_config') this.#begin(entry);
    else if (data.type === 'model' && this.#settings) {
      this.#threats = this.#options.threatsOf(String(data.sha256));
      this.#mlWeight = Number(data.mlWeight);
    } else if (data.type === 'fleet' && this.#settings) {
      await this.#beat({
        run: this.tally.runs,
        entry,
        data: readBeat(data, index),
        settings: this.#settings,
        opening: [],
      });
    } else if (data.type === 'fleet_entity') this.#account(entry);
    else if (data.type === 'fleet_dropped') {
      for (const name of readDropped(data, index)) this.#missing.delete(name);
    }
    return this.#differences;
  }

  #begin({ data, index }: Entry): void {
    this.#settings = readConfig(data, index);
    this.#nouns = nounsOf(data.entityBy, this.#settings.rollup);
    this.#course = undefined;
    this.#columns = undefined;
    this.#at = undefined;
    this.tally.runs++;
    if (data.coreSha256 !== this.#options.coreSha256) this.tally.otherCores++;
  }

  async #beat(beat: RecordedFleetBeat): Promise<void> {
    const { data } = beat;
    const { reader } = this.#options;
    this.#at = undefined;
    if (!data.leaves || !(await reader.has(data.leaves))) {
      this.tally.dropped++;
      this.#course = undefined;
      if (data.leaves) this.#missing.set(data.leaves.file, (this.#missing.get(data.leaves.file) ?? 0) + 1);
      return;
    }
    if (data.snapshot) await this.#snapshot(beat);
    if (!this.#course) {
      this.tally.dropped++;
      return;
    }
    this.tally.beats++;
    await this.#compute(beat, this.#course);
    this.#at = data.beat;
  }

  async #snapshot(beat: RecordedFleetBeat): Promise<void> {
    const saved = await snapshotAt(this.#options.reader, beat);
    this.#columns = undefined;
    // A run begins with nobody, whatever its first snapshot says.
    this.#course = beat.data.beat === 1 ? new FleetCourse(beat.settings) : this.#course;
    const course = this.#course;
    this.#course ??= saved;
    if (!course) return;
    const { hash } = this.#options;
    this.#same(beat, null, 'snapshot.state', stateDigest(hash, saved), stateDigest(hash, course));
    const [recorded, replayed] = await Promise.all([saveCourse(saved), saveCourse(course)]);
    this.#same(beat, null, 'snapshot.head', canonicalJson(recorded.head), canonicalJson(replayed.head));
  }

  async #compute(beat: RecordedFleetBeat, course: FleetCourse): Promise<void> {
    const { data, entry } = beat;
    const { hash, reader } = this.#options;
    const rows = rowsOf(data);
    if (!data.leaves) return;
    const { block, digest } = await reader.found(data.leaves);
    this.#same(beat, null, 'leaves.sha3', data.leaves.sha3, digest);
    this.#same(beat, null, 'timestamp', entry.timestamp, block.timestamp);
    const { columns: recorded, head } = columnsIn(block, entry.index, rows, this.#columns);
    this.#columns = recorded;
    course.change(head.gone, head.come);
    for (const [level, count] of data.entities.entries()) {
      const members = course.roster.levels[level]?.length ?? 0;
      if (count !== members)
        throw this.#differsBeyond(
          beat,
          `${count} entities of level ${level}, but its leaves lead to ${members}`,
        );
    }
    const names = course.roster.levels.map((members) => members.map(({ bytes }) => bytes));
    const at = { beat: data.beat, timestamp: entry.timestamp };
    this.#same(beat, null, 'root', data.root, hexOfBytes(rootOf(hash, at, recorded, names)));
    this.#same(beat, null, 'stopped', JSON.stringify(data.stopped), JSON.stringify(head.stopped));
    const size = course.size;
    await course.beat(
      {
        timestamp: entry.timestamp,
        load: recorded.input.subarray(0, size),
        anoms: recorded.anoms.subarray(0, size),
        stopped: head.stopped,
        underWay: head.underWay ?? [],
      },
      (level) => ({
        threatBatch: (totals) => this.#threatsAgain(beat, course, level, totals, recorded.threat),
      }),
    );
    const fresh = recorded.flags.subarray(0, size).map((flags) => (flags & FLAG.fresh ? 1 : 0));
    this.#compare(beat, course, recorded, course.columns(fresh));
    this.#same(beat, null, 'state', data.state, stateDigest(hash, course));
    const flags = recorded.flags.subarray(0, size);
    const counted = {
      actions: countActions(recorded.enacted.subarray(0, size)),
      decided: countActions(recorded.decided.subarray(0, size)),
      blind: flags.filter((each) => each & FLAG.blind).length,
      fresh: flags.filter((each) => each & FLAG.fresh).length,
      unstable: flags.filter((each) => each & FLAG.unstable).length,
      joined: head.come.length,
      retired: head.gone.length,
    };
    for (const [field, replayed] of Object.entries(counted)) {
      const told = data[field as keyof typeof counted];
      this.#same(beat, null, field, canonicalJson(told), canonicalJson(replayed));
    }
  }

  /** Threats are inputs of the core: those recorded are taken, and held against the model's. */
  async #threatsAgain(
    beat: RecordedFleetBeat,
    { levels, roster }: FleetCourse,
    level: number,
    totals: Float32Array,
    recorded: Float32Array,
  ): Promise<Float32Array> {
    const first = levels.slice(0, level).reduce((sum, { fleet }) => sum + fleet.size, 0);
    const threats = recorded.slice(first, first + totals.length);
    if (!this.#threats || beat.data.failure !== null) return threats;
    const again = await this.#threats(totals.slice(), this.#mlWeight);
    for (const [row, threat] of threats.entries()) {
      const model = again[row] ?? Number.NaN;
      if (Math.abs(threat - model) <= AGREEMENT) this.tally.threats++;
      else this.#differ(beat, roster.levels[level]?.[row]?.name ?? null, 'threat', threat, model);
    }
    return threats;
  }

  #compare(
    beat: RecordedFleetBeat,
    { roster }: FleetCourse,
    recorded: BeatColumns,
    replayed: BeatColumns,
  ): void {
    let row = 0;
    for (const members of roster.levels) {
      for (const { name } of members) {
        const at = row++;
        if (this.#options.entity !== undefined && name !== this.#options.entity) continue;
        this.#met = true;
        this.tally.compared += COLUMNS.length;
        for (const field of COLUMNS) {
          const [was, is] = [recorded[field][at], replayed[field][at]];
          if (!Object.is(was, is)) this.#differ(beat, name, field, inWords(field, was), inWords(field, is));
        }
      }
    }
  }

  /** A full entry, against the course at its beat. */
  #account({ data, index }: Entry): void {
    const course = this.#course;
    if (!course || this.#at === undefined || data.beat !== this.#at) return;
    const { entity } = this.#options;
    if (entity !== undefined && data.entity !== entity) return;
    const level = data.level === null ? 0 : course.settings.rollup.indexOf(String(data.level)) + 1;
    const member = course.roster.find(level, String(data.entity));
    const at = { run: this.tally.runs, beat: this.#at, entry: index };
    if (!member) {
      this.#differences.push({ ...at, entity: null, field: 'entity', recorded: data.entity, replayed: null });
      return;
    }
    const account = accountOf(course, level, member.row, this.#mlWeight, this.#nouns[level] ?? 'entity');
    const again = entityEntry(this.#at, account, [], undefined);
    this.tally.accounts++;
    for (const [field, value] of Object.entries(again)) {
      this.tally.compared++;
      const [recorded, replayed] = [canonicalJson(data[field] ?? null), canonicalJson(value ?? null)];
      if (recorded !== replayed)
        this.#differences.push({ ...at, entity: member.name, field, recorded: data[field], replayed: value });
    }
  }

  #same(
    beat: RecordedFleetBeat,
    entity: string | null,
    field: string,
    recorded: unknown,
    replayed: unknown,
  ): void {
    this.tally.compared++;
    if (!Object.is(recorded, replayed)) this.#differ(beat, entity, field, recorded, replayed);
  }

  #differ(
    { run, entry, data }: RecordedFleetBeat,
    entity: string | null,
    field: string,
    recorded: unknown,
    replayed: unknown,
  ): void {
    this.#differences.push({ run, beat: data.beat, entry: entry.index, entity, field, recorded, replayed });
  }

  #differsBeyond({ data, entry }: RecordedFleetBeat, what: string): VerificationError {
    return new VerificationError(`beat ${data.beat} (entry ${entry.index}) has ${what}`, {
      code: 'ERR_REPLAY',
      fix: 'The leaves or the entry were changed: compare the ledger and its leaves with a copy.',
    });
  }
}

function inWords(field: (typeof COLUMNS)[number], value: number | undefined): unknown {
  if (value === undefined) return null;
  if (field === 'decided' || field === 'enacted') return ACTIONS[value] ?? value;
  if (field === 'limit') return LIMITS[value] ?? null;
  return value;
}
