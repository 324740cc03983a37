/**
 * The decision loop (DESIGN §2): sense → pulse → four cores → decide → guard → record the intent → act →
 * recalibrate → record. The arithmetic is in beat.ts; here is its order, and its dealings with the world.
 */
import { EventEmitter } from 'node:events';
import {
  ActionRunner,
  type Intent,
  UnderWayNotes,
  type UnfinishedAct,
  unfinishedActs,
  unfinishedEntry,
} from '../actions/index.ts';
import { type FlowExecutor, InlineExecutor } from '../flows/index.ts';
import { type Entry, type EntryData, ImmutableLedger } from '../ledger/index.ts';
import { ParameterError, requireNonNegative, requirePositive } from '../numeric/index.ts';
import { entityName, type Labels, type Source } from '../sources/source.ts';
import { Acts } from './acts.ts';
import type { ArbiterOptions, ArbiterStatus, SupervisedModel } from './arbiter-options.ts';
import {
  type BeatInputs,
  decidedPart,
  flowInput,
  loadIn,
  recalibrate,
  recalibratedPart,
  sense,
} from './beat.ts';
import type { BeatRecord, Stopped, UnderWay } from './beat-record.ts';
import { type Clock, systemClock } from './clock.ts';
import { Entity, type EntityOptions } from './entity.ts';
import { type Decision, intentEntries, recalibrationEntry } from './entries.ts';
import { InputError } from './errors.ts';
import { featuresOf } from './features.ts';
import { newGenome } from './genome.ts';
import { Learning, type LearntNotice } from './learning.ts';
import { openingEntries } from './opening.ts';
import { RecordedSenses } from './recorded-senses.ts';
import { Recorder } from './recorder.ts';
import { type RunReport, RunTally } from './run-report.ts';
import { type Sensation, Senses, type Sensing } from './senses.ts';
import { OWN } from './vigil.ts';

/**
 * @example
 * const arbiter = new Arbiter({ entropyModel: new EntropyModel({ mlWeight: 0.12 }) });
 * arbiter.on('beat', (record) => console.log(record.enacted, record.reason));
 * await arbiter.start({ beats: 10 });
 */
