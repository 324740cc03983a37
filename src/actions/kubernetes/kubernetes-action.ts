/**
 * Labels or annotates a pod, scales a workload between bounds, writes an Event.
 *
 * Every change is conditional on the resourceVersion that was read, and leaves the intent's id under the name of its
 * handler (and the fencing token, where there is one) on the object in the same write. So an act whose answer was lost
 * is not done twice, several handlers of one intent do not take each other's act for their own, and one whose holder
 * was overtaken is refused by what the new holder wrote.
 */
import type { Clock } from '../../core/clock.ts';
import { messageOf } from '../../core/errors.ts';
import { ActError, type ActionHandler, type Intent } from '../action.ts';
import type { KubernetesSpec } from '../action-spec.ts';
import { marked, marksIn, placeOf, recent } from './act-marks.ts';
import { type KubernetesApi, KubernetesError, type KubernetesObject, kubernetesApi } from './api.ts';

/** Annotations that an act leaves: the last act of each handler (act-marks.ts), and the highest token. */
export const ACTS = 'venom-genesis/acts';
export const FENCE = 'venom-genesis/fence';

/** Writes that meet a newer version of the object before the act is given up: each means that another got on. */
const MOST_CONFLICTS = 20;

type Scale = Extract<KubernetesSpec, { do: 'scale' }>;

export async function makeKubernetesAction(
  spec: KubernetesSpec,
  { clock }: { readonly clock: Clock },
): Promise<ActionHandler> {
  return kubernetesAction(spec, await kubernetesApi(spec), clock);
}

export function kubernetesAction(
  spec: KubernetesSpec,
  api: KubernetesApi,
  clock: Pick<Clock, 'sleep'>,
): ActionHandler {
  const { name, on, timeout } = spec;
  const turns = new Turns();
  const namespace = spec.namespace ?? api.namespace;
  return {
    name,
    on,
    timeout: timeout + 1,
    async act(intent, signal) {
      const done = new AbortController();
      const over = new AbortController();
      const late = clock.sleep(timeout, done.signal).then(() => over.abort());
      try {
        const limit = AbortSignal.any([over.signal, signal]);
        return await carryOut(spec, api, namespace, intent, turns, limit);
      } catch (error) {
        if (over.signal.aborted && !done.signal.aborted) throw new ActError(`no answer in ${timeout} s`, {});
        const detail = error instanceof KubernetesError ? { status: error.status } : {};
        throw error instanceof ActError ? error : new ActError(messageOf(error), detail);
      } finally {
        done.abort();
        await late;
      }
    },
  };
}

function carryOut(
  spec: KubernetesSpec,
  api: KubernetesApi,
  namespace: string,
  intent: Intent,
  turns: Turns,
  signal: AbortSignal,
): Promise<object> {
  const change = (path: string, make: (object: KubernetesObject) => Change) =>
    turns.take(path, () => conditionally(api, path, spec.name, intent, make, signal));
  switch (spec.do) {
    case 'label':
      return change(podPath(namespace, spec.pod), () => ({ metadata: { labels: spec.labels }, told: {} }));
    case 'annotate':
      return change(podPath(namespace, spec.pod), () => ({
        metadata: { annotations: spec.annotations },
        told: {},
      }));
    case 'scale':
      return change(`/apis/apps/v1/namespaces/${namespace}/${spec.workload}s/${spec.target}`, (object) =>
        scaled(spec, object),
      );
    case 'event':
      return writeEvent(api, namespace, spec.pod, intent, signal);
  }
}

/** Acts for many entities on one object go one after the other, rather than make each other begin again. */
class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  async take<T>(path: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(path) ?? Promise.resolve();
    const turn = before.then(work, work);
    this.#last.set(path, turn);
    try {
      return await turn;
    } finally {
      if (this.#last.get(path) === turn) this.#last.delete(path);
    }
  }
}

