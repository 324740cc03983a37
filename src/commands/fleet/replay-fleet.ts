/** Replays the fleets of a ledger and tells how it came out. */
import { InputError, VerificationError } from '../../core/errors.ts';
import { type FleetDifference, FleetReplay } from '../../core/fleet/index.ts';
import { LeafReader } from '../../fleet/leaves/leaf-reader.ts';
import { createSha3, ImmutableLedger } from '../../ledger/index.ts';
import { coreSha256 } from '../../numeric/index.ts';
import { printable } from '../view/index.ts';
import { builtInModel } from '../warm.ts';

export interface FleetReplayOrder {
  readonly ledgerDir: string;
  /** The only entity to compare; undefined: all. */
  readonly entity: string | undefined;
  readonly print: ((text: string) => void) | undefined;
  readonly printJson: ((document: unknown) => void) | undefined;
}

/** Differences that are listed; a wrong beginning makes every later beat differ. */
const MOST_LISTED = 20;

/** @returns false where a value differs, and everything about it is told */
export async function replayFleet(order: FleetReplayOrder): Promise<boolean> {
  const hash = await createSha3();
  const ledger = await new ImmutableLedger({ dir: order.ledgerDir, readOnly: true }).open();
  const { sha256: builtIn } = builtInModel.info();
  const replay = new FleetReplay({
    reader: new LeafReader(order.ledgerDir, hash),
    hash,
    coreSha256,
    entity: order.entity,
    threatsOf: (sha256) =>
      sha256 === builtIn ? (totals, weight) => builtInModel.threatBatch(totals, weight) : undefined,
  });
  const listed: FleetDifference[] = [];
  let differences = 0;
  try {
    for await (const entry of ledger.entries()) {
      const found = await replay.take(entry);
      differences += found.length;
      listed.push(...found.slice(0, MOST_LISTED - listed.length));
    }
  } finally {
    await ledger.close();
    await builtInModel.close();
  }
  if (replay.tally.beats === 0) throw nothingToReplay(order, replay);
  replay.requireMet();
  tell(order, replay, listed, differences);
  return differences === 0 && replay.missing === 0;
}

function nothingToReplay({ ledgerDir }: FleetReplayOrder, { tally }: FleetReplay): InputError {
  return new InputError(`${ledgerDir} holds no beat of a fleet to replay`, {
    code: 'ERR_NO_BEAT',
    fix:
      tally.dropped > 0
        ? `The leaves of ${tally.dropped} beats are not kept any more: copy them back from an archive.`
        : 'Run venom fleet --ledger-dir with that directory first; a run of one is replayed by venom replay.',
  });
}

function tell(
  { print, printJson, entity }: FleetReplayOrder,
  { tally, missing }: FleetReplay,
  listed: readonly FleetDifference[],
  differences: number,
): void {
  if (printJson) {
    printJson({ type: 'fleet_replay', same: differences === 0, ...tally, missing, differences, listed });
    return;
  }
  const whose = entity === undefined ? '' : ` of ${entity}`;
  print?.(
    printable(
      `${tally.beats} beats of ${tally.runs} runs computed again, ${tally.compared} values${whose} compared`,
    ),
  );
  print?.(`${tally.accounts} full entries computed again`);
  print?.(
    tally.threats > 0
      ? `${tally.threats} threats computed again by the built-in model`
      : 'threats were taken as recorded: their model is not the built-in one',
  );
  if (tally.dropped > 0)
    print?.(`${tally.dropped} beats were passed over: their leaves are not kept any more`);
  if (tally.otherCores > 0)
    print?.(`${tally.otherCores} runs were made by another build of the numeric core than this one`);
  if (differences === 0) {
    print?.('every value is the same, bit for bit');
    if (missing > 0) throw leavesMissing(missing);
    return;
  }
  for (const difference of listed) print?.(printable(inWords(difference)));
  if (differences > listed.length) print?.(`and ${differences - listed.length} more`);
  const [first] = listed;
  throw new VerificationError(
    `${differences} values of ${tally.compared} replay differently${first ? `, the first: ${inWords(first)}` : ''}`,
    {
      code: 'ERR_REPLAY',
      fix:
        tally.otherCores > 0
          ? 'Replay with the version that wrote the ledger: its numeric core was another build.'
          : 'Leaves or entries were changed after they were written: compare with a copy.',
    },
  );
}

function leavesMissing(beats: number): VerificationError {
  return new VerificationError(
    `the leaves of ${beats} beats are gone, and no entry says that they were dropped`,
    {
      code: 'ERR_FLEET_MISSING',
      fix: 'Copy the files back from an archive: only what --leaves-for drops is told of in the ledger.',
    },
  );
}

function inWords({ run, beat, entry, entity, field, recorded, replayed }: FleetDifference): string {
  const whose = entity === null ? '' : ` ${entity}`;
  return `run ${run} beat ${beat} entry ${entry}${whose}: ${field} is ${shown(recorded)}, but replays as ${shown(replayed)}`;
}

/** JSON has no NaN, and a table of a thousand entities is no line. */
function shown(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'nothing');
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
