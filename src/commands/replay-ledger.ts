/** Replays a ledger and tells how it came out; or what other parameters would have done. */

import type { Difference } from '../core/beat-differences.ts';
import { InputError, VerificationError } from '../core/errors.ts';
import { type Replayed, type ReplayTally, replay } from '../core/replay.ts';
import { WhatIf } from '../core/what-if.ts';
import { EntropyModel } from '../inference/entropy-model.ts';
import { ImmutableLedger } from '../ledger/index.ts';
import { parseCount } from './parse.ts';
import { printable, renderWhatIf, terminalStyle } from './view/index.ts';
import { parseWhatIf } from './what-if-setting.ts';

export interface ReplayCommand {
  readonly ledgerDir: string;
  readonly run: string | undefined;
  readonly whatIf: string | undefined;
  readonly print: ((text: string) => void) | undefined;
  readonly printJson: ((document: unknown) => void) | undefined;
}

/** Differences that are listed; a wrong beginning makes every later beat differ. */
const MOST_LISTED = 20;

/** What a replay amounted to. */
interface Outcome extends ReplayTally {
  beats: number;
  compared: number;
  threatsReplayed: number;
  differences: number;
  readonly listed: (Difference & { readonly run: number })[];
}

export async function replayLedger(command: ReplayCommand): Promise<void> {
  const only = command.run === undefined ? undefined : parseCount('--run', command.run);
  const alternative = command.whatIf === undefined ? undefined : parseWhatIf(command.whatIf);
  const ledger = await new ImmutableLedger({ dir: command.ledgerDir, readOnly: true }).open();
  const entropyModel = new EntropyModel();
  const { sha256 } = entropyModel.info();
  const threat = (totalAnoms: number, mlWeight: number): Promise<number> =>
    entropyModel.threat(totalAnoms, mlWeight);
  const whatIf = alternative && new WhatIf(alternative, threat);
  const outcome: Outcome = {
    runs: 0,
    cutShort: 0,
    skipped: 0,
    otherCores: 0,
    beats: 0,
    compared: 0,
    threatsReplayed: 0,
    differences: 0,
    listed: [],
  };
  try {
    for await (const beat of replay(ledger.entries(), outcome, { model: { sha256, threat } })) {
      if (only !== undefined && beat.run !== only) continue;
      count(outcome, beat);
      if (
        alternative?.ml_weight !== undefined &&
        !beat.threatReplayed &&
        beat.recorded.flows.E.error === undefined
      ) {
        throw new InputError(
          'ml_weight is given, but the recorded threats are those of a model that is not at hand',
          {
            code: 'ERR_WHAT_IF',
            fix: 'Leave ml_weight out.',
          },
        );
      }
      await whatIf?.add(beat);
    }
  } finally {
    await ledger.close();
    await entropyModel.close();
  }
  if (outcome.beats === 0) {
    const which = only === undefined ? '' : ` in run ${only}`;
    throw new InputError(
      `${command.ledgerDir} holds no beat to replay${which}: it has ${outcome.runs} runs`,
      {
        code: 'ERR_NO_BEAT',
        fix: 'Run venom run --ledger-dir with that directory first.',
      },
    );
  }
  if (whatIf && outcome.differences === 0) {
    const report = whatIf.report();
    command.printJson?.({ type: 'what_if', changed: alternative, ...report });
    const style = terminalStyle(process.env, process.stdout, process.platform);
    for (const line of renderWhatIf(report, alternative ?? {}, style)) command.print?.(line);
    return;
  }
  tell(outcome, command);
}

function count(outcome: Outcome, { run, differences, compared, threatReplayed }: Replayed): void {
  outcome.beats++;
  outcome.compared += compared;
  if (threatReplayed) outcome.threatsReplayed++;
  outcome.differences += differences.length;
  for (const difference of differences.slice(0, MOST_LISTED - outcome.listed.length)) {
    outcome.listed.push({ run, ...difference });
  }
}

function tell(outcome: Outcome, { print, printJson }: ReplayCommand): void {
  const { beats, compared, differences, listed, threatsReplayed } = outcome;
  if (differences === 0) printJson?.({ type: 'replay', same: true, ...outcome });
  print?.(`${beats} beats of ${outcome.runs} runs computed again, ${compared} values compared`);
  if (threatsReplayed < beats) {
    print?.(
      `${beats - threatsReplayed} threats were taken as recorded: their model is not at hand, or the core had failed`,
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
  for (const { run, beat, entry, field, recorded, replayed } of listed) {
    print?.(
      printable(
        `run ${run} beat ${beat} entry ${entry}: ${field} is ${JSON.stringify(recorded)}, but replays as ${JSON.stringify(replayed)}`,
      ),
    );
  }
  if (differences > listed.length) print?.(`and ${differences - listed.length} more`);
  const [first] = listed;
  throw new VerificationError(
    `${differences} values of ${compared} replay differently, the first in run ${first?.run} beat ${first?.beat} entry ${first?.entry}: ${first?.field} is ${JSON.stringify(first?.recorded)}, but replays as ${JSON.stringify(first?.replayed)}`,
    {
      code: 'ERR_REPLAY',
      fix:
        outcome.otherCores > 0
          ? 'Replay with the version that wrote the ledger: its numeric core was another build.'
          : 'The numbers were changed before they were hashed, or by hand with every hash after them: compare with a checkpoint kept elsewhere.',
    },
  );
}
