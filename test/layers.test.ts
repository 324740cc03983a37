/** Dependencies point inwards (DESIGN §7), and what is below does not print, exit, or ask for the time. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const source = fileURLToPath(new URL('../src/', import.meta.url));

/** Folders from the inside out: one may import only from those before it, and from its own. */
const LAYERS: readonly (readonly string[])[] = [
  ['numeric'],
  ['sync', 'control', 'ledger', 'inference', 'sources', 'flows', 'actions', 'mesh', 'fleet'],
  ['core', 'server'],
  ['backtest'],
  ['bench', 'index.ts', 'browser.ts'],
  ['commands'],
];
/** Leaves of core/ that every layer above the numeric core may use: they import nothing but the numeric core. */
const LEAVES = ['core/constants.ts', 'core/errors.ts'];

interface File {
  readonly path: string;
  readonly text: string;
  /** Imported files of this project, relative to src. */
  readonly imports: readonly { readonly path: string; readonly typeOnly: boolean }[];
}

const files: File[] = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .map((path) => path.split(sep).join('/'))
  .filter((path) => path.endsWith('.ts'))
  .map((path) => {
    const text = readFileSync(join(source, path), 'utf8');
    const imports = [
      ...text.matchAll(
        /(?:^|\n)\s*(import|export)(\s+type)?\s[^;]*?from\s+'(\.[^']+)'|import\('(\.[^']+)'\)/g,
      ),
    ];
    return {
      path,
      text,
      imports: imports.map((match) => ({
        path: normalize(join(dirname(path), match[3] ?? match[4] ?? ''))
          .split(sep)
          .join('/'),
        typeOnly: match[2] !== undefined,
      })),
    };
  });

const folderOf = (path: string): string => path.split('/')[0] ?? '';
const layerOf = (path: string): number => LAYERS.findIndex((layer) => layer.includes(folderOf(path)));

test('every source file is in a layer, and imports were found', () => {
  assert.equal(
    files.filter(({ path }) => layerOf(path) === -1).map(({ path }) => path),
    [],
  );
  assert.ok(files.flatMap(({ imports }) => imports).length > 100);
});

test('dependencies point inwards', () => {
  const outward = files.flatMap(({ path, imports }) =>
    imports
      .filter(({ path: target, typeOnly }) => !typeOnly && !LEAVES.includes(target))
      .filter(({ path: target }) => layerOf(target) > layerOf(path))
      .map(({ path: target }) => `${path} imports ${target}`),
  );
  assert.equal(outward, []);
});

test('the leaves of core import nothing but the numeric core', () => {
  for (const { path, imports } of files.filter(({ path }) => LEAVES.includes(path))) {
    assert.equal(
      imports.map(({ path: target }) => folderOf(target)).filter((folder) => folder !== 'numeric'),
      [],
      path,
    );
  }
});

test('nothing below the commands prints or exits', () => {
  const loud = files
    .filter(({ path }) => !['commands', 'bench'].includes(folderOf(path)))
    .filter(({ text }) => /\bconsole\.|process\.(exit|stdout|stderr)/.test(withoutComments(text)))
    .map(({ path }) => path);
  assert.equal(loud, []);
});

test('the time and chance are asked for only where they are handed out', () => {
  const edges = ['core/clock.ts', 'mesh/edge.ts', 'sources/host/edge.ts', 'sources/host/supervisor.ts'];
  const asking = files
    .filter(({ path }) => !['commands', 'bench'].includes(folderOf(path)) && !edges.includes(path))
    .filter(({ text }) =>
      /Date\.now|new Date\(\)|performance\.now|Math\.random|randomUUID/.test(withoutComments(text)),
    )
    .map(({ path }) => path);
  assert.equal(asking, []);
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
}

test.run();
