/** The constants of DESIGN §3 that a picture of a beat needs. They are passed in: nothing here knows their values. */

/** Thresholds of decide() (DESIGN §3.4). */
export interface Limits {
  readonly threatQuarantine: number;
  readonly threatAlert: number;
  readonly stability: number;
  readonly repair: number;
  readonly optGain: number;
}

/** What the formulas of a whole beat need besides. */
export interface Constants extends Limits {
  /** Time of one unit of work, seconds. */
  readonly t1: number;
  readonly kFlows: number;
  /** Nominal number of nodes. */
  readonly pNodes: number;
  readonly epsilon: number;
  readonly epsilonReset: number;
  readonly maxWeightDelta: number;
  /** Raw threat above which E follows the threat. */
  readonly threatFeedback: number;
}
