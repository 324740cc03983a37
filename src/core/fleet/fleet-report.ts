/** What a run of a fleet amounted to. */
import type { ImmutableLedger, Manifest } from '../../ledger/index.ts';
import type { Action } from '../beat-record.ts';
import { ACTIONS } from '../beat-record.ts';
import type { FleetBeat } from './supervisor.ts';

export interface FleetReport {
  readonly type: 'status';
  readonly beats: number;
  /** At the end, without what they roll up to. */
  readonly entities: number;
  readonly joined: number;
  readonly retired: number;
  /** Entities times beats, by enacted and by decided action. */
  readonly actions: Readonly<Record<Action, number>>;
  readonly decided: Readonly<Record<Action, number>>;
  /** Full entries. */
  readonly told: number;
  /** Wall time, seconds; and of beats alone, with the longest one and the longest lag behind a sample. */
  readonly seconds: number;
  readonly beating: number;
  readonly longestBeat: number;
  readonly longestLag: number;
  readonly source: string;
  readonly leaves: { readonly kept: boolean; readonly bytes: number };
  readonly ledger: Manifest & { readonly location: string; readonly verified: boolean };
  readonly stopped: string;
}

interface Ending extends Pick<FleetReport, 'beats' | 'entities' | 'seconds' | 'source' | 'stopped'> {
  readonly leafBytes: number;
  readonly leaves: boolean;
  readonly ledger: ImmutableLedger;
}

const zero = (): Record<Action, number> => ({
  QUARANTINE: 0,
  ALERT: 0,
  APPLY_BALANCE: 0,
  APPLY_OPTIMIZE: 0,
  NOOP: 0,
});

export class FleetTally {
  readonly #actions = zero();
  readonly #decided = zero();
  #joined = 0;
  #retired = 0;
  #told = 0;
  #beating = 0;
  #longestBeat = 0;
  #longestLag = 0;

  count({ data, took, lag }: FleetBeat): void {
    for (const action of ACTIONS) {
      this.#actions[action] += data.actions[action];
      this.#decided[action] += data.decided[action];
    }
    this.#joined += data.joined;
    this.#retired += data.retired;
    this.#told += data.told;
    this.#beating += took;
    this.#longestBeat = Math.max(this.#longestBeat, took);
    this.#longestLag = Math.max(this.#longestLag, lag);
  }

  report({ ledger, leafBytes, leaves, ...ending }: Ending): FleetReport {
    return {
      type: 'status',
      ...ending,
      joined: this.#joined,
      retired: this.#retired,
      actions: { ...this.#actions },
      decided: { ...this.#decided },
      told: this.#told,
      beating: this.#beating,
      longestBeat: this.#longestBeat,
      longestLag: this.#longestLag,
      leaves: { kept: leaves, bytes: leafBytes },
      ledger: { ...ledger.getManifest(), location: ledger.location, verified: ledger.sound },
    };
  }
}
