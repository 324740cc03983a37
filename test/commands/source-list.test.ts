/** The sources of a configuration: each with its own options, mistakes by their field, secrets never written. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readSettings } from '../../src/commands/settings.ts';
import { parseSources } from '../../src/commands/source-config.ts';
import { sourceFor } from '../../src/commands/sources-for.ts';
import { InputError, VenomError } from '../../src/core/errors.ts';
import type { Sample } from '../../src/sources/index.ts';
import { TLS } from '../support/acts.ts';
import { venom } from '../support/cli.ts';
import { venomHere } from '../support/cli-here.ts';

const test = suite<{ dir: string }>('a list of sources');
test.before((context) => {
  context.dir = mkdtempSync(join(tmpdir(), 'venom-list-'));
});
test.after(({ dir }) => rmSync(dir, { recursive: true, force: true }));

const example = new URL('../../examples/several-sources/venom.json', import.meta.url);
const none = () => undefined;

const refusal = async (work: () => unknown): Promise<VenomError> => {
  try {
    await work();
  } catch (error) {
    assert.instance(error, VenomError);
    return error as VenomError;
  }
  throw new Error('it was accepted');
};

test('each mistake is named by its field, with the nearest one there is', async () => {
  const prometheus = { kind: 'prometheus', url: 'http://a/metrics' };
  const wrong: [object, RegExp, RegExp?][] = [
    [{ kind: 'prometeus' }, /c\.json: sources\[1\]\.kind is "prometeus"/, /mean prometheus\?/],
    [{}, /sources\[1\]\.kind must be one of/],
    [{ ...prometheus, timeot: 3 }, /sources\[1\]\.timeot is no field/, /mean timeout\?/],
    [{ ...prometheus, timeout: '3' }, /sources\[1\]\.timeout is "3": must be a number/],
    [{ ...prometheus, timeout: 0 }, /sources\[1\]\.timeout is 0: must be above 0/],
    [{ kind: 'prometheus' }, /sources\[1\]\.url must be given/],
    [{ ...prometheus, match: ['a', 7] }, /sources\[1\]\.match\.1 is 7: must be a text/],
    [{ ...prometheus, quantiles: [2] }, /sources\[1\]\.quantiles\.0 is 2: must be from 0 to 1/],
    [{ ...prometheus, cert: 'c.pem' }, /sources\[1\]\.cert is given without key/],
    [{ ...prometheus, bearer_token: 'x' }, /bearer_token is no field/, /bearer_token_(file|env)\?/],
    [
      { ...prometheus, bearer_token_env: 'A', bearer_token_file: 'b' },
      /bearer_token_env is given beside bearer_token_file/,
    ],
    [{ kind: 'otlp', port: 70_000 }, /sources\[1\]\.port is 70000: must be from 0 to 65535/],
    [{ kind: 'otlp', token_env: 'A', token_file: 'b' }, /token_env is given beside token_file/],
    [{ kind: 'file', path: 'a.csv', on_disorder: 'sort' }, /on_disorder is "sort": must be one of error/],
    [{ kind: 'file', path: '' }, /sources\[1\]\.path is "": must not be empty/],
    [{ kind: 'stdin', speed: 2 }, /sources\[1\]\.speed is no field/],
  ];
  for (const [source, message, fix] of wrong) {
    const error = await refusal(() => parseSources([{ kind: 'host' }, source], 'c.json: sources'));
    assert.match(error.message, message);
    if (fix) assert.match(error.fix, fix);
  }
  assert.match((await refusal(() => parseSources([], 'sources'))).message, 'sources is []: names no source');
  assert.match((await refusal(() => parseSources({}, 'sources'))).message, 'must be a list');
});

test('a secret that is written down is refused, and not repeated', async () => {
  for (const source of [
    { url: 'http://user:hunter2@a/' },
    { url: 'http://a/', headers: { Authorization: 'hunter2' } },
    { url: 'http://a/', headers: { 'X-Api-Key': 'hunter2' } },
  ]) {
    const error = await refusal(() => parseSources([{ kind: 'prometheus', ...source }], 'sources'));
    assert.not.match(`${error.message} ${error.fix}`, 'hunter2');
  }
});

test('whatever the list holds, it is refused by an error that names it, or understood', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      try {
        parseSources([value], 'sources');
      } catch (error) {
        assert.instance(error, InputError);
        assert.ok((error as InputError).message.startsWith('sources[0]'));
      }
    }),
  );
});

test('a list and the flags of --source refuse each other; what wins is what is nearer to the call', async ({
  dir,
}) => {
  const file = join(dir, 'own.json');
  writeFileSync(file, JSON.stringify({ sources: [{ kind: 'host', period: 7 }] }));
  const read = async (flags: Record<string, string>) => (await readSettings(flags, {}, file)).sources.sources;
  assert.equal(
    (await read({})).map(({ config }) => config),
    [{ kind: 'host', period: 7 }],
  );
  assert.equal(await read({ source: 'none' }), []);
  assert.match(
    (await refusal(() => read({ interval: '3' }))).message,
    /--interval is given beside .*sources/,
  );
  const both = { source: 'none', sources: '[{"kind": "host"}]' };
  assert.match((await refusal(() => read(both))).message, '--sources and --source are both given');
  const mistake = join(dir, 'mistake.json');
  writeFileSync(
    mistake,
    JSON.stringify({ sources: [{ kind: 'prometheus', url: 'http://a/', match: ['{'] }] }),
  );
  const { sources } = await readSettings({}, {}, mistake);
  assert.match((await refusal(() => sourceFor(sources, none))).message, `${mistake}: sources[0]: `);
});

/** An endpoint that keeps the headers it was asked with. */
async function endpoint(): Promise<{ url: string; authorization: string[]; close(): void }> {
  const authorization: string[] = [];
  const server = createServer(({ headers }, response) => {
    authorization.push(headers.authorization ?? '');
    response.end('node_load1 0.5\nother 1\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}/metrics`, authorization, close };
}

function push(url: string, token: string): Promise<number> {
  const point = { asDouble: 3, timeUnixNano: `${BigInt(Date.now()) * 1_000_000n}` };
  const metrics = [{ name: 'queue', gauge: { dataPoints: [point] } }];
  const attributes = [{ key: 'service.name', value: { stringValue: 'cart' } }];
  const body = JSON.stringify({
    resourceMetrics: [{ resource: { attributes }, scopeMetrics: [{ metrics }] }],
  });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method: 'POST', headers, ca: TLS.cert, servername: 'localhost' },
      (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
      },
    );
    sent.on('error', reject).end(body);
  });
}

