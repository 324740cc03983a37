/**
 * Replay: every beat of a ledger computed again and compared, number by number, bit by bit, with what was recorded.
 *
 * The state is carried from beat to beat by the replay itself and never taken from the record: a number that was
 * changed is found where it was changed. A ledger writes −0 as 0 (RFC 8785), so the two count as the same. Needs no
 * file, no clock and no model: it runs in a browser.
 */
import type { Detector } from '../inference/detector.ts';
import type { Entry } from '../ledger/index.ts';
import { DetectorBank } from '../numeric/detector-bank.ts';
import { coreSha256 } from '../numeric/index.ts';
import { withInjected } from './beat.ts';
import { type Difference, differences } from './beat-differences.ts';
import { type BeatRecord, type Features, runName } from './beat-record.ts';
import { entityOfEntry, unusable } from './entry-data.ts';
import { featuresOf } from './features.ts';
import type { Genome } from './genome.ts';
import { recordOf } from './recorded-beat.ts';
import { injectionOf, modelHashOf, type RunConfig, runConfigOf } from './recorded-run.ts';
import { replayBeat, type Threat } from './replay-beat.ts';
import { ReplayedLearning, type StateTally } from './replayed-learning.ts';

export interface ReplayOptions {
  /** Models at hand, by the SHA-256 of their files: where a run used one, its threats are computed again too. */
  readonly models?: ReadonlyMap<string, Threat> | undefined;
}

/** A recorded beat with what opened its run, and how it comes out. */
export interface Replayed {
  /** Name of the entity; empty for the run's own. */
  readonly entity: string;
  /** Of its entity, from 1. */
  readonly run: number;
  readonly config: RunConfig;
  readonly recorded: BeatRecord;
  readonly replayed: BeatRecord;
  readonly differences: readonly Difference[];
  /** Numbers, texts and flags that were compared. */
  readonly compared: number;
  /** The anomalies were found again in the readings, and not taken from the record. */
  readonly detectionReplayed: boolean;
  /** SHA-256 of the model of the run; undefined where it was not recorded. */
  readonly modelHash: string | undefined;
  /** The threat was computed again, and not taken from the record. */
  readonly threatReplayed: boolean;
}

export interface ReplayTally {
  runs: number;
  /** Beats that their process did not live to end: nothing to compare them with. */
  cutShort: number;
  /** Beats before the first configuration that is kept. */
  skipped: number;
  /** Runs whose numeric core is another build than this one. */
  otherCores: number;
  /** Counted where it is given: states of detectors that were kept for the next run. */
  readonly states?: StateTally;
}

/** What is known of the run of an entity that is being read. */
interface OpenRun {
  /** Of its entity, from 1. */
  readonly number: number;
  readonly config: RunConfig;
  genome: Genome;
  modelHash: string | undefined;
  /** Injected since the last beat began. */
  injected: number;
  /** Injected before the beat that is being read: spent with it, even if it was cut short. */
  beatInjected: number;
  /** Whole beats so far. */
  beats: number;
  /** Entries so far of the beat that is being read. */
  beat: Entry[];
  /** The detector of the run, seeing again what it saw; undefined for one that is not known here. */
  readonly detector: Detector | undefined;
}

/**
 * @param tally counted up while the beats are asked for
 * @throws VerificationError that names the entry and the field of one that is not as this program writes it
 */
export async function* replay(
  entries: AsyncIterable<Entry>,
  tally: ReplayTally,
  { models }: ReplayOptions = {},
): AsyncGenerator<Replayed> {
  const runs = new Map<string, OpenRun>();
  const bank = new DetectorBank();
  const learning = new ReplayedLearning(tally.states);
  const cut = (run: OpenRun | undefined): void => {
    if (run && run.beat.length > 0) tally.cutShort++;
  };
  let first: number | undefined;
  for await (const entry of entries) {
    first ??= entry.index;
    const entity = entityOfEntry(entry);
    const run = runs.get(entity);
    switch (entry.data.type) {
      case 'config': {
        cut(run);
        run?.detector?.close?.();
        const config = runConfigOf(entry);
        const number = (run?.number ?? 0) + 1;
        const detector = learning.begin({ entity, number }, config, entry, bank, first === 0);
        runs.set(entity, openRun(config, number, detector));
        tally.runs++;
        if (config.coreSha256 !== coreSha256) tally.otherCores++;
        break;
      }
      case 'model':
        if (run) run.modelHash = modelHashOf(entry);
        break;
      case 'entity':
        // It was retired: if it comes back, it begins anew.
        run?.detector?.close?.();
        break;
      case 'learnt':
        await learning.follow({ entity, number: run?.number ?? 0 }, run?.detector, entry);
        break;
      case 'injection': {
        const { anoms = 0, mlWeight } = injectionOf(entry);
        if (!run) break;
        run.injected = withInjected(run.injected, anoms);
        if (mlWeight !== undefined) run.genome = { ...run.genome, ml: { mlWeight } };
        break;
      }
      case 'pulse':
        if (!run) break;
        cut(run);
        run.beat = [entry];
        run.beatInjected = run.injected;
        run.injected = 0;
        break;
      case 'flow_result':
      case 'action':
        run?.beat.push(entry);
        break;
      case 'recalibration': {
        const own = [...(run?.beat ?? []), entry];
        if (run) run.beat = [];
        if (!run || own.length === 1) {
          tally.skipped++;
          break;
        }
        yield await replayOne(run, entity, own, models);
        break;
      }
      default:
        break;
    }
  }
  for (const run of runs.values()) cut(run);
}

async function replayOne(
  run: OpenRun,
  entity: string,
  entries: readonly Entry[],
  models: ReplayOptions['models'],
): Promise<Replayed> {
  const recorded = recordOf(entries);
  const threat = run.modelHash === undefined ? undefined : models?.get(run.modelHash);
  // The injections of a beat stand before it, one by one: their sum is an input that can be computed.
  const given = { ...recorded, beat: ++run.beats, injected: run.beatInjected };
  const features = detectAgain(run.detector, recorded);
  const { record, genome } = await replayBeat(run.genome, run.config.parameters, given, {
    threat,
    features,
  }).catch((error: unknown) => {
    throw unusable(`${runName(run.number, entity)} beat ${recorded.beat} entry ${entries[0]?.index}`, error);
  });
  run.genome = genome;
  const found = differences(recorded, record, entries);
  return {
    entity,
    run: run.number,
    config: run.config,
    recorded,
    replayed: record,
    ...found,
    detectionReplayed: features !== undefined,
    modelHash: run.modelHash,
    threatReplayed: threat !== undefined && recorded.flows.E.error === undefined,
  };
}

function openRun(config: RunConfig, number: number, detector: Detector | undefined): OpenRun {
  return {
    number,
    config,
    genome: config.genome,
    modelHash: undefined,
    injected: 0,
    beatInjected: 0,
    beats: 0,
    beat: [],
    detector,
  };
}

/** What the detector says of the readings that the beat recorded; undefined where it is not known. */
function detectAgain(
  detector: Detector | undefined,
  { timestamp, metrics, features }: BeatRecord,
): Features | undefined {
  if (!detector) return undefined;
  return featuresOf(detector, timestamp, metrics, features.blind);
}
