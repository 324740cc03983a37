/**
 * Replicas that share what they act on, as processes, against an API over TLS: killed and put to sleep in mid-act.
 * Whatever the machine's pace, each act is done once: a lease that runs out early moves the act, and does not double it.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ownerOf, SHARES } from '../../src/actions/ownership/index.ts';
import { ImmutableLedger } from '../../src/ledger/index.ts';
import { type Running, start, venom } from '../support/cli.ts';
import { runHere, venomHere } from '../support/cli-here.ts';
import { kubernetesServer } from '../support/kubernetes-api.ts';
import { must } from '../support/supervised.ts';

const DEPLOYMENT = '/apis/apps/v1/namespaces/shop/deployments/web';
const LEASES = '/apis/coordination.k8s.io/v1/namespaces/shop/leases';
const LEASE = `${LEASES}/venom-web`;

type Server = Awaited<ReturnType<typeof kubernetesServer>>;
interface Context {
  server: Server;
  dir: string;
}

const test = suite<Context>('owners');
test.before.each(async (context) => {
  context.server = await kubernetesServer();
  context.dir = await mkdtemp(join(tmpdir(), 'venom-owner-'));
  context.server.put(DEPLOYMENT, { kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: 3 } });
});
test.after.each(async ({ server, dir }) => {
  await server.close();
  await rm(dir, { recursive: true, force: true });
});

const replicas = ({ server }: Context): unknown =>
  (must(server.object(DEPLOYMENT)).spec as { replicas: number }).replicas;

function scaling(kubeconfig: string, timeout: number): string {
  const scale = { do: 'scale', workload: 'deployment', target: 'web', by: 1, min: 1, max: 9 };
  return JSON.stringify([{ kind: 'kubernetes', ...scale, on: ['APPLY_OPTIMIZE'], kubeconfig, timeout }]);
}

function flags({ server, dir }: Context, name: string, timeout = 60, lease = 3): string[] {
  return [
    // Five beats a second, so that waiting costs little.
    ...[
      '--source',
      'none',
      '--t1',
      '0.05',
      '--t-threshold',
      '1',
      '--arm',
      '--cooldown',
      '100000',
      '--stop-timeout',
      '60',
    ],
    ...['--owner', 'kubernetes', '--owner-entity', 'web', '--owner-lease', String(lease)],
    ...['--actions', scaling(server.kubeconfig, timeout), '--ledger-dir', join(dir, name)],
  ];
}

/** Replica processes by their pid, under the names of their ledgers. */
function started(
  context: Context,
  names: readonly string[],
  more: readonly string[] = [],
): Map<number, { name: string; run: Running }> {
  const env = { KUBECONFIG: context.server.kubeconfig };
  return new Map(
    names.map((name) => {
      const run = start(['run', ...flags(context, name), ...more], env);
      return [run.child.pid ?? 0, { name, run }] as const;
    }),
  );
}

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 20_000 && !holds(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.ok(holds(), 'it never came to hold');
}

const identityOf = (pid: number): string => `${hostname()}-${pid}`.toLowerCase().replace(/[^a-z0-9-]+/g, '-');

/** Who owns it while all live, who once that one is gone, and who is left. */
function inOrderOfOwning(pids: readonly number[]): number[] {
  if (pids.length === 0) return [];
  const first = must(pids.find((pid) => identityOf(pid) === ownerOf('web', pids.map(identityOf))));
  return [first, ...inOrderOfOwning(pids.filter((pid) => pid !== first))];
}

function holderOf({ server }: Context): number {
  const { holderIdentity } = (server.object(LEASE)?.spec ?? {}) as { holderIdentity?: string };
  return Number(/-(\d+)$/.exec(holderIdentity ?? '')?.[1] ?? 0);
}

async function entriesOf(dir: string, type: string) {
  const ledger = await new ImmutableLedger({ dir, readOnly: true }).open();
  const found = [];
  for await (const { data } of ledger.entries()) if (data.type === type) found.push(data);
  await ledger.close();
  return found;
}

