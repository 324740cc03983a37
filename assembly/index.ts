// The numeric core (DESIGN §3): f64, in the order of operations written there, no fused or relaxed instruction,
// no import from the host, no allocation.

export * from './constants';
export { conserve, decide, decisionVector, expectedGain, repairCost, urgency } from './cores';
export {
  DETECTOR_ALARM,
  DETECTOR_STATE_BYTES,
  DETECTOR_WARM_UP,
  detect,
  detectAll,
  heapBase,
  usualRange,
} from './detector';
export { budget, decayRisk, entropyFeedback, heldDelta, normalize, recalibrate } from './genome';
export { IO_SLOTS, ioAddress } from './io';
export { exp, ln } from './math';
export { pidStable, pidStep } from './pid';
export { lnU, lnUOfLoad, pulse, tLambda } from './pulse';
