/** What opens a run in a ledger, read back: the inverse of opening.ts. */
import * as v from 'valibot';
import type { Entry } from '../ledger/index.ts';
import { coreSha256 } from '../numeric/index.ts';
import { type PulseOptions, TLambdaPulse } from '../sync/index.ts';
import type { BeatParameters } from './beat.ts';
import { ACTIONS } from './beat-record.ts';
import { parseEntryData, unusable } from './entry-data.ts';
import { VerificationError } from './errors.ts';
import type { Genome } from './genome.ts';
import { type GuardSettings, guardSettings } from './guard.ts';

const number = v.pipe(v.number(), v.finite());
const weights = v.object({ R: number, B: number, E: number, O: number });

const action = v.picklist(ACTIONS);
const perAction = v.object({
  QUARANTINE: number,
  ALERT: number,
  APPLY_BALANCE: number,
  APPLY_OPTIMIZE: number,
  NOOP: number,
});
const guardSchema = v.object({
  armed: v.boolean(),
  hold: perAction,
  release: number,
  cooldown: perAction,
  flapBudget: v.nullable(number),
});
const guardStateSchema = v.object({
  stance: action,
  decided: action,
  streak: number,
  alarmed: number,
  calm: number,
  transitions: v.array(number),
  acted: v.record(action, number),
  time: number,
});

const genomeSchema = v.object({
  weights,
  risk: v.object({ anoms: number }),
  ml: v.object({ mlWeight: number }),
  pid: v.object({ integral: number, error: v.nullable(number), timestamp: v.nullable(number) }),
  threatAge: number,
  threatened: v.boolean(),
  lyapunov: v.array(number),
  load: v.nullable(number),
  guard: v.exactOptional(guardStateSchema),
});

const configSchema = v.object({
  coreSha256: v.string(),
  guard: v.exactOptional(guardSchema),
  detector: v.nullable(
    v.object({
      name: v.string(),
      version: v.string(),
      options: v.optional(v.unknown()),
      learnt: v.exactOptional(v.string()),
    }),
  ),
  genome: genomeSchema,
  load: v.nullable(v.object({ metric: v.string(), setpoint: number })),
  pid: v.object({
    dtMax: v.nullable(number),
    kd: number,
    ki: number,
    kp: number,
    resetOnCrossing: v.boolean(),
    tThreshold: number,
  }),
  program: v.object({ name: v.string(), version: v.string() }),
  pulse: v.object({ k: number, lnU: number, p: number, t1: number, u: number }),
  source: v.nullable(v.object({ name: v.string(), period: number })),
});

const learntSchema = v.object({
  beat: v.exactOptional(number),
  event: v.string(),
  sha3: v.exactOptional(v.string()),
});

const modelSchema = v.object({ sha256: v.optional(v.string()) });

const injectionSchema = v.object({ anoms: v.optional(number), mlWeight: v.optional(number) });

/** The configuration that a run was begun with. */
export interface RunConfig {
  /** SHA-256 of the numeric core that it ran on. */
  readonly coreSha256: string;
  readonly program: { readonly name: string; readonly version: string };
  readonly genome: Genome;
  readonly parameters: BeatParameters;
  /** null where it had none. */
  readonly detector: {
    readonly name: string;
    readonly version: string;
    readonly options?: unknown;
    /** SHA3-256 of the state that it goes on from; undefined where it began anew. */
    readonly learnt?: string;
  } | null;
  /** Seconds; null without a source. */
  readonly sourcePeriod: number | null;
}

/** @throws VerificationError that names the entry and the field of one that is not as opening.ts writes it */
export function runConfigOf(entry: Entry): RunConfig {
  const config = parseEntryData(configSchema, entry);
  const { program, genome, pid, load, source, detector } = config;
  const pulse = pulseOf(entry, config.pulse);
  if (config.coreSha256 === coreSha256 && config.pulse.lnU !== pulse.lnU) {
    throw new VerificationError(
      `entry ${entry.index}: data.pulse.lnU is ${config.pulse.lnU}, but a workload of ${pulse.u} makes it ${pulse.lnU}`,
      { code: 'ERR_REPLAY', fix: 'The number was changed: compare with a checkpoint kept elsewhere.' },
    );
  }
  const { dtMax, ...gains } = pid;
  return {
    coreSha256: config.coreSha256,
    program,
    genome,
    parameters: {
      pulse,
      pid: { ...gains, dtMax: dtMax ?? undefined },
      load,
      ...(config.guard && { guard: guardOf(entry, config.guard) }),
    },
    detector,
    sourcePeriod: source?.period ?? null,
  };
}

function pulseOf({ index }: Entry, options: PulseOptions): TLambdaPulse {
  try {
    return new TLambdaPulse(options);
  } catch (error) {
    throw unusable(`entry ${index}`, error);
  }
}

function guardOf({ index }: Entry, settings: GuardSettings): GuardSettings {
  try {
    return guardSettings(settings);
  } catch (error) {
    throw unusable(`entry ${index}`, error);
  }
}

/** SHA-256 of the model of a run; undefined where it was not recorded. */
export function modelHashOf(entry: Entry): string | undefined {
  return parseEntryData(modelSchema, entry).sha256;
}

/** SHA3-256 of a detector's state as it was kept, and after which beat; undefined where the entry says something else. */
export function keptOf(entry: Entry): { readonly beat: number; readonly sha3: string } | undefined {
  const { beat, event, sha3 } = parseEntryData(learntSchema, entry);
  return event === 'kept' && beat !== undefined && sha3 !== undefined ? { beat, sha3 } : undefined;
}

export function injectionOf(entry: Entry): {
  readonly anoms?: number | undefined;
  readonly mlWeight?: number | undefined;
} {
  return parseEntryData(injectionSchema, entry);
}
