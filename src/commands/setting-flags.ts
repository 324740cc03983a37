/** Settings as flags: one text flag each, parsed and checked with the environment and the file, where errors can name them all. */
import { Flags, type Interfaces } from '@oclif/core';
import { flagOf, SETTINGS, type SettingKey, variableOf } from './settings.ts';

type TextFlag = Interfaces.OptionFlag<string | undefined>;
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
): Record<string, TextFlag | SwitchFlag> {
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
      const flag = Flags.string({
        description: `${help} [env: ${variableOf(key)}]`,
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
      typeof value === 'string' ? value : value === true ? 'true' : undefined,
    ]),
  );
}
