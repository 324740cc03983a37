export { holdNodes, type PulseOptions, type PulseReading, TLambdaPulse } from './pulse.ts';
