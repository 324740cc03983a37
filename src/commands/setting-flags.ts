/** Settings as flags: one text flag each, parsed and checked with the environment and the file, where errors can name them all. */
import { Flags, type Interfaces } from '@oclif/core';
import { flagOf, SETTINGS, type SettingKey, variableOf } from './settings.ts';

type TextFlag = Interfaces.OptionFlag<string | undefined>;
type SwitchFlag = Interfaces.BooleanFlag<boolean>;

/** @param aliases other names of flags, by key */
export function settingFlags(
  keys: readonly SettingKey[],
  aliases: Readonly<Partial<Record<SettingKey, string>>> = {},
): Record<string, TextFlag | SwitchFlag> {
  return Object.fromEntries(
    keys.map((key) => {
      const setting = SETTINGS[key];
      const standard = 'default' in setting ? ` [default: ${setting.default}]` : '';
      const choices = 'choices' in setting ? ` (${setting.choices.join(' or ')})` : '';
      if (setting.kind === 'flag') {
        return [flagOf(key), Flags.boolean({ description: `${setting.help} [env: ${variableOf(key)}]` })];
      }
      const alias = aliases[key];
      const flag = Flags.string({
        description: `${setting.help}${choices}${standard} [env: ${variableOf(key)}]`,
        helpValue: setting.kind === 'text' ? 'TEXT' : 'N',
        allowStdin: false,
        ...(alias !== undefined && { aliases: [alias] }),
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
