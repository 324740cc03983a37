/** The image: what its build is given, and its HEALTHCHECK, healthy while the service says so and not when it is gone. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { serving } from '../support/served.ts';

const file = readFileSync(new URL('../../Dockerfile', import.meta.url), 'utf8');
const node = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url));

/** Its command, as the file has it, with the node of this project. @returns exit code */
function healthcheck(address: string): Promise<number | null> {
  const [, written = ''] = /^HEALTHCHECK [\s\S]*?CMD (\[.*\])$/m.exec(file) ?? [];
  const [program, ...args]: string[] = JSON.parse(written);
  assert.is(program, 'node');
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, {
      stdio: 'ignore',
      env: { PATH: process.env.PATH, VENOM_HTTP: address },
    });
    child.on('error', reject);
    child.on('close', resolve);
  });
}

test('the build of the image is given each file of settings that the build reads', () => {
  const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
  const admitted = read('.dockerignore')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => new RegExp(`^${line.slice(1).replaceAll('.', '[.]').replaceAll('*', '.*')}$`));
  const needed = [...read('scripts/build.ts').matchAll(/'([\w.]+[.]json)'/g)].map(([, name = '']) => name);
  assert.ok(needed.length > 3, needed.join(' '));
  for (const name of needed)
    assert.ok(
      admitted.some((pattern) => pattern.test(name)),
      name,
    );
});

test('the check of the image is healthy where the service is, whatever address it was given', async () => {
  const port = await serving(async (served) => {
    assert.is(await healthcheck(`0.0.0.0:${served.port}`), 0);
    assert.is(await healthcheck(String(served.port)), 0);
    return served.port;
  });
  assert.is(await healthcheck(`0.0.0.0:${port}`), 1);
});

test('a loop that is stuck is not healthy', async () => {
  let now = 0;
  const clock = { monotonic: () => now };
  await serving(
    async (served) => {
      await served.beat();
      now += 61;
      assert.is(await healthcheck(`127.0.0.1:${served.port}`), 1);
    },
    { clock },
  );
});

test.run();
