/** What verifies and what replays runs in a browser: nothing that it imports, however far, is a runtime's own. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const source = fileURLToPath(new URL('../src/', import.meta.url));

/** Every module that a file imports when it is loaded, with the files on the way. */
function imported(path: string, seen = new Map<string, Set<string>>()): Map<string, Set<string>> {
  if (seen.has(path)) return seen;
  const own = new Set<string>();
  seen.set(path, own);
  const text = readFileSync(path, 'utf8');
  for (const [, types, from = ''] of text.matchAll(
    /(?:^|\n)(?:import|export)\s+(type\s)?[^;'"]*?(?:from\s+)?'([^']+)'/g,
  )) {
    if (types) continue;
    if (from.startsWith('.')) imported(join(dirname(path), from), seen);
    else own.add(from);
  }
  return seen;
}

for (const entry of [
  'browser.ts',
  'ledger/proof-file.ts',
  'ledger/checkpoint.ts',
  'ledger/proof.ts',
  'core/replay.ts',
  'core/what-if.ts',
]) {
  test(`${entry} needs nothing that a browser has not`, () => {
    const files = imported(join(source, entry));
    assert.ok(files.size > 1);
    const needs = [...files].flatMap(([path, modules]) =>
      [...modules]
        .filter((name) => name.startsWith('node:') || name === 'onnxruntime-web')
        .map((name) => `${path.slice(source.length)} imports ${name}`),
    );
    assert.equal(needs, []);
  });
}

test('the search finds what a file does import', () => {
  const files = imported(join(source, 'ledger/directory-store.ts'));
  assert.ok([...files.values()].some((modules) => modules.has('node:path')));
});

test.run();