test('the example is run: this host, an endpoint with a header from the environment, OTLP with TLS and a token', async ({
  dir,
}) => {
  const { url, authorization, close } = await endpoint();
  const text = readFileSync(example, 'utf8').replace('http://localhost:9100/metrics', url);
  const config = JSON.parse(text);
  const [cert, key] = [join(dir, 'cert.pem'), join(dir, 'key.pem')];
  writeFileSync(cert, TLS.cert);
  writeFileSync(key, TLS.key);
  config.sources[2] = { ...config.sources[2], port: 0, cert, key };
  const file = join(dir, 'example.json');
  writeFileSync(file, JSON.stringify(config));
  process.env.NODE_EXPORTER_AUTHORIZATION = 'Bearer of-the-exporter';
  process.env.OTLP_TOKEN = 'of-the-collector';
  const settings = await readSettings({}, {}, file);
  const notices: string[] = [];
  const listening = Promise.withResolvers<string>();
  const source = await sourceFor(settings.sources, (notice) => {
    notices.push(notice);
    const at = /https:\S+/.exec(notice)?.[0];
    if (at) listening.resolve(at);
  });
  const stop = new AbortController();
  const pushed = listening.promise.then(async (at) => {
    const local = at.replace('127.0.0.1', 'localhost');
    return [await push(local, 'wrong'), await push(local, 'of-the-collector')];
  });
  const seen = { host: false, endpoint: false, otlp: undefined as Sample | undefined };
  for await (const sample of source?.samples(stop.signal) ?? []) {
    seen.host ||= 'cpu.total' in sample.metrics;
    seen.endpoint ||= sample.metrics.node_load1 === 0.5 && !('other' in sample.metrics);
    if (sample.metrics.queue === 3) seen.otlp = sample;
    if (seen.host && seen.endpoint && seen.otlp) break;
  }
  stop.abort();
  close();
  assert.equal(await pushed, [401, 200]);
  assert.is(authorization[0], 'Bearer of-the-exporter');
  assert.equal(seen.otlp?.labels, { 'service.name': 'cart' });
  assert.is(settings.entities.rules?.({ namespace: 'dev' }).cooldown, 600);
  assert.equal(
    settings.acting.specs.map(({ name, match }) => [name, match]),
    [
      ['log', '{namespace="dev"}'],
      ['pager', '{namespace="prod"}'],
    ],
  );
});

