/**
 * What detectors have learnt goes from run to run: at intervals, and at the end of a run, the state of each entity's
 * detector is kept beside the ledger, and its hash in the ledger; the next run goes on from it.
 *
 *   1  entry `learnt`, event `kept`, with the SHA3-256 of the state; made durable
 *   2  the state, in a file that takes the place of the one before as a whole
 *   3  at the next run, `detector.learnt` in the `config` entry: the SHA3-256 of the state that it goes on from
 *
 * Between 1 and 2 there is an entry without its file: the state before it is as good. The state is a function of the
 * readings, so that a replay computes it again and compares the hashes (replayed-learning.ts).
 */
import type { EntryData, ImmutableLedger } from '../ledger/index.ts';
import { createSha3 } from '../ledger/sha3.ts';
import type { Entity } from './entity.ts';
import { InputError, messageOf, systemCodeOf } from './errors.ts';
import { badFile, type LearntFile } from './learnt-file.ts';
import type { LearntStore } from './learnt-files.ts';
import { sha3Of } from './learnt-state.ts';
import type { Recorder } from './recorder.ts';

export interface LearningOptions {
  readonly store: LearntStore;
  /** Seconds after which a state is kept. */
  readonly every: number;
  /** Seconds after which a state is too old to go on from. */
  readonly maxAge: number;
}

/** What became of what a detector had learnt, or has. */
export interface LearntNotice {
  /** Name of the entity; empty for the run's own. */
  readonly entity: string;
  /** `failed`: it was not kept. */
  readonly event: 'resumed' | 'refused' | 'failed';
  /** One sentence. */
  readonly text: string;
}

/** What the opening of an entity says of it. */
export interface Recalled {
  /** SHA3-256 of the state that its detector goes on from. */
  readonly sha3: string | null;
  readonly entries: readonly EntryData[];
}

const NOTHING: Recalled = { sha3: null, entries: [] };
/** Entities whose states are held at once at the end of a run. */
const BATCH = 64;

export class Learning {
  readonly #options: LearningOptions;
  readonly #ledger: ImmutableLedger;
  readonly #recorder: Recorder;
  readonly #tell: (notice: LearntNotice) => void;
  /** When the state of an entity was kept last, or it began. */
  readonly #keptAt = new Map<string, number>();
  #genesis: string | null = null;
  #failing = false;

  constructor(
    options: LearningOptions,
    ledger: ImmutableLedger,
    recorder: Recorder,
    tell: (notice: LearntNotice) => void,
  ) {
    this.#options = options;
    this.#ledger = ledger;
    this.#recorder = recorder;
    this.#tell = tell;
  }

  /**
   * The detector of a new entity goes on from what is kept for it; where that cannot be done, it learns anew.
   *
   * @param now seconds since the epoch
   */
  async recall({ name, detector }: Entity, now: number): Promise<Recalled> {
    this.#keptAt.set(name, now);
    if (!detector?.restore) return NOTHING;
    try {
      const file = await this.#options.store.read(name);
      if (!file) return NOTHING;
      this.#judge(file, name, now);
      detector.restore(file.state);
      const age = Math.round(now - file.timestamp);
      this.#tell({
        entity: name,
        event: 'resumed',
        text: `Detectors go on from what they had learnt ${age} s ago.`,
      });
      return { sha3: file.sha3, entries: [] };
    } catch (error) {
      // A mistake of this program is not one of the file.
      if (!(error instanceof InputError) && systemCodeOf(error) === undefined) throw error;
      const reason = messageOf(error);
      this.#tell({ entity: name, event: 'refused', text: `Detectors learn anew: ${reason}` });
      return { sha3: null, entries: [{ event: 'refused', reason, type: 'learnt' }] };
    }
  }

  #judge(file: LearntFile, name: string, now: number): void {
    if (file.genesis !== this.#genesisHash()) throw badFile('it belongs to another ledger');
    if (file.entity !== name) throw badFile(`it is of the entity ${JSON.stringify(file.entity)}`);
    const { maxAge } = this.#options;
    const age = Math.round(now - file.timestamp);
    if (Math.abs(age) > maxAge) throw badFile(`it is ${age} s old, and may be ${maxAge} s at the most`);
  }

  /** Keeps the state of an entity, where that is due. */
  async keepWhenDue(entity: Entity, now: number): Promise<void> {
    const since = this.#keptAt.get(entity.name) ?? now;
    if (Math.abs(now - since) >= this.#options.every) await this.#keep([entity], now);
  }

  /** Keeps the states of all, at the end of a run, and removes what is too old to go on from. */
  async conclude(entities: readonly Entity[], now: number): Promise<void> {
    for (let i = 0; i < entities.length; i += BATCH) await this.#keep(entities.slice(i, i + BATCH), now);
    await this.#storing('', () => this.#options.store.prune(now - this.#options.maxAge));
  }

  /** An entity was retired: if it comes back, it begins anew. */
  async forget(name: string): Promise<void> {
    this.#keptAt.delete(name);
    await this.#storing(name, () => this.#options.store.remove(name));
  }

  async #keep(entities: readonly Entity[], now: number): Promise<void> {
    const hash = await createSha3();
    const files: LearntFile[] = [];
    for (const entity of entities) {
      const state = entity.detector?.save?.();
      if (!state) continue;
      this.#keptAt.set(entity.name, now);
      const sha3 = sha3Of(state, hash);
      const data = { beat: entity.beats, bytes: state.length, event: 'kept', sha3, type: 'learnt' };
      const entry = await this.#recorder.record(entity.own([data]), now);
      const genesis = this.#genesisHash();
      if (!entry || genesis === null) return;
      files.push({ entity: entity.name, entry: entry.index, genesis, sha3, state, timestamp: now });
    }
    // A state that is there is in the ledger: one whose entry was lost could not be gone on from.
    if (files.length === 0 || !(await this.#recorder.secure())) return;
    for (const file of files) await this.#storing(file.entity, () => this.#options.store.write(file));
  }

  /** What is learnt is no ground to end a run: where it cannot be kept, that is told once, and tried again when due. */
  async #storing(entity: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#failing = false;
    } catch (error) {
      if (systemCodeOf(error) === undefined) throw error;
      if (!this.#failing) {
        const text = `What the detectors have learnt is not kept for the next run: ${messageOf(error)}`;
        this.#tell({ entity, event: 'failed', text });
      }
      this.#failing = true;
    }
  }

  #genesisHash(): string | null {
    if (this.#genesis === null && this.#ledger.length > 0)
      this.#genesis = this.#ledger.getManifest().genesisHash;
    return this.#genesis;
  }
}
