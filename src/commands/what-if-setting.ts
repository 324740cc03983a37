/** `key=value,…` as other parameters of a replay. */
import { closest } from 'fastest-levenshtein';
import { UsageError } from '../core/errors.ts';
import { type Alternative, WHAT_IF_KEYS, type WhatIfKey } from '../core/what-if.ts';
import {
  ParameterError,
  requireFinite,
  requireNonNegative,
  requirePositive,
} from '../numeric/parameter-error.ts';

/** As `run` asks of its settings. */
const COUNTS: ReadonlySet<WhatIfKey> = new Set([
  'k_flows',
  'p_nodes',
  'hold_beats',
  'release_beats',
  'flap_budget',
]);
const POSITIVE: ReadonlySet<WhatIfKey> = new Set(['t1', 'u_base', 't_threshold', 'setpoint']);

export function parseWhatIf(text: string): Alternative {
  const alternative: Partial<Record<WhatIfKey, number>> = {};
  for (const part of text.split(',')) {
    const [, name = '', value = ''] = /^\s*([^=\s]+)\s*=\s*(\S+)\s*$/.exec(part) ?? [];
    if (name === '') {
      throw usage(
        `--what-if has ${JSON.stringify(part)}, but must be key=value`,
        'Write e.g. pid_kp=0.8,t_threshold=0.02.',
      );
    }
    const key = WHAT_IF_KEYS.find((known) => known === name);
    if (key === undefined) {
      throw usage(
        `--what-if: ${JSON.stringify(name)} is not a parameter that can be changed`,
        `Did you mean ${closest(name, WHAT_IF_KEYS)}? The keys are ${WHAT_IF_KEYS.join(', ')}.`,
      );
    }
    if (alternative[key] !== undefined) throw usage(`--what-if gives ${key} twice`, 'Give it once.');
    const number = Number(value);
    requireFinite(key, value.trim() === '' ? Number.NaN : number);
    if (COUNTS.has(key) && !(Number.isSafeInteger(number) && number > 0)) {
      throw new ParameterError(key, number, 'a whole number above 0');
    }
    if (POSITIVE.has(key)) requirePositive(key, number);
    if (key === 'ml_weight' || key === 'cooldown') requireNonNegative(key, number);
    alternative[key] = number;
  }
  return alternative;
}

function usage(message: string, fix: string): UsageError {
  return new UsageError(message, { code: 'ERR_SETTING', fix });
}
