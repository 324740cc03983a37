/** What carries out a decision. */
import type { Action } from '../core/beat-record.ts';
import type { OptimizeResult, RegenResult } from '../flows/index.ts';
import type { Labels } from '../sources/source.ts';

/** A decision on its way to being acted on: its intent is in the ledger already. */
export interface Intent {
  /** Name of the entity; empty for the run's own. */
  readonly entity: string;
  readonly labels: Labels | null;
  readonly beat: number;
  readonly timestamp: number;
  readonly action: Action;
  readonly reason: string;
  /** Plans and scores of R and O (DESIGN §3.3). */
  readonly repair: RegenResult;
  readonly reinvest: OptimizeResult;
}

/**
 * Contract: called after the intent is durable, once a beat; a rejection is recorded as a failed outcome and
 * does not stop the beat. What is returned is recorded: plain JSON.
 */
export interface ActionHandler {
  readonly name: string;
  act(intent: Intent): Promise<unknown>;
}
