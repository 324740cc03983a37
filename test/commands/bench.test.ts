import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseBenchDocument } from '../../src/bench/document.ts';
import { venom, venomMany } from '../support/cli.ts';
import { inTemporary } from '../support/ledgers.ts';
import { must } from '../support/supervised.ts';

test('a run is one document with its machine and rounds, can be compared with, and makes a page', () =>
  inTemporary(async (dir) => {
    const [old, page] = [join(dir, 'old.json'), join(dir, 'bench.html')];
    const first = await venom(['bench', 'detect', '--rounds', '5', '--json']);
    assert.is(first.code, 0, first.stderr);
    const document = parseBenchDocument(JSON.parse(first.stdout), 'stdout');
    assert.is(document.rounds, 5);
    assert.ok(document.machine.processors > 0 && document.machine.memory > 0);
    for (const { times } of document.suites[0]?.rows ?? []) assert.is(times.length, 5);
    await writeFile(old, first.stdout);
    const second = await venom(['bench', 'detect', '--rounds', '5', '--compare', old, '--report', page]);
    assert.is(second.code, 0, second.stderr);
    assert.match(second.stdout, `Against ${old}`);
    assert.match(
      second.stdout,
      /detect: TypeScript, the same algorithm +\d+\.\d\d \[\d+\.\d\d … \d+\.\d\d\] × the time/,
    );
    assert.match(await readFile(page, 'utf8'), /<svg[\s\S]*Detector: a sample of one series/);
    await refusesOthers(dir, first.stdout);
  }));

/** Before anything is measured. */
async function refusesOthers(dir: string, document: string): Promise<void> {
  const cases: readonly (readonly [string, number, string])[] = [
    [document.replace(/"processors":\d+/, '"processors":1000'), 3, 'ERR_BENCH_MACHINE'],
    ['{"type":"status"}', 3, 'ERR_BENCH_DOCUMENT'],
    ['no JSON', 3, 'ERR_INPUT_JSON'],
  ];
  const file = (code: string): string => join(dir, `${code}.json`);
  await Promise.all(cases.map(([text, , code]) => writeFile(file(code), text)));
  const all = await venomMany(
    cases.map(([, , code]) => ({ args: ['bench', 'detect', '--compare', file(code), '--json'] })),
  );
  for (const [index, [, exitCode, code]] of cases.entries()) {
    const { code: exit, stdout } = must(all[index]);
    assert.is(exit, exitCode, code);
    assert.is(JSON.parse(stdout).code, code);
  }
}

test('files that cannot be read or written, and suites that are none, are told of at once', async () => {
  const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
    [['nosuch'], 2, /there is no suite "nosuch"/],
    [['detect', '--compare', '/nowhere/old.json'], 5, /cannot read the older run \/nowhere\/old\.json/],
    [['detect', '--report', '/nowhere/bench.html'], 5, /cannot write the report \/nowhere\/bench\.html/],
  ];
  const all = await venomMany(cases.map(([args]) => ({ args: ['bench', ...args] })));
  for (const [index, [, exitCode, message]] of cases.entries()) {
    const { code, stdout, stderr } = must(all[index]);
    assert.is(code, exitCode, stderr);
    assert.is(stdout, '');
    assert.match(stderr, message);
  }
});

test.run();