test('three replicas, one killed and one put to sleep in mid-act: each act is done once, the late one is fenced', async (context) => {
  const { server, dir } = context;
  server.holding.add('PATCH');
  const halt = join(dir, 'halt');
  await writeFile(halt, 'until all have joined');
  const all = started(context, ['a', 'b', 'c'], ['--halt-file', halt]);
  try {
    const [dead, late, last] = inOrderOfOwning([...all.keys()]) as [number, number, number];
    await until(() => holderOf(context) === dead);
    await rm(halt);
    await until(() => server.held.length === 1);
    process.kill(dead, 'SIGKILL');
    await must(all.get(dead)).run.ended;
    // The next holder is in mid-act, too, when it falls asleep.
    await until(() => server.held.length === 2);
    process.kill(late, 'SIGSTOP');
    server.holding.clear();
    await until(() => replicas(context) === 4);
    // What the dead one and the late one asked for comes through now, and meets a newer version.
    for (const { answer } of server.held) answer();
    process.kill(late, 'SIGCONT');
    for (const pid of [late, last]) process.kill(pid, 'SIGTERM');
    for (const pid of [late, last]) assert.is((await must(all.get(pid)).run.ended).code, 0);
    assert.is(replicas(context), 4);
    const { annotations } = must(server.object(DEPLOYMENT)).metadata as unknown as {
      annotations: Record<string, string>;
    };
    // Three holders at least: on a machine that is slow enough a Lease runs out and is taken once more.
    assert.ok(Number(annotations['venom-genesis/fence']) >= 3);
    const [outcome] = await entriesOf(join(dir, must(all.get(late)).name), 'outcome');
    assert.is(outcome?.ok, false);
    assert.match(String(outcome?.error), /fenced: holder \d+ has acted on/);
    const done = await entriesOf(join(dir, must(all.get(last)).name), 'outcome');
    assert.ok(done.some(({ ok, result }) => ok === true && (result as { to?: number }).to === 4));
    // The dead one left an intent without an outcome: its next start reports it, and does not repeat it.
    server.put(LEASE, { metadata: { name: 'venom-web' }, spec: {} });
    const again = await venom(
      ['run', ...flags(context, must(all.get(dead)).name).filter((flag) => flag !== '--arm'), '--beats', '1'],
      {
        KUBECONFIG: server.kubeconfig,
      },
    );
    assert.is(again.code, 0, again.stderr);
    assert.match(again.stderr, 'see what became of it, it is not repeated');
  } finally {
    for (const { run } of all.values()) {
      run.child.kill('SIGCONT');
      run.child.kill('SIGKILL');
    }
  }
});

