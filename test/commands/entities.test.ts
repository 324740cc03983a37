/** Many entities in one run, as a user has them: on the command line, from a table and from a real endpoint. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { venom, venomMany } from '../support/cli.ts';
import { runHere, venomHere } from '../support/cli-here.ts';
import { Random } from '../support/random.ts';
import { must } from '../support/supervised.ts';

const test = suite<{ dir: string; table: string }>('entities');
test.before((context) => {
  context.dir = mkdtempSync(join(tmpdir(), 'venom-entities-'));
  context.table = join(context.dir, 'pods.csv');
  writeFileSync(context.table, table());
});
test.after(({ dir }) => rmSync(dir, { recursive: true, force: true }));

/** 260 rows of each of three pods; in the last ten `db-1` is at fault. */
function table(): string {
  const random = new Random(3);
  const rows = ['timestamp,pod,tier,cpu,latency'];
  for (let i = 0; i < 260; i++) {
    for (const pod of ['cart-1', 'cart-2', 'db-1']) {
      const fault = pod === 'db-1' && i >= 250 ? 2 : 0;
      rows.push(
        [
          1_700_000_000 + i,
          pod,
          pod.slice(0, 2),
          0.3 + fault + 0.05 * random.next(),
          0.1 + fault + 0.02 * random.next(),
        ].join(),
      );
    }
  }
  return `${rows.join('\n')}\n`;
}

interface Beat {
  readonly type: string;
  readonly entity?: string;
  readonly beat: number;
  readonly load: { readonly metric: string; readonly setpoint: number } | null;
  readonly features: { readonly surprises: readonly { readonly metric: string }[] };
}

const beatsOf = (text: string): Beat[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ type }) => type === 'beat');

test('a table of pods: each by itself, with what rules give it; the ledger explains and replays each', async ({
  dir,
  table: path,
}) => {
  const ledger = join(dir, 'ledger');
  const rules = JSON.stringify([
    { match: '{tier="db"}', setpoint: 0.4 },
    { match: { pod: 'cart-2' }, load: 'none' },
  ]);
  const flags = ['--entity-by', 'pod,tier', '--load', 'cpu', '--setpoint', '0.7', '--entities', rules];
  const ran = await venom(['run', '--source', path, ...flags, '--ledger-dir', ledger, '--json']);
  assert.is(ran.code, 0, ran.stderr);
  const beats = beatsOf(ran.stdout);
  assert.is(beats.length, 780);
  const last = (name: string): Beat | undefined => beats.findLast(({ entity }) => entity === name);
  assert.is(last('pod=cart-1,tier=ca')?.load?.setpoint, 0.7);
  assert.is(last('pod=cart-2,tier=ca')?.load, null);
  assert.is(last('pod=db-1,tier=db')?.load?.setpoint, 0.4);
  assert.equal(
    last('pod=db-1,tier=db')?.features.surprises.map(({ metric }) => metric),
    ['cpu', 'latency'],
  );
  assert.equal(last('pod=cart-1,tier=ca')?.features.surprises, []);

  const replayed = await venomHere(['replay', '--ledger-dir', ledger, '--json']);
  assert.is(replayed.code, 0, replayed.stderr);
  const { same, runs, beats: counted } = JSON.parse(replayed.stdout);
  assert.equal([same, runs, counted], [true, 3, 780]);
  const one = await venomHere(['replay', '--ledger-dir', ledger, '--entity', 'pod=db-1,tier=db', '--json']);
  assert.is(JSON.parse(one.stdout).beats, 260);

  const told = await venomHere([
    'explain',
    '--ledger-dir',
    ledger,
    '--entity',
    'pod=db-1,tier=db',
    '--beat',
    '251',
    '--json',
  ]);
  const explained = JSON.parse(told.stdout);
  assert.equal([explained.entity, explained.beat, explained.features.anoms], ['pod=db-1,tier=db', 251, 2]);
  const which = await venomHere(['explain', '--ledger-dir', ledger, '--beat', '251']);
  assert.is(which.code, 3);
  assert.match(which.stderr, /3 entities have a beat 251\nName one with --entity, e\.g\. pod=cart-1,tier=ca/);
  const typo = await venomHere(['explain', '--ledger-dir', ledger, '--entity', 'pod=db-2,tier=db']);
  assert.is(typo.code, 3);
  assert.match(typo.stderr, /Did you mean pod=db-1,tier=db\?/);
});

test('pods of one Prometheus endpoint', async () => {
  const page = ['a', 'b'].map((pod) => `busy_ratio{pod="${pod}"} 0.5\n`).join('');
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(`# TYPE busy_ratio gauge\n${page}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    const source = `http://127.0.0.1:${port}/metrics`;
    const ran = await runHere([
      '--source',
      source,
      '--interval',
      '0.5',
      '--scrape-timeout',
      '60',
      '--entity-by',
      'pod',
      '--beats',
      '6',
      '--json',
    ]);
    assert.is(ran.code, 0, ran.stderr);
    assert.equal([...new Set(beatsOf(ran.stdout).map(({ entity }) => entity ?? ''))].sort(), [
      '',
      'pod=a',
      'pod=b',
    ]);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

test('what is wrong in rules and flags is named', async ({ table: path }) => {
  const cases: [readonly string[], number, RegExp][] = [
    [['--entities', '[{"match":"{tier=db}"}]'], 3, /rule 1: .*a quoted value is expected/],
    [['--entities', '[{"match":{}},{"match":{},"setpont":1}]'], 3, /rule 2, setpont/],
    [['--entities', '[{"match":{"pod":"db-1"},"setpoint":-1}]'], 3, /rule 1, setpoint is -1/],
    [['--entities', '/nowhere.json'], 5, /cannot read the entities \/nowhere\.json/],
    [
      ['--entity-by', 'pod', '--entities', '[{"match":{"pod":"db-1"},"load":"cpu"}]'],
      2,
      /cpu without a setpoint/,
    ],
    [['--retire-after', '0'], 2, /--retire-after is "0"/],
    // Last: it is found out by a run that has begun, and a process has one such.
    [['--entity-by', 'pox'], 3, /no column "pox", which --entity-by names/],
  ];
  const all = await venomMany(cases.map(([flags]) => ({ args: ['run', '--source', path, ...flags] })));
  for (const [index, [flags, code, says]] of cases.entries()) {
    const ended = must(all[index]);
    assert.is(ended.code, code, `${flags.join(' ')}: ${ended.stderr}`);
    assert.match(ended.stderr, says);
  }
});

test.run();
