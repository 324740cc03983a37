import { Flags } from '@oclif/core';
import { ledgerDirFlag, VenomCommand } from '../base.ts';
import { outputFlag } from '../ledger/flags.ts';

export class FleetProve extends VenomCommand {
  static override summary =
    'Prove what was decided on one entity at one beat: writes a proof that stands by itself.';
  static override description =
    'The proof holds the decision with its inputs, its path to the root of the beat, the entry of the beat, and the path of that entry to the signed checkpoint. venom ledger check checks it, without the ledger.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --ledger-dir ./ledger --entity namespace=shop,pod=cart-7 --beat 280 --output cart-7.proof.json',
  ];
  static override flags = {
    'ledger-dir': ledgerDirFlag,
    entity: Flags.string({
      description: 'name of the entity, or of what entities roll up to, e.g. namespace=shop,pod=cart-7',
      helpValue: 'NAME',
      required: true,
    }),
    beat: Flags.string({ description: 'number of the beat [default: the latest]', helpValue: 'N' }),
    run: Flags.string({
      description: 'number of the run, where the ledger holds several [default: the latest with that beat]',
      helpValue: 'N',
    }),
    output: outputFlag,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(FleetProve);
    const [{ LedgerReader }, { proveDecision }, { parseCount }, { writeOutput }] = await Promise.all([
      import('../../ledger/reader.ts'),
      import('../../core/fleet/index.ts'),
      import('../parse.ts'),
      import('../ledger/write-proof.ts'),
    ]);
    const number = (name: 'beat' | 'run'): number | undefined =>
      flags[name] === undefined ? undefined : parseCount(`--${name}`, flags[name]);
    const reader = await LedgerReader.open(flags['ledger-dir']);
    const wanted = { beat: number('beat'), run: number('run') };
    const proof = await proveDecision(reader, flags.entity, wanted);
    const text = JSON.stringify(proof, undefined, flags.json ? undefined : 2);
    if (flags.output === undefined) {
      this.log(text);
      return;
    }
    await writeOutput(flags.output, `${text}\n`);
    const hashes = proof.path.length + proof.inclusion.path.length;
    const told = { type: 'proof', kind: 'fleet', file: flags.output, hashes, bytes: text.length + 1 };
    if (flags.json) this.printJson(told);
    else this.log(`${flags.output}: proof of ${hashes} hashes, ${told.bytes} bytes`);
  }
}
