/** The HTTP service of a run, as the settings ask for it. */
import { readFile } from 'node:fs/promises';
import type { HaltSwitch } from '../actions/halt.ts';
import type { Arbiter } from '../core/arbiter.ts';
import { systemClock } from '../core/clock.ts';
import { InputError, messageOf, StorageError, UsageError } from '../core/errors.ts';
import type { RunMesh } from './mesh-for.ts';
import type { Settings } from './settings.ts';

/** Where `venom serve` serves when nothing else is said. */
const DEFAULT_PORT = '8000';
/** Shorter ones can be guessed. */
const SHORTEST_TOKEN = 16;

export interface HttpService {
  /** Begins to serve, and tells where. */
  listen(
    arbiter: Arbiter,
    mesh: RunMesh | undefined,
    program: { readonly name: string; readonly version: string },
    tell: (text: string) => void,
  ): Promise<void>;
  ledgerFailed(message: string): void;
  close(): Promise<void>;
}

/**
 * @param halt set by `POST /api/halt`
 * @param serve also where no place is named
 * @returns undefined where none is wanted
 * @throws UsageError for an address that is none, InputError for a token that is none, StorageError for its file
 */
export async function httpServiceFor(
  settings: Settings,
  halt: HaltSwitch,
  serve: boolean,
): Promise<HttpService | undefined> {
  const { httpTokenFile, ledgerDir } = settings;
  const place = settings.http ?? (serve ? DEFAULT_PORT : undefined);
  if (place === undefined) {
    refuseWithoutPlace(settings);
    return undefined;
  }
  const address = addressOf(place);
  const [token, { Service }] = await Promise.all([
    httpTokenFile === undefined ? undefined : readToken(httpTokenFile),
    import('../server/index.ts'),
  ]);
  const hosts = namesIn(settings.httpHosts);
  let service: InstanceType<typeof Service> | undefined;
  return {
    async listen(arbiter, mesh, program, tell) {
      service = new Service({
        supervised: arbiter,
        clock: systemClock,
        program,
        ...address,
        hosts,
        token,
        ...(mesh && { mesh: () => mesh.view() }),
        halt: async (reason, origin) => {
          halt.halt(`${reason} (${origin})`);
          return { halted: true, reason: halt.stopped?.reason ?? null };
        },
        ledgerDir,
        entitySeries: settings.httpEntities,
        firstEntry: arbiter.ledger.length,
        stalledAfter: stalledAfter(settings.sources.sources.map(({ config }) => config.period ?? 60)),
      });
      tell(`Serving at ${await service.listen()}/`);
    },
    ledgerFailed: (message) => service?.ledgerFailed(message),
    close: async () => service?.close(),
  };
}

/** A beat comes at the latest when twice the period of the source has passed (DESIGN §3.4). Seconds. */
function stalledAfter(periods: readonly number[]): number {
  return Math.max(60, ...periods.map((period) => 5 * period));
}

function refuseWithoutPlace({ httpTokenFile, httpHosts }: Settings): void {
  const given = httpTokenFile === undefined ? '--http-hosts' : '--http-token-file';
  if (httpTokenFile === undefined && httpHosts === undefined) return;
  throw new UsageError(`${given} is given, but nothing is served`, {
    code: 'ERR_USAGE',
    fix: 'Give --http PORT too, or use venom serve.',
  });
}

/** `8000`, `0.0.0.0:8000`, `[::]:8000`. */
export function addressOf(text: string): { readonly host?: string; readonly port: number } {
  const [, bracketed, plain, port = ''] =
    /^(?:(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+)):)?(\d{1,5})$/i.exec(text) ?? [];
  const number = port === '' ? Number.NaN : Number(port);
  if (number <= 65_535) {
    const host = bracketed ?? plain;
    return { port: number, ...(host !== undefined && { host }) };
  }
  throw new UsageError(`--http is ${JSON.stringify(text)}, but must be a port, or a host and a port`, {
    code: 'ERR_SETTING',
    fix: 'Give --http 8000 for this machine alone, or --http 0.0.0.0:8000 for others too.',
  });
}

function namesIn(text: string | undefined): readonly string[] {
  const names = (text ?? '').split(',').map((name) => name.trim().toLowerCase());
  return names.filter((name) => name !== '').map((name) => requireName(name));
}

function requireName(name: string): string {
  if (/^\.?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/.test(name)) return name;
  throw new UsageError(`--http-hosts has ${JSON.stringify(name)}, but must be names without ports`, {
    code: 'ERR_SETTING',
    fix: 'Give names such as venom.example.org, or .example.org for all that end so.',
  });
}

/** @throws StorageError, or InputError for what is too short to be a secret; the token is never quoted */
async function readToken(path: string): Promise<string> {
  let text: string;
  try {
    text = (await readFile(path, 'utf8')).trim();
  } catch (cause) {
    throw new StorageError(`cannot read the token in ${path}: ${messageOf(cause)}`, {
      code: 'ERR_HTTP_TOKEN_FILE',
      fix: 'Give --http-token-file a file that this user may read.',
      cause,
    });
  }
  if (text.length >= SHORTEST_TOKEN && /^\S+$/.test(text)) return text;
  throw new InputError(
    `${path} holds no token: it must be ${SHORTEST_TOKEN} characters or more, without blanks`,
    {
      code: 'ERR_HTTP_TOKEN_FILE',
      fix: 'Make one with: openssl rand -hex 32',
    },
  );
}
