import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseActions } from '../../src/actions/action-spec.ts';
import { ActError, type Intent } from '../../src/actions/index.ts';
import { kubernetesAction, kubernetesApi } from '../../src/actions/kubernetes/index.ts';
import { FENCE } from '../../src/actions/kubernetes/kubernetes-action.ts';
import { intent, never } from '../support/acts.ts';
import { kubernetesServer } from '../support/kubernetes-api.ts';
import { must, settle } from '../support/supervised.ts';
import { ManualClock } from '../support/world.ts';

const POD = '/api/v1/namespaces/shop/pods/web-1';
const DEPLOYMENT = '/apis/apps/v1/namespaces/shop/deployments/web';

const test = suite<{ server: Awaited<ReturnType<typeof kubernetesServer>>; clock: ManualClock }>(
  'kubernetes',
);
test.before.each(async (context) => {
  context.server = await kubernetesServer();
  context.clock = new ManualClock();
  const { put } = context.server;
  put(POD, { kind: 'Pod', metadata: { name: 'web-1', uid: 'u-1', labels: { app: 'web' } } });
  put(DEPLOYMENT, { kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: 3, paused: false } });
});
test.after.each(({ server }) => server.close());

type Context = { server: Awaited<ReturnType<typeof kubernetesServer>>; clock: ManualClock };

async function handler({ server, clock }: Context, spec: object, fence?: number, share?: string) {
  const written = { kind: 'kubernetes', kubeconfig: server.kubeconfig, ...spec };
  const [parsed] = parseActions([written], 'x');
  if (parsed?.kind !== 'kubernetes') throw new Error('no such action');
  const { act } = kubernetesAction(parsed, await kubernetesApi(parsed), clock);
  const fenced = { ...(fence !== undefined && { fence }), ...(share !== undefined && { share }) };
  return { act: (given: Intent, signal: AbortSignal) => act({ ...given, ...fenced }, signal) };
}

const scale = { do: 'scale', workload: 'deployment', target: 'web', by: 4, min: 2, max: 5 };
const replicas = ({ server }: Context): unknown =>
  (must(server.object(DEPLOYMENT)).spec as { replicas: number }).replicas;

async function failure(work: Promise<unknown>): Promise<ActError> {
  const error = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.instance(error, ActError);
  return error as ActError;
}

test('a pod is labelled and annotated, and keeps what it had', async (context) => {
  const label = await handler(context, { do: 'label', pod: 'web-1', labels: { quarantine: 'yes' } });
  await label.act(intent(), never);
  const annotate = await handler(context, { do: 'annotate', pod: 'web-1', annotations: { why: 'x' } });
  await annotate.act(intent({ id: 'cd'.repeat(32) }), never);
  const { labels, annotations } = must(context.server.object(POD)).metadata;
  assert.equal(labels, { app: 'web', quarantine: 'yes' });
  const { 'venom-genesis/acts': acts, ...others } = annotations as Record<string, string>;
  assert.equal(others, { why: 'x' });
  const at = intent().timestamp;
  assert.equal(JSON.parse(acts ?? ''), {
    'kubernetes-label': { id: 'ab'.repeat(32), action: 'ALERT', at },
    'kubernetes-annotate': { id: 'cd'.repeat(32), action: 'ALERT', at },
  });
});

test('several handlers of one intent on one object each do their own, once', async (context) => {
  const label = await handler(context, { do: 'label', pod: 'web-1', labels: { quarantine: 'yes' } }, 2);
  const annotate = await handler(context, { do: 'annotate', pod: 'web-1', annotations: { why: 'x' } }, 2);
  const both = () => Promise.all([label.act(intent(), never), annotate.act(intent(), never)]);
  const done = (await both()) as { already?: boolean }[];
  assert.equal(
    done.map(({ already }) => already),
    [undefined, undefined],
  );
  const { labels, annotations } = must(context.server.object(POD)).metadata;
  assert.is((labels as Record<string, string>).quarantine, 'yes');
  assert.is((annotations as Record<string, string>).why, 'x');
  for (const again of (await both()) as { already?: boolean }[]) assert.is(again.already, true);
});

test('a handler that the holder before did not come to acts; one that it did does not', async (context) => {
  const spec = { do: 'annotate', pod: 'web-1', annotations: { why: 'x' } };
  const label = { do: 'label', pod: 'web-1', labels: { quarantine: 'yes' } };
  await (await handler(context, label, 1)).act(intent(), never);
  const next = intent({ id: 'cd'.repeat(32), timestamp: intent().timestamp + 20 });
  const [first, second] = [await handler(context, label, 2), await handler(context, spec, 2)];
  assert.equal(await second.act(next, never), { path: POD, conflicts: 0 });
  assert.equal(await first.act(next, never), { path: POD, already: true, by: 1 });
  const later = intent({ id: 'ef'.repeat(32), timestamp: intent().timestamp + 80 });
  assert.equal(await first.act(later, never), { path: POD, conflicts: 0 });
});

test('marks that somebody else wrote are no marks', async (context) => {
  for (const written of ['x', '7', '{"kubernetes-label": 3}', '{"kubernetes-label": {"id": 1}}']) {
    context.server.put(POD, { metadata: { name: 'web-1', annotations: { 'venom-genesis/acts': written } } });
    const label = await handler(context, { do: 'label', pod: 'web-1', labels: { a: 'b' } });
    assert.equal(await label.act(intent(), never), { path: POD, conflicts: 0 });
  }
});

