import { ledgerDirFlag, VenomCommand } from '../base.ts';

export class LedgerStats extends VenomCommand {
  static override summary = 'Tell how large the ledger is and how fast it grows.';
  static override examples = ['<%= config.bin %> <%= command.id %> --ledger-dir ./ledger'];
  static override flags = { 'ledger-dir': ledgerDirFlag };

  async run(): Promise<void> {
    const { flags } = await this.parse(LedgerStats);
    const [{ ledgerStats }, { renderStats }] = await Promise.all([
      import('../../ledger/stats.ts'),
      import('./render-stats.ts'),
    ]);
    const stats = await ledgerStats(flags['ledger-dir']);
    if (flags.json) this.printJson({ type: 'stats', ...stats });
    else for (const line of renderStats(stats)) this.log(line);
  }
}
