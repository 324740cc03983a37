/**
 * Settings of a run, from flags, environment and file: a flag wins over `VENOM_…`, which wins over the file,
 * which wins over the default. Every value remembers where it came from, so that an error can name it.
 */
import { open } from 'node:fs/promises';
import { closest } from 'fastest-levenshtein';
import { HOST_SETPOINT, K_FLOWS, KD, KI, KP, P_NODES, T_THRESHOLD, T1, U_BASE } from '../core/constants.ts';
import { InputError, messageOf, StorageError, UsageError, type VenomError } from '../core/errors.ts';

import type { LedgerFailurePolicy } from '../core/recorder.ts';
import type { Durability } from '../ledger/segment-writer.ts';
import { ACTION_SETTINGS, type ActingSettings, readActing } from './action-settings.ts';
import { ENTITY_SETTINGS, type EntitySettings, readEntities } from './entity-settings.ts';
import { MESH_SETTINGS, type MeshSettings, readMesh } from './mesh-settings.ts';
import { readSources, SOURCE_SETTINGS, type SourceSettings } from './source-settings.ts';

type Kind = 'flag' | 'count' | 'integer' | 'positive' | 'unsigned' | 'number' | 'text' | 'list';
type NumberKind = Exclude<Kind, 'text' | 'list' | 'flag'>;

interface Setting {
  readonly kind: Kind;
  readonly help: string;
  /** Shown in help; undefined where there is none. */
  readonly default?: number | string;
  /** The few words a text may be. */
  readonly choices?: readonly string[];
}

/** Every setting of a run, by its key in the file; the flag is the key with dashes, the variable VENOM_ and the key. */
export const SETTINGS = {
  beats: { kind: 'integer', help: 'beats to run; -1 until stopped', default: -1 },
  k_flows: { kind: 'count', help: 'flows k of the pulse', default: K_FLOWS },
  p_nodes: { kind: 'count', help: 'nodes P of the pulse at the nominal size', default: P_NODES },
  t1: { kind: 'positive', help: 'time of one unit of work, seconds', default: T1 },
  u_base: { kind: 'positive', help: 'workload U where no load signal is named', default: U_BASE },
  t_threshold: { kind: 'positive', help: 'setpoint of the pulse, seconds', default: T_THRESHOLD },
  pid_kp: { kind: 'number', help: 'proportional gain', default: KP },
  pid_ki: { kind: 'number', help: 'integral gain', default: KI },
  pid_kd: { kind: 'number', help: 'derivative gain', default: KD },
  ...SOURCE_SETTINGS,
  load: { kind: 'text', help: 'metric that closes the loop, or none (cpu.total with the host)' },
  setpoint: {
    kind: 'positive',
    help: `setpoint of the load, in its own unit (${HOST_SETPOINT} for cpu.total)`,
  },
  model: { kind: 'text', help: 'ONNX file of the threat model (the built-in one where none is given)' },
  ml_weight: { kind: 'unsigned', help: "weight of an anomaly in the threat model (the model's own)" },
  ledger_dir: { kind: 'text', help: 'directory of the ledger (in memory where none is given)' },
  learnt_every: {
    kind: 'unsigned',
    help: 'seconds after which what detectors have learnt is kept in the ledger directory, for the next run; 0: never, and they learn anew',
    default: 600,
  },
  learnt_max_age: {
    kind: 'positive',
    help: 'seconds after which what detectors had learnt is too old to go on from',
    default: 86_400,
  },
  durability: {
    kind: 'text',
    help: 'when an entry counts as stored: synced by itself, synced with others within 20 ms, or not synced',
    default: 'group',
    choices: ['beat', 'group', 'off'],
  },
  on_ledger_failure: {
    kind: 'text',
    help: 'what a ledger that can no longer be written means: the end, or going on without acting',
    default: 'halt',
    choices: ['halt', 'degrade'],
  },
  ledger_name: { kind: 'text', help: 'name of a new ledger, for its checkpoints (the name of this host)' },
  ledger_key: {
    kind: 'text',
    help: 'file of the private key that signs checkpoints, or the key itself (made in the ledger where none is given)',
  },
  second_tree: {
    kind: 'text',
    help: 'keep a second tree with its own checkpoint, for public witnesses',
    default: 'none',
    choices: ['none', 'sha256'],
  },
  checkpoint_entries: { kind: 'count', help: 'entries after which a checkpoint is signed', default: 10_000 },
  checkpoint_seconds: { kind: 'positive', help: 'seconds after which a checkpoint is signed', default: 60 },
  segment_bytes: { kind: 'count', help: 'bytes after which a segment is sealed', default: 1 << 24 },
  segment_entries: { kind: 'count', help: 'entries after which a segment is sealed', default: 100_000 },
  executor: {
    kind: 'text',
    help: 'where the four cores run',
    default: 'inline',
    choices: ['inline', 'workers'],
  },
  http: {
    kind: 'text',
    help: 'serve metrics, the dashboard and the API at PORT of this machine alone, or at HOST:PORT',
  },
  http_token_file: {
    kind: 'text',
    help: 'file with the token that those who inject have to bring; without it nothing that changes state is taken',
  },
  http_hosts: {
    kind: 'text',
    help: 'names besides localhost and addresses that the service answers to, with commas; .example.org is all that end so',
  },
  http_entities: {
    kind: 'count',
    help: 'entities that /metrics has series of; the others are counted as one',
    default: 100,
  },
  ...ACTION_SETTINGS,
  ...ENTITY_SETTINGS,
  ...MESH_SETTINGS,
} as const satisfies Record<string, Setting>;

