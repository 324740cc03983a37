/** Settings of runs that supervise many entities: by which labels they are told apart, and what is their own. */
import { InputError, messageOf, StorageError } from '../core/errors.ts';
import type { Labels } from '../sources/source.ts';
import type { EntityRules } from './entity-rules.ts';

export const ENTITY_SETTINGS = {
  entity_by: {
    kind: 'text',
    help: 'labels, columns or attributes that name an entity, with commas: each entity is supervised by itself',
  },
  retire_after: {
    kind: 'positive',
    help: 'seconds of silence after which an entity with labels is given up (60 periods of the source)',
  },
  entities: {
    kind: 'text',
    help: 'what entities have of their own, by their labels: a JSON file, or the JSON itself, e.g. [{"match": "{tier=\\"db\\"}", "setpoint": 0.5}]',
  },
} as const;

type Key = keyof typeof ENTITY_SETTINGS;

export interface EntitySettings {
  /** Empty: samples are told apart by all the labels they have. */
  readonly entityBy: readonly string[];
  /** Seconds. */
  readonly retireAfter: number | undefined;
  readonly rules: EntityRules | undefined;
}

/** How the settings are read. */
interface SettingReader {
  text(key: Key): string | undefined;
  number(key: Key): number | undefined;
  /** As it was given, and what a mistake is named by. */
  raw(key: Key): { readonly value: unknown; readonly name: string } | undefined;
}

/** @throws InputError or StorageError that names the rule and the field */
export async function readEntities(read: SettingReader): Promise<EntitySettings> {
  const names = (read.text('entity_by') ?? '').split(',').map((name) => name.trim());
  return {
    entityBy: names.filter((name) => name !== ''),
    retireAfter: read.number('retire_after'),
    rules: await readRules(read.raw('entities')),
  };
}

/** The labels that name an entity, of those that a sample has. */
export function namingLabels({ entityBy }: EntitySettings): (labels: Labels) => Labels {
  if (entityBy.length === 0) return (labels) => labels;
  return (labels) =>
    Object.fromEntries(
      entityBy.flatMap((name) => {
        const value = labels[name];
        return value === undefined ? [] : [[name, value] as const];
      }),
    );
}

async function readRules(
  given: { readonly value: unknown; readonly name: string } | undefined,
): Promise<EntityRules | undefined> {
  if (given === undefined) return undefined;
  const { parseEntityRules } = await import('./entity-rules.ts');
  const { value, name } = given;
  if (typeof value !== 'string') return parseEntityRules(value, name);
  if (value.trimStart().startsWith('[')) return parseEntityRules(parsed(value, name), name);
  const { readFile } = await import('node:fs/promises');
  let text: string;
  try {
    text = await readFile(value, 'utf8');
  } catch (cause) {
    throw new StorageError(`cannot read the entities ${value}: ${messageOf(cause)}`, {
      code: 'ERR_ENTITIES_READ',
      fix: `Give ${name} the path of a JSON file that this user may read, or the JSON itself.`,
      cause,
    });
  }
  return parseEntityRules(parsed(text, value), value);
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError(`${name} is no JSON: ${messageOf(cause)}`, {
      code: 'ERR_ENTITIES',
      fix: 'Write a list of rules, e.g. [{"match": {"tier": "db"}, "setpoint": 0.5}].',
      cause,
    });
  }
}
