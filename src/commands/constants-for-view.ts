/** The constants of DESIGN §3 as the view takes them. */
import {
  EPSILON,
  EPSILON_RESET,
  K_FLOWS,
  MAX_WEIGHT_DELTA,
  OPT_GAIN_THRESHOLD,
  P_NODES,
  REPAIR_THRESHOLD,
  STABILITY_THRESHOLD,
  T1,
  THREAT_ALERT,
  THREAT_FEEDBACK,
  THREAT_QUARANTINE,
} from '../core/constants.ts';
import type { Constants, Limits } from './view/index.ts';

export const LIMITS: Limits = {
  threatQuarantine: THREAT_QUARANTINE,
  threatAlert: THREAT_ALERT,
  stability: STABILITY_THRESHOLD,
  repair: REPAIR_THRESHOLD,
  optGain: OPT_GAIN_THRESHOLD,
};

export const CONSTANTS: Constants = {
  ...LIMITS,
  t1: T1,
  kFlows: K_FLOWS,
  pNodes: P_NODES,
  epsilon: EPSILON,
  epsilonReset: EPSILON_RESET,
  maxWeightDelta: MAX_WEIGHT_DELTA,
  threatFeedback: THREAT_FEEDBACK,
};
