/**
 * VENOM Λ-GENESIS as a library (DESIGN §8).
 *
 * @example
 * import { Arbiter, EntropyModel, HostSource, ImmutableLedger } from 'venom-genesis';
 *
 * const arbiter = new Arbiter({
 *   entropyModel: new EntropyModel({ mlWeight: 0.12 }),
 *   ledger: new ImmutableLedger({ dir: './ledger' }),
 *   source: new HostSource({ period: 1 }),
 *   load: { metric: 'cpu.total', setpoint: 0.7 },
 * });
 * arbiter.on('beat', ({ enacted, reason, budget }) => console.log(enacted, budget, reason));
 * await arbiter.start({ beats: 10 });
 */
export { type ActionSpec, parseActions } from './actions/action-spec.ts';
export { HaltSwitch, removeHalt, writeHalt } from './actions/halt.ts';
export { ActError, type ActionHandler, type Intent } from './actions/index.ts';
export { type ActingWorld, makeActions } from './actions/make-actions.ts';
export { LeaseClaim, LeaseMembers, LeaseOwner, LockOwner, ownerOf } from './actions/ownership/index.ts';
export { type BacktestOptions, backtest, type Course, detections } from './backtest/backtest.ts';
export { GenomicPID, type PidOutput } from './control/index.ts';
export { Arbiter } from './core/arbiter.ts';
export type { ArbiterOptions, ArbiterStatus, SupervisedModel } from './core/arbiter-options.ts';
export { type DecisionScores, decide } from './core/beat.ts';
export type {
  Action,
  BeatRecord,
  DecisionVector,
  Features,
  GuardVerdict,
  LoadReading,
  Stopped,
} from './core/beat-record.ts';
export { ACTIONS } from './core/beat-record.ts';
export type { Clock } from './core/clock.ts';
export * as constants from './core/constants.ts';
export { DryRun, type DryRunOptions } from './core/dry-run.ts';
export type { EntityOptions, EntityStatus } from './core/entity.ts';
export {
  EXIT,
  InputError,
  ModelError,
  StorageError,
  UsageError,
  VenomError,
  VerificationError,
} from './core/errors.ts';
export {
  type EntityAccount,
  type FleetBeat,
  type FleetDifference,
  FleetReplay,
  type FleetReport,
  FleetSupervisor,
  type FleetSupervisorOptions,
  proveDecision,
} from './core/fleet/index.ts';
export type { Genome } from './core/genome.ts';
export { type GuardOptions, type GuardSettings, guard, guardSettings, INITIAL_GUARD } from './core/guard.ts';
export type { LearningOptions, LearntNotice } from './core/learning.ts';
export type { LearntFile } from './core/learnt-file.ts';
export { LearntFiles, type LearntStore } from './core/learnt-files.ts';
export { type Replayed, type ReplayTally, replay } from './core/replay.ts';
export { replayWindow, type WindowReplay } from './core/replay-window.ts';
export type { StateTally } from './core/replayed-learning.ts';
export type { RunReport } from './core/run-report.ts';
export { type Alternative, WhatIf, type WhatIfReport } from './core/what-if.ts';
export {
  BLIND,
  Fleet,
  type FleetGenome,
  type FleetInput,
  type FleetModel,
  type FleetOptions,
  type FleetParameters,
  type FleetViews,
} from './fleet/index.ts';
export { checkFleetProof, type FleetProof, type FleetVerdict } from './fleet/leaves/fleet-proof.ts';
export {
  type FlowExecutor,
  type FlowInput,
  type FlowResults,
  InlineExecutor,
  type ThreatModel,
  WorkerExecutor,
} from './flows/index.ts';
export type { Detection, Detector, Surprise } from './inference/detector.ts';
export { EntropyModel } from './inference/entropy-model.ts';
export { SurpriseDetector, type SurpriseDetectorOptions } from './inference/surprise-detector.ts';
export {
  type Checkpoint,
  type ConsistencyClaim,
  consistencyProof,
  createSha3,
  createSha256,
  createSigner,
  type Entry,
  type EntryData,
  type Hash,
  ImmutableLedger,
  type InclusionClaim,
  inclusionProof,
  type LedgerOptions,
  type Manifest,
  MemoryTree,
  type NodeSource,
  openCheckpoint,
  originOf,
  parseVerifier,
  type Signer,
  signCheckpoint,
  type TornTail,
  type Verifier,
  verifyConsistency,
  verifyInclusion,
} from './ledger/index.ts';
export { checkProof, type Proof, type Verdict } from './ledger/proof-file.ts';
export { LedgerReader } from './ledger/reader.ts';
export { repairLedger } from './ledger/repair.ts';
export { type LedgerStats, ledgerStats } from './ledger/stats.ts';
export { archiveSegments, compressSegments } from './ledger/upkeep.ts';
export { type Verification, type VerifyOptions, verifyLedger } from './ledger/verification.ts';
export {
  accessOf,
  checkEvidence,
  type Delivery,
  type Evidence,
  exchangeCheckpoints,
  type Member,
  type MemberChange,
  type MeshStats,
  P2PMesh,
  type P2PMeshOptions,
  type Sharing,
  type Sighting,
  type SimulationOptions,
  type SimulationResult,
  shareRisk,
  simulate,
  Witness,
  witnessedDirectory,
} from './mesh/index.ts';
export {
  DetectorBank,
  entropyFeedback,
  type Finding,
  INITIAL_PID_STATE,
  normalizeWeights,
  ParameterError,
  type PidOptions,
  type PidState,
  type PidStep,
  pidStep,
  tLambda,
  type Weights,
} from './numeric/index.ts';
export {
  type Halt,
  openApiDocument,
  type Peer,
  Service,
  type ServiceLimits,
  type ServiceOptions,
  type Supervised,
} from './server/index.ts';
export {
  type Discovered,
  FileSource,
  type FileSourceOptions,
  HostSource,
  type HostSourceOptions,
  type Labels,
  MergedSource,
  type MergedSourceOptions,
  OtlpSource,
  type OtlpSourceOptions,
  PrometheusSource,
  type PrometheusSourceOptions,
  parseSourceSpec,
  type Sample,
  type Source,
  type SourceSpec,
  StdinSource,
  type StdinSourceOptions,
} from './sources/index.ts';
export { type PulseOptions, type PulseReading, TLambdaPulse } from './sync/index.ts';
