/** What an Arbiter is made of, and what it says of itself. */
import type { ActionHandler } from '../actions/index.ts';
import type { FlowExecutor, ThreatModel } from '../flows/index.ts';
import type { ImmutableLedger } from '../ledger/index.ts';
import type { Labels, Source } from '../sources/source.ts';
import type { Action, Stopped } from './beat-record.ts';
import type { Clock } from './clock.ts';
import type { EntityOptions, EntityStatus } from './entity.ts';
import type { Genome } from './genome.ts';
import type { LearningOptions } from './learning.ts';
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

/** Its own pulse, PID and load are those of every entity that has none of its own; its detector is not. */
export interface ArbiterOptions extends EntityOptions {
  readonly entropyModel: SupervisedModel;
  readonly ledger?: ImmutableLedger;
  /** What a ledger that can no longer be written means: the end of the run (default), or going on without acts. */
  readonly onLedgerFailure?: LedgerFailurePolicy;
  /** Counts the live nodes; without one, P is the pulse's own. */
  readonly mesh?: { readonly liveNodes: number };
  /** Where samples come from; without one the pulse alone paces, and the run is never blind. */
  readonly source?: Source | null;
  /**
   * The labels that name the entity of a sample, picked from its own: each entity has a genome, a detector and a loop
   * of its own. Without it, samples are of one entity, whatever labels they have.
   */
  readonly entityBy?: (labels: Labels) => Labels;
  /** What an entity has of its own; asked when it is first seen, and again when it returns after its retirement. */
  readonly entity?: (labels: Labels) => EntityOptions;
  /** Seconds of silence after which an entity with labels is retired. Default 60 periods of the source. */
  readonly retireAfter?: number | undefined;
  /** Where what detectors learn is kept from run to run; not asked on a recording. Without it they learn anew. */
  readonly learning?: LearningOptions | undefined;
  readonly actions?: readonly ActionHandler[];
  /** Asked at every beat why nothing may be done, at all or to an entity: a halt, another owner. Needs `guard`. */
  readonly stops?: { readonly stopped: Stopped | null; of?(entity: string): Stopped | null };
  /** Seconds that a handler has to answer; 30 by default. */
  readonly actionTimeout?: number;
  /** Acts of all entities that may be under way while beats go on; 64 by default. What finds no room is not begun. */
  readonly mostActs?: number;
  /** Seconds that acts under way have once the run is to stop; 10 by default. */
  readonly stopTimeout?: number;
  readonly executor?: FlowExecutor;
  readonly clock?: Clock;
  /** Name and version of the program, for the ledger. */
  readonly program?: { readonly name: string; readonly version: string };
}

/** Genome, stability, action, budget and blindness are those of the entity whose beat was the last. */
export interface ArbiterStatus {
  /** Beats of all entities. */
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
  /** All that are supervised now. */
  readonly entities: readonly EntityStatus[];
}