export type SettingKey = keyof typeof SETTINGS;

export const SETTING_KEYS = Object.keys(SETTINGS).filter((key): key is SettingKey => key in SETTINGS);

export const flagOf = (key: SettingKey): string => key.replaceAll('_', '-');
export const variableOf = (key: SettingKey): string => `VENOM_${key.toUpperCase()}`;

/** The settings, read and checked one by one; what they mean together is the run's to say. */
export interface Settings {
  readonly beats: number;
  readonly k: number;
  readonly p: number;
  readonly t1: number;
  readonly u: number;
  readonly tThreshold: number;
  readonly kp: number;
  readonly ki: number;
  readonly kd: number;
  readonly sources: SourceSettings;
  readonly load: string | undefined;
  readonly setpoint: number | undefined;
  readonly model: string | undefined;
  readonly mlWeight: number | undefined;
  readonly ledgerDir: string | undefined;
  /** Seconds; 0: what detectors learn is not kept. */
  readonly learntEvery: number;
  readonly learntMaxAge: number;
  readonly durability: Durability;
  readonly onLedgerFailure: LedgerFailurePolicy;
  readonly ledgerName: string | undefined;
  readonly ledgerKey: string | undefined;
  readonly secondTree: string;
  readonly checkpointEvery: { readonly entries: number; readonly seconds: number };
  readonly segments: { readonly bytes: number; readonly entries: number };
  readonly executor: string;
  /** Address to serve at, as text. */
  readonly http: string | undefined;
  readonly httpTokenFile: string | undefined;
  readonly httpHosts: string | undefined;
  /** Entities that have metrics of their own. */
  readonly httpEntities: number | undefined;
  readonly acting: ActingSettings;
  readonly entities: EntitySettings;
  /** undefined: no mesh. */
  readonly mesh: MeshSettings | undefined;
}

/** A value with the name its user knows it by. */
interface Given {
  readonly value: unknown;
  readonly name: string;
  readonly from: 'flag' | 'environment' | 'file';
}

/**
 * @param flags by key of the file, as text; undefined where not given
 * @param env the environment
 * @param file path of a JSON file, or undefined
 * @throws UsageError for a bad flag or variable, InputError for a bad file: each names the setting and the value
 */
