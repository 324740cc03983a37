/**
 * A real kube-apiserver with etcd and RBAC: what the actions do, what the Role grants, and three replicas that share a
 * workload, one of them killed and one put to sleep in mid-act.
 *
 *   ETCD=/path/to/etcd KUBE_APISERVER=/path/to/kube-apiserver node scripts/kubernetes-check.ts
 *
 * Both programs are the cluster's own; nothing else of a cluster runs, so objects are kept and no pod starts.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { type KubernetesApi, kubernetesApi } from '../src/actions/kubernetes/index.ts';
import { ImmutableLedger } from '../src/ledger/index.ts';

const { ETCD = 'etcd', KUBE_APISERVER = 'kube-apiserver' } = process.env;
const root = join(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'venom-kubernetes-'));
const [CLIENT, PEER, SECURE] = [23_791, 23_801, 16_443];
const tls = join(root, 'test', 'support', 'tls');
const children = new Set<ChildProcess>();
const signal = AbortSignal.timeout(180_000);
let failed = 0;

function tell(what: string, ok: boolean, saw: unknown): void {
  if (!ok) failed++;
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${what}: ${typeof saw === 'string' ? saw : JSON.stringify(saw)}`);
}

function begin(command: string, args: readonly string[], env = process.env): ChildProcess {
  const child = spawn(command, args, { stdio: 'ignore', env });
  children.add(child);
  child.on('close', () => children.delete(child));
  return child;
}

async function until(holds: () => boolean | Promise<boolean>, seconds = 60): Promise<boolean> {
  for (let i = 0; i < seconds * 10; i++) {
    if (await holds()) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

function kubeconfig(name: string, token: string): string {
  const path = join(scratch, `${name}.json`);
  const cluster = {
    server: `https://127.0.0.1:${SECURE}`,
    'certificate-authority-data': readFileSync(join(tls, 'cert.pem')).toString('base64'),
  };
  const config = {
    ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'c', users: [{ name: 'u', user: { token } }] },
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u', namespace: 'shop' } }],
    clusters: [{ name: 'c', cluster }],
  };
  writeFileSync(path, JSON.stringify(config));
  return path;
}

async function cluster(): Promise<KubernetesApi> {
  const clients = `http://127.0.0.1:${CLIENT}`;
  const peers = `http://127.0.0.1:${PEER}`;
  begin(ETCD, [
    ...['--data-dir', join(scratch, 'etcd'), '--listen-client-urls', clients],
    ...['--advertise-client-urls', clients, '--listen-peer-urls', peers],
    ...['--initial-advertise-peer-urls', peers, '--initial-cluster', `default=${peers}`],
  ]);
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = join(scratch, 'accounts.key');
  writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(join(scratch, 'tokens.csv'), 'admin-of-the-check,admin,admin,system:masters\n');
  begin(KUBE_APISERVER, [
    ...[`--etcd-servers=${clients}`, '--bind-address=127.0.0.1', `--secure-port=${SECURE}`],
    ...[`--tls-cert-file=${join(tls, 'cert.pem')}`, `--tls-private-key-file=${join(tls, 'key.pem')}`],
    ...[`--token-auth-file=${join(scratch, 'tokens.csv')}`, '--authorization-mode=RBAC'],
    ...['--service-account-issuer=https://kubernetes.default.svc', `--service-account-key-file=${key}`],
    ...[`--service-account-signing-key-file=${key}`, '--service-cluster-ip-range=10.0.0.0/24'],
    // There is no controller that would make the accounts of pods.
    ...['--disable-admission-plugins=ServiceAccount', '--allow-privileged=false'],
  ]);
  const api = await kubernetesApi({ kubeconfig: kubeconfig('admin', 'admin-of-the-check') });
  const up = await until(() =>
    api.get('/api/v1/namespaces/default', AbortSignal.timeout(1000)).then(
      () => true,
      () => false,
    ),
  );
  tell('kube-apiserver answers, over TLS', up, up ? 'namespace default' : 'nothing in a minute');
  return api;
}

const NAMESPACE = '/api/v1/namespaces/shop';
const WEB = '/apis/apps/v1/namespaces/shop/deployments/web';
const template = {
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'web', image: 'web' }] },
};

async function furnish(api: KubernetesApi): Promise<string> {
  await api.create('/api/v1/namespaces', { metadata: { name: 'shop' } }, signal);
  const account = { metadata: { name: 'venom-genesis' } };
  await api.create(`${NAMESPACE}/serviceaccounts`, account, signal);
  await api.create(`${NAMESPACE}/pods`, { metadata: { name: 'web-1' }, spec: template.spec }, signal);
  for (const kind of ['Deployment', 'ReplicaSet', 'StatefulSet']) {
    const spec = { replicas: 3, selector: { matchLabels: { app: 'web' } }, serviceName: 'web', template };
    const path = `/apis/apps/v1/namespaces/shop/${kind.toLowerCase()}s`;
    await api.create(path, { apiVersion: 'apps/v1', kind, metadata: { name: 'web' }, spec }, signal);
  }
  const asked = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
  const made = await api.create(`${NAMESPACE}/serviceaccounts/venom-genesis/token`, asked, signal);
  const { token } = (made as unknown as { status: { token: string } }).status;
  return kubeconfig('account', token);
}

/** The Role and its binding, as a kustomization with this namespace renders them. */
async function grant(api: KubernetesApi): Promise<void> {
  const text = readFileSync(join(root, 'k8s', 'acting', 'role.yaml'), 'utf8');
  const [role, binding] = loadAll(text) as [object, { subjects: object[] }];
  const rbac = '/apis/rbac.authorization.k8s.io/v1/namespaces/shop';
  await api.create(`${rbac}/roles`, role, signal);
  const subjects = binding.subjects.map((subject) => ({ namespace: 'shop', ...subject }));
  await api.create(`${rbac}/rolebindings`, { ...binding, subjects }, signal);
}