test('a workload is scaled within its bounds, once an intent', async (context) => {
  const { act } = await handler(context, scale);
  assert.equal(await act(intent(), never), { path: DEPLOYMENT, conflicts: 0, from: 3, to: 5 });
  assert.equal(await act(intent(), never), { path: DEPLOYMENT, already: true });
  assert.is(replicas(context), 5);
  const down = await handler(context, { ...scale, by: -9 });
  await down.act(intent({ id: 'ef'.repeat(32) }), never);
  assert.is(replicas(context), 2);
  assert.is((must(context.server.object(DEPLOYMENT)).spec as { paused: boolean }).paused, false);
});

test('a conflict is met by reading again: nothing that another wrote is lost', async (context) => {
  const { server } = context;
  const { act } = await handler(context, { ...scale, by: 1, max: 20 });
  server.holding.add('PATCH');
  const acting = act(intent(), never);
  await settle(() => server.held.length === 1);
  server.put(DEPLOYMENT, { kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: 10 } });
  server.holding.clear();
  server.held[0]?.answer();
  assert.equal(await acting, { path: DEPLOYMENT, conflicts: 1, from: 10, to: 11 });
});

test('an Event tells what was decided, once an intent', async (context) => {
  const { act } = await handler(context, { do: 'event', pod: 'web-1' });
  const event = `web-1.${'ab'.repeat(8)}`;
  assert.equal(await act(intent(), never), { event });
  assert.equal(await act(intent(), never), { event, already: true });
  const { type, reason, message, involvedObject } = must(
    context.server.object(`/api/v1/namespaces/shop/events/${event}`),
  );
  assert.equal([type, reason, message], ['Warning', 'VenomAlert', `Beat 3: ${intent().reason}`]);
  assert.equal(involvedObject, {
    apiVersion: 'v1',
    kind: 'Pod',
    name: 'web-1',
    namespace: 'shop',
    uid: 'u-1',
  });
});

test('what is forbidden, missing or never answered is a failed act that says so', async (context) => {
  const { server, clock } = context;
  const { act } = await handler(context, scale);
  server.forbidden.add('PATCH deployments');
  const refused = await failure(act(intent(), never));
  assert.equal(refused.detail, { status: 403 });
  assert.match(refused.message, 'deployments is forbidden');
  const missing = await handler(context, { ...scale, target: 'nowhere' });
  assert.equal((await failure(missing.act(intent(), never))).detail, { status: 404 });
  server.holding.add('GET');
  const waiting = failure(act(intent(), never));
  await settle(() => server.held.length === 1);
  clock.advance(10);
  assert.match((await waiting).message, 'no answer in 10 s');
});

test('a cluster that nobody vouches for is not spoken to', async (context) => {
  const { readFile, writeFile } = await import('node:fs/promises');
  const { kubeconfig } = context.server;
  const config = JSON.parse(await readFile(kubeconfig, 'utf8'));
  delete config.clusters[0].cluster['certificate-authority-data'];
  await writeFile(kubeconfig, JSON.stringify(config));
  await failure((await handler(context, scale)).act(intent(), never));
  assert.equal(context.server.asked, []);
});

test('a holder that was overtaken is fenced by what the new one wrote', async (context) => {
  const late = await handler(context, { ...scale, by: 1 }, 1);
  const next = await handler(context, { ...scale, by: 1 }, 2);
  context.server.holding.add('PATCH');
  const acting = failure(late.act(intent(), never));
  await settle(() => context.server.held.length === 1);
  context.server.holding.clear();
  await next.act(intent({ id: 'cd'.repeat(32) }), never);
  context.server.held[0]?.answer();
  const fenced = await acting;
  assert.equal(fenced.detail, { token: 1, newer: 2 });
  assert.is(replicas(context), 4);
});

test('an act that a holder did before it died is not done again by the next, who saw the same trouble', async (context) => {
  const before = await handler(context, { ...scale, by: 1 }, 1);
  const next = await handler(context, { ...scale, by: 1 }, 2);
  await before.act(intent(), never);
  const other = intent({ id: 'cd'.repeat(32), timestamp: intent().timestamp + 20 });
  assert.equal(await next.act(other, never), { path: DEPLOYMENT, already: true, by: 1 });
  assert.is(replicas(context), 4);
  await next.act({ ...other, timestamp: other.timestamp + 60 }, never);
  assert.is(replicas(context), 5);
});

test('each share counts its own holders, and what was done for one entity counts for no other', async (context) => {
  const { server } = context;
  const [five, two] = [
    await handler(context, scale, 5, '3'),
    await handler(context, { ...scale, by: -1 }, 2, '4'),
  ];
  await five.act(intent({ entity: 'a' }), never);
  await two.act(intent({ id: 'cd'.repeat(32), entity: 'b' }), never);
  assert.is(replicas(context), 4);
  const { annotations } = must(must(server.object(DEPLOYMENT)).metadata) as {
    annotations?: Record<string, string>;
  };
  assert.equal(
    [annotations?.[`${FENCE}-3`], annotations?.[`${FENCE}-4`], annotations?.[FENCE]],
    ['5', '2', undefined],
  );
  const late = await handler(context, scale, 4, '3');
  assert.match(
    (await failure(late.act(intent({ id: 'ef'.repeat(32), entity: 'a' }), never))).message,
    /^fenced: holder 5/,
  );
  const next = await handler(context, { ...scale, by: 1 }, 6, '3');
  assert.equal(await next.act(intent({ id: '01'.repeat(32), entity: 'a' }), never), {
    path: DEPLOYMENT,
    already: true,
    by: 5,
  });
  await next.act(intent({ id: '02'.repeat(32), entity: 'c' }), never);
  assert.is(replicas(context), 5);
});

test.run();
