export {
  BLIND,
  Fleet,
  type FleetGenome,
  type FleetModel,
  type FleetOptions,
} from './fleet.ts';
export type { FleetParameters } from './parameters.ts';
export type { FleetInput, FleetViews } from './state.ts';
