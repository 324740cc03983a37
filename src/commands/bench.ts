import { Args, Flags } from '@oclif/core';
import { UsageError } from '../core/errors.ts';
import { VenomCommand } from './base.ts';
import { endProcess } from './mesh/flags.ts';

export class Bench extends VenomCommand {
  static override summary = 'Measure this build against its rivals, side by side in one run.';
  static override description =
    'Medians over rounds in alternating order, with their quartiles. A ratio says how many times faster a row is than the first of its table. Suites: pulse, pid, numeric, beat, entropy, detect, start; mesh; ledger, which is append, verify and large, takes minutes and writes a gigabyte; fleet, which is fleet-4096, fleet-million (each also with -held: ln U given) and fleet-threads; and fleet-growth.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    { description: 'One suite, for a program', command: '<%= config.bin %> <%= command.id %> beat --json' },
    {
      description: 'What got slower since, as a page',
      command: '<%= config.bin %> <%= command.id %> --compare before.json --report bench.html',
    },
  ];
  static override strict = false;
  static override args = {
    suite: Args.string({
      description: 'suites to run [default: pulse pid numeric beat entropy detect start]',
    }),
  };
  static override flags = {
    rounds: Flags.string({ description: 'rounds of each contender [default: 11]', helpValue: 'N' }),
    entries: Flags.string({
      description: 'entries of the ledgers of verify and large [default: 1000000]',
      helpValue: 'N',
    }),
    report: Flags.string({
      description: 'write a page with charts, which needs nothing else, to this file',
      helpValue: 'FILE.html',
    }),
    compare: Flags.string({
      description: 'mark what got slower or faster than in this older run (--json) of the same machine',
      helpValue: 'OLD.json',
    }),
  };

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(Bench);
    const { benchmark, DEFAULT_SUITES, SUITE_NAMES } = await import('./bench-run.ts');
    const { parseCount } = await import('./parse.ts');
    const names = argv.length > 0 ? argv.map(String) : DEFAULT_SUITES;
    const unknown = names.find((name) => !SUITE_NAMES.includes(name));
    if (unknown !== undefined) {
      throw new UsageError(`there is no suite ${JSON.stringify(unknown)}`, {
        code: 'ERR_SUITE',
        fix: `The suites are ${SUITE_NAMES.join(', ')}.`,
      });
    }
    const rounds = flags.rounds === undefined ? 11 : parseCount('--rounds', flags.rounds);
    const entries = flags.entries === undefined ? 1_000_000 : parseCount('--entries', flags.entries);
    await benchmark(
      {
        suites: names,
        rounds,
        entries,
        program: this.config.version,
        report: flags.report,
        compareWith: flags.compare,
      },
      {
        table: flags.json === true ? undefined : (text) => this.log(text),
        document: flags.json === true ? (document) => this.printJson(document) : undefined,
      },
    );
    if (names.includes('mesh')) endProcess(this);
  }
}
