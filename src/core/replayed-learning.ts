/**
 * What detectors had learnt, in a replay: each state that a ledger says was kept is computed again from the readings and
 * compared by its hash, and a run that went on from one goes on from it here too.
 */
import type { Detector } from '../inference/detector.ts';
import { detectorOf } from '../inference/detectors.ts';
import { createSha3 } from '../ledger/hash.ts';
import type { Entry } from '../ledger/index.ts';
import type { DetectorBank } from '../numeric/detector-bank.ts';
import type { Difference } from './beat-differences.ts';
import { InputError } from './errors.ts';
import { sha3Of } from './learnt-state.ts';
import { keptOf, type RunConfig } from './recorded-run.ts';

/** States that were compared, for whoever asks. */
export interface StateTally {
  compared: number;
  /** Runs that go on from a state that is not in what is kept of the ledger: their anomalies are as recorded. */
  unknown: number;
  readonly differences: (Difference & { readonly entity: string; readonly run: number })[];
}

/** A run of an entity. */
interface Run {
  readonly entity: string;
  /** Of its entity, from 1. */
  readonly number: number;
}

/** States of an entity that can be gone on from: after a crash it is not the latest. */
const REMEMBERED = 2;

export class ReplayedLearning {
  readonly #tally: StateTally;
  /** By entity, the latest states by their hash. */
  readonly #states = new Map<string, Map<string, Uint8Array>>();
  /** Hashes of all that the ledger says was kept, with their entities. */
  readonly #kept = new Set<string>();

  constructor(tally: StateTally = { compared: 0, unknown: 0, differences: [] }) {
    this.#tally = tally;
  }

  /**
   * The detector of a run as it began; undefined where it is not known.
   *
   * @param whole the ledger was read from its first entry on: what was not kept in it was put there by somebody
   */
  begin(
    { entity, number }: Run,
    { detector: told }: RunConfig,
    { index }: Entry,
    bank: DetectorBank,
    whole: boolean,
  ): Detector | undefined {
    const detector = detectorOf(told, bank);
    const learnt = told?.learnt;
    if (learnt === undefined || !detector) return detector;
    const state = this.#states.get(entity)?.get(learnt);
    if (state && resumes(detector, state)) return detector;
    detector.close?.();
    if (!whole || this.#kept.has(keyOf(entity, learnt))) this.#tally.unknown++;
    else this.#differ({ entity, number }, 0, index, 'detector.learnt', learnt, null);
    return undefined;
  }

  /** An entry that says what was kept, or was not. */
  async follow(run: Run, detector: Detector | undefined, entry: Entry): Promise<void> {
    const kept = keptOf(entry);
    if (!kept) return;
    const { entity } = run;
    this.#kept.add(keyOf(entity, kept.sha3));
    const state = detector?.save?.();
    if (!state) return;
    const sha3 = sha3Of(state, await createSha3());
    this.#tally.compared++;
    if (sha3 !== kept.sha3) this.#differ(run, kept.beat, entry.index, 'learnt.sha3', kept.sha3, sha3);
    const states = this.#states.get(entity) ?? new Map<string, Uint8Array>();
    states.delete(sha3);
    states.set(sha3, state);
    for (const old of [...states.keys()].slice(0, -REMEMBERED)) states.delete(old);
    this.#states.set(entity, states);
  }

  #differ(
    { entity, number: run }: Run,
    beat: number,
    entry: number,
    field: string,
    recorded: string,
    replayed: string | null,
  ): void {
    this.#tally.differences.push({ entity, run, beat, entry, field, recorded, replayed });
  }
}

const keyOf = (entity: string, sha3: string): string => `${sha3} ${entity}`;

/** One of another version, or another build of the numeric core, cannot be gone on from here. */
function resumes(detector: Detector, state: Uint8Array): boolean {
  try {
    detector.restore?.(state);
    return detector.restore !== undefined;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}
