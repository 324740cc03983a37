import { Run } from './run.ts';

export class Serve extends Run {
  static override summary = 'Run and serve: metrics, dashboard, API and ledger over HTTP.';
  static override description =
    `The same run as venom run, over HTTP at 127.0.0.1:8000 where --http names no other place, and without the view.

What changes state is refused without --http-token-file. SIGTERM ends the run after the current beat.`;
  static override examples = [
    {
      description: 'This machine, for this machine: open http://127.0.0.1:8000/',
      command: '<%= config.bin %> <%= command.id %> --ledger-dir ./ledger',
    },
    {
      description: 'For others, under a name, with a token for injections',
      command:
        '<%= config.bin %> <%= command.id %> --http 0.0.0.0:8000 --http-hosts venom.example.org --http-token-file token',
    },
  ];

  override async run(): Promise<void> {
    const session = import('./run-session.ts');
    const { flags } = await this.parse(Serve);
    await this.beats(await session, flags, true);
  }
}
