/** Settings of where metrics come from: by name with flags for all, or a list in which each has its own. */
import { InputError, messageOf, StorageError, UsageError } from '../core/errors.ts';
import type { SourceSpec } from '../sources/spec.ts';
import type { PlacedSource, SourceConfig } from './source-config.ts';

const DISORDER = ['error', 'skip', 'tolerate'] as const;

export const SOURCE_SETTINGS = {
  source: {
    kind: 'text',
    help: 'where metrics come from: host, none, the address of a Prometheus endpoint, a file, - (standard input), otlp:PORT; several with commas',
    default: 'host',
  },
  sources: {
    kind: 'text',
    help: 'sources with all that each can be told, in place of --source and its flags: a JSON file, or the JSON itself, e.g. [{"kind": "host"}, {"kind": "otlp", "port": 4318}]',
  },
  interval: {
    kind: 'positive',
    help: 'seconds between two samples of the source (host and standard input 1, Prometheus 5, OTLP 60, a file its own)',
  },
  match: {
    kind: 'text',
    help: 'series of Prometheus to watch, as selectors separated by semicolons (all but the exporter’s own)',
  },
  bearer_token_file: {
    kind: 'text',
    help: 'file with the token that Prometheus asks for, read at every scrape',
  },
  scrape_timeout: { kind: 'positive', help: 'seconds that a scrape may take (the interval, at most 10)' },
  scrape_ca: {
    kind: 'text',
    help: 'PEM file of the authorities to trust in place of the usual, when scraping',
  },
  scrape_cert: { kind: 'text', help: 'PEM file of the certificate to show when scraping' },
  scrape_key: { kind: 'text', help: 'PEM file of its key' },
  otlp_token_file: { kind: 'text', help: 'file with the token that those who push OTLP have to bring' },
  otlp_tls_cert: { kind: 'text', help: 'PEM file of the certificate to take OTLP with, by HTTPS' },
  otlp_tls_key: { kind: 'text', help: 'PEM file of its key' },
  pace: {
    kind: 'text',
    help: 'how a file is played: as fast as it can be, or in the time that it was taken in',
    default: 'fast',
    choices: ['fast', 'realtime'],
  },
  on_disorder: {
    kind: 'text',
    help: 'rows of a table whose time goes back or is there twice; tolerate takes at most one in a hundred as it stands',
    default: 'error',
    choices: DISORDER,
  },
} as const;

type Key = keyof typeof SOURCE_SETTINGS;

/** What the settings say of sources. */
export interface SourceSettings {
  /** Empty: there is none, the pulse alone paces. */
  readonly sources: readonly PlacedSource[];
  /** Labels, columns or attributes that name an entity. */
  readonly entityBy: readonly string[];
}

/** A value as it was given. */
interface Given {
  readonly value: unknown;
  /** What a mistake is named by. */
  readonly name: string;
  readonly from: 'flag' | 'environment' | 'file';
}

/** How the settings are read. */
interface SettingReader {
  text(key: Key): string | undefined;
  number(key: Key): number | undefined;
  raw(key: Key): Given | undefined;
}

/** What says something of `--source` and nothing of a list. */
const OF_SOURCE = Object.keys(SOURCE_SETTINGS).filter(
  (key): key is Key => key !== 'source' && key !== 'sources',
);

/** @throws UsageError or InputError that names the flag or the field */
export async function readSources(read: SettingReader, entityBy: readonly string[]): Promise<SourceSettings> {
  const list = listOf(read);
  if (list === undefined) return { sources: await namedSources(read), entityBy };
  for (const key of OF_SOURCE) {
    const beside = read.raw(key);
    if (beside === undefined) continue;
    throw usage(
      `${beside.name} is given beside ${list.name}, in which each source has its own`,
      'Put it into the list, or leave the list out.',
    );
  }
  const { parseSources } = await import('./source-config.ts');
  return { sources: parseSources(await jsonOf(list), list.name), entityBy };
}

const RANK = { flag: 0, environment: 1, file: 2 } as const;

/** The list, unless `source` was given by what wins over it. */
function listOf(read: SettingReader): Given | undefined {
  const [list, named] = [read.raw('sources'), read.raw('source')];
  if (!list || !named || RANK[list.from] < RANK[named.from]) return list;
  if (RANK[list.from] > RANK[named.from]) return undefined;
  throw usage(`${list.name} and ${named.name} are both given`, 'Leave one of them out.');
}

async function jsonOf({ value, name }: Given): Promise<unknown> {
  if (typeof value !== 'string') return value;
  if (/^\s*\[/.test(value)) return parsed(value, name);
  const { readFile } = await import('node:fs/promises');
  let text: string;
  try {
    text = await readFile(value, 'utf8');
  } catch (cause) {
    throw new StorageError(`cannot read the sources ${value}: ${messageOf(cause)}`, {
      code: 'ERR_SOURCES_READ',
      fix: `Give ${name} the path of a JSON file that this user may read, or the JSON itself.`,
      cause,
    });
  }
  return parsed(text, value);
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError(`${name} is no JSON: ${messageOf(cause)}`, {
      code: 'ERR_SOURCES',
      fix: 'Write a list of sources, e.g. [{"kind": "host"}].',
      cause,
    });
  }
}

async function namedSources(read: SettingReader): Promise<PlacedSource[]> {
  const { parseSourceSpec } = await import('../sources/spec.ts');
  const text = read.text('source') ?? SOURCE_SETTINGS.source.default;
  const specs = text.split(',').map((one) => parseSourceSpec(one.trim()));
  if (specs.some(({ kind }) => kind === 'none')) {
    if (specs.length > 1) throw usage('source is none and something else', 'Leave none out, or the others.');
    if (read.number('interval') === undefined) return [];
    throw usage(
      '--interval is the period of a source, but --source is none',
      'Without one the pulse alone paces.',
    );
  }
  return specs.flatMap((spec) => {
    const config = configOf(spec, read);
    return config ? [{ config, place: `source ${spec.kind}` }] : [];
  });
}

/** A source that was named, with what the flags say of its kind; undefined for none. */
export function configOf(spec: SourceSpec, read: SettingReader): SourceConfig | undefined {
  const period = read.number('interval');
  const disorder = read.text('on_disorder');
  const on_disorder = DISORDER.find((way) => way === disorder) ?? SOURCE_SETTINGS.on_disorder.default;
  switch (spec.kind) {
    case 'host':
      return { kind: 'host', period };
    case 'prometheus': {
      const match = read
        .text('match')
        ?.split(';')
        .filter((text) => text.trim() !== '');
      return {
        ...spec,
        period,
        match,
        timeout: read.number('scrape_timeout'),
        bearer_token_file: read.text('bearer_token_file'),
        ca: read.text('scrape_ca'),
        cert: read.text('scrape_cert'),
        key: read.text('scrape_key'),
      };
    }
    case 'otlp': {
      const [cert, key] = [read.text('otlp_tls_cert'), read.text('otlp_tls_key')];
      if ((cert === undefined) !== (key === undefined)) {
        throw usage('--otlp-tls-cert and --otlp-tls-key go together', 'Give both, or neither.');
      }
      return { ...spec, period, token_file: read.text('otlp_token_file'), cert, key };
    }
    case 'file':
      return { ...spec, period, realtime: read.text('pace') === 'realtime', on_disorder };
    case 'stdin':
      return { kind: 'stdin', period, on_disorder };
    case 'none':
      return undefined;
  }
}

function usage(message: string, fix: string): UsageError {
  return new UsageError(message, { code: 'ERR_USAGE', fix });
}
