/** Which replica acts: everyone (`none`), whoever holds a file of this machine, or a Lease of a cluster. */
import { hostname } from 'node:os';
import type { Stopped } from '../core/beat-record.ts';
import type { Clock } from '../core/clock.ts';
import { UsageError } from '../core/errors.ts';

/** Looks at a Lease while it lasts. */
const LOOKS = 5;
/** Seconds between two looks at a file. */
const FILE_PERIOD = 3;

export interface Owner {
  readonly stopped: Stopped | null;
  /** Fencing token; null where there is none. */
  readonly token: number | null;
  /** Lets go of it. */
  close(): Promise<void>;
}

/**
 * @param entity what is owned
 * @param lease seconds for which a member is taken to live, whole
 * @throws UsageError for an owner that is none of the kinds
 */
export async function ownerFor(text: string, entity: string, lease: number, clock: Clock): Promise<Owner> {
  if (text === 'none') return { stopped: null, token: null, close: async () => undefined };
  const [kind = '', ...rest] = text.split(':');
  const name = rest.join(':');
  if (kind === 'lock' && name !== '') return lockOwner(name, entity, clock);
  if (kind === 'kubernetes') return leaseOwner(name || 'venom', entity, lease, clock);
  throw new UsageError(
    `--owner is ${JSON.stringify(text)}, but must be none, lock:FILE or kubernetes[:GROUP]`,
    {
      code: 'ERR_SETTING',
      fix: 'Name what the replicas share.',
    },
  );
}

async function lockOwner(path: string, entity: string, clock: Clock): Promise<Owner> {
  const { LockOwner } = await import('../actions/ownership/index.ts');
  const owner = new LockOwner(path, entity);
  await owner.step();
  return closing(
    owner,
    () => null,
    clock,
    FILE_PERIOD,
    () => owner.step(),
    async () => owner.release(),
  );
}

async function leaseOwner(group: string, entity: string, duration: number, clock: Clock): Promise<Owner> {
  const [{ kubernetesApi }, { LeaseClaim, LeaseMembers, LeaseOwner }] = await Promise.all([
    import('../actions/kubernetes/index.ts'),
    import('../actions/ownership/index.ts'),
  ]);
  const api = await kubernetesApi({});
  // A pod's name is its own; on one machine there may be several of us.
  const identity = `${hostname()}-${process.pid}`.toLowerCase().replace(/[^a-z0-9-]+/g, '-');
  const shared = { api, namespace: api.namespace, identity, duration, clock };
  const claim = new LeaseClaim({ ...shared, name: `${group}-${entity}` });
  const owner = new LeaseOwner({ entity, identity, claim, members: new LeaseMembers({ ...shared, group }) });
  const period = duration / LOOKS;
  const limit = (): AbortSignal => AbortSignal.timeout(period * 1000);
  const step = (): Promise<void> => owner.step(limit());
  await step();
  return closing(
    owner,
    () => owner.token,
    clock,
    period,
    step,
    () => owner.release(limit()),
  );
}

function closing(
  owner: { readonly stopped: Stopped | null },
  token: () => number | null,
  clock: Clock,
  period: number,
  step: () => Promise<void>,
  release: () => Promise<void>,
): Owner {
  const over = new AbortController();
  const stepping = (async () => {
    while (!over.signal.aborted) {
      await clock.sleep(period, over.signal);
      if (!over.signal.aborted) await step();
    }
  })();
  return {
    get stopped() {
      return owner.stopped;
    },
    get token() {
      return token();
    },
    async close() {
      over.abort();
      await stepping;
      await release();
    },
  };
}
