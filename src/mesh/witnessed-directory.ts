/** The ledger in a directory, as peers may ask about it while it is written: each answer is read from disk anew. */
import { LedgerReader } from '../ledger/reader.ts';
import type { WitnessedLedger } from './witnessing.ts';

export function witnessedDirectory(directory: string): WitnessedLedger {
  return {
    async checkpoint() {
      const { checkpoint, publicKey } = await LedgerReader.open(directory);
      return checkpoint && publicKey !== undefined ? { note: checkpoint.note, key: publicKey } : undefined;
    },
    async proveGrowth(oldSize, size) {
      return (await (await LedgerReader.open(directory)).proveConsistency(oldSize, size)).path;
    },
  };
}
