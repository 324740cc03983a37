/** The Role against what is asked of the API: enough, and nothing beside it. */
import { readFileSync } from 'node:fs';
import { loadAll } from 'js-yaml';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseActions } from '../../src/actions/action-spec.ts';
import { kubernetesAction, kubernetesApi } from '../../src/actions/kubernetes/index.ts';
import { LeaseClaim, LeaseMembers, LeaseOwner } from '../../src/actions/ownership/index.ts';
import { type Asked, intent, never } from '../support/acts.ts';
import { kubernetesServer } from '../support/kubernetes-api.ts';
import { ManualClock } from '../support/world.ts';

const VERBS: Readonly<Record<string, string>> = {
  GET: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** A request as an authorizer sees it: `verb group/resource`. */
function rightOf({ method, path }: Asked): string {
  const { pathname, searchParams } = new URL(path, 'https://api');
  const [, group = '', resource] =
    /^\/(?:api|apis\/([^/]+))\/v1\/namespaces\/[^/]+\/([^/]+(?:\/[^/]+\/(?:scale|status))?)/.exec(pathname) ??
    [];
  const verb = method === 'GET' && searchParams.has('labelSelector') ? 'list' : VERBS[method];
  return `${verb} ${group}/${resource}`;
}

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

function granted(): string[] {
  const text = readFileSync(new URL('../../k8s/acting/role.yaml', import.meta.url), 'utf8');
  const [role] = loadAll(text) as { rules: readonly Rule[] }[];
  return (role?.rules ?? []).flatMap(({ apiGroups, resources, verbs }) =>
    apiGroups.flatMap((group) =>
      resources.flatMap((resource) => verbs.map((verb) => `${verb} ${group}/${resource}`)),
    ),
  );
}

const ACTS = [
  { do: 'label', pod: 'web-1', labels: { a: 'b' } },
  { do: 'annotate', pod: 'web-1', annotations: { a: 'b' } },
  { do: 'event', pod: 'web-1' },
  ...['deployment', 'statefulset', 'replicaset'].map((workload) => ({
    ...{ do: 'scale', workload, target: 'web', by: 1, min: 1, max: 9 },
  })),
];

test('the Role grants every right that acting and owning take, and no other', async () => {
  const server = await kubernetesServer();
  try {
    server.put('/api/v1/namespaces/shop/pods/web-1', { kind: 'Pod', metadata: { name: 'web-1' } });
    for (const kind of ['deployments', 'statefulsets', 'replicasets']) {
      server.put(`/apis/apps/v1/namespaces/shop/${kind}/web`, { metadata: { name: 'web' }, spec: {} });
    }
    const clock = new ManualClock();
    const api = await kubernetesApi(server);
    const actions = parseActions(
      ACTS.map((act, index) => ({ kind: 'kubernetes', name: `a${index}`, ...act })),
      'x',
    );
    for (const [index, action] of actions.entries()) {
      if (action.kind !== 'kubernetes') throw new Error('no such action');
      await kubernetesAction(action, api, clock).act(intent({ id: `${index}`.repeat(64), fence: 1 }), never);
    }
    const shared = { api, namespace: 'shop', identity: 'a', duration: 15, clock };
    const claim = new LeaseClaim({ ...shared, name: 'venom-web' });
    const members = new LeaseMembers({ ...shared, group: 'venom' });
    const owner = new LeaseOwner({ entity: 'web', identity: 'a', claim, members });
    for (let i = 0; i < 2; i++) await owner.step(never);
    assert.is(owner.stopped, null);
    await owner.release(never);
    await members.release(never);
    const used = [...new Set(server.asked.map(rightOf))].sort();
    assert.equal(granted().sort(), used);
  } finally {
    await server.close();
  }
});

test.run();