const venom = join(root, 'bin', 'dev.js');

function flags(name: string, actions: readonly object[], owner: readonly string[] = []): string[] {
  const written = actions.map((action, index) => ({ name: `a${index}`, on: ['APPLY_OPTIMIZE'], ...action }));
  return [
    ...[venom, 'run', '--source', 'none', '--t1', '0.05', '--t-threshold', '1', '--arm'],
    ...['--cooldown', '100000', '--actions', JSON.stringify(written), '--ledger-dir', join(scratch, name)],
    ...owner,
  ];
}

async function outcomesOf(name: string): Promise<Record<string, unknown>[]> {
  const ledger = await new ImmutableLedger({ dir: join(scratch, name), readOnly: true }).open();
  const found = [];
  for await (const { data } of ledger.entries()) if (data.type === 'outcome') found.push(data);
  await ledger.close();
  return found;
}

async function once(name: string, config: string, actions: readonly object[]) {
  const acts = actions.map((action) => ({ kind: 'kubernetes', kubeconfig: config, ...action }));
  const child = begin(process.execPath, [...flags(name, acts), '--beats', '1']);
  await new Promise((resolve) => child.on('close', resolve));
  return outcomesOf(name);
}

const scale = (workload: string) => ({ do: 'scale', workload, target: 'web', by: 1, min: 1, max: 9 });
const ACTS = [
  { do: 'label', pod: 'web-1', labels: { quarantine: 'yes' } },
  { do: 'annotate', pod: 'web-1', annotations: { why: 'check' } },
  { do: 'event', pod: 'web-1' },
  ...['deployment', 'replicaset', 'statefulset'].map(scale),
];

async function replicasOf(api: KubernetesApi): Promise<number> {
  return Number((await api.get(WEB, signal)).spec?.replicas);
}

