/** Finds a beat in a ledger and tells how it came about. */
import { closest } from 'fastest-levenshtein';
import { type BeatRecord, runName } from '../core/beat-record.ts';
import { InputError, UsageError } from '../core/errors.ts';
import { type RecordedBeat, recordedBeats } from '../core/recorded-beat.ts';
import { ImmutableLedger } from '../ledger/index.ts';
import { CONSTANTS } from './constants-for-view.ts';
import { renderExplanation, terminalStyle } from './view/index.ts';

export interface ExplainOptions {
  readonly ledgerDir: string;
  readonly beat: string | undefined;
  readonly run: string | undefined;
  /** Name of the entity; of any where none is given. */
  readonly entity: string | undefined;
  readonly json: boolean;
  print(text: string): void;
}

export async function explain({ ledgerDir, beat, run, entity, json, print }: ExplainOptions): Promise<void> {
  const wanted = { beat: wholeNumber('--beat', beat), run: wholeNumber('--run', run), entity };
  const ledger = await new ImmutableLedger({ dir: ledgerDir, readOnly: true }).open();
  try {
    const found = await findBeat(ledger, wanted);
    const entries = found.entries.map(({ index, data, hash }) => ({ index, type: data.type, hash }));
    if (json) {
      print(JSON.stringify({ ...found.record, type: 'explanation', run: found.run, entries }));
      return;
    }
    const style = terminalStyle(process.env, process.stdout, process.platform);
    const { k, p, t1 } = found.pulse;
    const constants = { ...CONSTANTS, kFlows: k, pNodes: p, t1 };
    print(
      renderExplanation(
        { record: found.record, entries, guard: guardInWords(found.record) },
        constants,
        style,
      ).join('\n'),
    );
  } finally {
    await ledger.close();
  }
}

function guardInWords({ guard, acting, enacted }: BeatRecord): string | undefined {
  if (acting) return `${acting.join(', ')} acted on ${enacted}.`;
  if (!guard) return undefined;
  return (
    guard.reason ??
    (enacted === 'NOOP' ? 'Nothing is to be done.' : 'Nothing was held back; no handler is set for it.')
  );
}

interface Wanted {
  readonly beat: number | undefined;
  readonly run: number | undefined;
  readonly entity: string | undefined;
}

async function findBeat(ledger: ImmutableLedger, wanted: Wanted): Promise<RecordedBeat> {
  let found: RecordedBeat | undefined;
  let beats = 0;
  const runs = new Set<string>();
  const entities = new Set<string>();
  const matching = new Set<string>();
  for await (const recorded of recordedBeats(ledger.entries())) {
    const { entity = '' } = recorded.record;
    entities.add(entity);
    if (wanted.entity !== undefined && entity !== wanted.entity) continue;
    beats++;
    runs.add(runName(recorded.run, entity));
    if (wanted.run !== undefined && recorded.run !== wanted.run) continue;
    if (wanted.beat !== undefined && recorded.record.beat !== wanted.beat) continue;
    found = recorded;
    matching.add(entity);
  }
  if (found && (matching.size === 1 || wanted.beat === undefined)) return found;
  if (found) throw ambiguous(wanted, matching);
  if (wanted.entity !== undefined && !entities.has(wanted.entity)) throw noEntity(wanted.entity, entities);
  const which = wanted.beat === undefined ? 'no beat' : `no beat ${wanted.beat}`;
  const where = wanted.run === undefined ? '' : ` in run ${wanted.run}`;
  throw new InputError(
    `${ledger.location} holds ${which}${where}: it has ${beats} beats in ${runs.size} runs`,
    {
      code: 'ERR_NO_BEAT',
      fix:
        beats === 0
          ? 'Run venom run --ledger-dir with that directory first.'
          : 'Leave --beat out for the latest.',
    },
  );
}

function ambiguous({ beat }: Wanted, matching: ReadonlySet<string>): InputError {
  const names = [...matching].filter((name) => name !== '').slice(0, MOST_NAMED);
  return new InputError(`${matching.size} entities have a beat ${beat}`, {
    code: 'ERR_NO_BEAT',
    fix: `Name one with --entity, e.g. ${names.join(' or ')}.`,
  });
}

function noEntity(entity: string, entities: ReadonlySet<string>): InputError {
  const known = [...entities].filter((name) => name !== '');
  const { length } = known;
  return new InputError(`no beat is of the entity ${JSON.stringify(entity)}`, {
    code: 'ERR_NO_BEAT',
    fix:
      length === 0
        ? 'All beats are of the one entity that has no name: leave --entity out.'
        : `Did you mean ${closest(entity, known)}? There are ${length} with a name.`,
  });
}

/** Entities that an error names. */
const MOST_NAMED = 3;

function wholeNumber(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(value) && value > 0) return value;
  throw new UsageError(`${flag} is ${JSON.stringify(text)}, but must be a whole number above 0`, {
    code: 'ERR_SETTING',
    fix: `Give ${flag} a number, or leave it out for the latest.`,
  });
}
