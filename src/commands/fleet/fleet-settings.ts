/** What a fleet has of settings beyond those of a run, and what of a run it has no use for. */
import { UsageError } from '../../core/errors.ts';
import type { Retention } from '../../fleet/leaves/leaf-log.ts';
import { parseAge, parseCount } from '../parse.ts';
import type { Settings } from '../settings.ts';

/** Seconds that leaves are kept. */
const LEAVES_FOR = 7 * 86_400;
/** Beats in a file of leaves. */
const SNAPSHOT_EVERY = 60;
/** Levels above the entities that are told apart by their place in a leaf. */
const MOST_LEVELS = 8;

export interface FleetTexts {
  readonly rollup: string | undefined;
  readonly leavesFor: string | undefined;
  readonly snapshotEvery: string | undefined;
}

export interface FleetSettings {
  /** Labels of the levels above the entities, finest first. */
  readonly rollup: readonly string[];
  readonly leavesFor: Retention;
  readonly snapshotEvery: number;
}

/** @throws UsageError that names the flag */
export function readFleetSettings(texts: FleetTexts, settings: Settings): FleetSettings {
  const { entityBy, rules } = settings.entities;
  const { sources } = settings.sources;
  if (sources.length === 0 || sources.some(({ config }) => config.kind === 'host'))
    throw usage(
      'a fleet needs metrics of many entities',
      'Give --metrics a file, - (standard input), the address of a Prometheus endpoint, or otlp:PORT.',
    );
  if (entityBy.length === 0)
    throw usage('--entity-by is missing', 'Name the labels or columns that tell entities apart, e.g. pod.');
  if (rules !== undefined)
    throw usage('--entities gives entities something of their own, which a fleet shares', 'Use venom run.');
  if (settings.acting.budgetFile !== undefined)
    throw usage('--budget-file holds one budget, and a fleet has many', 'Use venom run.');
  return {
    rollup: rollupOf(texts.rollup, entityBy),
    leavesFor: retentionOf(texts.leavesFor),
    snapshotEvery:
      texts.snapshotEvery === undefined
        ? SNAPSHOT_EVERY
        : parseCount('--snapshot-every', texts.snapshotEvery),
  };
}

function rollupOf(text: string | undefined, entityBy: readonly string[]): readonly string[] {
  if (text === undefined) return [];
  const labels = text.split(',').map((label) => label.trim());
  const unknown = labels.find((label) => !entityBy.includes(label));
  if (unknown !== undefined)
    throw usage(
      `--rollup names ${JSON.stringify(unknown)}, which is no label of --entity-by`,
      `Name labels of ${entityBy.join(', ')}, finest first.`,
    );
  if (new Set(labels).size !== labels.length || labels.length > MOST_LEVELS)
    throw usage(
      `--rollup is ${JSON.stringify(text)}`,
      `Name each label once, and at most ${MOST_LEVELS} of them.`,
    );
  if (labels.length === entityBy.length)
    throw usage(
      '--rollup names every label of --entity-by, so that its first level would be the entities themselves',
      'Leave out the one that tells entities of one group apart, e.g. pod.',
    );
  return labels;
}

function retentionOf(text: string | undefined): Retention {
  if (text === undefined) return { seconds: LEAVES_FOR };
  if (/^\d+$/.test(text)) return { beats: parseCount('--leaves-for', text) };
  return { seconds: parseAge('--leaves-for', text) };
}

function usage(message: string, fix: string): UsageError {
  return new UsageError(message, { code: 'ERR_USAGE', fix });
}