export async function readSettings(
  flags: Readonly<Record<string, string | undefined>>,
  env: Readonly<Record<string, string | undefined>>,
  file: string | undefined,
): Promise<Settings> {
  const fromFile = file === undefined ? {} : await readConfigFile(file);
  const given = (key: SettingKey): Given | undefined => {
    const flag = flags[key];
    if (flag !== undefined) return { value: flag, name: `--${flagOf(key)}`, from: 'flag' };
    const variable = env[variableOf(key)];
    if (variable !== undefined && variable !== '') {
      return { value: variable, name: variableOf(key), from: 'environment' };
    }
    if (fromFile[key] !== undefined) return { value: fromFile[key], name: `${file}: ${key}`, from: 'file' };
    return undefined;
  };
  const number = (key: SettingKey): number | undefined => {
    const found = given(key);
    const { kind } = SETTINGS[key];
    return found && (isNumberKind(kind) ? parseNumber(found, kind) : undefined);
  };
  const flag = (key: SettingKey): boolean => {
    const found = given(key);
    return found !== undefined && parseFlag(found);
  };
  const text = (key: SettingKey): string | undefined => {
    const found = given(key);
    const setting: Setting = SETTINGS[key];
    return found && parseText(found, setting.choices);
  };
  const list = (key: SettingKey): readonly string[] => {
    const found = given(key);
    return found === undefined ? [] : parseList(found);
  };
  const entities = await readEntities({ text, number, raw: given });
  return {
    beats: number('beats') ?? SETTINGS.beats.default,
    k: number('k_flows') ?? K_FLOWS,
    p: number('p_nodes') ?? P_NODES,
    t1: number('t1') ?? T1,
    u: number('u_base') ?? U_BASE,
    tThreshold: number('t_threshold') ?? T_THRESHOLD,
    kp: number('pid_kp') ?? KP,
    ki: number('pid_ki') ?? KI,
    kd: number('pid_kd') ?? KD,
    sources: await readSources({ text, number, raw: given }, entities.entityBy),
    load: text('load'),
    setpoint: number('setpoint'),
    model: text('model'),
    mlWeight: number('ml_weight'),
    ledgerDir: text('ledger_dir'),
    learntEvery: number('learnt_every') ?? SETTINGS.learnt_every.default,
    learntMaxAge: number('learnt_max_age') ?? SETTINGS.learnt_max_age.default,
    durability: oneOf(text('durability'), DURABILITIES) ?? SETTINGS.durability.default,
    onLedgerFailure: text('on_ledger_failure') === 'degrade' ? 'degrade' : 'halt',
    ledgerName: text('ledger_name'),
    ledgerKey: text('ledger_key'),
    secondTree: text('second_tree') ?? SETTINGS.second_tree.default,
    checkpointEvery: {
      entries: number('checkpoint_entries') ?? SETTINGS.checkpoint_entries.default,
      seconds: number('checkpoint_seconds') ?? SETTINGS.checkpoint_seconds.default,
    },
    segments: {
      bytes: number('segment_bytes') ?? SETTINGS.segment_bytes.default,
      entries: number('segment_entries') ?? SETTINGS.segment_entries.default,
    },
    executor: text('executor') ?? SETTINGS.executor.default,
    http: text('http'),
    httpTokenFile: text('http_token_file'),
    httpHosts: text('http_hosts'),
    httpEntities: number('http_entities'),
    acting: await readActing({ text, number, flag, raw: given }),
    entities,
    mesh: readMesh({ text, list, number, flag, raw: given }),
  };
}

const DURABILITIES = ['beat', 'group', 'off'] as const;

function oneOf<Word extends string>(text: string | undefined, words: readonly Word[]): Word | undefined {
  return words.find((word) => word === text);
}

function refuse(given: Given, wanted: string): VenomError {
  const details = { code: 'ERR_SETTING', fix: `Give ${wanted}.` };
  const message = `${given.name} is ${shown(given.value ?? null)}, but must be ${wanted}`;
  return given.from === 'file' ? new InputError(message, details) : new UsageError(message, details);
}

/** A value as an error shows it: JSON, cut where it is long. */
function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

const WANTED: Readonly<Record<NumberKind, string>> = {
  count: 'a whole number above 0',
  integer: 'a whole number, -1 or above',
  positive: 'a finite number above 0',
  unsigned: 'a finite number, 0 or above',
  number: 'a finite number',
};

function isNumberKind(kind: Kind): kind is NumberKind {
  return kind in WANTED;
}

function parseFlag(given: Given): boolean {
  const { value } = given;
  if (value === true || value === 'true' || value === '1') return true;
  if (value === false || value === 'false' || value === '0') return false;
  throw refuse(given, 'true or false');
}