interface Change {
  readonly metadata?: { readonly labels?: object; readonly annotations?: object };
  readonly spec?: object;
  /** For the ledger. */
  readonly told: object;
}

function scaled({ by, min, max }: Scale, { spec }: KubernetesObject): Change {
  const from = typeof spec?.replicas === 'number' ? spec.replicas : 1;
  const to = Math.min(max, Math.max(min, from + by));
  return { spec: { replicas: to }, told: { from, to } };
}

/** Reads, changes and writes back, and begins again where somebody else wrote in between. */
async function conditionally(
  api: KubernetesApi,
  path: string,
  handler: string,
  intent: Intent,
  make: (object: KubernetesObject) => Change,
  signal: AbortSignal,
): Promise<object> {
  const { fence, share } = intent;
  // Shares have holders of their own, and each counts its own.
  const key = share === undefined ? FENCE : `${FENCE}-${share}`;
  for (let conflicts = 0; ; conflicts++) {
    const object = await api.get(path, signal);
    const left = object.metadata?.annotations ?? {};
    const marks = marksIn(left[ACTS]);
    const mine = marks[placeOf(handler, intent)];
    if (mine?.id === intent.id) return { path, already: true };
    const newer = Number(left[key] ?? 0);
    if (fence !== undefined && newer > fence) {
      throw new ActError(`fenced: holder ${newer} has acted on ${path}, and this is holder ${fence}`, {
        token: fence,
        newer,
      });
    }
    if (fence !== undefined && mine?.fence !== undefined && mine.fence < fence && recent(mine, intent)) {
      return { path, already: true, by: mine.fence };
    }
    const { told, metadata, ...rest } = make(object);
    const annotations = {
      ...metadata?.annotations,
      [ACTS]: marked(marks, handler, intent),
      ...(fence !== undefined && { [key]: String(fence) }),
    };
    const resourceVersion = object.metadata?.resourceVersion;
    try {
      await api.mergePatch(
        path,
        { ...rest, metadata: { ...metadata, annotations, resourceVersion } },
        signal,
      );
      return { path, conflicts, ...told };
    } catch (error) {
      const conflict = error instanceof KubernetesError && error.status === 409;
      if (!conflict || conflicts === MOST_CONFLICTS) throw error;
    }
  }
}

/** An Event of the core group about a pod; its name is the intent's, so that it is there once. */
async function writeEvent(
  api: KubernetesApi,
  namespace: string,
  pod: string,
  { action, beat, id, reason, timestamp }: Intent,
  signal: AbortSignal,
): Promise<object> {
  const object = await api.get(podPath(namespace, pod), signal);
  const time = `${new Date(timestamp * 1000).toISOString().slice(0, 19)}Z`;
  const name = `${pod}.${id.slice(0, 16)}`;
  try {
    await api.create(
      `/api/v1/namespaces/${namespace}/events`,
      {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name, namespace, annotations: { [ACTS]: id } },
        involvedObject: { apiVersion: 'v1', kind: 'Pod', name: pod, namespace, uid: object.metadata?.uid },
        reason: `Venom${REASONS[action]}`,
        message: `Beat ${beat}: ${reason}`.slice(0, 1024),
        type: action === 'QUARANTINE' || action === 'ALERT' ? 'Warning' : 'Normal',
        source: { component: 'venom-genesis' },
        firstTimestamp: time,
        lastTimestamp: time,
        count: 1,
      },
      signal,
    );
    return { event: name };
  } catch (error) {
    if (error instanceof KubernetesError && error.status === 409) return { event: name, already: true };
    throw error;
  }
}

/** Reasons of Events are words in camel case. */
const REASONS = {
  QUARANTINE: 'Quarantine',
  ALERT: 'Alert',
  APPLY_BALANCE: 'Balance',
  APPLY_OPTIMIZE: 'Optimize',
  NOOP: 'Noop',
} as const;

function podPath(namespace: string, pod: string): string {
  return `/api/v1/namespaces/${namespace}/pods/${pod}`;
}
