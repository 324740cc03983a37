/** The handlers of a list of actions, with their secrets read from where the list says they are. */
import { readFile } from 'node:fs/promises';
import type { Clock } from '../core/clock.ts';
import { InputError, messageOf, StorageError } from '../core/errors.ts';
import { labelMatcher } from '../sources/label-match.ts';
import type { ActionHandler } from './action.ts';
import type { ActionSpec, WebhookSpec } from './action-spec.ts';
import { execAction } from './exec-action.ts';
import { fileAction } from './file-action.ts';
import { logAction } from './log-action.ts';
import { webhookAction } from './webhook-action.ts';

/** What handlers need of the world. */
export interface ActingWorld {
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** In [0, 1). */
  readonly chance: () => number;
  /** What is supervised, as alerts name it. */
  readonly instance: string;
  print(line: string): void;
}

/** @throws InputError, StorageError: each names the action and what is missing */
export function makeActions(specs: readonly ActionSpec[], world: ActingWorld): Promise<ActionHandler[]> {
  return Promise.all(specs.map(async (spec) => forSome(await makeAction(spec, world), spec)));
}

function forSome(handler: ActionHandler, { match, name }: ActionSpec): ActionHandler {
  if (match === undefined) return handler;
  const isFor = labelMatcher(match, `action ${name} match`, 'ERR_ACTIONS');
  return { ...handler, isFor, act: (intent, signal) => handler.act(intent, signal) };
}

async function makeAction(spec: ActionSpec, world: ActingWorld): Promise<ActionHandler> {
  switch (spec.kind) {
    case 'log':
      return logAction({ ...spec, print: (line) => world.print(line) });
    case 'file':
      return fileAction(spec);
    case 'exec': {
      const [program = '', ...args] = spec.argv;
      return execAction({
        ...spec,
        argv: [program, ...args],
        env: environment(world.env),
        clock: world.clock,
      });
    }
    case 'webhook':
      return makeWebhook(spec, world);
    case 'kubernetes': {
      const { makeKubernetesAction } = await import('./kubernetes/index.ts');
      return makeKubernetesAction(spec, world);
    }
  }
}

/** What a program is given of our environment: enough to run, and none of our secrets. */
function environment(env: ActingWorld['env']): Record<string, string | undefined> {
  const { PATH, HOME, LANG, LC_ALL, TZ, TMPDIR, SystemRoot } = env;
  return Object.fromEntries(
    Object.entries({ PATH, HOME, LANG, LC_ALL, TZ, TMPDIR, SystemRoot }).filter(
      ([, value]) => value !== undefined,
    ),
  );
}

async function makeWebhook(
  spec: WebhookSpec,
  { clock, env, chance, instance }: ActingWorld,
): Promise<ActionHandler> {
  const place = `action ${spec.name}`;
  const written = spec.url ?? (await secret(place, 'url', spec.urlFile, spec.urlEnv, env));
  const key = await secret(place, 'secret', spec.secretFile, spec.secretEnv, env);
  const bearerToken = await secret(place, 'bearer token', spec.bearerTokenFile, undefined, env);
  const ca = await secret(place, 'ca', spec.caFile, undefined, env);
  if (bearerToken !== undefined && !/^[\x21-\x7e]+$/.test(bearerToken)) {
    throw wrong(
      place,
      'the bearer token has characters that no header takes',
      'Write one line of visible ASCII.',
    );
  }
  const { name, on, format, timeout, attempts } = spec;
  const url = hookAddress(place, written ?? '');
  const tls = ca === undefined ? undefined : { ca };
  return webhookAction({
    ...{ name, on, url, format, instance, timeout, attempts, clock, chance },
    ...{ secret: key, bearerToken, tls },
  });
}

/** https; http only to this machine, where nobody listens in. */
function hookAddress(place: string, written: string): URL {
  const url = URL.canParse(written) ? new URL(written) : undefined;
  const local = url && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (!url || !(url.protocol === 'https:' || (url.protocol === 'http:' && local))) {
    throw wrong(
      place,
      'the address of the hook is no https address',
      'Write https://…; http is for this machine alone.',
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw wrong(place, 'the address of the hook holds a password', 'Use bearerTokenFile or secretFile.');
  }
  return url;
}

async function secret(
  place: string,
  what: string,
  file: string | undefined,
  variable: string | undefined,
  env: ActingWorld['env'],
): Promise<string | undefined> {
  if (variable !== undefined) {
    const value = env[variable];
    if (value !== undefined && value !== '') return value;
    throw wrong(place, `the variable ${variable} with its ${what} is not set`, `Set ${variable}.`);
  }
  if (file === undefined) return undefined;
  let text: string;
  try {
    text = (await readFile(file, 'utf8')).trim();
  } catch (cause) {
    throw new StorageError(`${place}: cannot read ${file} with its ${what}: ${messageOf(cause)}`, {
      code: 'ERR_ACTION_SECRET',
      fix: 'Give the path of a file that this user may read.',
      cause,
    });
  }
  if (text === '') throw wrong(place, `${file} with its ${what} is empty`, 'Write it into the file.');
  return text;
}

function wrong(place: string, why: string, fix: string): InputError {
  return new InputError(`${place}: ${why}`, { code: 'ERR_ACTIONS', fix });
}
