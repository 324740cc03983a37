/**
 * Who lives: every member renews a Lease of its own, and counts those whose Lease it has seen change within its
 * duration, by its own clock. What the others' clocks say does not matter.
 */
import type { Clock } from '../../core/clock.ts';
import type { KubernetesApi, KubernetesObject } from '../kubernetes/api.ts';
import { LeaseClaim } from './lease.ts';

/** Label of the members' Leases; its value is the group. */
export const GROUP = 'venom-genesis/group';

export interface MembersOptions {
  readonly api: KubernetesApi;
  readonly namespace: string;
  readonly group: string;
  readonly identity: string;
  /** Seconds, whole. */
  readonly duration: number;
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
}

export class LeaseMembers {
  readonly #options: MembersOptions;
  readonly #own: LeaseClaim;
  #seen = new Map<string, { readonly version: string; readonly since: number; readonly holder: string }>();

  constructor(options: MembersOptions) {
    this.#options = options;
    this.#own = new LeaseClaim({
      ...options,
      name: `${options.group}-member-${options.identity}`,
      labels: { [GROUP]: options.group },
    });
  }

  /** Renews the own Lease and reads the others'. @throws KubernetesError, or an error of the system */
  async step(signal: AbortSignal): Promise<void> {
    await this.#own.step(signal);
    const { api, namespace, group, clock } = this.#options;
    const query = `labelSelector=${encodeURIComponent(`${GROUP}=${group}`)}`;
    const list = await api.list(
      `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases?${query}`,
      signal,
    );
    const now = clock.monotonic();
    this.#seen = new Map(list.map((lease) => this.#look(lease, now)));
  }

  #look({ metadata, spec }: KubernetesObject, now: number) {
    const name = metadata?.name ?? '';
    const version = metadata?.resourceVersion ?? '';
    const before = this.#seen.get(name);
    const since = before?.version === version ? before.since : now;
    return [name, { version, since, holder: String(spec?.holderIdentity ?? '') }] as const;
  }

  /** Members that are taken to live. */
  get live(): string[] {
    const now = this.#options.clock.monotonic();
    return [...this.#seen.values()]
      .filter(({ since, holder }) => holder !== '' && now - since < this.#options.duration)
      .map(({ holder }) => holder);
  }

  release(signal: AbortSignal): Promise<void> {
    return this.#own.release(signal);
  }
}
