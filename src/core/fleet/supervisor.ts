/**
 * The loop of a fleet: a round of samples → who came and went → inputs → one beat of all levels → leaves on disk → the
 * beat's entry and the full entries of those that changed or act → acts. Beats are as far apart as the source's rounds,
 * so T_Λ stretches no pause here.
 */
import {
  type ActionHandler,
  ActionRunner,
  type Intent,
  UnderWayNotes,
  type UnfinishedAct,
  unfinishedActs,
  unfinishedEntry,
} from '../../actions/index.ts';
import type { FleetModel } from '../../fleet/index.ts';
import { writeBlock } from '../../fleet/leaves/block.ts';
import { packColumns } from '../../fleet/leaves/columns.ts';
import { type BeatColumns, FLAG } from '../../fleet/leaves/leaf.ts';
import { LeafLog, type Retention } from '../../fleet/leaves/leaf-log.ts';
import { rootOf } from '../../fleet/leaves/leaf-tree.ts';
import { hexOfBytes } from '../../ledger/hash.ts';
import {
  createSha3,
  type Entry,
  type EntryData,
  type Hash,
  type ImmutableLedger,
} from '../../ledger/index.ts';
import { ParameterError } from '../../numeric/index.ts';
import type { Labels, Source } from '../../sources/source.ts';
import { aborted, STOP_TIMEOUT } from '../acts.ts';
import { ACTIONS, type Stopped } from '../beat-record.ts';
import type { Clock } from '../clock.ts';
import { messageOf } from '../errors.ts';
import { accountOf, type EntityAccount } from './account.ts';
import { ActPool } from './act-pool.ts';
import { FleetCourse, NO_ACTION } from './course.ts';
import { saveCourse } from './course-snapshot.ts';
import { entityEntry, FORMAT } from './entity-entry.ts';
import {
  type BeatHead,
  configEntry,
  countActions,
  type FleetBeatData,
  type FleetConfig,
  nounsOf,
} from './fleet-entries.ts';
import { type FleetReport, FleetTally } from './fleet-report.ts';
import { type Round, type RoundOptions, rounds } from './rounds.ts';
import { stateDigest } from './state-digest.ts';
import { FleetWatch, type WatchOptions } from './watch.ts';

export interface FleetSupervisorModel extends FleetModel {
  readonly mlWeight: number;
  info(): object;
}

export interface FleetSupervisorOptions {
  readonly source: Source;
  readonly rounds: Pick<RoundOptions, 'period' | 'entityBy'>;
  readonly watch: WatchOptions;
  readonly config: FleetConfig;
  readonly model: FleetSupervisorModel;
  readonly ledger: ImmutableLedger;
  /** Where the leaves are kept; without it they are not. */
  readonly ledgerDir?: string | undefined;
  readonly leavesFor: Retention;
  readonly clock: Clock;
  readonly actions?: readonly ActionHandler[];
  readonly stops?: { readonly stopped: Stopped | null } | undefined;
  /** Seconds that acts have once the run is told to stop. */
  readonly stopTimeout?: number | undefined;
  /** An act that the run before began, and did not live to say what became of. */
  readonly onUnfinished?: ((act: UnfinishedAct) => void) | undefined;
}

/** A beat as whoever watches is told of it. */
export interface FleetBeat {
  readonly data: FleetBeatData;
  /** Seconds. */
  readonly timestamp: number;
  readonly course: FleetCourse;
  /** In full: those that acted or changed, levels above first. */
  readonly told: readonly EntityAccount[];
  readonly warmingUp: number;
  /** Seconds that the beat took, and from its last sample to its end. */
  readonly took: number;
  readonly lag: number;
}

const ALERT = ACTIONS.indexOf('ALERT');

/**
 * @example
 * const supervisor = new FleetSupervisor(options);
 * supervisor.observe(async ({ data, timestamp }) => console.log(timestamp, data.actions));
 * await supervisor.start({ beats: 10 });
 */
