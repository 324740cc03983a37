/** What the rules and the dashboard ask for, against what the service tells. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { inTemporary } from '../support/ledgers.ts';
import { serving } from '../support/served.ts';

const folder = fileURLToPath(new URL('../../k8s/monitoring/', import.meta.url));
const dashboard = JSON.parse(readFileSync(`${folder}grafana-dashboard.json`, 'utf8'));
const rules = readFileSync(`${folder}rules.yaml`, 'utf8');

/** Every query in it, however deep. */
function queriesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'expr' && typeof inner === 'string' ? [inner] : queriesIn(inner),
  );
}

const queries = queriesIn(dashboard);

test('every metric that is asked for is told, under this name', () =>
  serving(async (served) => {
    await served.beat();
    await served.beat();
    // What a request took is told to the next one.
    await served.get('/metrics');
    const told = await (await served.get('/metrics')).text();
    const names = new Set(
      [`${queries.join(' ')} ${rules}`].flatMap((text) => text.match(/\bvenom_\w+/g) ?? []),
    );
    assert.ok(names.size > 15);
    const missing = [...names].filter((name) => !new RegExp(`^${name}(?:\\{|\\s)`, 'm').test(told));
    assert.equal(missing, []);
  }));

test('every query of the dashboard is PromQL', () =>
  inTemporary(async (dir) => {
    const expressions = queries.map((query) => query.replaceAll(/\$(instance|entity)/g, '.*'));
    const records = expressions.map((expr, i) => ({ record: `venom:panel:${i}`, expr }));
    const written = JSON.stringify({ groups: [{ name: 'panels', rules: records }] });
    const file = join(dir, 'rules.json');
    await writeFile(file, written);
    const { status, stdout, stderr, error } = spawnSync('promtool', ['check', 'rules', file], {
      encoding: 'utf8',
    });
    if (error) return console.log('skipped: PromQL of the dashboard: no promtool here');
    assert.is(status, 0, `${stdout}${stderr}`);
    assert.match(stdout, `${queries.length} rules found`);
  }));

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly refId: string; readonly expr: string }[];
}

test('panels have ids of their own, lie beside each other on the grid, and ask for something', () => {
  const panels: readonly Panel[] = dashboard.panels;
  assert.is(new Set(panels.map(({ id }) => id)).size, panels.length);
  const taken = new Set<string>();
  for (const { title, targets, gridPos } of panels) {
    assert.ok(title !== '' && targets && targets.length > 0, title);
    assert.is(new Set(targets.map(({ refId }) => refId)).size, targets.length, title);
    const { x, y, w, h } = gridPos;
    assert.ok(x >= 0 && x + w <= 24, title);
    for (let column = x; column < x + w; column++) {
      for (let row = y; row < y + h; row++) {
        assert.not.ok(taken.has(`${column} ${row}`), `${title} lies on another`);
        taken.add(`${column} ${row}`);
      }
    }
  }
});

test.run();
