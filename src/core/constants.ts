/**
 * The constants of DESIGN §3, read from the numeric core itself (assembly/constants.ts), where alone they are
 * written. Times in seconds.
 */
import { constant, type Weights } from '../numeric/index.ts';

export const T1 = constant('T1');
export const K_FLOWS = constant('K_FLOWS');
export const P_NODES = constant('P_NODES');
export const U_BASE = constant('U_BASE');
export const T_THRESHOLD = constant('T_THRESHOLD');
export const EPSILON = constant('EPSILON');
export const EPSILON_RESET = constant('EPSILON_RESET');
export const THREAT_QUARANTINE = constant('THREAT_QUARANTINE');
export const THREAT_ALERT = constant('THREAT_ALERT');
export const THREAT_FEEDBACK = constant('THREAT_FEEDBACK');
export const STABILITY_THRESHOLD = constant('STABILITY_THRESHOLD');
export const REPAIR_THRESHOLD = constant('REPAIR_THRESHOLD');
export const OPT_GAIN_THRESHOLD = constant('OPT_GAIN_THRESHOLD');
export const MAX_WEIGHT_DELTA = constant('MAX_WEIGHT_DELTA');
export const RISK_HALF_LIFE = constant('RISK_HALF_LIFE');
export const KP = constant('KP');
export const KI = constant('KI');
export const KD = constant('KD');
export const WEIGHT_FLOOR = constant('WEIGHT_FLOOR');
export const STABILITY_WINDOW = constant('STABILITY_WINDOW');

/** Weights of a new genome. */
export const INITIAL_WEIGHTS: Weights = {
  R: constant('WEIGHT_R'),
  B: constant('WEIGHT_B'),
  E: constant('WEIGHT_E'),
  O: constant('WEIGHT_O'),
};

/** Utilisation of the processors that the host is held at, where nothing else is said (DESIGN §3.1). */
export const HOST_SETPOINT = 0.7;
/** Weight of the default threat model (DESIGN §4). */
export const ML_WEIGHT = 0.12;

/** What can be decided (DESIGN §3.4), worst first: the kernels and files tell an action by its place here. */
export const ACTIONS = ['QUARANTINE', 'ALERT', 'APPLY_BALANCE', 'APPLY_OPTIMIZE', 'NOOP'] as const;
