/**
 * What runs in a browser: checking proofs and checkpoints, and replaying beats. Nothing here needs a file, a process
 * or a clock; whoever is shown a proof can check it on a page.
 *
 * @example
 * import { checkProof } from 'venom-genesis/browser';
 * const { statement } = await checkProof(JSON.parse(text), { publicKeys: [key] });
 */
export type { Difference } from './core/beat-differences.ts';
export { type Replayed, type ReplayOptions, type ReplayTally, replay } from './core/replay.ts';
export { replayWindow, type WindowReplay } from './core/replay-window.ts';
export {
  type Alternative,
  type RunFigures,
  WHAT_IF_KEYS,
  WhatIf,
  type WhatIfReport,
} from './core/what-if.ts';
export { type Checkpoint, openCheckpoint, parseCheckpoint } from './ledger/checkpoint.ts';
export { type Entry, GENESIS_PREVIOUS_HASH, Sealer } from './ledger/entry.ts';
export { createSha3, createSha256, type Hash } from './ledger/hash.ts';
export { createVerifier, openNote, parseVerifier, type Verifier } from './ledger/note.ts';
export {
  type ConsistencyClaim,
  type InclusionClaim,
  verifyConsistency,
  verifyInclusion,
} from './ledger/proof.ts';
export {
  type CheckOptions,
  type ConsistencyProof,
  checkProof,
  type InclusionProof,
  PROOF_FORMAT,
  type Proof,
  type Verdict,
} from './ledger/proof-file.ts';
export { leafHash, nodeHash } from './ledger/tree.ts';
