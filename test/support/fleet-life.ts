/** Lives of a fleet under test: samples in, every beat and the ledger with its leaves out. */
import { join } from 'node:path';
import type { ActionHandler, UnfinishedAct } from '../../src/actions/index.ts';
import type { Stopped } from '../../src/core/beat-record.ts';
import {
  type EntityAccount,
  type FleetBeatData,
  type FleetDifference,
  FleetReplay,
  type FleetReplayTally,
  type FleetReport,
  FleetSupervisor,
} from '../../src/core/fleet/index.ts';
import { type GuardOptions, guardSettings } from '../../src/core/guard.ts';
import type { Retention } from '../../src/fleet/leaves/leaf-log.ts';
import { LeafReader } from '../../src/fleet/leaves/leaf-reader.ts';
import type { Detector } from '../../src/inference/detector.ts';
import { createSha3, type Entry, ImmutableLedger } from '../../src/ledger/index.ts';
import { coreSha256 } from '../../src/numeric/index.ts';
import type { Sample, Source } from '../../src/sources/source.ts';
import { countingDetector, ManualClock, SigmoidModel } from './world.ts';

export const PERIOD = 10;
export const START = 1_700_000_000;

/** The same formula as SigmoidModel, for many. */
export const batchModel = {
  mlWeight: 0.12,
  info: () => ({ sha256: 'sigmoid', mlWeight: 0.12 }),
  async threatBatch(totals: Float32Array): Promise<Float32Array> {
    const model = new SigmoidModel();
    return Float32Array.from(await Promise.all([...totals].map((total) => model.threat(total, 0.12))));
  },
};

export function recording(samples: readonly Sample[]): Source {
  return {
    name: 'recording',
    period: PERIOD,
    recorded: true,
    async *samples() {
      yield* samples;
    },
  };
}

export interface LifeOptions {
  readonly ledgerDir?: string;
  readonly rollup?: readonly string[];
  readonly entityBy?: readonly string[];
  readonly load?: { readonly metric: string; readonly setpoint: number } | null;
  readonly guard?: GuardOptions;
  readonly leavesFor?: Retention;
  readonly snapshotEvery?: number;
  readonly retireAfter?: number;
  readonly actions?: readonly ActionHandler[];
  readonly stops?: { readonly stopped: Stopped | null };
  readonly onUnfinished?: (act: UnfinishedAct) => void;
  readonly detector?: () => Detector;
  readonly model?: typeof batchModel;
  readonly beats?: number;
}

export interface LivedBeat {
  readonly data: FleetBeatData;
  readonly timestamp: number;
  /** By name, of all levels. */
  readonly entities: ReadonlyMap<string, EntityAccount>;
}

export function supervisorOf(
  source: Source,
  ledger: ImmutableLedger,
  clock: ManualClock,
  options: LifeOptions,
): FleetSupervisor {
  const { load = { metric: 'load', setpoint: 1 }, rollup = [], leavesFor = {}, snapshotEvery = 4 } = options;
  const retireAfter = options.retireAfter ?? 60 * PERIOD;
  const detector = options.detector ?? (() => countingDetector);
  const { name, version } = detector();
  return new FleetSupervisor({
    source,
    clock,
    ledger,
    ledgerDir: options.ledgerDir,
    leavesFor,
    model: options.model ?? batchModel,
    actions: options.actions ?? [],
    stops: options.stops,
    onUnfinished: options.onUnfinished,
    rounds: { period: PERIOD, entityBy: (labels) => labels },
    watch: { period: PERIOD, retireAfter, load, detector },
    config: {
      settings: {
        parameters: {
          k: 4,
          p: 5,
          t1: 0.001,
          tThreshold: 0.02,
          kp: 0.6,
          ki: 0.1,
          kd: 0.05,
          setpoint: load?.setpoint ?? 1,
        },
        u: Math.exp(4),
        load: load?.metric ?? null,
        guard: guardSettings(options.guard),
        dtMax: 10 * PERIOD,
        rollup,
      },
      entityBy: options.entityBy ?? ['cluster', 'namespace', 'pod'],
      program: { name: 'test', version: '0' },
      coreSha256,
      source: { name: source.name, period: source.period },
      detector: { name, version, options: null },
      retireAfter,
      leavesFor: { seconds: leavesFor.seconds ?? null, beats: leavesFor.beats ?? null },
      snapshotEvery,
    },
  });
}

export async function lived(
  samples: readonly Sample[],
  options: LifeOptions = {},
): Promise<{ beats: LivedBeat[]; report: FleetReport; entries: Entry[] }> {
  const { ledgerDir } = options;
  const ledger = new ImmutableLedger(ledgerDir === undefined ? {} : { dir: ledgerDir, durability: 'off' });
  const supervisor = supervisorOf(recording(samples), ledger, new ManualClock(), options);
  const beats: LivedBeat[] = [];
  supervisor.observe(async ({ data, timestamp, course }) => {
    const accounts = course.roster.levels.flatMap((members, level) =>
      members.map(({ name, row }) => [name, supervisor.account(level, row)] as const),
    );
    beats.push({ data, timestamp, entities: new Map(accounts) });
  });
  try {
    const report = await supervisor.start({ beats: options.beats ?? -1 });
    const entries: Entry[] = [];
    for await (const entry of ledger.entries()) entries.push(entry);
    return { beats, report, entries };
  } finally {
    await ledger.close();
  }
}

/** Replays a ledger's fleet. @param entity the only one to compare */
export async function replayed(
  ledgerDir: string,
  entity?: string,
): Promise<{ differences: FleetDifference[]; tally: FleetReplayTally; missing: number }> {
  const hash = await createSha3();
  const ledger = await new ImmutableLedger({ dir: ledgerDir, readOnly: true }).open();
  const replay = new FleetReplay({
    reader: new LeafReader(ledgerDir, hash),
    hash,
    coreSha256,
    entity,
    threatsOf: () => batchModel.threatBatch,
  });
  const differences: FleetDifference[] = [];
  try {
    for await (const entry of ledger.entries()) differences.push(...(await replay.take(entry)));
  } finally {
    await ledger.close();
  }
  return { differences, tally: replay.tally, missing: replay.missing };
}

export const leavesOf = (ledgerDir: string): string => join(ledgerDir, 'fleet');
