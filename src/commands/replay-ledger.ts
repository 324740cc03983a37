/** Replays a ledger and tells how it came out; or what other parameters would have done. */

import type { Difference } from '../core/beat-differences.ts';
import { runName } from '../core/beat-record.ts';
import { InputError, VerificationError } from '../core/errors.ts';
import { type Replayed, type ReplayTally, replay } from '../core/replay.ts';
import type { StateTally } from '../core/replayed-learning.ts';
import { WhatIf } from '../core/what-if.ts';
import { ImmutableLedger } from '../ledger/index.ts';
import { parseCount } from './parse.ts';
import { type ReplayModel, ReplayModels } from './replay-models.ts';
import { printable, renderWhatIf, terminalStyle } from './view/index.ts';
import { parseWhatIf } from './what-if-setting.ts';

export interface ReplayCommand {
  readonly ledgerDir: string;
  readonly run: string | undefined;
  /** Name of the entity; all where none is given. */
  readonly entity: string | undefined;
  readonly whatIf: string | undefined;
  /** ONNX files of the models that runs used, beside the built-in one. */
  readonly models: readonly string[];
  readonly print: ((text: string) => void) | undefined;
  readonly printJson: ((document: unknown) => void) | undefined;
}

/** Differences that are listed; a wrong beginning makes every later beat differ. */
const MOST_LISTED = 20;

/** What a replay amounted to. */
interface Outcome extends ReplayTally {
  readonly states: StateTally;
  beats: number;
  compared: number;
  threatsReplayed: number;
  /** Beats at which the Entropy core had failed: what it said is taken as recorded. */
  threatsFailed: number;
  differences: number;
  readonly listed: (Difference & { readonly entity: string; readonly run: number })[];
}

/** @returns false where a value differs, and everything about it is told */
export async function replayLedger(command: ReplayCommand): Promise<boolean> {
  const only = command.run === undefined ? undefined : parseCount('--run', command.run);
  const alternative = command.whatIf === undefined ? undefined : parseWhatIf(command.whatIf);
  const models = new ReplayModels(command.models);
  const ledger = await new ImmutableLedger({ dir: command.ledgerDir, readOnly: true }).open();
  const isAsked = (run: number, entity: string): boolean =>
    (only === undefined || run === only) && (command.entity === undefined || entity === command.entity);
  const whatIf = alternative && new WhatIf(alternative, models.threat);
  const replayedRuns = new Set<string>();
  const outcome: Outcome = {
    runs: 0,
    cutShort: 0,
    skipped: 0,
    otherCores: 0,
    states: { compared: 0, unknown: 0, differences: [] },
    beats: 0,
    compared: 0,
    threatsReplayed: 0,
    threatsFailed: 0,
    differences: 0,
    listed: [],
  };
  try {
    for await (const beat of replay(ledger.entries(), outcome, { models: models.threats })) {
      if (!isAsked(beat.run, beat.entity)) continue;
      replayedRuns.add(runName(beat.run, beat.entity));
      count(outcome, beat);
      models.count(beat);
      if (
        alternative?.ml_weight !== undefined &&
        !beat.threatReplayed &&
        beat.recorded.flows.E.error === undefined
      ) {
        throw new InputError(
          'ml_weight is given, but the recorded threats are those of a model that is not at hand',
          {
            code: 'ERR_WHAT_IF',
            fix: `Leave ml_weight out, or give --model the file with sha256 ${beat.modelHash}.`,
          },
        );
      }
      await whatIf?.add(beat);
    }
  } finally {
    await ledger.close();
    await models.close();
  }
  if (outcome.beats === 0) throw nothingToReplay(command, only, outcome);
  countStates(outcome, ({ entity, run }) => isAsked(run, entity));
  outcome.runs = replayedRuns.size;
  if (outcome.differences === 0) models.requireUse();
  if (whatIf && outcome.differences === 0) {
    const report = whatIf.report();
    command.printJson?.({ type: 'what_if', changed: alternative, inputs: 'as recorded', ...report });
    const style = terminalStyle(process.env, process.stdout, process.platform);
    for (const line of renderWhatIf(report, alternative ?? {}, style)) command.print?.(line);
    return true;
  }
  tell(outcome, models.counted, command);
  return outcome.differences === 0;
}

