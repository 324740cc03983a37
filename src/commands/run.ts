import { Flags, type Interfaces } from '@oclif/core';
import { VenomCommand } from './base.ts';
import { flagOf, SETTING_KEYS, SETTINGS, variableOf } from './settings.ts';

type TextFlag = Interfaces.OptionFlag<string | undefined>;
type ListFlag = Interfaces.OptionFlag<string[] | undefined>;
type SwitchFlag = Interfaces.BooleanFlag<boolean>;

/** One text flag a setting: parsed and checked with the environment and the file, where errors can name them all. */
const settingFlags: Record<string, TextFlag | ListFlag | SwitchFlag> = Object.fromEntries(
  SETTING_KEYS.map((key) => {
    const setting = SETTINGS[key];
    const standard = 'default' in setting ? ` [default: ${setting.default}]` : '';
    const choices = 'choices' in setting ? ` (${setting.choices.join(' or ')})` : '';
    if (setting.kind === 'flag') {
      return [flagOf(key), Flags.boolean({ description: `${setting.help} [env: ${variableOf(key)}]` })];
    }
    const description = `${setting.help}${choices}${standard} [env: ${variableOf(key)}]`;
    if (setting.kind === 'list') {
      return [flagOf(key), Flags.string({ description, helpValue: 'TEXT', multiple: true, delimiter: ',' })];
    }
    const helpValue = setting.kind === 'text' ? 'TEXT' : 'N';
    return [flagOf(key), Flags.string({ description, helpValue, allowStdin: false })];
  }),
);

export class Run extends VenomCommand {
  static override summary = 'Watch metrics, decide one action a beat, and record why.';
  static override description =
    `Runs the decision loop: sense, analyse in four cores, decide, act, recalibrate, record.

A flag wins over its VENOM_ variable, which wins over --config, which wins over the default. Ctrl-C ends the run after the current beat and prints its summary.`;
  static override examples = [
    {
      description: 'Ten beats on this machine',
      command: '<%= config.bin %> <%= command.id %> --beats 10',
    },
    {
      description: 'Until stopped, with a ledger that can be verified and explained',
      command: '<%= config.bin %> <%= command.id %> --ledger-dir ./ledger',
    },
    {
      description: 'No source: the pulse alone paces; one JSON document a beat',
      command: '<%= config.bin %> <%= command.id %> --source none --beats 200 --json',
    },
  ];
  static override flags = {
    ...settingFlags,
    config: Flags.string({
      description: 'JSON file of settings, e.g. {"k_flows": 4, "t_threshold": 0.02}',
      helpValue: 'FILE',
      env: 'VENOM_CONFIG',
    }),
  };

  async run(): Promise<void> {
    // Its modules are read while the flags are parsed.
    const session = import('./run-session.ts');
    const { flags } = await this.parse(Run);
    await this.beats(await session, flags, false);
  }

  /** @param serve over HTTP, and without the view */
  protected async beats(
    { runSession }: typeof import('./run-session.ts'),
    flags: Readonly<Record<string, unknown>>,
    serve: boolean,
  ): Promise<void> {
    const { config, json, ...given } = flags;
    const texts = Object.entries(given).map(([flag, value]) => [
      flag.replaceAll('-', '_'),
      Array.isArray(value) ? value.join(',') : value === true ? 'true' : value,
    ]);
    const { read, lingers } = await runSession({
      flags: Object.fromEntries(texts),
      config: typeof config === 'string' ? config : undefined,
      json: json === true,
      serve,
      program: { name: this.config.name, version: this.config.version },
    });
    // oclif would wait for a stream that nobody reads any more.
    if (!read || lingers) this.exit(0);
  }
}
