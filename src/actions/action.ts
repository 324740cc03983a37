/** What carries out a decision. */
import type { Action, DecisionVector } from '../core/beat-record.ts';
import type { OptimizeResult, RegenResult } from '../flows/index.ts';
import type { Labels } from '../sources/source.ts';

/** A decision on its way to being acted on: its intent is in the ledger already. */
export interface Intent {
  /** Hash of the intent's ledger entry: no other act has it, so it can serve as an idempotency key. */
  readonly id: string;
  /** Index of that entry. */
  readonly entry: number;
  /**
   * Counts the owners of what is acted on, where replicas share it: who keeps the highest that it has seen can refuse
   * an act of an owner that was overtaken.
   */
  readonly fence?: number;
  /** Where entities are shared out: the share that `fence` counts the owners of. */
  readonly share?: string;
  /** Name of the entity; empty for the run's own. */
  readonly entity: string;
  readonly labels: Labels | null;
  readonly beat: number;
  readonly timestamp: number;
  /** What is enacted. */
  readonly action: Action;
  readonly decided: Action;
  /** One sentence with the numbers and thresholds that led to the decision. */
  readonly reason: string;
  readonly decvec: DecisionVector;
  /** Plans, scores and explanations of R and O (DESIGN §3.3). */
  readonly repair: RegenResult;
  readonly reinvest: OptimizeResult;
}

/**
 * Contract: called after the intent is durable, once a beat that acts, beside the other handlers; a rejection is
 * recorded as a failed outcome and does not stop the beat. What is returned is recorded: plain JSON.
 */
export interface ActionHandler {
  readonly name: string;
  /** The actions that it carries out; all but NOOP where it does not say. */
  readonly on?: readonly Action[];
  /** Whether it is for an entity of these labels (the run's own has none); for all where it does not say. */
  readonly isFor?: ((labels: Labels) => boolean) | undefined;
  /** Seconds that it has; those of the run where it does not say. */
  readonly timeout?: number;
  /** @param signal aborted once its time is up: what is under way is to be ended */
  act(intent: Intent, signal: AbortSignal): Promise<unknown>;
}

/** An act that failed, with what the ledger is to keep of it: plain JSON. */
export class ActError extends Error {
  readonly detail: object;

  constructor(message: string, detail: object) {
    super(message);
    this.name = 'ActError';
    this.detail = detail;
  }
}
