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

for (const module of ['core.wat', 'fleet.wat', 'sha3.wat']) {
  test(`the instructions are those that were reviewed (test/golden/${module})`, () => {
    const reviewed = readFileSync(new URL(`../golden/${module}`, import.meta.url), 'utf8');
    // Not assert.is: the difference of two such texts takes longer than anyone waits.
    assert.ok(readFileSync(built(module), 'utf8') === reviewed, `build/${module} is another`);
  });
}

test.run();
