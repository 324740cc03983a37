import { Args } from '@oclif/core';
import { ledgerDirFlag, VenomCommand } from '../base.ts';
import { outputFlag } from './flags.ts';

export class LedgerProveConsistency extends VenomCommand {
  static override summary = 'Prove that the ledger of OLD entries is the beginning of that of NEW entries.';
  static override description =
    'Shows to whoever holds an old checkpoint that nothing it signed was changed since. venom ledger check checks it, without the ledger.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> 1000 --ledger-dir ./ledger --output growth.proof.json',
  ];
  static override args = {
    old: Args.string({ description: 'entries of the older tree', required: true }),
    new: Args.string({ description: 'entries of the newer one [default: those signed]' }),
  };
  static override flags = { 'ledger-dir': ledgerDirFlag, output: outputFlag };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(LedgerProveConsistency);
    const [{ LedgerReader }, { parseCount }, { writeProof }] = await Promise.all([
      import('../../ledger/reader.ts'),
      import('../parse.ts'),
      import('./write-proof.ts'),
    ]);
    const newer = args.new === undefined ? undefined : parseCount('NEW', args.new);
    const reader = await LedgerReader.open(flags['ledger-dir']);
    const proof = await reader.proveConsistency(parseCount('OLD', args.old), newer);
    await writeProof(proof, flags.output, reader.tileBytesRead, this, flags.json === true);
  }
}
