import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ParameterError } from '../../src/numeric/parameter-error.ts';
import { StdinSource } from '../../src/sources/index.ts';
import { bytesOf, never } from '../support/tables.ts';

/** An input that gives what is written to it, when it is written. */
function live() {
  const chunks: Uint8Array[] = [];
  let wake: (() => void) | undefined;
  let asked = 0;
  async function* input(): AsyncGenerator<Uint8Array> {
    for (;;) {
      asked += 1;
      if (chunks.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const next = chunks.shift();
      if (next) yield next;
    }
  }
  return {
    input: input(),
    asked: () => asked,
    write(text: string) {
      chunks.push(bytesOf(text));
      wake?.();
    },
  };
}

test('each row is a sample as soon as its line has ended', async () => {
  const { input, write } = live();
  const samples = new StdinSource({ input }).samples(never);
  write('ts,v\n1,5\n2,');
  assert.equal((await samples.next()).value, { timestamp: 1, metrics: { v: 5 } });
  write('6\n');
  assert.equal((await samples.next()).value, { timestamp: 2, metrics: { v: 6 } });
});

test('in the long shape a sample is there when the next time begins', async () => {
  const { input, write } = live();
  const samples = new StdinSource({ input }).samples(never);
  write('ts,metric,value\n1,a,5\n1,b,6\n2,a,7\n');
  assert.equal((await samples.next()).value, { timestamp: 1, metrics: { a: 5, b: 6 } });
});

test('nothing is read before it is asked for', async () => {
  const { input, write, asked } = live();
  const samples = new StdinSource({ input }).samples(never);
  write('ts,v\n1,5\n2,6\n');
  write('3,7\n');
  await samples.next();
  await samples.next();
  assert.is(asked(), 1);
  await samples.next();
  assert.is(asked(), 2);
});

test('an abort ends it in the middle of a wait', async () => {
  const { input, write } = live();
  const abort = new AbortController();
  const samples = new StdinSource({ input }).samples(abort.signal);
  write('ts,v\n1,5\n');
  await samples.next();
  const waiting = samples.next();
  abort.abort();
  assert.is((await waiting).done, true);
  for await (const _ of new StdinSource({ input: [bytesOf('')] }).samples(abort.signal)) assert.unreachable();
});

test('an abort before the first row, or within one, is no error', async () => {
  for (const begun of ['', 'ts,v\n', 'ts,v\n1,"2']) {
    const { input, write } = live();
    const abort = new AbortController();
    const waiting = new StdinSource({ input }).samples(abort.signal).next();
    write(begun);
    await new Promise((resolve) => setImmediate(resolve));
    abort.abort();
    assert.is((await waiting).done, true, begun);
  }
});

test('the period is the one that is given', () => {
  assert.is(new StdinSource().period, 1);
  assert.is(new StdinSource({ period: 60 }).period, 60);
  assert.throws(
    () => new StdinSource({ period: 0 }),
    (error: unknown) => error instanceof ParameterError,
  );
});

const child = fileURLToPath(new URL('../support/stdin-child.ts', import.meta.url));
const runtimeArguments = 'Deno' in globalThis ? ['run', '-A', '--quiet'] : [];

test('the standard input of a process is read line by line, and let go at the abort', async () => {
  const process_ = spawn(process.execPath, [...runtimeArguments, child], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const printed: string[] = [];
  process_.stdin.write('ts,v\n1,5\n');
  process_.stdout.setEncoding('utf8');
  process_.stdout.on('data', (text: string) => {
    printed.push(...text.trim().split('\n'));
    if (printed.length === 1) process_.stdin.write('2,6\n');
  });
  const code = await new Promise((resolve) => process_.on('close', resolve));
  assert.equal(printed, ['{"timestamp":1,"metrics":{"v":5}}', '{"timestamp":2,"metrics":{"v":6}}', 'ended']);
  assert.is(code, 0);
});

test.run();
