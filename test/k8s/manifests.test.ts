/** The manifests: valid against the schemas of Kubernetes, complete, and of one mind. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadAll } from 'js-yaml';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as v from 'valibot';
import { SETTINGS } from '../../src/commands/settings.ts';

const folder = fileURLToPath(new URL('../../k8s/', import.meta.url));

interface Manifest {
  readonly file: string;
  readonly kind: string;
  readonly apiVersion: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec: Readonly<Record<string, unknown>>;
  readonly data?: Readonly<Record<string, string>>;
}

const manifests: readonly Manifest[] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml'))
  .flatMap((file) =>
    loadAll(readFileSync(join(folder, file), 'utf8')).map((document) => ({
      ...(document as Manifest),
      file,
    })),
  )
  .filter(({ apiVersion }) => apiVersion !== undefined && !apiVersion.startsWith('kustomize.'));

const one = (file: string, kind: string): Manifest => {
  const found = manifests.filter((manifest) => manifest.file === file && manifest.kind === kind);
  assert.is(found.length, 1, `${kind} in ${file}`);
  return found[0] as Manifest;
};

/** The class of a kind, from the schemas of its API. */
async function modelOf({ apiVersion, kind }: Manifest): Promise<new (data: object) => { validate(): void }> {
  const from = apiVersion.startsWith('monitoring.coreos.com')
    ? '@kubernetes-models/prometheus-operator'
    : 'kubernetes-models';
  const module = await import(`${from}/${apiVersion}/${kind}`);
  return module[kind];
}

test('every manifest is valid against the schema of its kind', async () => {
  assert.ok(manifests.length >= 16);
  for (const { file, ...manifest } of manifests) {
    const Model = await modelOf({ file, ...manifest });
    assert.not.throws(() => new Model(manifest).validate(), undefined, `${manifest.kind} in ${file}`);
  }
});

test('the schemas refuse what is none', async () => {
  const { file: _, ...deployment } = one('deployment.yaml', 'Deployment');
  const Model = await modelOf(one('deployment.yaml', 'Deployment'));
  assert.throws(() =>
    new Model({ ...deployment, spec: { ...deployment.spec, replicas: 'many' } }).validate(),
  );
});

test('everything is labelled app: venom, and is selected by it', () => {
  for (const { file, kind, metadata, spec } of manifests) {
    assert.is(metadata.labels?.app, 'venom', `${kind} in ${file}`);
    if (kind === 'Service') assert.equal(spec.selector, { app: 'venom' });
  }
});

test('the autoscaler goes from 1 to 10 on half of the CPU, up at once and down slowly', () => {
  for (const [file, kind] of [
    ['deployment.yaml', 'Deployment'],
    [join('statefulset', 'statefulset.yaml'), 'StatefulSet'],
  ] as const) {
    assert.equal(one(file, 'HorizontalPodAutoscaler').spec, {
      scaleTargetRef: { apiVersion: 'apps/v1', kind, name: 'venom-genesis' },
      minReplicas: 1,
      maxReplicas: 10,
      metrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } },
        },
      ],
      behavior: {
        scaleUp: {
          stabilizationWindowSeconds: 0,
          policies: [{ type: 'Percent', value: 100, periodSeconds: 30 }],
        },
        scaleDown: {
          stabilizationWindowSeconds: 300,
          policies: [{ type: 'Percent', value: 50, periodSeconds: 60 }],
        },
      },
    });
  }
});

test('the service is a load balancer at 8000 that Prometheus finds', () => {
  const { metadata, spec } = one('svc.yaml', 'Service') as Manifest & { metadata: { annotations: object } };
  assert.is(metadata.name, 'venom-genesis');
  assert.is(spec.type, 'LoadBalancer');
  assert.is((spec.ports as { port: number }[])[0]?.port, 8000);
  assert.equal(metadata.annotations, {
    'prometheus.io/scrape': 'true',
    'prometheus.io/port': '8000',
    'prometheus.io/path': '/metrics',
  });
});

test('parameters.json holds settings of the program', () => {
  const { data } = one('deployment.yaml', 'ConfigMap');
  const parameters = JSON.parse(data?.['parameters.json'] ?? '');
  assert.equal(
    Object.keys(parameters).filter((key) => !(key in SETTINGS)),
    [],
  );
  assert.equal(Object.keys(parameters).length, 7);
});

test('the two variants differ in nothing but where their state is', () => {
  const stateful = join('statefulset', 'statefulset.yaml');
  const template = (manifest: Manifest) => {
    const text = JSON.stringify(manifest.spec.template);
    return JSON.parse(text, (key, value) =>
      key === 'volumes' ? value.filter(({ name }: { name: string }) => name !== 'state') : value,
    );
  };
  assert.equal(template(one(stateful, 'StatefulSet')), template(one('deployment.yaml', 'Deployment')));
  assert.equal(one(stateful, 'ConfigMap').data, one('deployment.yaml', 'ConfigMap').data);
  assert.equal(one(join('statefulset', 'svc.yaml'), 'Service').spec, one('svc.yaml', 'Service').spec);
});

const hardened = v.object({
  automountServiceAccountToken: v.literal(false),
  securityContext: v.object({
    runAsNonRoot: v.literal(true),
    runAsUser: v.number(),
    seccompProfile: v.object({ type: v.literal('RuntimeDefault') }),
  }),
  containers: v.tuple([
    v.object({
      securityContext: v.object({
        allowPrivilegeEscalation: v.literal(false),
        readOnlyRootFilesystem: v.literal(true),
        capabilities: v.object({ drop: v.tuple([v.literal('ALL')]) }),
      }),
      resources: v.object({
        requests: v.record(v.string(), v.string()),
        limits: v.record(v.string(), v.string()),
      }),
      startupProbe: v.object({}),
      livenessProbe: v.object({}),
      readinessProbe: v.object({}),
    }),
  ]),
});

test('pods run as nobody in particular, with probes and bounds', () => {
  const template = one('deployment.yaml', 'Deployment').spec.template as { spec: unknown };
  v.parse(hardened, template.spec);
});

test('the alert rules of the operator are those that are tested', () => {
  const [rules] = loadAll(readFileSync(join(folder, 'monitoring', 'rules.yaml'), 'utf8'));
  assert.equal(one(join('monitoring', 'prometheusrule.yaml'), 'PrometheusRule').spec, rules);
});

const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
if (!hasPromtool) console.log('skipped: alert rules: no promtool here (it comes with Prometheus)');

(hasPromtool ? test : test.skip)('each alert fires when it should, and not before', () => {
  for (const args of [
    ['check', 'rules', join(folder, 'monitoring', 'rules.yaml')],
    ['test', 'rules', join(folder, 'monitoring', 'rules.test.yaml')],
  ]) {
    const { status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8' });
    assert.is(status, 0, `${stdout}${stderr}`);
  }
});

test.run();
