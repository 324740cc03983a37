/** The PID of DESIGN §3.2 with its state: `pidStep` does the arithmetic, this remembers where it stands. */
import { KD, KI, KP, T_THRESHOLD } from '../core/constants.ts';
import {
  INITIAL_PID_STATE,
  type PidOptions,
  type PidState,
  type PidStep,
  pidStep,
  requireFinite,
  requirePositive,
} from '../numeric/index.ts';

/** What `compute` returns: the terms of the step, without the state it leaves behind. */
export type PidOutput = Omit<PidStep, 'next'>;

/**
 * @example
 * const pid = new GenomicPID({ kp: 0.6, ki: 0.1, kd: 0.05, tThreshold: 0.02 });
 * const { weightAdjustment, state } = pid.compute(0.0042, 1700000000);
 */
export class GenomicPID {
  readonly options: PidOptions;
  #state: PidState = INITIAL_PID_STATE;

  /** @throws ParameterError (a RangeError) that names the parameter */
  constructor(options: Partial<PidOptions> = {}) {
    const { kp = KP, ki = KI, kd = KD, tThreshold = T_THRESHOLD } = options;
    requireFinite('kp', kp);
    requireFinite('ki', ki);
    requireFinite('kd', kd);
    requirePositive('tThreshold', tThreshold);
    this.options = { ...options, kp, ki, kd, tThreshold };
  }

  get state(): PidState {
    return this.#state;
  }

  /**
   * One step.
   *
   * @param tLambda pulse, seconds
   * @param timestamp seconds
   * @throws ParameterError for a non-finite input; the state is then unchanged
   */
  compute(tLambda: number, timestamp: number): PidOutput {
    const { next, ...output } = pidStep(this.#state, this.options, tLambda, timestamp);
    this.#state = next;
    return output;
  }

  /** Forgets the past: the next step is a first step. */
  reset(): void {
    this.#state = INITIAL_PID_STATE;
  }
}
