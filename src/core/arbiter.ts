/**
 * The decision loop (DESIGN §2): sense → pulse → four cores → decide → guard → record the intent → act →
 * recalibrate → record. The arithmetic is in beat.ts; here is its order, and its dealings with the world.
 */
import { EventEmitter } from 'node:events';
import { ActionRunner, type UnfinishedAct, unfinishedActs, unfinishedEntry } from '../actions/index.ts';
import { GenomicPID } from '../control/index.ts';
import { type FlowExecutor, InlineExecutor } from '../flows/index.ts';
import type { Detector } from '../inference/detector.ts';
import { type EntryData, ImmutableLedger } from '../ledger/index.ts';
import { ParameterError, requireNonNegative, requirePositive } from '../numeric/index.ts';
import type { Source } from '../sources/source.ts';
import { TLambdaPulse } from '../sync/index.ts';
import type { ArbiterOptions, ArbiterStatus, SupervisedModel } from './arbiter-options.ts';
import {
  type BeatInputs,
  type BeatParameters,
  beatParameters,
  decidedPart,
  flowInput,
  loadIn,
  recalibrate,
  recalibratedPart,
  sense,
  withInjected,
} from './beat.ts';
import type { BeatRecord, Stopped } from './beat-record.ts';
import { type Clock, systemClock } from './clock.ts';
import { type Decision, intentEntries, recalibrationEntry } from './entries.ts';
import { InputError } from './errors.ts';
import { featuresOf } from './features.ts';
import { type Genome, newGenome } from './genome.ts';
import { guardSettings } from './guard.ts';
import { openingEntries } from './opening.ts';
import { RecordedSenses } from './recorded-senses.ts';
import { Recorder } from './recorder.ts';
import { type RunReport, RunTally } from './run-report.ts';
import { type Sensation, Senses, type Sensing } from './senses.ts';

/**
 * @example
 * const arbiter = new Arbiter({ entropyModel: new EntropyModel({ mlWeight: 0.12 }) });
 * arbiter.on('beat', (record) => console.log(record.enacted, record.reason));
 * await arbiter.start({ beats: 10 });
 */
