/** Settings as flags: one text flag each, parsed and checked with the environment and the file, where errors can name them all. */
import { Flags, type Interfaces } from '@oclif/core';
import { flagOf, SETTINGS, type SettingKey, variableOf } from './settings.ts';

type TextFlag = Interfaces.OptionFlag<string | undefined>;
type ListFlag = Interfaces.OptionFlag<string[] | undefined>;
type SwitchFlag = Interfaces.BooleanFlag<boolean>;

/** A setting under another name as well, and perhaps of other use. */
export interface OtherName {
  readonly alias: string;
  /** In place of the setting's own help and default. */
  readonly help: string;
}

export function settingFlags(
  keys: readonly SettingKey[],
  others: Readonly<Partial<Record<SettingKey, OtherName>>> = {},
): Record<string, TextFlag | ListFlag | SwitchFlag> {
  return Object.fromEntries(
    keys.map((key) => {
      const setting = SETTINGS[key];
      const standard = 'default' in setting ? ` [default: ${setting.default}]` : '';
      const choices = 'choices' in setting ? ` (${setting.choices.join(' or ')})` : '';
      if (setting.kind === 'flag') {
        return [flagOf(key), Flags.boolean({ description: `${setting.help} [env: ${variableOf(key)}]` })];
      }
      const other = others[key];
      const help = other ? `${other.help} (also --${other.alias})` : `${setting.help}${choices}${standard}`;
      const description = `${help} [env: ${variableOf(key)}]`;
      if (setting.kind === 'list') {
        return [
          flagOf(key),
          Flags.string({ description, helpValue: 'TEXT', multiple: true, delimiter: ',' }),
        ];
      }
      const flag = Flags.string({
        description,
        helpValue: setting.kind === 'text' ? 'TEXT' : 'N',
        allowStdin: false,
        ...(other && { aliases: [other.alias] }),
      });
      return [flagOf(key), flag];
    }),
  );
}

/** Texts of parsed flags, by key of the settings. */
export function textsOf(flags: Readonly<Record<string, unknown>>): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(flags).map(([flag, value]) => [
      flag.replaceAll('-', '_'),
      Array.isArray(value) ? value.join(',') : value === true ? 'true' : textOf(value),
    ]),
  );
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
