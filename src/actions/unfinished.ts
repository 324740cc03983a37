/**
 * Acts of which nobody lived to say what became of them: an intent that names its handlers, and no outcome for one of
 * them, nor an entry that says so already. They may have been done, half done, or not begun: nothing here repeats them.
 *
 * Between an intent and its outcome any number of entries may lie, where many entities beat meanwhile. What is long under
 * way is therefore written down again and again, so that the end of a ledger says all.
 */
import type { Entry, EntryData, ImmutableLedger } from '../ledger/index.ts';

/** Entries after which what is still under way is written down again. */
const NOTED_EVERY = 2048;
/** Entries at the end of a ledger that are looked through: notes and intents of several times NOTED_EVERY. */
const LOOKED_THROUGH = 4 * NOTED_EVERY;
/** As much again of them, at the most, where one beat of a fleet may be longer than the distance of two notes. */
const MOST_STEPS = 4;

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
  for await (const entry of ledger.entries(await beginning(ledger))) {
    // What a run before left open was reported when the next one began.
    if (beginsRun(entry.data)) open = new Map();
    open = following(open, entry);
  }
  return [...open.values()];
}

/** From where to look: before the entries of a long beat, and the notes before it. */
async function beginning(ledger: ImmutableLedger): Promise<number> {
  for (let step = 1; step < MOST_STEPS; step++) {
    const from = ledger.length - step * LOOKED_THROUGH;
    if (from <= 0) return 0;
    for await (const { data } of ledger.entries(from + 2 * NOTED_EVERY)) {
      if (data.type !== 'fleet_entity') return from;
      break;
    }
  }
  return Math.max(0, ledger.length - MOST_STEPS * LOOKED_THROUGH);
}

function beginsRun({ type, entity }: EntryData): boolean {
  return type === 'fleet_config' || (type === 'config' && entity === undefined);
}

function following(open: Map<string, UnfinishedAct>, { data, index }: Entry): Map<string, UnfinishedAct> {
  if ((data.type === 'action' || data.type === 'fleet_entity') && Array.isArray(data.acting)) {
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
  } else if (data.type === 'under_way') {
    for (const act of data.acts as unknown as UnfinishedAct[]) open.set(keyOf(act.entry, act.handler), act);
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

/** Says when what is under way has to be written down again. */
export class UnderWayNotes {
  #noted = 0;

  /** @returns nothing where nothing is under way, or it was written down not long ago */
  due(length: number, acts: () => readonly UnfinishedAct[]): EntryData[] {
    if (length - this.#noted < NOTED_EVERY) return [];
    this.#noted = length;
    const open = acts();
    return open.length > 0 ? [{ acts: open.map((act) => ({ ...act })), type: 'under_way' }] : [];
  }
}