test('no secret of a source is in the ledger', async ({ dir }) => {
  const { url, authorization, close } = await endpoint();
  const headers = { authorization: { env: 'SECRET_OF_A_TEST' } };
  // One beat, which waits for the first scrape: no machine is too slow for it.
  const sources = JSON.stringify([{ kind: 'prometheus', url, period: 60, timeout: 60, headers }]);
  const ledger = join(dir, 'ledger');
  const args = ['run', '--sources', sources, '--beats', '1', '--ledger-dir', ledger];
  const ended = await venom(args, { SECRET_OF_A_TEST: 'Bearer hunter2' });
  close();
  assert.is(ended.code, 0, ended.stderr);
  assert.is(authorization[0], 'Bearer hunter2');
  const files = readdirSync(ledger, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const written = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1')).join();
  assert.match(written, '"type":"config"');
  assert.not.match(written + ended.stdout + ended.stderr, 'hunter2');
});

/** Two pods, six families; each at fault in its last rows. */
function pods(): string {
  const rows = ['timestamp,namespace,a,b,c,d,e,f'];
  for (let i = 0; i < 300; i++) {
    for (const namespace of ['prod', 'dev']) {
      const fault = i >= 280 ? 50 : 0;
      const cells = [1, 2, 3, 4, 5, 6].map((k) => (k + fault + 0.1 * Math.sin(i * k)).toFixed(4));
      rows.push([1_700_000_000 + i, namespace, ...cells].join());
    }
  }
  return `${rows.join('\n')}\n`;
}

test('an action with match is for the entities that match, and only those', async ({ dir }) => {
  const table = join(dir, 'pods.csv');
  writeFileSync(table, pods());
  const path = (name: string): string => join(dir, `${name}.ndjson`);
  const actions = JSON.stringify([
    { kind: 'file', name: 'page', path: path('page'), match: '{namespace=~"prod|live"}' },
    { kind: 'file', name: 'note', path: path('note'), match: { namespace: 'dev' } },
    { kind: 'file', name: 'never', path: path('never'), match: '{namespace="test"}' },
    { kind: 'file', name: 'all', path: path('all') },
  ]);
  const args = ['--entity-by', 'namespace', '--actions', actions, '--arm', '--cooldown', '0'];
  const ended = await venom(['run', '--source', table, ...args, '--ledger-dir', join(dir, 'acted')]);
  assert.is(ended.code, 0, ended.stderr);
  const entities = (name: string): string[] => {
    const lines = readFileSync(path(name), 'utf8').trim().split('\n');
    return [...new Set(lines.map((line) => JSON.parse(line).entity))].sort();
  };
  assert.equal(entities('page'), ['namespace=prod']);
  assert.equal(entities('note'), ['namespace=dev']);
  assert.equal(entities('all'), ['namespace=dev', 'namespace=prod']);
  assert.throws(() => entities('never'), /ENOENT/);
  const wrong = JSON.stringify([{ kind: 'log', match: '{namespace=prod}' }]);
  const refused = await venom(['run', '--source', table, '--actions', wrong]);
  assert.is(refused.code, 3);
  assert.match(refused.stderr, /action 1 match: .*column/);
});

test('sources list tells the entities that there are, and what each would watch', async ({ dir }) => {
  const table = join(dir, 'listed.csv');
  writeFileSync(table, 'timestamp,pod,cpu,note\n1,a,0.5,x\n1,b,0.25,y\n2,a,0.75,z\n');
  const told = await venomHere(['sources', 'list', table, '--entity-by', 'pod']);
  assert.is(told.code, 0, told.stderr);
  assert.match(told.stdout, '2 entities by pod, 5 series, 2 watched');
  assert.match(told.stdout, /pod=a: 1 series, 1 watched\n +\+ cpu +gauge = 0\.75/);
  const json = await venomHere(['sources', 'list', table, '--entity-by', 'pod', '--json']);
  assert.equal(JSON.parse(json.stdout).sources[0].entities, [
    { entity: 'pod=a', labels: { pod: 'a' }, watched: ['cpu'], left: 0 },
    { entity: 'pod=b', labels: { pod: 'b' }, watched: ['cpu'], left: 0 },
  ]);
});

test.run();