export class Arbiter extends EventEmitter<{
  beat: [BeatRecord];
  ledgerFailure: [Error];
  unfinished: [UnfinishedAct];
}> {
  readonly #parameters: BeatParameters;
  readonly #model: SupervisedModel;
  readonly #ledger: ImmutableLedger;
  readonly #recorder: Recorder;
  readonly #mesh: { readonly liveNodes: number } | undefined;
  readonly #source: Source | null;
  readonly #senses: Sensing | null;
  readonly #detector: Detector | undefined;
  readonly #actions: ActionRunner;
  readonly #executor: FlowExecutor;
  readonly #clock: Clock;
  readonly #stops: ArbiterOptions['stops'];
  readonly #program: { readonly name: string; readonly version: string };
  readonly #stopping = new AbortController();
  readonly #tally = new RunTally();
  readonly #observers: ((record: BeatRecord) => Promise<void>)[] = [];
  #genome: Genome;
  #injections: EntryData[] = [];
  #injected = 0;
  #last: BeatRecord | undefined;
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
    const {
      pulse = new TLambdaPulse(),
      pid = new GenomicPID(),
      source = null,
      clock = systemClock,
    } = options;
    if (source) requirePositive('source.period', source.period);
    if (options.load) requirePositive('load.setpoint', options.load.setpoint);
    const guard = options.guard ?? (options.stops && { armed: true });
    this.#parameters = beatParameters(
      { pulse, pid: pid.options, load: options.load ?? null, guard: guard && guardSettings(guard) },
      source?.period ?? null,
    );
    this.#model = options.entropyModel;
    this.#ledger = options.ledger ?? new ImmutableLedger();
    this.#recorder = new Recorder(this.#ledger, options.onLedgerFailure ?? 'halt', (error) =>
      this.emit('ledgerFailure', error),
    );
    this.#mesh = options.mesh;
    this.#source = source;
    const recorded = source?.recorded ? new RecordedSenses(source) : null;
    this.#clock = recorded ?? clock;
    this.#senses = recorded ?? (source && new Senses(source, clock));
    this.#detector = options.detector;
    this.#actions = new ActionRunner(options.actions ?? [], clock, options.actionTimeout);
    this.#executor = options.executor ?? new InlineExecutor(this.#model);
    this.#stops = options.stops;
    this.#program = options.program ?? { name: 'venom-genesis', version: 'unknown' };
    this.#genome = newGenome({ mlWeight: this.#model.mlWeight });
  }

  /** The load signal and its setpoint; null: open loop. */
  get load(): { readonly metric: string; readonly setpoint: number } | null {
    return this.#parameters.load;
  }

  get ledger(): ImmutableLedger {
    return this.#ledger;
  }

  /**
   * Beats until `beats` are done, the source ends, or `stop` is called; then verifies the ledger.
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
    try {
      await this.#open();
      while (!this.#stopping.signal.aborted && (beats < 0 || this.#tally.beats - before < beats)) {
        const started = this.#clock.monotonic();
        const record = await this.#beat();
        if (!record || this.#tally.beats - before === beats) break;
        // Never sooner than T_Λ after the last (DESIGN §3.4).
        const rest = record.tLambda - (this.#clock.monotonic() - started);
        if (rest > 0) await this.#clock.sleep(rest, this.#stopping.signal);
      }
      return await this.#report(this.#tally.beats - before === beats);
    } finally {
      await this.#close();
    }
  }

  async #close(): Promise<void> {
    this.#stopping.abort();
    await this.#senses?.close();
    await this.#executor.close();
  }

  async #report(done: boolean): Promise<RunReport> {
    const verified = await this.#recorder.conclude();
    const { failure } = this.#recorder;
    const reason = done ? 'all beats done' : this.#ended ? 'the source ended' : 'stopped';
    return this.#tally.report({
      genome: this.#genome,
      last: this.#last,
      loop: this.#loop(),
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
    await this.#close();
  }

  /**
   * One beat, now: waits for a sample as long as one may take, where there is a source.
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
    return this.#stopping.signal.aborted ? undefined : this.#beat();
  }

  /**
   * Injects anomalies: they count in full at the next beat and then halve every RISK_HALF_LIFE. The entry is
   * written with that beat.
   *
   * @param origin who injects them, for the ledger
   */
  inject(anoms: number, origin: string): void {
    requireNonNegative('anoms', anoms);
    requireOrigin(origin);
    this.#injected = withInjected(this.#injected, anoms);
    this.#injections.push({ anoms, origin, type: 'injection' });
  }

  /**
   * Sets the ml weight of the genome; the next beat uses it, and the ledger says who set it.
   *
   * @throws ModelError when the model takes no weight
   */
  setMlWeight(mlWeight: number, origin: string): void {
    requireNonNegative('mlWeight', mlWeight);
    requireOrigin(origin);
    this.#model.setMlWeight?.(mlWeight);
    this.#genome = { ...this.#genome, ml: { mlWeight } };
    this.#injections.push({ mlWeight, origin, type: 'injection' });
  }

  getStatus(): ArbiterStatus {
    return {
      beat: this.#tally.beats,
      running: this.#running !== undefined && !this.#stopping.signal.aborted,
      genome: this.#genome,
      pidStable: this.#last?.pidStable ?? true,
      ledgerLength: this.#ledger.length,
      ledgerVerified: this.#ledger.sound,
      ledgerVerifiedLength: this.#ledger.verifiedLength,
      ledgerLocation: this.#ledger.location,
      loop: this.#loop(),
      source: this.#source?.name ?? 'none',
      executor: this.#executor.kind,
      lastAction: this.#last?.enacted ?? null,
      budget: this.#last?.budget ?? null,
      blind: this.#last?.features.blind ?? false,
    };
  }

  #loop(): string {
    const { load } = this.#parameters;
    return load ? `closed on ${load.metric} at ${load.setpoint}` : 'open loop';
  }

  #open(): Promise<void> {
    this.#opened ??= this.#writeOpening();
    return this.#opened;
  }

  async #writeOpening(): Promise<void> {
    await this.#ledger.open();
    const unfinished = await unfinishedActs(this.#ledger);
    const opening = openingEntries({
      first: this.#ledger.length === 0,
      program: this.#program,
      parameters: this.#parameters,
      genome: this.#genome,
      source: this.#source,
      detector: this.#detector,
      executor: this.#executor.kind,
      model: this.#model.info?.() ?? { mlWeight: this.#model.mlWeight },
    });
    await this.#recorder.record([...opening, ...unfinished.map(unfinishedEntry)], this.#clock.now());
    for (const act of unfinished) this.emit('unfinished', act);
  }

  async #beat(): Promise<BeatRecord | undefined> {
    const sensation = this.#senses ? await this.#senses.next(this.#stopping.signal) : null;
    if (sensation?.ended) this.#ended = true;
    if (sensation && !sensation.sample && (sensation.ended || this.#stopping.signal.aborted))
      return undefined;
    return this.#beatOn(sensation);
  }

  async #beatOn(sensation: Sensation | null): Promise<BeatRecord> {
    const sample = sensation?.sample ?? null;
    const timestamp = this.#clock.now();
    const features = featuresOf(
      this.#detector,
      timestamp,
      sample?.metrics ?? null,
      sensation?.blind ?? false,
    );
    const stopped = this.#stoppedNow();
    const injections = this.#injections;
    const inputs: BeatInputs = {
      timestamp,
      liveNodes: this.#mesh?.liveNodes ?? this.#parameters.pulse.p,
      load: loadIn(this.#parameters.load, sample?.metrics ?? null),
      anoms: features.anoms,
      injected: this.#injected,
      blind: features.blind,
      stopped,
    };
    this.#injections = [];
    this.#injected = 0;

    const genome = this.#genome;
    const sensed = sense(genome, this.#parameters, inputs);
    const flows = await this.#executor.run(flowInput(genome, this.#parameters, sensed, features.blind));
    const decided = {
      type: 'beat' as const,
      beat: this.#tally.beats + 1,
      timestamp: inputs.timestamp,
      features,
      metrics: sample?.metrics ?? null,
      ...decidedPart(genome, this.#parameters, inputs, sensed, flows),
    };
    const decision = { ...decided, ...this.#acting(decided) };
    const outcomes = await this.#recordAndAct(decision, injections);

    const after = recalibrate(genome, this.#parameters, inputs, sensed, flows, decision);
    // The weight may have been set while this beat was under way.
    this.#genome = { ...after.genome, ml: this.#genome.ml };
    const record: BeatRecord = {
      ...decision,
      ...recalibratedPart(after),
      ledgerLength: this.#ledger.length + (this.#recorder.failure ? 0 : 1 + outcomes.length),
    };
    await this.#recorder.record([recalibrationEntry(record), ...outcomes], inputs.timestamp);
    if (this.#recorder.failure) this.#unrecorded++;
    this.#last = record;
    this.#tally.count(record);
    this.emit('beat', record);
    for (const observer of this.#observers) await observer(record);
    return record;
  }

  /** Why nothing may be done now; a change is an entry of its own. */
  #stoppedNow(): Stopped | null {
    const stopped = this.#stops?.stopped ?? null;
    if (stopped?.by !== this.#stopped?.by || stopped?.reason !== this.#stopped?.reason) {
      const { by, reason } = stopped ?? { by: this.#stopped?.by ?? 'halt', reason: null };
      this.#injections.push({ by, reason, stopped: stopped !== null, type: 'stop' });
    }
    this.#stopped = stopped;
    return stopped;
  }

  /** Who acts on a decision; nothing where nobody does. */
  #acting({ enacted, guard }: Pick<BeatRecord, 'enacted' | 'guard'>): Pick<BeatRecord, 'acting'> {
    const acting = guard?.acts === false || this.#recorder.failure ? [] : this.#actions.actors(enacted);
    return acting.length > 0 ? { acting } : {};
  }

  /** Nothing acts before its intent is durable (DESIGN §5). */
  async #recordAndAct(decision: Decision, injections: readonly EntryData[]): Promise<EntryData[]> {
    const { beat, timestamp, enacted, decided, reason, decvec, flows } = decision;
    const intent = await this.#recorder.record([...injections, ...intentEntries(decision)], timestamp);
    if (!decision.acting || !intent || !(await this.#recorder.secure())) return [];
    return this.#actions.run({
      id: intent.hash,
      entry: intent.index,
      beat,
      timestamp,
      action: enacted,
      decided,
      reason,
      decvec,
      repair: flows.R,
      reinvest: flows.O,
    });
  }
}

function requireOrigin(origin: string): void {
  if (typeof origin === 'string' && origin !== '' && origin.isWellFormed()) return;
  throw new InputError(`origin is ${JSON.stringify(origin)}, but must be a text that is not empty`, {
    code: 'ERR_ORIGIN',
    fix: 'Say who injects: the ledger records it.',
  });
}