function parseNumber(given: Given, kind: NumberKind): number {
  const { value, from } = given;
  const written = typeof value === 'string' && from !== 'file' && value.trim() !== '' ? Number(value) : value;
  if (typeof written !== 'number' || !Number.isFinite(written)) throw refuse(given, WANTED[kind]);
  const fits =
    kind === 'number' ||
    (kind === 'positive' && written > 0) ||
    (kind === 'unsigned' && written >= 0) ||
    (kind === 'count' && Number.isSafeInteger(written) && written > 0) ||
    (kind === 'integer' && Number.isSafeInteger(written) && written >= -1);
  if (!fits) throw refuse(given, WANTED[kind]);
  return written;
}

function parseText(given: Given, choices: readonly string[] | undefined): string {
  const { value } = given;
  if (typeof value !== 'string' || value === '') throw refuse(given, 'a text that is not empty');
  if (choices && !choices.includes(value)) throw refuse(given, `one of ${choices.join(', ')}`);
  return value;
}

/** Texts with commas, or an array of texts in the file. */
function parseList(given: Given): readonly string[] {
  const { value } = given;
  const parts: unknown[] = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [];
  const texts = parts.filter((part) => typeof part === 'string').map((part) => part.trim());
  if (texts.length === 0 || texts.length < parts.length || texts.includes('')) {
    throw refuse(given, 'one or more texts, with commas');
  }
  return texts;
}

/** Bytes; one with every setting has a few hundred. */
const LARGEST_CONFIG = 1 << 16;

/** Of a pipe or a device there is no size to ask for: it is read until it is too large. */
async function readAtMost(path: string, limit: number): Promise<string> {
  const file = await open(path, 'r');
  try {
    const bytes = new Uint8Array(limit + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, null);
      length += bytesRead;
      if (bytesRead === 0)
        return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, length));
      if (length > limit) break;
    }
  } finally {
    await file.close();
  }
  throw new InputError(`${path} has more than ${limit} bytes, more than any configuration`, {
    code: 'ERR_CONFIG_SIZE',
    fix: 'Give --config a JSON file of settings.',
  });
}

/** A JSON object of settings. A key that is none is refused, with the nearest one that is. */
async function readConfigFile(path: string): Promise<Partial<Record<SettingKey, unknown>>> {
  let text: string;
  try {
    // Some editors put a byte order mark first; RFC 8259 §8.1 lets a reader pass over it.
    text = (await readAtMost(path, LARGEST_CONFIG)).replace(/^\ufeff/, '');
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new StorageError(`cannot read the configuration ${path}: ${messageOf(cause)}`, {
      code: 'ERR_CONFIG_READ',
      fix: 'Give --config the path of a JSON file that this user may read.',
      cause,
    });
  }
  const value = await parseJson(text, path);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InputError(`${path} holds no JSON object`, {
      code: 'ERR_CONFIG_SHAPE',
      fix: `Write an object, e.g. {"k_flows": ${K_FLOWS}}.`,
    });
  }
  for (const key of Object.keys(value)) {
    if (Object.hasOwn(SETTINGS, key)) continue;
    throw new InputError(`${path}: ${shown(key)} is not a setting`, {
      code: 'ERR_CONFIG_KEY',
      fix: `Did you mean ${JSON.stringify(closest(key, SETTING_KEYS))}? The keys are ${SETTING_KEYS.join(', ')}.`,
    });
  }
  return value;
}

async function parseJson(text: string, path: string): Promise<unknown> {
  // The runtimes' own JSON errors give no line on all of them.
  const { parse, printParseErrorCode } = await import('jsonc-parser');
  const errors: { error: number; offset: number; length: number }[] = [];
  try {
    parse(text, errors, { disallowComments: true, allowTrailingComma: false });
  } catch (cause) {
    throw new InputError(`${path} is nested too deep: ${messageOf(cause)}`, {
      code: 'ERR_CONFIG_JSON',
      fix: 'Write one object of settings.',
      cause,
    });
  }
  const [first] = errors;
  if (!first) return JSON.parse(text);
  const before = text.slice(0, first.offset).split('\n');
  const line = before.length;
  const column = (before.at(-1)?.length ?? 0) + 1;
  throw new InputError(`${path}:${line}:${column} is not JSON: ${printParseErrorCode(first.error)}`, {
    code: 'ERR_CONFIG_JSON',
    fix: 'Mend the file there; comments and trailing commas are not JSON.',
  });
}
