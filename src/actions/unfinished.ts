/**
 * Acts of which nobody lived to say what became of them: an intent that names its handlers, and no outcome for one of
 * them, nor an entry that says so already. They may have been done, half done, or not begun: nothing here repeats them.
 */
import type { Entry, EntryData, ImmutableLedger } from '../ledger/index.ts';

/** Entries at the end of a ledger that are looked through: intents older than these were answered or reported. */
const LOOKED_THROUGH = 8192;

export interface UnfinishedAct {
  /** Index of the entry that holds the intent. */
  readonly entry: number;
  /** Name of the entity; undefined for the run's own. */
  readonly entity?: string;
  readonly beat: number;
  readonly action: string;
  readonly handler: string;
}

/** @param ledger that is open, and not yet written to */
export async function unfinishedActs(ledger: ImmutableLedger): Promise<UnfinishedAct[]> {
  if (ledger.length === 0) return [];
  let open = new Map<string, UnfinishedAct>();
  for await (const entry of ledger.entries(Math.max(0, ledger.length - LOOKED_THROUGH))) {
    // What a run before left open was reported when the next one began.
    if (entry.data.type === 'config' && entry.data.entity === undefined) open = new Map();
    open = following(open, entry);
  }
  return [...open.values()];
}

function following(open: Map<string, UnfinishedAct>, { data, index }: Entry): Map<string, UnfinishedAct> {
  if (data.type === 'action' && Array.isArray(data.acting)) {
    for (const handler of data.acting.map(String)) {
      const act = {
        entry: index,
        ...(typeof data.entity === 'string' && { entity: data.entity }),
        beat: Number(data.beat),
        action: String(data.enacted),
        handler,
      };
      open.set(keyOf(index, handler), act);
    }
  } else if (data.type === 'outcome' || data.type === 'unfinished') {
    open.delete(keyOf(data.intent ?? intentOf(open, data), String(data.handler)));
  }
  return open;
}

function keyOf(intent: unknown, handler: string): string {
  return JSON.stringify([intent, handler]);
}

/** Outcomes did not always name their intent: its beat does, where the entity has but one life. */
function intentOf(open: ReadonlyMap<string, UnfinishedAct>, { entity, beat, handler }: EntryData): unknown {
  const named = [...open.values()].find(
    (act) => act.entity === entity && act.beat === beat && act.handler === handler,
  );
  return named?.entry;
}

export function unfinishedEntry({ action, beat, entity, entry, handler }: UnfinishedAct): EntryData {
  return {
    action,
    beat,
    ...(entity !== undefined && { entity }),
    handler,
    intent: entry,
    type: 'unfinished',
  };
}
