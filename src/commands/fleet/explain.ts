import { Flags } from '@oclif/core';
import { ledgerDirFlag, VenomCommand } from '../base.ts';

export class FleetExplain extends VenomCommand {
  static override summary = 'Explain what was decided on one entity at one beat of a fleet.';
  static override description =
    'Computes the beat again from its leaves and tells what came in, what each core said, why it was decided so, and what the guard made of it.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --ledger-dir ./ledger --entity namespace=shop,pod=cart-7 --beat 280',
  ];
  static override flags = {
    'ledger-dir': ledgerDirFlag,
    entity: Flags.string({
      description: 'name of the entity, or of what entities roll up to, e.g. namespace=shop',
      helpValue: 'NAME',
      required: true,
    }),
    beat: Flags.string({ description: 'number of the beat [default: the latest]', helpValue: 'N' }),
    run: Flags.string({
      description: 'number of the run, where the ledger holds several [default: the latest with that beat]',
      helpValue: 'N',
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(FleetExplain);
    const [{ explainDecision }, { parseCount }] = await Promise.all([
      import('./explain-decision.ts'),
      import('../parse.ts'),
    ]);
    const number = (name: 'beat' | 'run'): number | undefined =>
      flags[name] === undefined ? undefined : parseCount(`--${name}`, flags[name]);
    const wanted = { beat: number('beat'), run: number('run') };
    const { json, lines } = await explainDecision(flags['ledger-dir'], flags.entity, wanted);
    if (flags.json) this.printJson(json);
    else for (const line of lines) this.log(line);
  }
}