function nothingToReplay(
  { ledgerDir, entity }: ReplayCommand,
  only: number | undefined,
  { runs, skipped }: Outcome,
): InputError {
  const whose = entity === undefined ? '' : ` of ${entity}`;
  const which = `${only === undefined ? '' : ` in run ${only}`}${whose}`;
  return new InputError(
    `${ledgerDir} holds no beat to replay${which}: it has ${runs} runs that can be read`,
    {
      code: 'ERR_NO_BEAT',
      fix:
        skipped > 0
          ? `${skipped} beats are of a run whose beginning was archived: copy the archived segments back into entries/.`
          : 'Run venom run --ledger-dir with that directory first.',
    },
  );
}

function count(
  outcome: Outcome,
  { entity, run, recorded, differences, compared, threatReplayed }: Replayed,
): void {
  outcome.beats++;
  outcome.compared += compared;
  if (threatReplayed) outcome.threatsReplayed++;
  else if (recorded.flows.E.error !== undefined) outcome.threatsFailed++;
  outcome.differences += differences.length;
  for (const difference of differences.slice(0, MOST_LISTED - outcome.listed.length)) {
    outcome.listed.push({ entity, run, ...difference });
  }
}

/** States of detectors count as values that are compared. */
function countStates(outcome: Outcome, asked: (difference: StateDifference) => boolean): void {
  const differences = outcome.states.differences.filter(asked);
  outcome.compared += outcome.states.compared;
  outcome.differences += differences.length;
  outcome.listed.push(...differences.slice(0, MOST_LISTED - outcome.listed.length));
}

type StateDifference = StateTally['differences'][number];

function modelLine({ sha256, source, threats }: ReplayModel): string {
  if (sha256 === null) return `${threats} threats were taken as recorded: their model is not recorded`;
  if (source !== null) return `${threats} threats computed again by the model ${source} (sha256 ${sha256})`;
  return `${threats} threats were taken as recorded: the model with sha256 ${sha256} is not at hand (give it with --model)`;
}

function tell(outcome: Outcome, models: readonly ReplayModel[], { print, printJson }: ReplayCommand): void {
  const { beats, compared, differences, listed, threatsFailed } = outcome;
  if (printJson) {
    printJson({ type: 'replay', same: differences === 0, ...outcome, models });
    return;
  }
  print?.(`${beats} beats of ${outcome.runs} runs computed again, ${compared} values compared`);
  for (const model of models) print?.(printable(modelLine(model)));
  if (threatsFailed > 0) {
    print?.(
      `${threatsFailed} beats had no threat, as their Entropy core had failed: that is taken as recorded`,
    );
  }
  if (outcome.states.compared > 0)
    print?.(`${outcome.states.compared} states that detectors had learnt computed again`);
  if (outcome.states.unknown > 0) {
    print?.(
      `${outcome.states.unknown} runs went on from what was learnt in entries that are not kept: their anomalies were taken as recorded`,
    );
  }
  if (outcome.cutShort > 0) print?.(`${outcome.cutShort} beats were cut short, and have no end to compare`);
  if (outcome.skipped > 0) {
    print?.(
      `${outcome.skipped} beats come before the first configuration that is kept, and were passed over`,
    );
  }
  if (outcome.otherCores > 0) {
    print?.(`${outcome.otherCores} runs were made by another build of the numeric core than this one`);
  }
  if (differences === 0) {
    print?.('every value is the same, bit for bit');
    return;
  }
  for (const { entity, run, beat, entry, field, recorded, replayed } of listed) {
    print?.(
      printable(
        `${runName(run, entity)} beat ${beat} entry ${entry}: ${field} is ${JSON.stringify(recorded)}, but replays as ${JSON.stringify(replayed)}`,
      ),
    );
  }
  if (differences > listed.length) print?.(`and ${differences - listed.length} more`);
  const [first] = listed;
  throw new VerificationError(
    `${differences} values of ${compared} replay differently, the first in ${runName(first?.run ?? 0, first?.entity ?? '')} beat ${first?.beat} entry ${first?.entry}: ${first?.field} is ${JSON.stringify(first?.recorded)}, but replays as ${JSON.stringify(first?.replayed)}`,
    {
      code: 'ERR_REPLAY',
      fix:
        outcome.otherCores > 0
          ? 'Replay with the version that wrote the ledger: its numeric core was another build.'
          : 'The numbers were changed before they were hashed, or by hand with every hash after them: compare with a checkpoint kept elsewhere.',
    },
  );
}
