// The fleet's kernels: a module of its own over a memory that its host gives it and lays out. It has no state beside that
// memory, so that any number of threads run it side by side on parts of their own.

export {
  beatLnWorkloadOwn,
  beatLnWorkloadShared,
  beatLoadOwn,
  beatLoadShared,
  beatWorkloadOwn,
  beatWorkloadShared,
} from './fleet-beat';
export * from './fleet-layout';
export { endHalf, fadeRisks, totalAnomalies } from './fleet-upkeep';
export { lanesOf, scalarOf } from './lanes';