export class FleetSupervisor {
  readonly course: FleetCourse;
  readonly #options: FleetSupervisorOptions;
  readonly #watch: FleetWatch;
  readonly #runner: ActionRunner;
  readonly #nouns: readonly string[];
  readonly #pool = new ActPool();
  /** Of acts whose outcomes are not recorded yet. */
  readonly #unanswered = new Set<Intent>();
  readonly #notes = new UnderWayNotes();
  readonly #stopping = new AbortController();
  /** Tells acts to end. */
  readonly #over = new AbortController();
  readonly #observers: ((beat: FleetBeat) => Promise<void>)[] = [];
  readonly #tally = new FleetTally();
  #log: LeafLog | undefined;
  #hash: Hash | undefined;
  #columns: BeatColumns | undefined;
  #beats = 0;
  #time = Number.NEGATIVE_INFINITY;
  #ended = false;

  constructor(options: FleetSupervisorOptions) {
    this.#options = options;
    this.course = new FleetCourse(options.config.settings);
    this.#nouns = nounsOf(options.config.entityBy, options.config.settings.rollup);
    this.#watch = new FleetWatch(options.watch);
    this.#runner = new ActionRunner(options.actions ?? [], options.clock);
  }

  /** Calls `observer` with every beat and waits for it. */
  observe(observer: (beat: FleetBeat) => Promise<void>): void {
    this.#observers.push(observer);
  }

  /** Asks the run to end after the beat under way. */
  requestStop(): void {
    this.#stopping.abort();
  }

