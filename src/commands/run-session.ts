/** A run from its settings to its last line: builds the parts, connects the screen and the signals, and beats. */

import { hostname } from 'node:os';
import { closest } from 'fastest-levenshtein';
import { GenomicPID } from '../control/index.ts';
import { Arbiter } from '../core/arbiter.ts';
import type { BeatRecord } from '../core/beat-record.ts';
import { HOST_SETPOINT } from '../core/constants.ts';
import { InputError, StorageError, UsageError } from '../core/errors.ts';
import type { RunReport } from '../core/run-report.ts';
import { InlineExecutor, WorkerExecutor } from '../flows/index.ts';
import { ImmutableLedger } from '../ledger/index.ts';
import { TLambdaPulse } from '../sync/index.ts';
import { type Acting, actingFor } from './acting.ts';
import { type HttpService, httpServiceFor } from './http-service.ts';
import { readKey } from './ledger-key.ts';
import { meshFor, type RunMesh } from './mesh-for.ts';
import { outputFor } from './run-output.ts';
import { sensesFor } from './senses-for.ts';
import { readSettings, type Settings } from './settings.ts';
import { threatModelFor } from './threat-model.ts';

export interface SessionOptions {
  /** Texts of the flags, by key of the settings. */
  readonly flags: Readonly<Record<string, string | undefined>>;
  /** Path of the configuration file. */
  readonly config: string | undefined;
  readonly json: boolean;
  readonly program: { readonly name: string; readonly version: string };
  /** Serve over HTTP where the settings do not say where, and show no beats. */
  readonly serve?: boolean;
}

/** How a session ended. */
export interface SessionEnd {
  /** false when standard output took no more, and with it went the reason to go on. */
  readonly read: boolean;
  /** Something of the mesh's network keeps a Deno process alive after it was closed. */
  readonly lingers: boolean;
}

/** Runs until it is done, stopped or broken. */
export async function runSession({
  flags,
  config,
  json,
  program,
  serve = false,
}: SessionOptions): Promise<SessionEnd> {
  const settings = await readSettings(flags, process.env, config);
  const load = loadOf(settings);
  const pulse = new TLambdaPulse({ k: settings.k, p: settings.p, t1: settings.t1, u: settings.u });
  const pid = new GenomicPID({
    kp: settings.kp,
    ki: settings.ki,
    kd: settings.kd,
    tThreshold: settings.tThreshold,
  });
  const notices = new Notices();
  const tell = (text: string): void => notices.tell(text);
  const entropyModel = await threatModelFor(settings);
  const many = settings.entities.entityBy.length > 0;
  const acting = await actingFor(settings.acting, settings.ledgerDir, tell, many);
  if (settings.acting.specs.some(({ match }) => match) && !many) {
    tell('Actions with match are for entities with labels, but --entity-by names no labels.');
  }
  const inline = settings.executor === 'inline';
  const http = await httpServiceFor(settings, acting.halt, serve);
  const ledger = await ledgerFor(settings);
  await ledger.open();
  const mesh = settings.mesh && (await meshFor(settings.mesh, settings, tell));
  if (ledger.recovered) {
    const { where, offset, length, savedAs } = ledger.recovered;
    process.stderr.write(
      `The last write to ${where} was cut off: ${length} bytes behind byte ${offset} were moved to ${savedAs}.\n`,
    );
  }
  try {
    const arbiter = new Arbiter({
      pulse,
      pid,
      entropyModel,
      ledger,
      load,
      program,
      onLedgerFailure: settings.onLedgerFailure,
      executor: inline ? new InlineExecutor(entropyModel) : new WorkerExecutor(entropyModel.options()),
      ...(mesh && { mesh: mesh.node }),
      ...acting.options,
      ...(await sensesFor(settings, load, tell)),
    });
    if (inline || mesh) await entropyModel.load();
    const model = entropyModel.info().sha256 ?? null;
    const single = settings.sources.sources.length < 2 && !many;
    const shown = { beats: settings.beats, json, single, quiet: serve };
    const read = await beatUntilDone(arbiter, { ...shown, acting, http, mesh, model, program }, notices);
    return { read, lingers: mesh !== undefined && 'Deno' in globalThis };
  } finally {
    await http?.close();
    await mesh?.close();
    await acting.close();
    await ledger.close();
    await entropyModel.close();
  }
}

