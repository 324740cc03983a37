import { ledgerDirFlag, VenomCommand } from '../base.ts';

export class LedgerRepair extends VenomCommand {
  static override summary = 'Make seals and tiles anew from the entries, once every entry verifies.';
  static override description =
    'Entries and checkpoint are never changed: where an entry does not verify, or is not what was signed, nothing is done.';
  static override examples = ['<%= config.bin %> <%= command.id %> --ledger-dir ./ledger'];
  static override flags = { 'ledger-dir': ledgerDirFlag };

  async run(): Promise<void> {
    const { flags } = await this.parse(LedgerRepair);
    const { repairLedger } = await import('../../ledger/repair.ts');
    const { entries, files } = await repairLedger(flags['ledger-dir']);
    if (flags.json) this.printJson({ type: 'repair', entries, files });
    else {
      for (const file of files) this.log(`made anew: ${file}`);
      this.log(`${entries} entries verified, ${files.length} files made anew`);
    }
  }
}
