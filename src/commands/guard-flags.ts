/** Flags of the guard, where there is no run to configure. */
import { Flags } from '@oclif/core';
import type { GuardOptions } from '../core/guard.ts';
import { ACTION_SETTINGS, readGuard } from './action-settings.ts';
import { parseCount } from './parse.ts';

const SETTINGS = ['hold', 'release_beats', 'cooldown', 'flap_budget'] as const;
type Setting = (typeof SETTINGS)[number];

export const guardFlags = {
  hold: flagOf('hold'),
  'release-beats': flagOf('release_beats'),
  cooldown: flagOf('cooldown'),
  'flap-budget': flagOf('flap_budget'),
};

/** Texts of the flags. */
export type GuardFlags = { readonly [Flag in keyof typeof guardFlags]?: string | undefined };

function flagOf(setting: Setting) {
  const { help, default: value } = ACTION_SETTINGS[setting];
  return Flags.string({ description: `${help} [default: ${value}]`, helpValue: 'N' });
}

/** An armed guard, so that what it lets through is told. @throws UsageError that names the flag */
export function guardOf(flags: GuardFlags): GuardOptions {
  const textOf = (setting: string): string | undefined =>
    Object.entries(flags).find(([flag]) => flag.replace('-', '_') === setting)?.[1];
  return readGuard(
    {
      raw(key) {
        const value = textOf(key);
        return value === undefined ? undefined : { value, name: `--${key.replace('_', '-')}` };
      },
      number(key) {
        const text = textOf(key);
        return text === undefined ? undefined : parseCount(`--${key.replace('_', '-')}`, text);
      },
    },
    true,
  );
}
