import { Flags } from '@oclif/core';
import { EXIT } from '../../core/errors.ts';
import { ledgerDirFlag, VenomCommand } from '../base.ts';

export class FleetReplayCommand extends VenomCommand {
  static override summary =
    'Compute the beats of a fleet again from their leaves, and compare each number bit for bit.';
  static override description =
    'What a beat was given is in its leaves; everything else is computed by the same WebAssembly core. Any difference names the beat, the entity, the field and the two values, and ends with exit code 4; so do leaves that are not what the ledger commits to. The ledger is verified on the way. Beats whose leaves were dropped are passed over; leaves that are gone without an entry that says so end with exit code 4 too; what follows begins with the first snapshot that is kept.';
  static override examples = ['<%= config.bin %> <%= command.id %> --ledger-dir ./ledger'];
  static override flags = {
    'ledger-dir': ledgerDirFlag,
    entity: Flags.string({ description: 'compare only this entity', helpValue: 'NAME' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(FleetReplayCommand);
    const { replayFleet } = await import('./replay-fleet.ts');
    const same = await replayFleet({
      ledgerDir: flags['ledger-dir'],
      entity: flags.entity,
      print: flags.json ? undefined : (text) => this.log(text),
      printJson: flags.json ? (document) => this.printJson(document) : undefined,
    });
    // The JSON document says what differs.
    if (!same) this.exit(EXIT.verification);
  }
}
