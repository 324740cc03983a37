export { type AccessOptions, accessOf } from './access.ts';
export { type Cosigned, cosign, witnessesOf } from './cosignature.ts';
export {
  COSIGNATURE_REFUSALS,
  type CosignatureRefusal,
  type CosignatureStats,
  Cosignatures,
  KEPT_CHECKPOINTS,
  MOST_WITNESSES,
  type WitnessedCheckpoint,
} from './cosignatures.ts';
export { DROP_REASONS, type DropReason } from './drops.ts';
export { type Heartbeat, type Message, type Sealed, seal, unseal } from './envelope.ts';
export { checkEvidence, type Evidence, type EvidenceVerdict, isEvidence } from './evidence.ts';
export { beginLife, openSeed } from './identity.ts';
export { NO_PACING, PACING, type Pacing } from './inbound-queue.ts';
export type { Member, MemberChange, MemberState } from './membership.ts';
export { type Delivery, MeshCore, type MeshCoreOptions, type MeshStats } from './mesh-core.ts';
export { P2PMesh, type P2PMeshOptions } from './p2p-mesh.ts';
export { createVerify, type PeerKey, peerKeyOf, type Verify } from './peer-key.ts';
export { type RiskLimitOptions, RiskLimits, type RiskRefusal, type RiskVerdict } from './risk-limits.ts';
export { type Injected, type Injection, type Sharing, type SharingOptions, shareRisk } from './sharing.ts';
export {
  type PartitionOptions,
  type SimulationOptions,
  type SimulationResult,
  simulate,
} from './simulation/simulate.ts';
export { WatchedFiles } from './watched-files.ts';
export { type WeightVerdict, type WeightVoteOptions, WeightVotes } from './weight-votes.ts';
export { type Sighting, Witness, type WitnessMemory } from './witness.ts';
export { witnessedDirectory } from './witnessed-directory.ts';
export { type ReadWitnessed, readWitnessed, WitnessedFiles } from './witnessed-files.ts';
export {
  exchangeCheckpoints,
  type OwnCosignatures,
  type WitnessedLedger,
  type WitnessMesh,
} from './witnessing.ts';