interface BeatOptions extends Pick<SessionOptions, 'json' | 'program'> {
  readonly beats: number;
  /** One source, every sample of which has every name. */
  readonly single: boolean;
  /** No beats are shown. */
  readonly quiet: boolean;
  readonly acting: Acting;
  readonly http: HttpService | undefined;
  readonly mesh: RunMesh | undefined;
  /** SHA-256 of the model. */
  readonly model: string | null;
}

async function beatUntilDone(
  arbiter: Arbiter,
  { beats, json, single, quiet, acting, http, mesh, model, program }: BeatOptions,
  notices: Notices,
): Promise<boolean> {
  const output = outputFor(process.stdout, process.env, json, arbiter, quiet);
  notices.to((text) => output.notice(text));
  arbiter.on('ledgerFailure', ({ message }) => {
    output.notice(`The ledger failed, nothing is recorded and nothing acts: ${message}`);
    http?.ledgerFailed(message);
  });
  showLearnt(arbiter, (text) => output.notice(text));
  const disconnect = acting.connect(arbiter);
  const leave = await mesh?.connect(arbiter, model);
  const release = onSignals(
    (signal) => {
      output.stopping(signal);
      arbiter.requestStop();
    },
    () => output.abandon(),
  );
  // Nobody is left to write to (`| head`), or nothing more is taken: bin/ tells which, once the run has ended in order.
  let read = true;
  const gone = (): void => {
    // To leave the view is to write once more, and that fails too.
    if (!read) return;
    read = false;
    output.abandon();
    arbiter.requestStop();
  };
  process.stdout.on('error', gone);
  const names = new LoadName(arbiter.load?.metric, single);
  arbiter.observe(async (record: BeatRecord) => {
    names.look(record.metrics);
    await output.beat(record);
  });
  try {
    // Whoever is told where it serves may end it: signals are heard by then.
    await http?.listen(arbiter, mesh, program, (text) => output.notice(text));
    const report: RunReport = await arbiter.start({ beats });
    await output.finish(report);
    const { failure } = report.ledger;
    if (failure) {
      throw new StorageError(`the last ${failure.beats} beats were not recorded: ${failure.message}`, {
        code: 'ERR_LEDGER_IO',
        fix: 'Mend the ledger and start again; what was acknowledged is safe.',
      });
    }
    return read;
  } catch (error) {
    output.abandon();
    throw error;
  } finally {
    release();
    disconnect();
    leave?.();
    process.stdout.off('error', gone);
  }
}

/** Entities whose notices are shown; the ledger has them all. */
const MOST_SHOWN = 3;

/** What became of what the detectors had learnt: of the run's own, and of a few others where it could not be used. */
function showLearnt(arbiter: Arbiter, show: (text: string) => void): void {
  let shown = 0;
  arbiter.on('learnt', ({ entity, event, text }) => {
    const own = entity === '';
    if (!own && (event === 'resumed' || ++shown > MOST_SHOWN)) return;
    show(own ? text : `${entity}: ${text}`);
  });
}

export async function ledgerFor(settings: Settings): Promise<ImmutableLedger> {
  const { ledgerDir, ledgerName, ledgerKey, secondTree, durability, segments, checkpointEvery } = settings;
  return new ImmutableLedger({
    dir: ledgerDir,
    durability,
    segments,
    checkpointEvery,
    name: ledgerName,
    defaultName: hostname().replace(/[\s+]/g, '-') || 'venom',
    key: ledgerKey === undefined ? undefined : await readKey(ledgerKey),
    sha256: secondTree === 'sha256',
  });
}

