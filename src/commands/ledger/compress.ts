import { ledgerDirFlag, VenomCommand } from '../base.ts';

export class LedgerCompress extends VenomCommand {
  static override summary = 'Compress sealed segments with gzip; they still verify, and can still be read.';
  static override description = 'May run beside the supervisor: sealed segments are not written to any more.';
  static override examples = ['<%= config.bin %> <%= command.id %> --ledger-dir ./ledger'];
  static override flags = { 'ledger-dir': ledgerDirFlag };

  async run(): Promise<void> {
    const { flags } = await this.parse(LedgerCompress);
    const { compressSegments } = await import('../../ledger/upkeep.ts');
    const segments = await compressSegments(flags['ledger-dir']);
    if (flags.json) {
      this.printJson({ type: 'compress', segments });
      return;
    }
    for (const { segment, before, after } of segments) {
      this.log(`${segment}: ${before} bytes to ${after}, ${((100 * after) / before).toFixed(1)} %`);
    }
    this.log(`${segments.length} segments compressed`);
  }
}
