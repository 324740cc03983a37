export type { EntityAccount } from './account.ts';
export { type CourseSettings, FleetCourse } from './course.ts';
export type { FleetBeatData, FleetConfig } from './fleet-entries.ts';
export { type FleetDifference, FleetReplay, type FleetReplayTally } from './fleet-replay.ts';
export type { FleetReport } from './fleet-report.ts';
export { proveDecision } from './prove.ts';
export { findBeats } from './recorded-fleet.ts';
export {
  type FleetBeat,
  FleetSupervisor,
  type FleetSupervisorModel,
  type FleetSupervisorOptions,
} from './supervisor.ts';
export { type Standing, worst } from './worst.ts';
