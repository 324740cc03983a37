import { Flags } from '@oclif/core';
import { UsageError } from '../core/errors.ts';
import { VenomCommand } from './base.ts';

export class Halt extends VenomCommand {
  static override summary = 'Stop all acting at once, or let it go on.';
  static override description =
    'Writes the halt file of a ledger: the run that writes there enacts nothing from its next beat on, goes on deciding and recording, and says so in the ledger. A run that is started meanwhile is halted from its first beat. An act that is under way is not ended.';
  static override examples = [
    {
      description: 'Halt, with a reason for the ledger',
      command: '<%= config.bin %> <%= command.id %> --ledger-dir ./ledger --reason "deploying"',
    },
    { description: 'Go on', command: '<%= config.bin %> <%= command.id %> --ledger-dir ./ledger --resume' },
  ];
  static override flags = {
    'ledger-dir': Flags.string({
      description: 'directory of the ledger',
      helpValue: 'DIR',
      env: 'VENOM_LEDGER_DIR',
    }),
    'halt-file': Flags.string({
      description: 'the file itself, as the run was given it',
      helpValue: 'FILE',
      env: 'VENOM_HALT_FILE',
    }),
    reason: Flags.string({ description: 'why, for the ledger [default: by an operator]', helpValue: 'TEXT' }),
    resume: Flags.boolean({ description: 'end the halt', exclusive: ['reason'] }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Halt);
    const [{ haltFileOf }, { removeHalt, writeHalt }] = await Promise.all([
      import('./acting.ts'),
      import('../actions/halt.ts'),
    ]);
    const dir = flags['ledger-dir'];
    const file = flags['halt-file'] ?? (dir === undefined ? undefined : haltFileOf(dir));
    if (file === undefined) {
      throw new UsageError('neither --ledger-dir nor --halt-file is given', {
        code: 'ERR_USAGE',
        fix: 'Say which run is to be halted.',
      });
    }
    const halted = flags.resume !== true;
    if (halted) await writeHalt(file, flags.reason ?? 'by an operator');
    else await removeHalt(file);
    if (flags.json) this.printJson({ type: 'halt', halted, file });
    else
      this.log(
        halted ? `halted by ${file}: nothing is enacted from the next beat on` : `resumed: ${file} is gone`,
      );
  }
}
