/**
 * A claim held through a Lease (coordination.k8s.io/v1), as leader election holds it: whoever is written in it and renews it
 * is the holder; whoever sees it unchanged for its whole duration, by his own clock, may take it. Every change is
 * conditional on the resourceVersion that was read, so of two that try, one gets it.
 *
 * `leaseTransitions` counts holders, and is the fencing token: what is acted on keeps the highest one it has seen
 * and refuses a lower one (`kubernetes-action.ts`). A holder itself stops at SAFE of the duration after it *asked*
 * for its last renewal, so that it is silent before another may speak, as long as its clock runs.
 */
import type { Clock } from '../../core/clock.ts';
import { type KubernetesApi, KubernetesError, type KubernetesObject } from '../kubernetes/api.ts';

/** Share of the duration for which a renewal is relied on. */
const SAFE = 2 / 3;

export interface LeaseOptions {
  readonly api: KubernetesApi;
  readonly namespace: string;
  /** Name of the Lease. */
  readonly name: string;
  /** Who claims it: no two processes have the same. */
  readonly identity: string;
  /** Seconds, whole. */
  readonly duration: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
}

interface LeaseSpec {
  readonly holderIdentity?: string;
  readonly leaseDurationSeconds?: number;
  readonly acquireTime?: string;
  readonly leaseTransitions?: number;
}

export class LeaseClaim {
  readonly #options: LeaseOptions;
  readonly #path: string;
  /** The version seen last, and since when. */
  #seen: { readonly version: string; readonly since: number } | undefined;
  #held: { readonly token: number; readonly until: number } | undefined;

  constructor(options: LeaseOptions) {
    this.#options = options;
    this.#path = `/apis/coordination.k8s.io/v1/namespaces/${options.namespace}/leases`;
  }

  /** Fencing token, from 1; null while the claim is not held, or can no longer be relied on. */
  get token(): number | null {
    if (!this.#held || this.#options.clock.monotonic() >= this.#held.until) return null;
    return this.#held.token;
  }

  /**
   * Renews the claim, or takes it where it is free. To be called several times in a duration.
   *
   * @returns whether it is held
   * @throws KubernetesError, or an error of the system: what was held is then relied on until its time is up
   */
  async step(signal: AbortSignal): Promise<boolean> {
    const asked = this.#options.clock.monotonic();
    try {
      return await this.#claim(asked, signal);
    } catch (error) {
      // Somebody else was faster; what he wrote is seen at the next step.
      if (!(error instanceof KubernetesError) || error.status !== 409) throw error;
      this.#held = undefined;
      return false;
    }
  }

  async #claim(asked: number, signal: AbortSignal): Promise<boolean> {
    const lease = await this.#read(signal);
    if (!lease) {
      const { namespace, name, labels } = this.#options;
      const metadata = { name, namespace, labels };
      await this.#options.api.create(
        this.#path,
        this.#body({ metadata }, this.#specFor(0, undefined)),
        signal,
      );
      return this.#holding(1, asked);
    }
    const spec: LeaseSpec = lease.spec ?? {};
    const version = lease.metadata?.resourceVersion ?? '';
    if (this.#seen?.version !== version) this.#seen = { version, since: asked };
    const mine = spec.holderIdentity === this.#options.identity;
    if (!mine && !this.#free(spec, this.#seen.since, asked)) {
      this.#held = undefined;
      return false;
    }
    const transitions = (spec.leaseTransitions ?? 0) + (mine ? 0 : 1);
    const next = this.#specFor(transitions, mine ? spec.acquireTime : undefined);
    const written = await this.#options.api.replace(this.#own, this.#body(lease, next), signal);
    this.#seen = { version: written.metadata?.resourceVersion ?? '', since: asked };
    return this.#holding(transitions + 1, asked);
  }

  /** Lets go of it, so that another need not wait. */
  async release(signal: AbortSignal): Promise<void> {
    this.#held = undefined;
    const lease = await this.#read(signal);
    const spec: LeaseSpec = lease?.spec ?? {};
    if (!lease || spec.holderIdentity !== this.#options.identity) return;
    const free = { ...this.#specFor(spec.leaseTransitions ?? 0, spec.acquireTime), holderIdentity: '' };
    await this.#options.api.replace(this.#own, this.#body(lease, free), signal);
  }

  get #own(): string {
    return `${this.#path}/${this.#options.name}`;
  }

  async #read(signal: AbortSignal): Promise<KubernetesObject | undefined> {
    try {
      return await this.#options.api.get(this.#own, signal);
    } catch (error) {
      if (error instanceof KubernetesError && error.status === 404) return undefined;
      throw error;
    }
  }

  #free({ holderIdentity, leaseDurationSeconds }: LeaseSpec, since: number, now: number): boolean {
    return !holderIdentity || now - since >= (leaseDurationSeconds ?? this.#options.duration);
  }

  #holding(token: number, asked: number): boolean {
    this.#held = { token, until: asked + SAFE * this.#options.duration };
    return true;
  }

  #specFor(
    leaseTransitions: number,
    acquireTime: string | undefined,
  ): LeaseSpec & { readonly renewTime: string } {
    const { identity, duration, clock } = this.#options;
    const now = microTime(clock.now());
    return {
      holderIdentity: identity,
      leaseDurationSeconds: duration,
      acquireTime: acquireTime ?? now,
      renewTime: now,
      leaseTransitions,
    };
  }

  #body({ metadata }: KubernetesObject, spec: object): object {
    return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec };
  }
}

/** RFC 3339 with microseconds, as the API's MicroTime is written. @param seconds since the epoch */
function microTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('Z', '000Z');
}
