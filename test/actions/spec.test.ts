import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseActions } from '../../src/actions/action-spec.ts';
import { HaltSwitch, removeHalt, writeHalt } from '../../src/actions/halt.ts';
import { makeActions } from '../../src/actions/make-actions.ts';
import { systemClock } from '../../src/core/clock.ts';
import { InputError } from '../../src/core/errors.ts';

test('an action needs its kind and what that kind takes; everything else has a default', () => {
  assert.equal(parseActions([{ kind: 'log' }], 'x'), [
    { kind: 'log', name: 'log', on: ['QUARANTINE', 'ALERT'] },
  ]);
});

test('mistakes are named by place and field', () => {
  const refused = (value: unknown): string => {
    try {
      parseActions(value, 'acts.json');
    } catch (error) {
      assert.instance(error, InputError);
      return (error as InputError).message;
    }
    throw new Error(`accepted ${JSON.stringify(value)}`);
  };
  assert.match(refused({}), 'acts.json must be a list');
  assert.match(refused([{ kind: 'mail' }]), /action 1 kind: /);
  assert.match(refused([{ kind: 'log' }, { kind: 'log' }]), 'two actions are named "log"');
  assert.match(refused([{ kind: 'log', on: ['NOOP'] }]), /on\.0/);
  assert.match(refused([{ kind: 'log', colour: 'red' }]), 'colour');
  assert.match(refused([{ kind: 'webhook' }]), 'one of url, urlFile and urlEnv');
  assert.match(refused([{ kind: 'webhook', url: 'https://a', urlEnv: 'B' }]), 'one of url');
  const scale = { kind: 'kubernetes', do: 'scale', workload: 'deployment', target: 'web', by: 1 };
  assert.match(refused([{ ...scale, min: 5, max: 2 }]), 'min 5 is above max 2');
  assert.match(refused([{ ...scale, target: '../../secrets', min: 1, max: 2 }]), 'target');
});

test('anything else is refused with an error that says where, and never by another one', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      if (Array.isArray(value) && value.length === 0) return;
      assert.throws(
        () => parseActions(value, 'acts.json'),
        (error: unknown) => error instanceof InputError,
      );
    }),
  );
});

test('secrets come from files and the environment; what is missing or unfit is named', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'venom-spec-'));
  const world = {
    clock: systemClock,
    env: { HOOK: 'https://example.org/secret-path' },
    chance: () => 0,
    instance: 'i',
    print: () => undefined,
  };
  const make = async (webhook: object): Promise<string> =>
    makeActions(parseActions([{ kind: 'webhook', ...webhook }], 'x'), world).then(
      () => 'made',
      (error: Error) => error.message,
    );
  const token = join(dir, 'token');
  await writeFile(token, 'a\nb: c');
  assert.is(await make({ urlEnv: 'HOOK' }), 'made');
  assert.match(await make({ urlEnv: 'NONE' }), 'variable NONE');
  assert.match(await make({ url: 'https://a/', bearerTokenFile: token }), 'no header takes');
  assert.match(await make({ url: 'https://a/', secretFile: join(dir, 'no') }), 'ENOENT');
  for (const url of ['http://10.0.0.1/', 'ftp://localhost/', 'file:///etc/passwd', 'localhost']) {
    assert.match(await make({ url }), 'no https address');
  }
  assert.is(await make({ url: 'http://127.0.0.1:9/' }), 'made');
  assert.match(await make({ url: 'https://user:word@a/' }), 'holds a password');
  await rm(dir, { recursive: true });
});

test('a halt is there while its file is; one that cannot be read counts as there', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'venom-halt-'));
  const file = join(dir, 'halt');
  const halt = new HaltSwitch(file);
  assert.is(halt.stopped, null);
  await writeHalt(file, 'a\u001b[31m test.\n');
  assert.equal(halt.stopped, { by: 'halt', reason: 'Halted: a [31m test.' });
  await removeHalt(file);
  await removeHalt(file);
  assert.is(halt.stopped, null);
  assert.match(new HaltSwitch(dir).stopped?.reason ?? '', 'cannot be read (EISDIR)');
  halt.toggle('by hand');
  assert.is(halt.stopped?.reason, 'Halted: by hand.');
  halt.toggle('by hand');
  assert.is(halt.stopped, null);
  await rm(dir, { recursive: true });
});

test.run();
