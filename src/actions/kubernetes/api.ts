/**
 * The Kubernetes API as far as it is used here: JSON objects by path, over the configuration and the credentials that
 * the maintained client finds (kubeconfig, or a pod's service account, whose token is read anew as it rotates).
 *
 * The requests are our own: the client's go through a library that not all runtimes run as it is, and take no time-out.
 */
import type { RequestOptions } from 'node:https';
import { InputError, messageOf, systemCodeOf } from '../../core/errors.ts';
import { sendRequest } from '../http-request.ts';

export interface KubernetesObject {
  readonly metadata?: {
    readonly name?: string;
    readonly resourceVersion?: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly uid?: string;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
}

export interface KubernetesApi {
  /** Of the context, or of the pod. */
  readonly namespace: string;
  get(path: string, signal: AbortSignal): Promise<KubernetesObject>;
  /** The items of a list. */
  list(path: string, signal: AbortSignal): Promise<readonly KubernetesObject[]>;
  create(path: string, body: object, signal: AbortSignal): Promise<KubernetesObject>;
  /** Refused with 409 where the resourceVersion in the body is no longer that of the object. */
  replace(path: string, body: object, signal: AbortSignal): Promise<KubernetesObject>;
  /** RFC 7396; with a resourceVersion in its metadata, refused with 409 as above. */
  mergePatch(path: string, body: object, signal: AbortSignal): Promise<KubernetesObject>;
}

/** The API said no. */
export class KubernetesError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'KubernetesError';
    this.status = status;
  }
}

export interface KubernetesAccess {
  /** Path of a kubeconfig; without one, $KUBECONFIG, ~/.kube/config, or the pod's own. */
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
}

/** Where a pod finds its namespace. */
const POD_NAMESPACE = '/var/run/secrets/kubernetes.io/serviceaccount/namespace';

/** @throws InputError where there is no configuration to be used */
export async function kubernetesApi({ kubeconfig, context }: KubernetesAccess): Promise<KubernetesApi> {
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  try {
    if (kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(kubeconfig);
    if (context !== undefined) config.setCurrentContext(context);
  } catch (cause) {
    throw noAccess(`the Kubernetes configuration cannot be read: ${messageOf(cause)}`);
  }
  const cluster = config.getCurrentCluster();
  if (!cluster)
    throw noAccess(
      `the Kubernetes configuration has no cluster for context ${JSON.stringify(config.getCurrentContext())}`,
    );
  const named = config.getContextObject(config.getCurrentContext())?.namespace;
  const credentials = async (): Promise<RequestOptions> => {
    const options: RequestOptions = {};
    await config.applyToHTTPSOptions(options);
    return options;
  };
  return apiAt(new URL(cluster.server), credentials, named ?? (await podNamespace()) ?? 'default');
}

async function podNamespace(): Promise<string | undefined> {
  const { readFile } = await import('node:fs/promises');
  try {
    return (await readFile(POD_NAMESPACE, 'utf8')).trim() || undefined;
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function apiAt(server: URL, credentials: () => Promise<RequestOptions>, namespace: string): KubernetesApi {
  const ask = async (
    method: string,
    path: string,
    signal: AbortSignal,
    body?: object,
    type = 'application/json',
  ) => {
    const { headers, auth, ca, cert, key, rejectUnauthorized, servername } = await credentials();
    const text = body && JSON.stringify(body);
    const { status, body: answer } = await sendRequest(
      new URL(server.pathname.replace(/\/$/, '') + path, server),
      {
        method,
        headers: {
          accept: 'application/json',
          'user-agent': 'venom-genesis',
          ...authorization(headers, auth),
          ...(text !== undefined && {
            'content-type': type,
            'content-length': String(Buffer.byteLength(text)),
          }),
        },
        body: text,
        signal,
        tls: defined({ ca, cert, key, rejectUnauthorized, servername }),
      },
    );
    return objectOf(method, path, status, answer);
  };
  return {
    namespace,
    get: (path, signal) => ask('GET', path, signal),
    list: async (path, signal) => itemsOf(await ask('GET', path, signal)),
    create: (path, body, signal) => ask('POST', path, signal, body),
    replace: (path, body, signal) => ask('PUT', path, signal, body),
    mergePatch: (path, body, signal) => ask('PATCH', path, signal, body, 'application/merge-patch+json'),
  };
}

function authorization(headers: unknown, auth: string | null | undefined): Record<string, string> {
  if (auth) return { authorization: `Basic ${Buffer.from(auth).toString('base64')}` };
  const given =
    typeof headers === 'object' && headers !== null && 'Authorization' in headers
      ? headers.Authorization
      : null;
  return typeof given === 'string' ? { authorization: given } : {};
}

function defined(options: RequestOptions): RequestOptions {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined && value !== null),
  );
}

function objectOf(method: string, path: string, status: number, text: string): KubernetesObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new KubernetesError(status, `${method} ${path} was answered with ${status} and no JSON`);
  }
  if (status >= 200 && status < 300 && typeof value === 'object' && value !== null) return value;
  const said = typeof value === 'object' && value !== null && 'message' in value ? `: ${value.message}` : '';
  throw new KubernetesError(status, `${method} ${path} was answered with ${status}${said}`);
}

function itemsOf(list: object): readonly KubernetesObject[] {
  return 'items' in list && Array.isArray(list.items) ? list.items : [];
}

function noAccess(message: string): InputError {
  return new InputError(message, {
    code: 'ERR_KUBERNETES',
    fix: 'Give "kubeconfig" and "context", or run in a pod with a service account.',
  });
}
