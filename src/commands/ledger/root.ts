import { Flags } from '@oclif/core';
import { ledgerDirFlag, VenomCommand } from '../base.ts';

export class LedgerRoot extends VenomCommand {
  static override summary = 'Print the Merkle root that the checkpoint signs, or that of an earlier size.';
  static override examples = ['<%= config.bin %> <%= command.id %> --ledger-dir ./ledger --size 1000'];
  static override flags = {
    'ledger-dir': ledgerDirFlag,
    size: Flags.string({ description: 'number of entries [default: those signed]', helpValue: 'N' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(LedgerRoot);
    const { LedgerReader } = await import('../../ledger/reader.ts');
    const { parseCount } = await import('../parse.ts');
    const wanted = flags.size === undefined ? undefined : parseCount('--size', flags.size);
    const reader = await LedgerReader.open(flags['ledger-dir']);
    const merkleRoot = await reader.root(wanted);
    const size = wanted ?? reader.checkpoint?.size ?? 0;
    if (flags.json) this.printJson({ type: 'root', size, merkleRoot });
    else this.log(`${merkleRoot}  ${size}`);
  }
}
