import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseActions } from '../../src/actions/action-spec.ts';
import { kubernetesAction, kubernetesApi } from '../../src/actions/kubernetes/index.ts';
import {
  LeaseClaim,
  LeaseMembers,
  LeaseOwner,
  LeaseShares,
  LockOwner,
  ownerOf,
  SHARES,
  shareOf,
  whileOwned,
} from '../../src/actions/ownership/index.ts';
import { intent, never } from '../support/acts.ts';
import { kubernetesServer } from '../support/kubernetes-api.ts';
import { must, settle } from '../support/supervised.ts';
import { ManualClock } from '../support/world.ts';

const DEPLOYMENT = '/apis/apps/v1/namespaces/shop/deployments/web';
const test = suite<{ server: Awaited<ReturnType<typeof kubernetesServer>>; clock: ManualClock }>('ownership');
test.before.each(async (context) => {
  context.server = await kubernetesServer();
  context.clock = new ManualClock();
});
test.after.each(({ server }) => server.close());

const name = fc.string({ minLength: 1, maxLength: 12 });
const names = fc.uniqueArray(name, { minLength: 1, maxLength: 12 });

test('everyone who knows the same members finds the same owner, in whatever order', () => {
  fc.assert(
    fc.property(name, names, (entity, members) => {
      const owner = ownerOf(entity, members);
      assert.ok(members.includes(must(owner)));
      assert.is(ownerOf(entity, [...members].reverse()), owner);
      assert.is(ownerOf(entity, [...members, ...members]), owner);
    }),
  );
  assert.is(ownerOf('x', []), undefined);
});

test('a member that goes moves its own entities alone', () => {
  fc.assert(
    fc.property(name, names, fc.nat(), (entity, members, which) => {
      const owner = ownerOf(entity, members);
      const gone = members[which % members.length];
      const after = ownerOf(
        entity,
        members.filter((member) => member !== gone),
      );
      if (owner !== gone) assert.is(after, owner);
    }),
  );
});

test('entities are shared out evenly', () => {
  const counts = new Map<string, number>();
  for (let i = 0; i < 10_000; i++) {
    const owner = must(ownerOf(`entity-${i}`, ['a', 'b', 'c', 'd', 'e']));
    counts.set(owner, (counts.get(owner) ?? 0) + 1);
  }
  // Five shares of 2000, whose standard deviation is 40.
  for (const count of counts.values()) assert.ok(Math.abs(count - 2000) < 200, String(count));
});

type Context = { server: Awaited<ReturnType<typeof kubernetesServer>>; clock: ManualClock };

async function claimant({ server, clock }: Context, identity: string): Promise<LeaseClaim> {
  const api = await kubernetesApi(server);
  return new LeaseClaim({ api, namespace: 'shop', name: 'web', identity, duration: 15, clock });
}

test('of many that claim at once, one gets it', async (context) => {
  const claims = await Promise.all(['a', 'b', 'c', 'd'].map((identity) => claimant(context, identity)));
  const got = await Promise.all(claims.map((claim) => claim.step(never)));
  assert.is(got.filter(Boolean).length, 1);
  assert.equal(
    claims.map(({ token }) => token).filter((token) => token !== null),
    [1],
  );
});

test('a claim is taken over when its holder was silent for its duration, and no sooner; tokens count up', async (context) => {
  const { clock } = context;
  const [holder, other] = [await claimant(context, 'a'), await claimant(context, 'b')];
  assert.ok(await holder.step(never));
  assert.not(await other.step(never));
  clock.advance(9);
  assert.is(holder.token, 1);
  assert.ok(await holder.step(never));
  clock.advance(9);
  assert.not(await other.step(never));
  clock.advance(1);
  assert.is(holder.token, null);
  assert.not(await other.step(never));
  clock.advance(13);
  assert.not(await other.step(never));
  clock.advance(1);
  assert.ok(await other.step(never));
  assert.equal([holder.token, other.token], [null, 2]);
  assert.not(await holder.step(never));
});

test('a claim that is let go of is free at once', async (context) => {
  const [holder, other] = [await claimant(context, 'a'), await claimant(context, 'b')];
  await holder.step(never);
  await holder.release(never);
  assert.is(holder.token, null);
  assert.ok(await other.step(never));
  assert.is(other.token, 2);
});

test('at no time do two hold it, whoever steps, sleeps or is cut off, and tokens never go back', async (context) => {
  const step = fc.record({ who: fc.nat(2), after: fc.integer({ min: 0, max: 12 }), denied: fc.nat(6) });
  await fc.assert(
    fc.asyncProperty(fc.uuid(), fc.array(step, { minLength: 3, maxLength: 25 }), async (lease, steps) => {
      const { server, clock } = context;
      const api = await kubernetesApi(server);
      const claims = ['a', 'b', 'c'].map(
        (identity) => new LeaseClaim({ api, namespace: 'shop', name: lease, identity, duration: 15, clock }),
      );
      let highest = 0;
      for (const { who, after, denied } of steps) {
        clock.advance(after);
        if (denied === 0) server.forbidden.add('PUT leases');
        await claims[who]?.step(never).catch(() => undefined);
        server.forbidden.clear();
        const tokens = claims.flatMap(({ token }) => token ?? []);
        assert.ok(tokens.length <= 1, `held by ${tokens.length}`);
        for (const token of tokens) assert.ok(token >= highest);
        highest = Math.max(highest, ...tokens);
      }
    }),
    { numRuns: 10 },
  );
});

