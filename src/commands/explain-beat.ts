/** Finds a beat in a ledger and tells how it came about. */
import type { BeatRecord } from '../core/beat-record.ts';
import { InputError, UsageError } from '../core/errors.ts';
import { type RecordedBeat, recordedBeats } from '../core/recorded-beat.ts';
import { ImmutableLedger } from '../ledger/index.ts';
import { CONSTANTS } from './constants-for-view.ts';
import { renderExplanation, terminalStyle } from './view/index.ts';

export interface ExplainOptions {
  readonly ledgerDir: string;
  readonly beat: string | undefined;
  readonly run: string | undefined;
  readonly json: boolean;
  print(text: string): void;
}

export async function explain({ ledgerDir, beat, run, json, print }: ExplainOptions): Promise<void> {
  const wanted = { beat: wholeNumber('--beat', beat), run: wholeNumber('--run', run) };
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

async function findBeat(
  ledger: ImmutableLedger,
  wanted: { beat: number | undefined; run: number | undefined },
): Promise<RecordedBeat> {
  let found: RecordedBeat | undefined;
  let beats = 0;
  let runs = 0;
  for await (const recorded of recordedBeats(ledger.entries())) {
    beats++;
    runs = recorded.run;
    if (wanted.run !== undefined && recorded.run !== wanted.run) continue;
    if (wanted.beat === undefined || recorded.record.beat === wanted.beat) found = recorded;
  }
  if (found) return found;
  const which = wanted.beat === undefined ? 'no beat' : `no beat ${wanted.beat}`;
  const where = wanted.run === undefined ? '' : ` in run ${wanted.run}`;
  throw new InputError(`${ledger.location} holds ${which}${where}: it has ${beats} beats in ${runs} runs`, {
    code: 'ERR_NO_BEAT',
    fix:
      beats === 0
        ? 'Run venom run --ledger-dir with that directory first.'
        : 'Leave --beat out for the latest.',
  });
}

function wholeNumber(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(value) && value > 0) return value;
  throw new UsageError(`${flag} is ${JSON.stringify(text)}, but must be a whole number above 0`, {
    code: 'ERR_SETTING',
    fix: `Give ${flag} a number, or leave it out for the latest.`,
  });
}
