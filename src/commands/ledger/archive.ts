import { Flags } from '@oclif/core';
import { UsageError } from '../../core/errors.ts';
import { ledgerDirFlag, VenomCommand } from '../base.ts';

export class LedgerArchive extends VenomCommand {
  static override summary = 'Move the oldest sealed segments to another directory.';
  static override description =
    `Their hashes stay: proofs of what is kept, and consistency over everything, go on. Only what a checkpoint signs is moved, oldest first, each copy read back before the original is removed. May run beside the supervisor.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> --ledger-dir ./ledger --to /backup/ledger --older-than 30d',
    '<%= config.bin %> <%= command.id %> --ledger-dir ./ledger --to /backup/ledger --keep 2GiB --dry-run',
  ];
  static override flags = {
    'ledger-dir': ledgerDirFlag,
    to: Flags.string({ description: 'directory to move them to', helpValue: 'DIR', required: true }),
    'older-than': Flags.string({
      description: 'move those whose latest entry is older, e.g. 30d',
      helpValue: 'AGE',
    }),
    keep: Flags.string({ description: 'move until no more than this is left, e.g. 2GiB', helpValue: 'SIZE' }),
    'dry-run': Flags.boolean({ description: 'only tell what would be moved' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(LedgerArchive);
    const [{ archiveSegments }, { parseAge, parseSize }] = await Promise.all([
      import('../../ledger/upkeep.ts'),
      import('../parse.ts'),
    ]);
    const age = flags['older-than'];
    if (age === undefined && flags.keep === undefined) {
      throw new UsageError('neither --older-than nor --keep says what is to be moved', {
        code: 'ERR_USAGE',
        fix: 'Give one of them, e.g. --older-than 30d.',
      });
    }
    const dryRun = flags['dry-run'] === true;
    const segments = await archiveSegments(flags['ledger-dir'], {
      to: flags.to,
      retention: {
        ...(age === undefined ? {} : { olderThan: parseAge('--older-than', age) }),
        ...(flags.keep === undefined ? {} : { keepBytes: parseSize('--keep', flags.keep) }),
      },
      now: Date.now() / 1000,
      dryRun,
    });
    if (flags.json) {
      this.printJson({ type: 'archive', to: flags.to, dryRun, segments });
      return;
    }
    const verb = dryRun ? 'would be moved' : 'moved';
    for (const { segment, first, count, bytes } of segments) {
      this.log(`${segment}: entries ${first} to ${first + count - 1}, ${bytes} bytes ${verb}`);
    }
    this.log(`${segments.length} segments ${verb} to ${flags.to}`);
  }
}
