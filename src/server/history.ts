/**
 * The last beats of each entity, and where each of its beats is in the ledger. Bounded in all: the more entities, the
 * less of each.
 */
import type { BeatRecord } from '../core/beat-record.ts';

/** Whole records that are kept of an entity: ten minutes at one beat a second. */
export const RECENT_BEATS = 600;
/** Whole records that are kept of all, some kilobytes each. */
const RECORDS = 6000;
/** Places that are kept of all: twelve days of one entity at one beat a second. */
const PLACES = 1 << 20;
/** Entries among which a beat is looked for: its own, what was injected before it, outcomes of other beats. */
const LONGEST_BEAT = 256;

/** A beat and its place among those of all entities, from 1. */
export interface Told {
  readonly id: number;
  readonly record: BeatRecord;
}

interface Kept {
  readonly recent: Told[];
  /** Length of the ledger after each beat. */
  readonly ends: Map<number, number>;
  /** An entry shortly before the configuration that it was begun with. */
  readonly opened: number;
}

export class History {
  readonly #entities = new Map<string, Kept>();
  #last: Told | undefined;

  add(record: BeatRecord): Told {
    const told = { id: (this.#last?.id ?? 0) + 1, record };
    this.#last = told;
    const { recent, ends } = this.#keptOf(record);
    recent.push(told);
    ends.set(record.beat, record.ledgerLength);
    const share = Math.floor(RECORDS / this.#entities.size);
    const most = Math.min(RECENT_BEATS, Math.max(1, share));
    if (recent.length > most) recent.splice(0, recent.length - most);
    const places = Math.max(1, Math.floor(PLACES / this.#entities.size));
    for (const beat of ends.keys()) {
      if (ends.size <= places) break;
      ends.delete(beat);
    }
    return told;
  }

  #keptOf({ entity = '', ledgerLength }: BeatRecord): Kept {
    const known = this.#entities.get(entity);
    if (known) return known;
    const opened = Math.max(0, ledgerLength - LONGEST_BEAT);
    const kept = { recent: [], ends: new Map<number, number>(), opened };
    this.#entities.set(entity, kept);
    return kept;
  }

  /** An entity was retired: if it comes back, its beats begin anew. */
  forget(entity: string): void {
    this.#entities.delete(entity);
  }

  get last(): BeatRecord | undefined {
    return this.#last?.record;
  }

  /** An entry not far before the configuration of an entity; undefined where it has no beat yet. */
  opened(entity: string): number | undefined {
    return this.#entities.get(entity)?.opened;
  }

  /** The last `count` beats, oldest first, of those after `id`; of all entities where none is named. */
  recent(count: number, after = 0, entity?: string): readonly Told[] {
    if (count <= 0) return [];
    const kept = entity === undefined ? [...this.#entities.values()] : [this.#entities.get(entity)];
    const all = kept.flatMap((one) => one?.recent.filter(({ id }) => id > after) ?? []);
    if (kept.length > 1) all.sort((one, other) => one.id - other.id);
    return all.slice(-count);
  }

  record(beat: number, entity: string): BeatRecord | undefined {
    return this.#entities.get(entity)?.recent.find(({ record }) => record.beat === beat)?.record;
  }

  /** First entry that may belong to a beat of this run, and the one behind its last; undefined where not known. */
  place(beat: number, entity: string): { readonly from: number; readonly to: number } | undefined {
    const ends = this.#entities.get(entity)?.ends;
    const to = ends?.get(beat);
    if (to === undefined) return undefined;
    return { from: Math.max(ends?.get(beat - 1) ?? 0, to - LONGEST_BEAT), to };
  }
}
