/** Computes a beat of a fleet again and tells how one of its decisions came about. */
import { VerificationError } from '../../core/errors.ts';
import { type EntityAccount, FleetReplay, findBeats } from '../../core/fleet/index.ts';
import { LeafReader } from '../../fleet/leaves/leaf-reader.ts';
import { LedgerReader } from '../../ledger/reader.ts';
import { coreSha256 } from '../../numeric/index.ts';
import { timeText } from '../time-text.ts';
import { printable } from '../view/index.ts';

export interface Explained {
  readonly json: object;
  readonly lines: readonly string[];
}

/** @throws VerificationError where the beat does not replay to what is recorded: there is nothing to explain then */
export async function explainDecision(
  ledgerDir: string,
  entity: string,
  wanted: { readonly beat: number | undefined; readonly run: number | undefined },
): Promise<Explained> {
  const ledger = await LedgerReader.open(ledgerDir);
  const beats = await findBeats(ledger.entries(0), wanted);
  const last = beats.at(-1);
  const { hash } = ledger;
  const reader = new LeafReader(ledgerDir, hash);
  const replay = new FleetReplay({ reader, hash, coreSha256, threatsOf: () => undefined });
  for (const entry of [...(last?.opening ?? []), ...beats.map(({ entry }) => entry)]) {
    const [different] = await replay.take(entry);
    if (different)
      throw new VerificationError(
        `beat ${different.beat} does not replay to what is recorded: ${different.field} differs`,
        { code: 'ERR_REPLAY', fix: 'venom fleet replay tells everything that differs.' },
      );
  }
  if (!last || replay.beat === undefined) {
    // What is not kept is said by whoever reads it.
    if (last?.data.leaves) await reader.found(last.data.leaves);
    throw new VerificationError('the leaves of the beat do not begin with a snapshot', {
      code: 'ERR_FLEET_LEAVES',
      fix: 'venom fleet replay tells which beats can be read.',
    });
  }
  const account = replay.account(entity);
  const { index, timestamp } = last.entry;
  return {
    json: {
      type: 'fleet_explanation',
      run: last.run,
      beat: last.data.beat,
      entry: index,
      timestamp,
      ...account,
    },
    lines: inWords(account, last.data.beat, timestamp, index).map(printable),
  };
}

function inWords(account: EntityAccount, beat: number, timestamp: number, entry: number): string[] {
  const { entity, decided, enacted, earlier, guard, flows, load, weights, weightsBefore } = account;
  const before = earlier === null ? '' : ` (${earlier} at the beat before)`;
  const held = load && (load.held ? ', held from an earlier sample' : '');
  return [
    `${entity}  beat ${beat}  ${timeText(timestamp)}  entry ${entry}`,
    `enacted   ${enacted}${before}`,
    `decided   ${decided}: ${account.reason}`,
    `guard     ${guard.reason ?? 'nothing was held back'}`,
    ...(load
      ? [`load      ${load.metric} ${load.value ?? 'not known'}, setpoint ${load.setpoint}${held}`]
      : []),
    `Regen     ${flows.R.explanation}`,
    `Balance   ${flows.B.explanation}`,
    `Entropy   ${flows.E.explanation}`,
    `Optimize  ${flows.O.explanation}`,
    `weights   ${weightsInWords(weightsBefore)} before, ${weightsInWords(weights)} after`,
    `budget    ${account.budget.toPrecision(4)}${account.pidStable ? '' : ', UNSTABLE'}`,
  ];
}

function weightsInWords(weights: EntityAccount['weights']): string {
  return Object.entries(weights)
    .map(([name, weight]) => `${name} ${weight.toFixed(4)}`)
    .join(' ');
}
