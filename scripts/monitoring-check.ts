/**
 * A real Prometheus scrapes a real run, and evaluates the alert rules; promtool looks at the metrics.
 *
 *   node scripts/monitoring-check.ts            needs prometheus and promtool
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'venom-monitoring-'));
const [PORT, PROMETHEUS] = [8141, 9141];
const token = 'token-of-the-monitoring-check';
writeFileSync(join(scratch, 'token'), token);
writeFileSync(
  join(scratch, 'prometheus.yml'),
  `global: {scrape_interval: 1s, evaluation_interval: 1s}
rule_files: [${join(root, 'k8s', 'monitoring', 'rules.yaml')}]
scrape_configs:
  - {job_name: venom-genesis, static_configs: [{targets: ['127.0.0.1:${PORT}']}]}
`,
);
let failed = 0;
const tell = (what: string, ok: boolean, saw: string): void => {
  if (!ok) failed++;
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${what}: ${saw}`);
};
const pause = (seconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, seconds * 1000));
const run = spawn(
  process.execPath,
  [
    ...[
      join(root, 'bin', 'dev.js'),
      'serve',
      '--http',
      String(PORT),
      '--ledger-dir',
      join(scratch, 'ledger'),
    ],
    ...['--http-token-file', join(scratch, 'token')],
  ],
  { stdio: 'ignore' },
);
const prometheus = spawn(
  'prometheus',
  [
    `--config.file=${join(scratch, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(scratch, 'data')}`,
    `--web.listen-address=127.0.0.1:${PROMETHEUS}`,
  ],
  { stdio: 'ignore' },
);

interface Asked {
  readonly data: {
    readonly result: readonly { readonly metric: Record<string, string>; readonly value: [number, string] }[];
    readonly activeTargets: readonly { readonly health: string; readonly lastError: string }[];
    readonly groups: readonly {
      readonly rules: readonly { readonly name: string; readonly health: string; readonly state: string }[];
    }[];
  };
}

async function ask(path: string): Promise<Asked['data']> {
  const response = await fetch(`http://127.0.0.1:${PROMETHEUS}/api/v1/${path}`);
  return ((await response.json()) as Asked).data;
}

/** Every query of the Grafana dashboard, as a panel sends it: it is taken, and shows something. */
async function panels(): Promise<void> {
  const text = readFileSync(join(root, 'k8s', 'monitoring', 'grafana-dashboard.json'), 'utf8');
  const queries = [...text.matchAll(/"expr": ("(?:[^"\\]|\\.)*")/g)].map(([, quoted]) =>
    String(JSON.parse(quoted ?? '""')),
  );
  const empty: string[] = [];
  for (const query of queries) {
    const asked = query.replaceAll('$instance', '.*').replaceAll('$entity', '.*');
    const response = await fetch(
      `http://127.0.0.1:${PROMETHEUS}/api/v1/query?query=${encodeURIComponent(asked)}`,
    );
    const { status, data } = (await response.json()) as { status: string; data?: Asked['data'] };
    if (status !== 'success' || data?.result.length === 0) empty.push(`${query} (${status})`);
  }
  tell(
    'panels',
    queries.length > 10 && empty.length === 0,
    `${queries.length} queries, ${empty.length} without an answer ${empty}`,
  );
}

try {
  await pause(6);
  const text = await (await fetch(`http://127.0.0.1:${PORT}/metrics`)).text();
  const { stdout, stderr, status } = spawnSync('promtool', ['check', 'metrics'], {
    input: text,
    encoding: 'utf8',
  });
  tell(
    'promtool check metrics',
    status === 0 && `${stdout}${stderr}` === '',
    `${text.split('\n').length} lines, nothing to say${stdout}${stderr}`,
  );
  await fetch(`http://127.0.0.1:${PORT}/api/inject`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: '{"anoms": 60, "origin": "monitoring-check"}',
  });
  await pause(36);
  const [target] = (await ask('targets')).activeTargets;
  tell('scrape', target?.health === 'up', `target ${target?.health} ${target?.lastError}`);
  const { result } = await ask('query?query=count(%7B__name__%3D~%22venom_.%2B%22%7D)');
  tell('series', Number(result[0]?.value[1]) > 50, `${result[0]?.value[1]} of venom_`);
  const rules = (await ask('rules')).groups.flatMap((group) => group.rules);
  tell(
    'rules',
    rules.length === 8 && rules.every(({ health }) => health === 'ok'),
    `${rules.length} evaluated, all ${[...new Set(rules.map(({ health }) => health))]}`,
  );
  await panels();
  const firing = rules.filter(({ state }) => state === 'firing').map(({ name }) => name);
  tell(
    'alert',
    firing.join() === 'VenomQuarantine',
    `${firing.join()} fires after an injection of 60 anomalies`,
  );
} finally {
  prometheus.kill('SIGTERM');
  run.kill('SIGTERM');
  await pause(1);
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = failed > 0 ? 1 : 0;