/** Three replicas: each act has a write to the cluster, and a program that takes its time. */
async function sharing(api: KubernetesApi, config: string): Promise<void> {
  const log = join(scratch, 'fences');
  const slow = ['/bin/sh', '-c', `echo "$VENOM_FENCE" >> ${log}; sleep 60`];
  const acts = [
    { kind: 'kubernetes', kubeconfig: config, ...scale('deployment') },
    { kind: 'exec', argv: slow, timeout: 90 },
  ];
  const owner = ['--owner', 'kubernetes', '--owner-entity', 'web', '--owner-lease', '3'];
  const env = { ...process.env, KUBECONFIG: config };
  const all = new Map(
    ['a', 'b', 'c'].map((name) => {
      const child = begin(process.execPath, flags(name, acts, owner), env);
      return [child.pid ?? 0, { name, child }] as const;
    }),
  );
  const before = await replicasOf(api);
  const fences = (): string[] => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []);
  const holder = async (): Promise<number> => {
    let pid = Number.NaN;
    // Between two holders there is none.
    await until(async () => {
      pid = await named();
      return Number.isFinite(pid);
    });
    return pid;
  };
  const named = async (): Promise<number> => {
    const lease = await api.get('/apis/coordination.k8s.io/v1/namespaces/shop/leases/venom-web', signal);
    return Number(/-(\d+)$/.exec(String(lease.spec?.holderIdentity))?.[1]);
  };
  await until(() => fences().length === 1);
  await until(async () => (await replicasOf(api)) > before);
  const dead = await holder();
  process.kill(dead, 'SIGKILL');
  tell(
    'one of three acts',
    all.has(dead),
    `replicas ${before} to ${await replicasOf(api)}, token ${fences()}`,
  );
  await until(() => fences().length === 2);
  const late = await holder();
  tell(
    'it is killed in mid-act, and another takes over',
    late !== dead && all.has(late),
    `token ${fences()[1]}`,
  );
  process.kill(late, 'SIGSTOP');
  await until(() => fences().length === 3);
  process.kill(late, 'SIGCONT');
  const third = all.get(await holder());
  tell('that one is put to sleep, and the third takes over', fences()[2] === '3', `tokens ${fences()}`);
  await new Promise((resolve) => setTimeout(resolve, 2000));
  tell('the workload was scaled once', (await replicasOf(api)) === before + 1, await replicasOf(api));
  for (const { child } of all.values()) child.kill('SIGTERM');
  await until(() => [...all.values()].every(({ child }) => child.exitCode !== null || child.signalCode));
  const told = (await outcomesOf(third?.name ?? '')).find(({ handler }) => handler === 'a0');
  tell('the third found it done', JSON.stringify(told?.result).includes('"already":true'), told?.result);
}

try {
  const api = await cluster();
  const config = await furnish(api);
  const refused = await once('refused', config, ACTS);
  const statuses = refused.map(({ detail }) => (detail as { status?: number } | undefined)?.status);
  tell(
    'without the Role every act is refused',
    statuses.every((status) => status === 403),
    statuses,
  );
  await grant(api);
  const done = await once('granted', config, ACTS);
  tell(
    'with it every act is done',
    done.length === ACTS.length && done.every(({ ok }) => ok),
    done.map(({ ok, error }) => error ?? ok),
  );
  const pod = await api.get(`${NAMESPACE}/pods/web-1`, signal);
  tell(
    'the pod has its label and its marks',
    pod.metadata?.annotations?.why === 'check',
    pod.metadata?.annotations,
  );
  const stale = { ...(await api.get(WEB, signal)) };
  await api.mergePatch(WEB, { metadata: { labels: { touched: 'yes' } } }, signal);
  const conflict = await api.replace(WEB, stale, signal).catch(({ status }: { status: number }) => status);
  tell('a write with an old resourceVersion is a conflict', conflict === 409, conflict);
  await sharing(api, config);
} finally {
  for (const child of children) child.kill('SIGKILL');
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = failed > 0 ? 1 : 0;
