/**
 * A Kubernetes API server as far as it is used here, over TLS: bearer tokens, rights by verb and resource, Status
 * objects, resourceVersions with 409, merge patches (RFC 7396), lists by label, and requests that are kept waiting.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Asked, TLS, tlsServer } from './acts.ts';

type Json = Record<string, unknown>;
interface Stored extends Json {
  metadata: Json & { name: string; resourceVersion: string; labels?: Record<string, string> };
}

const TOKEN = 'a-token-of-the-test';
/** RFC 3339 with microseconds: the API refuses times that are not MicroTime. */
const MICRO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

export async function kubernetesServer() {
  const objects = new Map<string, Stored>();
  const forbidden = new Set<string>();
  const held: { verb: string; answer: () => void }[] = [];
  const holding = new Set<string>();
  let version = 100;

  function put(path: string, object: Json): Stored {
    const metadata = { ...(object.metadata as Json), resourceVersion: String(++version) };
    const stored = { ...object, metadata } as Stored;
    objects.set(path, stored);
    return stored;
  }

  function answer(asked: Asked): [number, object] {
    const { pathname: path, searchParams } = new URL(asked.path, 'https://api');
    if (asked.headers.authorization !== `Bearer ${TOKEN}`) return failure(401, 'Unauthorized');
    const resource = path.split('/').at(path.includes('/namespaces/') ? resourceAt(path) : -1) ?? '';
    if (forbidden.has(`${asked.method} ${resource}`)) {
      return failure(
        403,
        `${resource} is forbidden: User "system:serviceaccount:test:venom" cannot ${asked.method}`,
      );
    }
    const body: Json = asked.body === '' ? {} : JSON.parse(asked.body);
    if (asked.method === 'POST') return create(path, body);
    const selector = searchParams.get('labelSelector');
    if (asked.method === 'GET' && selector !== null)
      return [200, { kind: 'List', items: select(path, selector) }];
    const stored = objects.get(path);
    if (!stored) return failure(404, `${path} not found`);
    if (asked.method === 'GET') return [200, stored];
    return write(path, stored, asked, body);
  }

  function create(path: string, body: Json): [number, object] {
    const own = `${path}/${(body.metadata as Json).name}`;
    if (objects.has(own)) return failure(409, `${own} already exists`);
    return invalid(body) ?? [201, put(own, body)];
  }

  function write(path: string, stored: Stored, { method, headers }: Asked, body: Json): [number, object] {
    const wanted = (body.metadata as Json | undefined)?.resourceVersion;
    if (wanted !== undefined && wanted !== stored.metadata.resourceVersion) {
      return failure(409, 'the object has been modified; please apply your changes to the latest version');
    }
    if (method === 'PUT') return invalid(body) ?? [200, put(path, body)];
    if (headers['content-type'] !== 'application/merge-patch+json')
      return failure(415, 'unsupported media type');
    return [200, put(path, merged(stored, body) as Json)];
  }

  function select(path: string, selector: string): Stored[] {
    const [key = '', value] = selector.split('=');
    return [...objects]
      .filter(([at, { metadata }]) => at.startsWith(`${path}/`) && metadata.labels?.[key] === value)
      .map(([, object]) => object);
  }

  const server = await tlsServer((asked, response) => {
    const send = (): void => reply(response, answer(asked));
    if (!holding.has(asked.method)) return send();
    held.push({ verb: asked.method, answer: send });
  });
  const directory = await mkdtemp(join(tmpdir(), 'venom-kube-'));
  const kubeconfig = join(directory, 'config');
  await writeFile(kubeconfig, JSON.stringify(configFor(server.url.origin)));

  return {
    asked: server.asked,
    forbidden,
    held,
    /** Verbs that are kept waiting until `held` says otherwise. */
    holding,
    kubeconfig,
    object: (path: string) => objects.get(path),
    put,
    async close(): Promise<void> {
      await server.close();
      await rm(directory, { recursive: true });
    },
  };
}

/** Place of the resource's name in a path with a namespace. */
function resourceAt(path: string): number {
  return path.split('/').indexOf('namespaces') + 2;
}

function reply(response: ServerResponse, [status, body]: [number, object]): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function failure(code: number, message: string): [number, object] {
  return [code, { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, message }];
}

function invalid({ kind, spec }: Json): [number, object] | undefined {
  if (kind !== 'Lease') return undefined;
  const { renewTime, acquireTime, leaseDurationSeconds } = spec as Json;
  const right =
    MICRO_TIME.test(String(renewTime)) &&
    MICRO_TIME.test(String(acquireTime)) &&
    Number.isSafeInteger(leaseDurationSeconds) &&
    Number(leaseDurationSeconds) > 0;
  return right ? undefined : failure(422, 'Lease is invalid');
}

/** RFC 7396. */
function merged(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const object = typeof target === 'object' && target !== null && !Array.isArray(target) ? { ...target } : {};
  const result: Json = object as Json;
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}

function configFor(server: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    contexts: [{ name: 'test', context: { cluster: 'c', user: 'u', namespace: 'shop' } }],
    clusters: [
      {
        name: 'c',
        cluster: { server, 'certificate-authority-data': Buffer.from(TLS.cert).toString('base64') },
      },
    ],
    users: [{ name: 'u', user: { token: TOKEN } }],
  };
}