export class Arbiter extends EventEmitter<{
  beat: [BeatRecord];
  ledgerFailure: [Error];
  /** An act of the run before that did not live to be answered for. */
  unfinished: [UnfinishedAct];
  /** An act that this run did not wait for when it ended. */
  abandoned: [UnfinishedAct];
  /** Name of an entity that was silent for long; it begins anew if it comes back. */
  retired: [string];
  /** What became of what detectors had learnt in the run before. */
  learnt: [LearntNotice];
}> {
  readonly #model: SupervisedModel;
  readonly #ledger: ImmutableLedger;
  readonly #recorder: Recorder;
  readonly #learning: Learning | undefined;
  readonly #mesh: { readonly liveNodes: number } | undefined;
  readonly #source: Source | null;
  readonly #senses: Sensing | null;
  readonly #entityOptions: (labels: Labels) => EntityOptions;
  readonly #base: EntityOptions;
  readonly #own: Entity;
  /** Those that are supervised now, by name; the run's own among them. */
  readonly #entities: Map<string, Entity>;
  readonly #actions: ActionRunner;
  readonly #executor: FlowExecutor;
  readonly #clock: Clock;
  readonly #stops: ArbiterOptions['stops'];
  readonly #program: { readonly name: string; readonly version: string };
  readonly #stopping = new AbortController();
  readonly #tally = new RunTally();
  readonly #observers: ((record: BeatRecord) => Promise<void>)[] = [];
  readonly #acts: Acts;
  readonly #notes = new UnderWayNotes();
  #actFailure: { readonly error: unknown } | undefined;
  readonly #asides: EntryData[] = [];
  #latest: Entity;
  #opened: Promise<void> | undefined;
  /** The beat that executeBeat has under way. */
  #current: Promise<BeatRecord | undefined> | undefined;
  #running: Promise<RunReport> | undefined;
  #ended = false;
  #stopped: Stopped | null = null;
  /** Beats that the ledger did not take. */
  #unrecorded = 0;

  constructor(options: ArbiterOptions) {
    super();
    const { source = null, clock = systemClock } = options;
    if (source) requirePositive('source.period', source.period);
    if (options.retireAfter !== undefined) requirePositive('retireAfter', options.retireAfter);
    this.#model = options.entropyModel;
    this.#ledger = options.ledger ?? new ImmutableLedger();
    this.#recorder = new Recorder(this.#ledger, options.onLedgerFailure ?? 'halt', (error) =>
      this.emit('ledgerFailure', error),
    );
    const tell = (notice: LearntNotice): boolean => this.emit('learnt', notice);
    // A recording has all of its past.
    if (options.learning && source && !source.recorded)
      this.#learning = new Learning(options.learning, this.#ledger, this.#recorder, tell);
    this.#mesh = options.mesh;
    this.#source = source;
    const { entityBy, retireAfter } = options;
    const recorded = source?.recorded ? new RecordedSenses(source, entityBy, retireAfter) : null;
    this.#clock = recorded ?? clock;
    this.#senses = recorded ?? (source && new Senses(source, clock, entityBy, retireAfter));
    this.#entityOptions = options.entity ?? (() => ({}));
    this.#actions = new ActionRunner(options.actions ?? [], clock, options.actionTimeout);
    this.#acts = new Acts({
      runner: this.#actions,
      clock,
      most: options.mostActs,
      stopTimeout: options.stopTimeout,
      record: async (entries) => void (await this.#recorder.record(entries, this.#clock.now())),
    });
    this.#executor = options.executor ?? new InlineExecutor(this.#model);
    this.#stops = options.stops;
    this.#program = options.program ?? { name: 'venom-genesis', version: 'unknown' };
    const { pulse, pid, load, detector } = options;
    const guard = options.guard ?? (options.stops && { armed: true });
    this.#base = { pulse, pid, load, guard };
    this.#own = this.#newEntity(OWN, undefined, { ...this.#base, detector });
    this.#entities = new Map([[OWN, this.#own]]);
    this.#latest = this.#own;
  }

  /** The load signal and its setpoint; null: open loop. */
  get load(): { readonly metric: string; readonly setpoint: number } | null {
    return this.#own.parameters.load;
  }

  get ledger(): ImmutableLedger {
    return this.#ledger;
  }

  /**
   * Beats until `beats` are done, the source ends, or `stop` is called; then verifies the ledger.
   *
   * Beats do not wait for what handlers do; the run does at its end, once it was told to stop for `stopTimeout` at the
   * most. On a recording each beat waits, so that the ledger is the same every time.
   *
   * @param beats −1: until stopped
   * @throws StorageError when the ledger cannot be written: the loop halts there
   */
  start({ beats = -1 }: { beats?: number } = {}): Promise<RunReport> {
    if (this.#running || this.#stopping.signal.aborted) {
      throw new Error('an arbiter runs once: make another for another run');
    }
    if (this.#current) throw new Error('a beat is under way already');
    if (!Number.isSafeInteger(beats) || beats < -1) {
      throw new ParameterError('beats', beats, 'a whole number, -1 (until stopped) or above');
    }
    this.#running = this.#run(beats);
    return this.#running;
  }

  async #run(beats: number): Promise<RunReport> {
    // Beats made by executeBeat before the run are not counted towards it.
    const before = this.#tally.beats;
    let begun = 0;
    try {
      await this.#open();
      for (; !this.#stopping.signal.aborted && (beats < 0 || begun < beats); begun++) {
        if (!(await this.#paced())) break;
      }
      await this.#actsDone();
      await this.#learning?.conclude([...this.#entities.values()], this.#clock.now());
      return await this.#report(this.#tally.beats - before === beats);
    } finally {
      await this.#close();
    }
  }

  /** The next beat, and no sooner than T_Λ after the last of its entity. @returns false when there is none */
  async #paced(): Promise<boolean> {
    const started = this.#clock.monotonic();
    const sensed = await this.#sensed();
    if (!sensed) return false;
    const { entity, sensation } = sensed;
    const rest = entity.readyAt - this.#clock.monotonic();
    if (rest > 0) await this.#clock.sleep(rest, this.#stopping.signal);
    if (this.#actFailure) throw this.#actFailure.error;
    if (sensation === null && this.#stopping.signal.aborted) return false;
    const { record, acts } = await this.#beat(entity, sensation);
    entity.readyAt = started + record.tLambda;
    if (this.#source?.recorded) await acts;
    else acts.catch((error: unknown) => this.#failActing(error));
    return true;
  }

  /** What cannot be recorded ends the run. */
  #failActing(error: unknown): void {
    this.#actFailure ??= { error };
    this.#stopping.abort();
  }

  async #actsDone(): Promise<void> {
    const left = await this.#acts.ended(this.#stopping.signal);
    if (this.#actFailure) throw this.#actFailure.error;
    for (const act of left) this.emit('abandoned', act);
  }

  async #close(): Promise<void> {
    this.#stopping.abort();
    this.#acts.close();
    await this.#senses?.close();
    await this.#executor.close();
  }

  async #report(done: boolean): Promise<RunReport> {
    const verified = await this.#recorder.conclude();
    const { failure } = this.#recorder;
    const reason = done ? 'all beats done' : this.#ended ? 'the source ended' : 'stopped';
    return this.#tally.report({
      genome: this.#latest.genome,
      last: this.#latest.last,
      pidStable: [...this.#entities.values()].every(({ last }) => last?.pidStable ?? true),
      loop: this.#own.loop,
      manifest: this.#ledger.getManifest(),
      location: this.#ledger.location,
      verified,
      failure: failure ? { message: failure.message, beats: this.#unrecorded } : null,
      reason,
    });
  }

  /** Calls `observer` with every beat and waits for it: what shows beats sets the pace at which they are made. */
  observe(observer: (record: BeatRecord) => Promise<void>): void {
    this.#observers.push(observer);
  }

  /** Asks the run to end after the beat under way: `start` then resolves. */
  requestStop(): void {
    this.#stopping.abort();
  }

  /** Ends the run after the beat under way, and waits for it. */
  async stop(): Promise<void> {
    this.requestStop();
    if (this.#running) {
      await this.#running;
      return;
    }
    // A beat that fails is told to whoever asked for it.
    await this.#current?.catch(() => undefined);
    try {
      await this.#learning?.conclude([...this.#entities.values()], this.#clock.now());
    } finally {
      await this.#close();
    }
  }

  /**
   * One beat, now: waits for a sample as long as one may take, where there is a source, and for what its handlers
   * have to say: the outcomes are in the ledger when it resolves.
   *
   * @returns undefined when the source has ended or the arbiter was stopped meanwhile
   */
  async executeBeat(): Promise<BeatRecord | undefined> {
    if (this.#running) throw new Error('the arbiter was started: it beats by itself');
    if (this.#stopping.signal.aborted) return undefined;
    if (this.#current) throw new Error('a beat is under way already');
    this.#current = this.#openAndBeat();
    try {
      return await this.#current;
    } finally {
      this.#current = undefined;
    }
  }

  async #openAndBeat(): Promise<BeatRecord | undefined> {
    await this.#open();
    if (this.#stopping.signal.aborted) return undefined;
    const sensed = await this.#sensed();
    if (!sensed) return undefined;
    const { record, acts } = await this.#beat(sensed.entity, sensed.sensation);
    await acts;
    return record;
  }

  /**
   * Injects anomalies: they count in full at the next beat (or, with `since`, with what is left of them) and then
   * halve every RISK_HALF_LIFE. The entry is written with that beat.
   *
   * @param origin who injects them, for the ledger
   * @param details what else the entry holds, and which entity it is for; all where none is named
   */
  inject(anoms: number, origin: string, { entity, since, ...details }: InjectionDetails = {}): void {
    requireNonNegative('anoms', anoms);
    requireOrigin(origin);
    for (const target of this.#targets(entity)) {
      target.inject(anoms, { anoms, ...details, origin, type: 'injection' }, since);
    }
  }

  /**
   * Sets the ml weight of the genome; the next beat uses it, and the ledger says who set it.
   *
   * @param details what else the entry holds, and which entity it is for; all where none is named
   * @throws ModelError when the model takes no weight
   */
  setMlWeight(mlWeight: number, origin: string, { entity, ...details }: InjectionDetails = {}): void {
    requireNonNegative('mlWeight', mlWeight);
    requireOrigin(origin);
    const targets = this.#targets(entity);
    this.#model.setMlWeight?.(mlWeight);
    for (const target of targets) {
      target.setMlWeight(mlWeight, { ...details, mlWeight, origin, type: 'injection' });
    }
  }

  /** Records what was found beside the decision loop: it goes into the ledger with the next beat. */
  note(entry: EntryData): void {
    this.#asides.push(entry);
  }

  #targets(name: string | undefined): Entity[] {
    if (name === undefined) return [...this.#entities.values()];
    const entity = this.#entities.get(name);
    if (entity) return [entity];
    throw new InputError(`entity is ${JSON.stringify(name)}, but no such entity is supervised now`, {
      code: 'ERR_ENTITY',
      fix: 'Name one of getStatus().entities, or none for all of them.',
    });
  }

  getStatus(): ArbiterStatus {
    return {
      beat: this.#tally.beats,
      running: this.#running !== undefined && !this.#stopping.signal.aborted,
      genome: this.#latest.genome,
      pidStable: this.#latest.last?.pidStable ?? true,
      ledgerLength: this.#ledger.length,
      ledgerVerified: this.#ledger.sound,
      ledgerVerifiedLength: this.#ledger.verifiedLength,
      ledgerLocation: this.#ledger.location,
      loop: this.#own.loop,
      source: this.#source?.name ?? 'none',
      executor: this.#executor.kind,
      lastAction: this.#latest.last?.enacted ?? null,
      budget: this.#latest.last?.budget ?? null,
      blind: this.#latest.last?.features.blind ?? false,
      entities: this.#supervised().map(({ status }) => status),
    };
  }

  /** All but the run's own where that has nothing to say. */
  #supervised(): Entity[] {
    const all = [...this.#entities.values()];
    return all.filter((entity) => entity !== this.#own || entity.beats > 0 || all.length === 1);
  }

  #open(): Promise<void> {
    this.#opened ??= this.#writeOpening();
    return this.#opened;
  }

  async #writeOpening(): Promise<void> {
    await this.#ledger.open();
    const unfinished = await unfinishedActs(this.#ledger);
    await this.#recordOpening(this.#own, this.#ledger.length === 0, unfinished.map(unfinishedEntry));
    for (const act of unfinished) this.emit('unfinished', act);
  }

  async #recordOpening(entity: Entity, first: boolean, unfinished: readonly EntryData[] = []): Promise<void> {
    const recalled = await this.#learning?.recall(entity, this.#clock.now());
    const entries = openingEntries({
      first,
      program: this.#program,
      parameters: entity.parameters,
      genome: entity.genome,
      labels: entity.labels,
      source: this.#source,
      detector: entity.detector,
      learnt: recalled?.sha3 ?? null,
      executor: this.#executor.kind,
      model: this.#model.info?.() ?? { mlWeight: this.#model.mlWeight },
    });
    const all = [...entity.own([...entries, ...(recalled?.entries ?? [])]), ...unfinished];
    await this.#recorder.record(all, this.#clock.now());
  }

  #newEntity(name: string, labels: Labels | undefined, options: EntityOptions): Entity {
    const genome = newGenome({ mlWeight: this.#model.mlWeight });
    return new Entity(name, labels, options, genome, this.#source?.period ?? null);
  }

  /** What the next beat is about; undefined when the source has ended or the run is to. */
  async #sensed(): Promise<{ entity: Entity; sensation: Sensation | null } | undefined> {
    for (;;) {
      const sensation = this.#senses ? await this.#senses.next(this.#stopping.signal) : null;
      if (sensation?.ended) this.#ended = true;
      if (sensation && !sensation.sample && (sensation.ended || this.#stopping.signal.aborted))
        return undefined;
      if (!sensation?.retired) return { entity: await this.#entityOf(sensation), sensation };
      await this.#retire(sensation.entity);
    }
  }

  /** The entity of a sensation; one that was not there before begins here. */
  async #entityOf(sensation: Sensation | null): Promise<Entity> {
    const known = this.#entities.get(sensation?.entity ?? OWN);
    if (known) return known;
    const labels = sensation?.sample?.labels ?? {};
    const name = entityName(labels);
    const entity = this.#newEntity(name, labels, { ...this.#base, ...this.#entityOptions(labels) });
    this.#entities.set(name, entity);
    await this.#recordOpening(entity, false);
    return entity;
  }

  /** An entity that is gone: it begins anew if it comes back. */
  async #retire(name: string): Promise<void> {
    const entity = this.#entities.get(name);
    if (!entity || entity === this.#own) return;
    this.#entities.delete(name);
    this.#tally.forget(name);
    entity.detector?.close?.();
    await this.#learning?.forget(name);
    const entry = { beats: entity.beats, event: 'retired', type: 'entity' };
    await this.#recorder.record(entity.own([entry]), this.#clock.now());
    this.emit('retired', name);
  }

  /** A beat; its acts go on behind it. */
  async #beat(entity: Entity, sensation: Sensation | null): Promise<Beat> {
    const sample = sensation?.sample ?? null;
    const timestamp = this.#clock.now();
    const { parameters, genome } = entity;
    const features = featuresOf(
      entity.detector,
      timestamp,
      sample?.metrics ?? null,
      sensation?.blind ?? false,
    );
    const stopped = this.#stoppedNow() ?? this.#stops?.of?.(entity.name) ?? null;
    const { injected, entries } = entity.takeInjections(this.#clock.monotonic());
    const injections = [...this.#asides.splice(0), ...entity.own(entries)];
    const inputs: BeatInputs = {
      timestamp,
      liveNodes: this.#mesh?.liveNodes ?? parameters.pulse.p,
      load: loadIn(parameters.load, sample?.metrics ?? null),
      anoms: features.anoms,
      injected,
      blind: features.blind,
      stopped,
      underWay: this.#acts.of(entity.name),
    };
    const sensed = sense(genome, parameters, inputs);
    const flows = await this.#executor.run(flowInput(genome, parameters, sensed, features.blind));
    const decided = {
      type: 'beat' as const,
      ...(entity.name !== OWN && { entity: entity.name }),
      beat: entity.beats + 1,
      timestamp,
      features,
      metrics: sample?.metrics ?? null,
      ...decidedPart(genome, parameters, inputs, sensed, flows),
    };
    const decision: Decision = { ...decided, ...this.#acting(decided, entity, inputs.underWay ?? null) };
    const intent = await this.#recorder.record(
      [...injections, ...entity.own(intentEntries(decision))],
      timestamp,
    );
    // Nothing acts before its intent is durable (DESIGN §5).
    const durable = intent && decision.acting && (await this.#recorder.secure());
    const acts = durable ? this.#acts.begin(entity, intentOf(entity, decision, intent)) : Promise.resolve();
    acts.catch(() => undefined);
    const after = recalibrate(genome, parameters, inputs, sensed, flows, decision);
    // The weight may have been set while this beat was under way.
    entity.genome = { ...after.genome, ml: entity.genome.ml };
    const record: BeatRecord = {
      ...decision,
      ...recalibratedPart(after),
      ledgerLength: this.#ledger.length + (this.#recorder.failure ? 0 : 1),
    };
    await this.#recorder.record(entity.own([recalibrationEntry(record)]), timestamp);
    const noted = this.#notes.due(this.#ledger.length, () => this.#acts.unanswered());
    if (noted.length > 0) await this.#recorder.record(noted, timestamp);
    await this.#done(entity, record);
    await this.#learning?.keepWhenDue(entity, timestamp);
    return { record, acts };
  }

  async #done(entity: Entity, record: BeatRecord): Promise<void> {
    if (this.#recorder.failure) this.#unrecorded++;
    entity.beats++;
    entity.last = record;
    this.#latest = entity;
    this.#tally.count(record);
    this.emit('beat', record);
    for (const observer of this.#observers) await observer(record);
  }

  /** Why nothing may be done now; a change is an entry of its own. */
  #stoppedNow(): Stopped | null {
    const stopped = this.#stops?.stopped ?? null;
    if (stopped?.by !== this.#stopped?.by || stopped?.reason !== this.#stopped?.reason) {
      const { by, reason } = stopped ?? { by: this.#stopped?.by ?? 'halt', reason: null };
      this.#asides.push({ by, reason, stopped: stopped !== null, type: 'stop' });
    }
    this.#stopped = stopped;
    return stopped;
  }

  /** Who acts on a decision, nothing where nobody does, and what is under way meanwhile. */
  #acting(
    { enacted, guard }: Pick<BeatRecord, 'enacted' | 'guard'>,
    { labels }: Entity,
    underWay: UnderWay | null,
  ): Pick<BeatRecord, 'acting' | 'underWay'> {
    const free = !underWay?.full && !underWay?.kinds.includes(enacted);
    const acts = guard?.acts !== false && free && !this.#recorder.failure;
    const acting = acts ? this.#actions.actors(enacted, labels ?? null) : [];
    return { ...(acting.length > 0 && { acting }), ...(underWay && { underWay }) };
  }
}

/** A beat that is recorded. */
interface Beat {
  readonly record: BeatRecord;
  /** Settles once the outcomes of what was begun are recorded. */
  readonly acts: Promise<void>;
}

function intentOf({ name, labels }: Entity, decision: Decision, { hash, index }: Entry): Intent {
  const { beat, timestamp, enacted, decided, reason, decvec, flows } = decision;
  return {
    id: hash,
    entry: index,
    entity: name,
    labels: labels ?? null,
    beat,
    timestamp,
    action: enacted,
    decided,
    reason,
    decvec,
    repair: flows.R,
    reinvest: flows.O,
  };
}

/** What an injection holds besides its size and its origin. */
export interface InjectionDetails {
  /** Name of an entity that is supervised now; all of them where none is named. */
  readonly entity?: string;
  /**
   * When the anomalies began to fade, by the monotonic clock of the loop. Who limits what counts at a time, as a mesh
   * does, has to say so: beats may be far apart, and what waits for one would not fade.
   */
  readonly since?: number;
  /** What was asked for, where limits let in less. */
  readonly asked?: number;
  /** Who agreed on it. */
  readonly by?: readonly string[];
  /** Base64 of the statement as its origin signed it. */
  readonly statement?: string;
}

function requireOrigin(origin: string): void {
  if (typeof origin === 'string' && origin !== '' && origin.isWellFormed()) return;
  throw new InputError(`origin is ${JSON.stringify(origin)}, but must be a text that is not empty`, {
    code: 'ERR_ORIGIN',
    fix: 'Say who injects: the ledger records it.',
  });
}