  /**
   * Beats until `beats` are done, the source ends, or a stop is asked for; then signs the ledger.
   *
   * @param beats −1: until stopped
   * @throws StorageError when leaves or ledger cannot be written: the loop halts there
   */
  async start({ beats = -1 }: { beats?: number } = {}): Promise<FleetReport> {
    if (!Number.isSafeInteger(beats) || beats < -1)
      throw new ParameterError('beats', beats, 'a whole number, -1 (until stopped) or above');
    const { clock, ledger, source } = this.#options;
    const started = clock.monotonic();
    try {
      await this.#open();
      if (beats !== 0) await this.#follow(beats);
      await this.#actsDone();
      await ledger.checkpoint();
    } finally {
      this.#stopping.abort();
      await this.#log?.close();
    }
    const done = this.#beats === beats;
    const why = done ? 'all beats done' : this.#ended ? 'the source ended' : 'stopped';
    return this.#tally.report({
      beats: this.#beats,
      entities: this.course.size,
      seconds: clock.monotonic() - started,
      source: source.name,
      leafBytes: this.#log?.written ?? 0,
      leaves: this.#log !== undefined,
      ledger,
      stopped: why,
    });
  }

  async #follow(beats: number): Promise<void> {
    const { source, clock, rounds: options } = this.#options;
    for await (const round of rounds({ source, clock, ...options }, this.#stopping.signal)) {
      await this.#beat(round);
      if (this.#pool.failure) throw this.#pool.failure.error;
      if (this.#stopping.signal.aborted || this.#beats === beats) return;
    }
    this.#ended = !this.#stopping.signal.aborted;
  }

  async #open(): Promise<void> {
    const { ledger, ledgerDir, leavesFor, config, model, clock } = this.#options;
    await ledger.open();
    this.#hash = await createSha3();
    const unfinished = await unfinishedActs(ledger);
    const genesis = { format: FORMAT, program: { ...config.program }, type: 'genesis' };
    const opening = [
      ...(ledger.length === 0 ? [genesis] : []),
      configEntry(config),
      { ...model.info(), type: 'model' },
    ];
    const entries = await ledger.enqueue([...opening, ...unfinished.map(unfinishedEntry)], clock.now());
    for (const act of unfinished) this.#options.onUnfinished?.(act);
    if (ledgerDir === undefined) return;
    const run = entries[opening.length - 2]?.index ?? 0;
    const sync = ledger.durability !== 'off';
    this.#log = await LeafLog.open({ ledgerDir, run, keep: leavesFor, sync });
  }

  async #beat(round: Round): Promise<void> {
    const { clock, model, ledger, stops, source } = this.#options;
    const started = clock.monotonic();
    // A clock that runs backwards stands still.
    const timestamp = Math.max(round.timestamp, this.#time);
    this.#time = timestamp;
    this.#beats++;
    const due = this.#log && (this.#beats - 1) % this.#options.config.snapshotEvery === 0;
    const saved = due ? await saveCourse(this.course) : undefined;
    const { gone, come } = this.#watch.take(round);
    this.course.change(gone, come);
    const { load, anoms, fresh } = this.#watch.inputs(this.course.roster);
    const stopped = stops?.stopped ?? null;
    const underWay = this.#pool.underWay();
    const inputs = { timestamp, load, anoms, stopped, underWay };
    const failure = await this.course.beat(inputs, () => model);
    const columns = this.course.columns(fresh);
    const kept = await this.#keep(
      timestamp,
      columns,
      { gone, come, stopped, ...(underWay.length > 0 && { underWay }) },
      saved,
    );
    const told = this.#told();
    const flags = columns.flags.subarray(0, this.course.size);
    const data: FleetBeatData = {
      type: 'fleet',
      beat: this.#beats,
      entities: this.course.levels.map(({ fleet }) => fleet.size),
      actions: countActions(columns.enacted.subarray(0, this.course.size)),
      decided: countActions(columns.decided.subarray(0, this.course.size)),
      blind: withFlag(flags, FLAG.blind),
      fresh: withFlag(flags, FLAG.fresh),
      unstable: withFlag(flags, FLAG.unstable),
      joined: come.length,
      retired: gone.length,
      told: told.length,
      ...kept,
      stopped,
      failure: failure === null ? null : messageOf(failure),
    };
    const acting = told.map((account) => this.#actors(account));
    const entries = await ledger.enqueue(
      [{ ...data }, ...told.map((account, i) => this.#entry(account, acting[i] ?? []))],
      timestamp,
    );
    if (ledger.durability === 'beat') await ledger.flush();
    const acts = told.flatMap((account, i) => {
      const intent = entries[i + 1];
      return intent && (acting[i]?.length ?? 0) > 0
        ? [{ level: this.#numberOf(account), intent: this.#intent(account, intent, timestamp) }]
        : [];
    });
    if (acts.length > 0) await this.#act(acts, source.recorded === true);
    const noted = this.#notes.due(ledger.length, () => this.#unfinished());
    if (noted.length > 0) await ledger.enqueue(noted, timestamp);
    if (saved) await this.#prune(timestamp);
    const now = clock.monotonic();
    const beat = {
      data,
      timestamp,
      course: this.course,
      told,
      warmingUp: this.#watch.warmingUp,
      took: now - started,
      lag: now - round.arrived,
    };
    this.#tally.count(beat);
    for (const observer of this.#observers) await observer(beat);
  }

  /** Root and digest of the beat; its leaves are on disk when this resolves, where they are kept. */
  async #keep(
    timestamp: number,
    columns: BeatColumns,
    head: BeatHead,
    saved: Awaited<ReturnType<typeof saveCourse>> | undefined,
  ): Promise<Pick<FleetBeatData, 'root' | 'state' | 'leaves' | 'snapshot'>> {
    const hash = this.#hash ?? (await createSha3());
    const at = { beat: this.#beats, timestamp, rows: columns.decided.length };
    const before = saved ? undefined : this.#columns;
    this.#columns = columns;
    // Deflated on another thread while this one hashes.
    const writing = this.#log
      ? [
          writeBlock(hash, { ...at, kind: 'beat', head, body: packColumns(columns, before) }),
          saved && writeBlock(hash, { ...at, kind: 'snapshot', ...saved }),
        ]
      : [];
    const names = this.course.roster.levels.map((members) => members.map(({ bytes }) => bytes));
    const root = hexOfBytes(rootOf(hash, at, columns, names));
    const state = stateDigest(hash, this.course);
    const [block, snapshot] = await Promise.all(writing);
    const places = block && (await this.#log?.append(at, block, snapshot));
    return { root, state, leaves: places?.block ?? null, snapshot: places?.snapshot ?? null };
  }

  /** Those whose full entry is written: they changed what is enacted, began at ALERT or worse, or act. */
  #told(): EntityAccount[] {
    const told: EntityAccount[] = [];
    for (let number = this.course.levels.length - 1; number >= 0; number--) {
      const level = this.course.levels[number];
      for (const [row, enacted] of level?.enacted.entries() ?? []) {
        const earlier = level?.earlier[row] ?? NO_ACTION;
        const changed = earlier === NO_ACTION ? enacted <= ALERT : enacted !== earlier;
        const { labels = null } = this.course.roster.levels[number]?.[row] ?? {};
        const acts =
          level?.verdicts[row]?.acts === true &&
          this.#runner.actors(ACTIONS[enacted] ?? 'NOOP', labels).length > 0;
        if (changed || acts) told.push(this.account(number, row));
      }
    }
    return told;
  }

  account(level: number, row: number): EntityAccount {
    return accountOf(this.course, level, row, this.#options.model.mlWeight, this.#nouns[level] ?? '');
  }

  /** Handlers that are called. */
  #actors(account: EntityAccount): readonly string[] {
    const { guard, enacted } = account;
    if (!guard.acts) return [];
    return this.#runner.actors(enacted, this.#labelsOf(account));
  }

  #labelsOf(account: EntityAccount): Labels | null {
    return this.course.roster.levels[this.#numberOf(account)]?.[account.row]?.labels ?? null;
  }

  #numberOf({ level }: EntityAccount): number {
    return level === null ? 0 : this.course.settings.rollup.indexOf(level) + 1;
  }

  #entry(account: EntityAccount, acting: readonly string[]): EntryData {
    const seen = account.level === null ? this.#watch.seen(account.entity) : undefined;
    return entityEntry(this.#beats, account, acting, seen);
  }

  #intent(account: EntityAccount, { hash, index }: Entry, timestamp: number): Intent {
    const { entity, enacted, decided, reason, decvec, flows } = account;
    return {
      id: hash,
      entry: index,
      entity,
      labels: this.#labelsOf(account),
      beat: this.#beats,
      timestamp,
      action: enacted,
      decided,
      reason,
      decvec,
      repair: flows.R,
      reinvest: flows.O,
    };
  }

  /** Nothing acts before its intent is durable (DESIGN §5). @param wait a recording waits for every act */
  async #act(acts: readonly Act[], wait: boolean): Promise<void> {
    const { ledger, clock } = this.#options;
    await ledger.flush();
    const done = acts.map(({ level, intent }) => {
      const { entity, action } = intent;
      this.#unanswered.add(intent);
      return this.#pool.run(
        { level, entity, action },
        {
          act: async (waited) => {
            const why = waited ? this.#notBegun() : undefined;
            return why === undefined
              ? this.#runner.run(intent, this.#over.signal)
              : this.#runner.refused(intent, why);
          },
          record: async (outcomes) => {
            const own = outcomes.map((outcome) => ({ ...outcome, entity }));
            await ledger.enqueue(own, wait ? intent.timestamp : clock.now());
            this.#unanswered.delete(intent);
          },
        },
      );
    });
    if (wait) await Promise.all(done);
  }

  /** Acts whose outcomes are not recorded yet, once for each handler. */
  #unfinished(): UnfinishedAct[] {
    return [...this.#unanswered].flatMap(({ action, beat, entity, entry, labels }) =>
      this.#runner.actors(action, labels).map((handler) => ({ action, beat, entity, entry, handler })),
    );
  }

  /** Why an act that waited for its turn is not to be begun any more. */
  #notBegun(): string | undefined {
    if (this.#stopping.signal.aborted) return 'the run was told to stop';
    return this.#options.stops?.stopped?.reason;
  }

  /** Waits for acts under way: to their end, or, once the run is to stop, for `stopTimeout` more. Then they are told to. */
  async #actsDone(): Promise<void> {
    const { clock, stopTimeout = STOP_TIMEOUT } = this.#options;
    const ended = new AbortController();
    void aborted(this.#stopping.signal, ended.signal)
      .then(() => clock.sleep(stopTimeout, ended.signal))
      .then(() => {
        if (!ended.signal.aborted) this.#over.abort();
      });
    try {
      await this.#pool.done();
    } finally {
      ended.abort();
    }
  }

  /** That files go is in the ledger before they do: leaves that are missing without an entry were taken away. */
  async #prune(timestamp: number): Promise<void> {
    const { ledger } = this.#options;
    await this.#log?.prune(timestamp, async (old) => {
      const files = old.map(({ name, firstBeat, lastBeat, bytes }) => ({ bytes, firstBeat, lastBeat, name }));
      await ledger.enqueue([{ files, type: 'fleet_dropped' }], timestamp);
      await ledger.flush();
    });
  }
}

interface Act {
  /** 0 an entity, 1 and up what it rolls up to. */
  readonly level: number;
  readonly intent: Intent;
}

function withFlag(flags: Uint8Array, flag: number): number {
  let count = 0;
  for (const each of flags) if ((each & flag) !== 0) count++;
  return count;
}
