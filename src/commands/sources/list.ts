import { Args, Flags } from '@oclif/core';
import { VenomCommand } from '../base.ts';

export class SourcesList extends VenomCommand {
  static override summary = 'List what sources have, what of it would be watched, and why.';
  static override description =
    'Takes one look: a scrape of a Prometheus endpoint, the first rows of a file, one sample of this host. Nothing is kept.';
  static override examples = [
    { description: 'This host', command: '<%= config.bin %> <%= command.id %> host' },
    {
      description: 'Some series of an endpoint',
      command: `<%= config.bin %> <%= command.id %> http://localhost:9100/metrics --match '{__name__=~"node_cpu.*"}'`,
    },
    {
      description: 'The entities of an endpoint, and what each would watch',
      command:
        '<%= config.bin %> <%= command.id %> http://localhost:8080/metrics --entity-by namespace,pod --watched',
    },
    {
      description: 'The columns of a file',
      command: '<%= config.bin %> <%= command.id %> metrics.csv --json',
    },
  ];
  static override strict = false;
  static override args = {
    metrics: Args.string({
      description: 'host, the address of a Prometheus endpoint, or a file; several',
      required: true,
    }),
  };
  static override flags = {
    match: Flags.string({
      description: 'series of Prometheus to watch, as selectors separated by semicolons',
      helpValue: 'SELECTOR;…',
    }),
    'bearer-token-file': Flags.string({
      description: 'file with the token that Prometheus asks for',
      helpValue: 'FILE',
    }),
    'entity-by': Flags.string({
      description: 'labels, columns or attributes that name an entity: what each of them would watch',
      helpValue: 'LABEL,…',
    }),
    watched: Flags.boolean({ description: 'only what would be watched' }),
  };

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(SourcesList);
    const { listSources } = await import('./list-sources.ts');
    await listSources({
      sources: argv.map(String),
      match: flags.match,
      bearerTokenFile: flags['bearer-token-file'],
      entityBy: (flags['entity-by'] ?? '').split(',').flatMap((name) => name.trim() || []),
      watchedOnly: flags.watched,
      print: flags.json ? undefined : (line) => this.log(line),
      printJson: flags.json ? (document) => this.printJson(document) : undefined,
    });
  }
}
