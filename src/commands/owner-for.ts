/** Which replica acts: everyone (`none`), whoever holds a file of this machine, or a Lease of a cluster. */
import { hostname } from 'node:os';
import type { Ownership, Ownerships } from '../actions/ownership/while-owned.ts';
import type { Clock } from '../core/clock.ts';
import { UsageError } from '../core/errors.ts';

/** Looks at a Lease while it lasts. */
const LOOKS = 5;
/** Seconds between two looks at a file. */
const FILE_PERIOD = 3;

export interface Owner extends Ownerships {
  /** Each entity has an owner of its own. */
  readonly shared: boolean;
  /** Lets go of it. */
  close(): Promise<void>;
}

export interface OwnerChoice {
  /** What --owner says. */
  readonly text: string;
  /** What is owned, or shared out. */
  readonly entity: string;
  /** Seconds for which a member is taken to live, whole. */
  readonly lease: number;
  /** Entities are shared out, where members can be counted. */
  readonly shared: boolean;
}

/** @throws UsageError for an owner that is none of the kinds */
export async function ownerFor(choice: OwnerChoice, clock: Clock): Promise<Owner> {
  const { text, entity } = choice;
  if (text === 'none') {
    const free: Ownership = { stopped: null, token: null };
    return { shared: false, of: () => free, close: async () => undefined };
  }
  const [kind = '', ...rest] = text.split(':');
  const name = rest.join(':');
  if (kind === 'lock' && name !== '') return lockOwner(name, entity, clock);
  if (kind === 'kubernetes') return leaseOwner(name || 'venom', choice, clock);
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
  const close = stepping(
    clock,
    FILE_PERIOD,
    () => owner.step(),
    async () => owner.release(),
  );
  return { shared: false, of: () => ({ stopped: owner.stopped, token: null }), close };
}

async function leaseOwner(
  group: string,
  { entity, lease: duration, shared }: OwnerChoice,
  clock: Clock,
): Promise<Owner> {
  const [{ kubernetesApi }, { LeaseClaim, LeaseMembers, LeaseOwner, LeaseShares }] = await Promise.all([
    import('../actions/kubernetes/index.ts'),
    import('../actions/ownership/index.ts'),
  ]);
  const api = await kubernetesApi({});
  // A pod's name is its own; on one machine there may be several of us.
  const identity = `${hostname()}-${process.pid}`.toLowerCase().replace(/[^a-z0-9-]+/g, '-');
  const options = { api, namespace: api.namespace, identity, duration, clock };
  const members = new LeaseMembers({ ...options, group });
  const claim = (name: string) => new LeaseClaim({ ...options, name: `${group}-${name}` });
  const period = duration / LOOKS;
  const limit = (): AbortSignal => AbortSignal.timeout(period * 1000);
  if (shared) {
    const shares = new LeaseShares({ entity, identity, members, claim });
    const step = (): Promise<void> => shares.step(limit());
    await step();
    const close = stepping(clock, period, step, () => shares.release(limit()));
    return { shared, of: (name) => shares.of(name), close };
  }
  const owner = new LeaseOwner({ entity, identity, members, claim: claim(entity) });
  const step = (): Promise<void> => owner.step(limit());
  await step();
  const close = stepping(clock, period, step, async () => {
    await owner.release(limit());
    await members.release(limit()).catch(() => undefined);
  });
  return { shared, of: () => ({ stopped: owner.stopped, token: owner.token }), close };
}

/** @returns what ends it, and lets go */
function stepping(
  clock: Clock,
  period: number,
  step: () => Promise<void>,
  release: () => Promise<void>,
): () => Promise<void> {
  const over = new AbortController();
  const turns = (async () => {
    while (!over.signal.aborted) {
      await clock.sleep(period, over.signal);
      if (!over.signal.aborted) await step();
    }
  })();
  return async () => {
    over.abort();
    await turns;
    await release();
  };
}
