import { Args } from '@oclif/core';
import { ledgerDirFlag, VenomCommand } from '../base.ts';
import { outputFlag } from './flags.ts';

export class LedgerProve extends VenomCommand {
  static override summary = 'Prove that an entry is in the ledger: writes a proof that stands by itself.';
  static override description =
    'The proof holds the entry, its path in the Merkle tree and the signed checkpoint. venom ledger check checks it, without the ledger.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> 42 --ledger-dir ./ledger --output entry-42.proof.json',
  ];
  static override args = {
    index: Args.string({ description: 'index of the entry, from 0', required: true }),
  };
  static override flags = { 'ledger-dir': ledgerDirFlag, output: outputFlag };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(LedgerProve);
    const [{ LedgerReader }, { parseIndex }, { writeProof }] = await Promise.all([
      import('../../ledger/reader.ts'),
      import('../parse.ts'),
      import('./write-proof.ts'),
    ]);
    const reader = await LedgerReader.open(flags['ledger-dir']);
    const proof = await reader.proveInclusion(parseIndex('INDEX', args.index));
    await writeProof(proof, flags.output, reader.tileBytesRead, this, flags.json === true);
  }
}