const SIGNALS = { SIGINT: 2, SIGTERM: 15 } as const;
type Signal = keyof typeof SIGNALS;

/** The first signal ends the run in order; a second one ends the process at once. */
export function onSignals(stop: (signal: Signal) => void, abandon: () => void): () => void {
  let stopping = false;
  const listeners = (['SIGINT', 'SIGTERM'] as const).map((signal) => ({
    signal,
    listener(): void {
      if (stopping) {
        abandon();
        process.exit(128 + SIGNALS[signal]);
      }
      stopping = true;
      stop(signal);
    },
  }));
  for (const { signal, listener } of listeners) process.on(signal, listener);
  return () => {
    for (const { signal, listener } of listeners) process.off(signal, listener);
  };
}

/** What sources tell, from before there is anything to show it on. */
export class Notices {
  #waiting: string[] = [];
  #show: ((text: string) => void) | undefined;

  tell(text: string): void {
    if (this.#show) this.#show(text);
    else this.#waiting.push(text);
  }

  to(show: (text: string) => void): void {
    this.#show = show;
    for (const text of this.#waiting.splice(0)) show(text);
  }
}

/** What closes the loop (DESIGN §3.1): CPU on the host by default, nothing without a source. */
export function loadOf(settings: Settings): { metric: string; setpoint: number } | null {
  const { load, setpoint } = settings;
  const kinds = settings.sources.sources.map(({ config }) => config.kind);
  if (load === 'none') {
    if (setpoint === undefined) return null;
    throw usage('--setpoint is given, but --load none leaves the loop open', 'Leave one of them out.');
  }
  if (kinds.length === 0) {
    if (load === undefined && setpoint === undefined) return null;
    throw usage('--load and --setpoint need a source', 'Leave them out, or name a source.');
  }
  if (load === undefined && !kinds.includes('host')) {
    if (setpoint === undefined) return null;
    throw usage(`--setpoint is given, but no load to hold at it`, 'Give --load the metric that it is for.');
  }
  if (load === undefined) return { metric: 'cpu.total', setpoint: setpoint ?? HOST_SETPOINT };
  if (setpoint === undefined && load !== 'cpu.total') {
    throw usage(`--load ${load} has no setpoint`, `Give --setpoint the value that ${load} is to be held at.`);
  }
  return { metric: load, setpoint: setpoint ?? HOST_SETPOINT };
}

/** Samples of several sources after which a metric that none of them held is taken for a mistake. */
const SAMPLES_OF_SEVERAL = 20;

/** A load that the source never gives would leave the loop open without a word. */
class LoadName {
  readonly #metric: string | undefined;
  readonly #patience: number;
  readonly #known = new Set<string>();
  #samples = 0;
  #found: boolean;

  /** @param single one source, every sample of which has every name */
  constructor(metric: string | undefined, single: boolean) {
    this.#metric = metric;
    this.#patience = single ? 1 : SAMPLES_OF_SEVERAL;
    this.#found = metric === undefined;
  }

  /** @throws InputError with the nearest name that there is */
  look(metrics: BeatRecord['metrics']): void {
    // An endpoint that does not answer tells nothing of what it has.
    if (this.#found || this.#metric === undefined || metrics === null || metrics.up === 0) return;
    for (const name of Object.keys(metrics)) this.#known.add(name);
    this.#found = this.#known.has(this.#metric);
    if (this.#found || ++this.#samples < this.#patience) return;
    const known = [...this.#known];
    throw new InputError(`the source has no metric ${JSON.stringify(this.#metric)} to close the loop on`, {
      code: 'ERR_LOAD_METRIC',
      fix: `Did you mean ${closest(this.#metric, known)}? ${known.length > MOST_NAMED ? 'venom sources list tells what it has.' : `It has ${known.sort().join(', ')}.`}`,
    });
  }
}

/** Metrics that an error lists. */
const MOST_NAMED = 60;

function usage(message: string, fix: string): UsageError {
  return new UsageError(message, { code: 'ERR_USAGE', fix });
}
