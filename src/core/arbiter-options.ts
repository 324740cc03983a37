/** What an Arbiter is made of, and what it says of itself. */
import type { ActionHandler } from '../actions/index.ts';
import type { GenomicPID } from '../control/index.ts';
import type { FlowExecutor, ThreatModel } from '../flows/index.ts';
import type { Detector } from '../inference/detector.ts';
import type { ImmutableLedger } from '../ledger/index.ts';
import type { Source } from '../sources/source.ts';
import type { TLambdaPulse } from '../sync/index.ts';
import type { Action, Stopped } from './beat-record.ts';
import type { Clock } from './clock.ts';
import type { Genome } from './genome.ts';
import type { GuardOptions } from './guard.ts';
import type { LedgerFailurePolicy } from './recorder.ts';

/** A threat model with what the loop asks of it besides the threat. */
export interface SupervisedModel extends ThreatModel {
  /** Weight that a new genome starts with. */
  readonly mlWeight: number;
  /** What the ledger says of the model. */
  info?(): object;
  /** Refuses a weight where the model takes none. */
  setMlWeight?(mlWeight: number): void;
}

export interface ArbiterOptions {
  readonly pulse?: TLambdaPulse;
  /** Gains and threshold; the state of the PID is the genome's. */
  readonly pid?: GenomicPID;
  readonly entropyModel: SupervisedModel;
  readonly ledger?: ImmutableLedger;
  /** What a ledger that can no longer be written means: the end of the run (default), or going on without acts. */
  readonly onLedgerFailure?: LedgerFailurePolicy;
  /** Counts the live nodes; without one, P is the pulse's own. */
  readonly mesh?: { readonly liveNodes: number };
  /** Where samples come from; without one the pulse alone paces, and the run is never blind. */
  readonly source?: Source | null;
  /** Turns samples into anomalies; without one there are none. */
  readonly detector?: Detector;
  readonly actions?: readonly ActionHandler[];
  /** Limits on what is enacted (DESIGN §3.4); without one, what is decided is enacted and acts. */
  readonly guard?: GuardOptions;
  /** Asked at every beat why nothing may be done: a halt, another owner. Needs `guard`. */
  readonly stops?: { readonly stopped: Stopped | null };
  /** Seconds that a handler has to answer; 30 by default. */
  readonly actionTimeout?: number;
  /** Closes the loop (DESIGN §3.1); without it, it is open. */
  readonly load?: { readonly metric: string; readonly setpoint: number } | null;
  readonly executor?: FlowExecutor;
  readonly clock?: Clock;
  /** Name and version of the program, for the ledger. */
  readonly program?: { readonly name: string; readonly version: string };
}

export interface ArbiterStatus {
  readonly beat: number;
  readonly running: boolean;
  readonly genome: Genome;
  readonly pidStable: boolean;
  readonly ledgerLength: number;
  /** Nothing read back so far was found wrong: see `ledgerVerifiedLength` for how much that is. */
  readonly ledgerVerified: boolean;
  /** Entries, from the first, that were read back and verified: at opening, and at the end of a run. */
  readonly ledgerVerifiedLength: number;
  readonly ledgerLocation: string;
  /** `open loop`, or what closes it. */
  readonly loop: string;
  readonly source: string;
  readonly executor: FlowExecutor['kind'];
  readonly lastAction: Action | null;
  readonly budget: number | null;
  readonly blind: boolean;
}
