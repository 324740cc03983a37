/** What was generated is as it was reviewed, and asks the host for nothing. */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const built = (name: string): URL => new URL(`../../build/${name}`, import.meta.url);

test('the core imports nothing', () => {
  const module = new WebAssembly.Module(readFileSync(built('core.wasm')));
  assert.equal(WebAssembly.Module.imports(module), []);
});

test('the core allocates nothing and uses no relaxed or fused instruction', () => {
  const text = readFileSync(built('core.wat'), 'utf8');
  assert.not.match(text, /memory\.grow|\bcall \$~lib|relaxed|madd/);
});

test('the instructions are those that were reviewed (test/golden/core.wat)', () => {
  const reviewed = readFileSync(new URL('../golden/core.wat', import.meta.url), 'utf8');
  assert.is(readFileSync(built('core.wat'), 'utf8'), reviewed);
});

test.run();