test('two replicas that watch the same pods: each pod is acted for once, by the one whose share it is in', async (context) => {
  const { server, dir } = context;
  const pods = Array.from({ length: 20 }, (_, place) => `web-${place}`);
  const kubernetes = {
    kubeconfig: server.kubeconfig,
    timeout: 60,
    on: ['APPLY_OPTIMIZE'],
    kind: 'kubernetes',
  };
  const scale = { do: 'scale', workload: 'deployment', target: 'web', by: 1, min: 1, max: 99 };
  const members = ['a', 'b'].map((name) => {
    const acting = [
      '--arm',
      '--cooldown',
      '100000',
      '--actions',
      JSON.stringify([{ ...kubernetes, ...scale }]),
    ];
    const owning = ['--owner', 'kubernetes', '--owner-entity', 'pods', '--owner-lease', '15'];
    const args = ['run', '--source', 'stdin', '--entity-by', 'pod', '--ledger-dir', join(dir, name)];
    return { name, run: start([...args, ...acting, ...owning], { KUBECONFIG: server.kubeconfig }, 'pipe') };
  });
  try {
    const identities = members.map(({ run }) => identityOf(run.child.pid ?? 0));
    const shares = Array.from({ length: SHARES }, (_, share) => `pods-${share}`);
    const holder = (share: string) =>
      (server.object(`${LEASES}/venom-${share}`)?.spec as { holderIdentity?: string } | undefined)
        ?.holderIdentity;
    await until(() => shares.every((share) => holder(share) === ownerOf(share, identities)));
    const rows = [0, 1].flatMap((beat) => pods.map((pod) => `${1_700_000_000 + beat},${pod},1`));
    for (const { run } of members) run.child.stdin?.end(`timestamp,pod,value\n${rows.join('\n')}\n`);
    for (const { run } of members) assert.is((await run.ended).code, 0);
    const outcomes = await Promise.all(members.map(({ name }) => entriesOf(join(dir, name), 'outcome')));
    const done = outcomes
      .flat()
      .filter(({ ok, result }) => ok === true && (result as { to?: number }).to !== undefined);
    // Before the first sample the run is an entity of its own.
    const acted = done.flatMap(({ entity }) => (entity === undefined ? [] : [String(entity)]));
    assert.equal(acted.sort(), pods.map((pod) => `pod=${pod}`).sort());
    assert.is(replicas(context), 3 + done.length);
  } finally {
    for (const { run } of members) run.child.kill('SIGKILL');
  }
});

const LATE = 0.5;
/** Seconds: a Lease whose first look is not cut short on a busy machine. */
const PATIENT = 300;

test('a conflict is begun again, a refusal and a silence are failed outcomes, and the run goes on', async (context) => {
  const { server, dir } = context;
  const env = { KUBECONFIG: server.kubeconfig };
  const one = async (name: string, timeout?: number): Promise<Record<string, unknown>> => {
    const ended = await runHere([...flags(context, name, timeout, PATIENT), '--beats', '1'], env);
    assert.is(ended.code, 0, ended.stderr);
    const [outcome] = await entriesOf(join(dir, name), 'outcome');
    return must(outcome);
  };
  server.forbidden.add('PATCH deployments');
  const refused = await one('forbidden');
  assert.equal([refused.ok, refused.detail], [false, { status: 403 }]);
  assert.match(String(refused.error), 'cannot PATCH');
  server.forbidden.clear();

  server.holding.add('PATCH');
  const silent = await one('silent', LATE);
  assert.equal([silent.ok, silent.error], [false, `no answer in ${LATE} s`]);

  const asked = server.held.length;
  const running = one('conflict');
  await until(() => server.held.length > asked);
  server.put(DEPLOYMENT, must(server.object(DEPLOYMENT)));
  server.holding.clear();
  server.held.at(-1)?.answer();
  const { ok, result } = await running;
  assert.equal([ok, result], [true, { path: DEPLOYMENT, conflicts: 1, from: 3, to: 4 }]);
  assert.is(replicas(context), 4);
});

test('without a right to the Leases nobody acts, and the decision says why', async (context) => {
  const { server, dir } = context;
  for (const verb of ['POST', 'PUT', 'GET']) server.forbidden.add(`${verb} leases`);
  const env = { KUBECONFIG: server.kubeconfig };
  const ended = await runHere([...flags(context, 'x', 60, PATIENT), '--beats', '1'], env);
  assert.is(ended.code, 0, ended.stderr);
  const [decision] = await entriesOf(join(dir, 'x'), 'action');
  const { acts, limit, reason } = must(decision).guard as { acts: boolean; limit: string; reason: string };
  assert.equal([acts, limit], [false, 'ownership']);
  assert.match(reason, /^Not the owner of web: .*leases is forbidden/);
  assert.match(ended.stderr, 'leases is forbidden');
  assert.is(replicas(context), 3);
});

test('a Lease too short to be renewed is refused', async () => {
  const ended = await venomHere(['run', '--source', 'none', '--owner-lease', '2']);
  assert.is(ended.code, 2);
  assert.match(ended.stderr, '--owner-lease is 2, but must be 3 or above');
});

test.run();
