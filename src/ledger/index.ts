export { canonicalJson, type JsonValue } from './canonical.ts';
export type { Manifest } from './chain-head.ts';
export {
  type Checkpoint,
  checkpointText,
  openCheckpoint,
  originOf,
  parseCheckpoint,
  signCheckpoint,
} from './checkpoint.ts';
export { DirectoryStore } from './directory-store.ts';
export {
  type Entry,
  type EntryData,
  GENESIS_PREVIOUS_HASH,
  openEntry,
  Sealer,
  type StoredLine,
} from './entry.ts';
export { createSha256, type Hash } from './hash.ts';
export { ImmutableLedger, type LedgerOptions } from './ledger.ts';
export { acquireLock, type Lock } from './lock.ts';
export {
  createSigner,
  createVerifier,
  openNote,
  parseVerifier,
  type Signer,
  signNote,
  type Verifier,
} from './note.ts';
export {
  type ConsistencyClaim,
  consistencyProof,
  type InclusionClaim,
  inclusionProof,
  type NodeSource,
  rangeRoot,
  verifyConsistency,
  verifyInclusion,
} from './proof.ts';
export { createSha3 } from './sha3.ts';
export { type Append, type LedgerStore, MemoryStore, type Start, type TornTail } from './store.ts';
export { CompactRange, leafHash, MemoryTree, nodeHash } from './tree.ts';