async function replica(context: Context, identity: string) {
  const { server, clock } = context;
  const api = await kubernetesApi(server);
  const shared = { api, namespace: 'shop', identity, duration: 15, clock };
  const claim = new LeaseClaim({ ...shared, name: 'venom-web' });
  const owner = new LeaseOwner({
    entity: 'web',
    identity,
    claim,
    members: new LeaseMembers({ ...shared, group: 'venom' }),
  });
  const spec = {
    kind: 'kubernetes',
    do: 'scale',
    workload: 'deployment',
    target: 'web',
    by: 1,
    min: 1,
    max: 9,
  };
  const [parsed] = parseActions([{ ...spec, timeout: 600 }], 'x');
  if (parsed?.kind !== 'kubernetes') throw new Error('no such action');
  const handler = whileOwned(kubernetesAction(parsed, api, clock), {
    of: () => ({ stopped: null, token: owner.token }),
  });
  const act = () => handler.act(intent({ id: identity.repeat(8), timestamp: clock.now() }), never);
  return { identity, owner, act };
}

test('three replicas, the owner cut off in mid-act: another takes over, the act happens once, the late one is fenced', async (context) => {
  const { server, clock } = context;
  server.put(DEPLOYMENT, { kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: 3 } });
  const replicas = await Promise.all(
    ['replica-a', 'replica-b', 'replica-c'].map((name) => replica(context, name)),
  );
  for (let i = 0; i < 3; i++) for (const { owner } of replicas) await owner.step(never);
  const owners = replicas.filter(({ owner }) => owner.stopped === null);
  assert.is(owners.length, 1);
  const first = must(owners[0]);
  assert.is(first.identity, ownerOf('web', ['replica-a', 'replica-b', 'replica-c']));

  server.holding.add('PATCH');
  const late = first.act().then(
    () => 'acted',
    (error: Error) => error.message,
  );
  await settle(() => server.held.length === 1);
  server.holding.clear();
  const others = replicas.filter((other) => other !== first);
  for (let i = 0; i < 10; i++) {
    clock.advance(3);
    for (const { owner } of others) await owner.step(never);
  }
  assert.match(first.owner.stopped?.reason ?? '', 'Not the owner of web');
  const second = others.filter(({ owner }) => owner.stopped === null);
  assert.is(second.length, 1);
  await must(second[0]).act();
  server.held[0]?.answer();
  assert.match(await late, /^fenced: holder \d+ has acted/);
  assert.is((must(server.object(DEPLOYMENT)).spec as { replicas: number }).replicas, 4);
});

async function sharing({ server, clock }: Context, identity: string): Promise<LeaseShares> {
  const api = await kubernetesApi(server);
  const options = { api, namespace: 'shop', identity, duration: 15, clock };
  const members = new LeaseMembers({ ...options, group: 'venom' });
  const claim = (name: string) => new LeaseClaim({ ...options, name: `venom-${name}` });
  return new LeaseShares({ entity: 'pods', identity, members, claim });
}

test('entities are shared out between those who live, each has one owner, and a death moves the share of the dead', async (context) => {
  const { server, clock } = context;
  const entities = Array.from({ length: 200 }, (_, place) => `{pod="web-${place}"}`);
  assert.is(new Set(entities.map(shareOf)).size, SHARES);
  const members = await Promise.all(['a', 'b', 'c'].map((identity) => sharing(context, identity)));
  const [a, b, c] = members as [LeaseShares, LeaseShares, LeaseShares];
  const owners = (entity: string) => members.filter((member) => member.of(entity).stopped === null);
  for (let i = 0; i < 3; i++) for (const member of members) await member.step(never);
  const before = new Map(entities.map((entity) => [entity, owners(entity)]));
  for (const owning of before.values()) assert.is(owning.length, 1);
  for (const member of members) assert.ok([...before.values()].some(([owner]) => owner === member));
  const lost = must(entities.find((entity) => before.get(entity)?.[0] === a));
  assert.match(b.of(lost).stopped?.reason ?? '', `Not the owner of pods-${shareOf(lost)}: it is a's.`);

  for (let i = 0; i < 10; i++) {
    clock.advance(3);
    for (const member of [b, c]) await member.step(never);
  }
  for (const [entity, [owner]] of before) {
    const [now, ...others] = owners(entity);
    assert.equal(others, []);
    if (owner === a) assert.is(must(now).of(entity).token, 2);
    else assert.is(now, owner);
  }
  server.forbidden.add('GET leases');
  clock.advance(15);
  await b.step(never);
  assert.match(b.of(lost).stopped?.reason ?? '', 'leases is forbidden');
  server.forbidden.clear();
  await b.step(never);
  await b.release(never);
  assert.ok(entities.every((entity) => b.of(entity).stopped !== null));
  await c.step(never);
  await c.step(never);
  assert.ok(entities.every((entity) => c.of(entity).stopped === null));
});

test('on one machine a lock file lets one process act, and another when it is let go of', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'venom-owner-'));
  const [first, second] = [new LockOwner(join(dir, 'lock'), 'web'), new LockOwner(join(dir, 'lock'), 'web')];
  await first.step();
  await second.step();
  assert.is(first.stopped, null);
  assert.is(second.stopped?.by, 'ownership');
  first.release();
  await second.step();
  assert.is(second.stopped, null);
  second.release();
  await rm(dir, { recursive: true });
});

test.run();
