import { ledgerDirFlag, VenomCommand } from '../base.ts';

export class LedgerVerify extends VenomCommand {
  static override summary =
    'Verify every entry of a ledger: its hash, its place, its link to the one before.';
  static override examples = ['<%= config.bin %> ledger verify --ledger-dir ./ledger'];
  static override flags = {
    'ledger-dir': ledgerDirFlag,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(LedgerVerify);
    const { ImmutableLedger } = await import('../../ledger/index.ts');
    const ledger = await new ImmutableLedger({ dir: flags['ledger-dir'], readOnly: true }).open();
    const manifest = ledger.getManifest();
    const { unfinished } = ledger;
    await ledger.close();
    if (flags.json) {
      this.printJson({ type: 'verification', verified: true, unfinished, ...manifest });
    } else {
      this.log(`${manifest.chainLength} entries verified`);
      if (unfinished > 0) {
        this.log(
          `${unfinished} bytes behind the last entry are none: a write under way, or one that was cut off`,
        );
      }
      this.log(`latest hash  ${manifest.latestHash ?? 'none'}`);
      this.log(`Merkle root  ${manifest.merkleRoot}`);
    }
  }
}
