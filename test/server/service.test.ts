/** The service over HTTP: what it tells, in the form that it says it has. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkProof, openCheckpoint, parseVerifier } from '../../src/browser.ts';
import { events, type Served, serving, TOKEN } from '../support/served.ts';

async function beats(served: Served, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await served.beat({ load: 0.5 + (i % 7) / 10, anoms: i % 5 });
}

type Document = {
  paths: Record<
    string,
    Record<string, { responses: Record<string, { content: Record<string, { schema?: object }> }> }>
  >;
  components: { schemas: Record<string, object> };
};

/** An answer against what the document says of its path. */
function checker(
  document: Document,
): (path: string, response: Response, method?: string) => Promise<unknown> {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajv.addSchema({ $id: 'https://openapi/', components: document.components });
  return async (path, response, method = 'get') => {
    const operation = document.paths[path]?.[method];
    assert.ok(operation, `${method} ${path} is not in the document`);
    const answer = operation.responses[response.status] ?? operation.responses.default;
    const type = (response.headers.get('content-type') ?? '').split(';')[0] ?? '';
    const content = answer?.content[type];
    assert.ok(content, `${path} answers ${response.status} with ${type}, which is not in the document`);
    if (!content.schema) return response.text();
    const value = await response.json();
    const schema = JSON.parse(JSON.stringify(content.schema).replaceAll('#/', 'https://openapi/#/'));
    assert.ok(ajv.validate(schema, value), `${path}: ${ajv.errorsText()}`);
    return value;
  };
}

test('every answer is as the OpenAPI document says, and every path of it is served', () =>
  serving(
    async (served) => {
      await beats(served, 30);
      await served.ledger.checkpoint();
      const document: Document = await (await served.get('/api/openapi.json')).json();
      const check = checker(document);
      const asked: readonly (readonly [path: string, url?: string])[] = [
        ['/'],
        ['/dashboard.css'],
        ['/dashboard.js'],
        ['/verify.js'],
        ['/metrics'],
        ['/healthz'],
        ['/readyz'],
        ['/api/status'],
        ['/api/status', '/api/status?from=0&limit=5&order=name'],
        ['/api/status', '/api/status?entity='],
        ['/api/status', '/api/status?entity=nobody'],
        ['/api/explain/{beat}', '/api/explain/7'],
        ['/api/explain/{beat}', '/api/explain/7?entity='],
        ['/api/explain/{beat}', '/api/explain/99'],
        ['/api/ledger/checkpoint'],
        ['/api/ledger/proof', '/api/ledger/proof?entry=5'],
        ['/api/ledger/proof', '/api/ledger/proof?old=9'],
        ['/api/ledger/proof', '/api/ledger/proof?entry=99999'],
        ['/api/ledger/entries', '/api/ledger/entries?from=3&to=9'],
        ['/api/ledger/entries', '/api/ledger/entries?from=3&to=2'],
        ['/api/ledger/tile/{level}/{tile}', '/api/ledger/tile/0/000.p/100'],
        ['/api/openapi.json'],
      ];
      for (const [path, url = path] of asked) await check(path, await served.get(url));
      for (const [path, body] of [
        ['/api/inject', { anoms: 3, origin: 'test' }],
        ['/api/inject', { anoms: -1 }],
        ['/api/inject', { anoms: 1, more: true }],
        ['/api/halt', { reason: 'maintenance' }],
      ] as const) {
        await check(path, await served.post(path, body), 'post');
      }
      const tried = new Set([...asked.map(([path]) => path), '/api/inject', '/api/halt', '/api/beats']);
      assert.equal(
        Object.keys(document.paths).filter((path) => !tried.has(path)),
        [],
      );
    },
    { halt: async (reason) => ({ halted: true, reason }) },
  ));

test('a halt is served only where there is something to halt', () =>
  serving(async (served) => {
    assert.is((await served.post('/api/halt', { reason: 'now' })).status, 404);
    const { paths } = await (await served.get('/api/openapi.json')).json();
    assert.not.ok('/api/halt' in paths);
  }));

test('beats are streamed: those asked for of the past, then each as it is made, without a gap', () =>
  serving(async (served) => {
    await beats(served, 5);
    const response = await served.get('/api/beats?last=2');
    assert.is(response.headers.get('content-type'), 'text/event-stream; charset=utf-8');
    const got = events(response, 'beat', 4);
    await beats(served, 2);
    assert.equal(
      (await got).map((record) => (record as { beat: number }).beat),
      [4, 5, 6, 7],
    );
  }));

test('a client that comes again is told what it missed', () =>
  serving(async (served) => {
    await beats(served, 9);
    const response = await served.get('/api/beats', { headers: { 'last-event-id': '6' } });
    const got = await events(response, 'beat', 3);
    assert.equal(
      got.map((record) => (record as { beat: number }).beat),
      [7, 8, 9],
    );
  }));

test('streams end with the service, in order', () =>
  serving(async (served) => {
    const got = events(await served.get('/api/beats'), 'end', 1);
    await served.service.close();
    assert.equal(await got, [{}]);
    assert.ok((await served.get('/healthz').catch(() => 'gone')) === 'gone');
  }));

test('what is injected counts at the next beat and stands in the ledger with its origin', () =>
  serving(async (served) => {
    await served.beat();
    const response = await served.post('/api/inject', { anoms: 20, origin: 'drill' });
    assert.is(response.status, 202);
    const record = await served.beat();
    assert.is(record.injected, 20);
    assert.is(record.enacted, 'QUARANTINE');
    await served.ledger.flush();
    const { entries } = await (await served.get('/api/ledger/entries?from=0&to=100')).json();
    const injections = entries.filter(({ data }: { data: { type: string } }) => data.type === 'injection');
    assert.equal(
      injections.map(({ data }: { data: object }) => data),
      [{ anoms: 20, origin: 'drill', type: 'injection' }],
    );
  }));

test('a checkpoint and a proof from the service hold by themselves; a forged one does not', () =>
  serving(async (served) => {
    await beats(served, 60);
    await served.ledger.checkpoint();
    const response = await served.get('/api/ledger/checkpoint');
    const key = response.headers.get('venom-public-key') ?? '';
    const { size } = await openCheckpoint(await response.text(), [await parseVerifier(key)]);
    const proof = await (await served.get(`/api/ledger/proof?entry=${size - 1}`)).json();
    assert.is((await checkProof(proof, { publicKeys: [key] })).trusted, true);
    proof.entry.data.beat = 1;
    assert.is(
      await checkProof(proof, { publicKeys: [key] }).catch(({ code }) => code),
      'ERR_LEDGER_TAMPERED',
    );
    const consistency = await (await served.get('/api/ledger/proof?old=100')).json();
    assert.match(
      (await checkProof(consistency, { publicKeys: [key] })).statement,
      'begin with the 100 entries',
    );
  }));

test('a full tile may be kept for ever, a partial one for a while', () =>
  serving(async (served) => {
    await beats(served, 40);
    await served.ledger.checkpoint();
    const full = await served.get('/api/ledger/tile/0/000');
    assert.is(full.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    assert.is((await full.arrayBuffer()).byteLength, 256 * 32);
    const partial = await served.get('/api/ledger/tile/0/001.p/3');
    assert.is(partial.headers.get('cache-control'), 'public, max-age=60');
    assert.is((await partial.arrayBuffer()).byteLength, 3 * 32);
    assert.is((await served.get('/api/ledger/tile/3/000')).status, 404);
  }));

test('metrics follow the beats, in both formats, whichever was asked for before', () =>
  serving(async (served) => {
    const open = { headers: { accept: 'application/openmetrics-text;version=1.0.0,text/plain;q=0.5' } };
    await beats(served, 3);
    const before = await (await served.get('/metrics', open)).text();
    assert.ok(before.endsWith('# EOF\n'));
    assert.match(before, /^# TYPE venom_decisions counter$/m);
    await served.beat({ load: 0.5, anoms: 0 });
    const [plain, again] = await Promise.all([served.get('/metrics'), served.get('/metrics', open)]);
    assert.match(again.headers.get('content-type') ?? '', /^application\/openmetrics-text; version=1\.0\.0/);
    const text = await plain.text();
    assert.match(plain.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
    assert.match(text, /^venom_beat_number 4$/m);
    assert.match(text, /^# TYPE venom_decisions_total counter$/m);
    assert.match(text, /^venom_load 0\.5$/m);
    const { ledgerLength } = served.arbiter.getStatus();
    assert.match(text, new RegExp(`^venom_ledger_entries ${ledgerLength}$`, 'm'));
    assert.match(await again.text(), /^venom_decisions_total\{action="NOOP"\} /m);
  }));

test('what is not known has no value: nothing before the first beat', () =>
  serving(async (served) => {
    const before = await (await served.get('/metrics')).text();
    assert.not.match(before, /^venom_(load|threat_ratio|budget_ratio|beat_number) /m);
    await served.beat();
    assert.match(await (await served.get('/metrics')).text(), /^venom_load 0\.8$/m);
  }));

test('it is ready once it has beaten, and alive as long as it beats', async () => {
  let now = 0;
  await serving(
    async (served) => {
      assert.is((await served.get('/healthz')).status, 200);
      const early = await served.get('/readyz');
      assert.is(early.status, 503);
      assert.ok((await early.json()).reasons.includes('no beat was made yet'));
      await served.beat();
      now += 61;
      const late = await served.get('/healthz');
      assert.is(late.status, 503);
      assert.equal((await late.json()).reasons, ['no beat for 61 s']);
    },
    { clock: { monotonic: () => now } },
  );
});

test('a ledger that failed makes it unready, and says why', () =>
  serving(async (served) => {
    served.service.ledgerFailed('the disk is full');
    const { reasons } = await (await served.get('/readyz')).json();
    assert.ok(reasons.includes('the ledger takes nothing: the disk is full'));
  }));

test('a beat that memory has let go is explained from the ledger, the same', () =>
  serving(async (served) => {
    const recorded = [];
    for (let i = 0; i < 605; i++) recorded.push(await served.beat());
    await served.ledger.flush();
    const explanation = await (await served.get('/api/explain/3')).json();
    assert.is(explanation.reason, recorded[2]?.reason);
    assert.equal(explanation.weights, { ...recorded[2]?.weights });
    assert.is(explanation.entries.length, 7);
  }));

test('without a directory the ledger has no proofs, and says how to have them', () =>
  serving(
    async (served) => {
      const response = await served.get('/api/ledger/checkpoint');
      assert.is(response.status, 404);
      assert.is((await response.json()).fix, 'Start with --ledger-dir DIR.');
    },
    { ledgerDir: undefined },
  ));

test('the page comes compressed to whoever takes it so, and is the same', () =>
  serving(async (served) => {
    const plain = await served.get('/dashboard.js', { headers: { 'accept-encoding': 'identity' } });
    const gzip = await served.get('/dashboard.js', { headers: { 'accept-encoding': 'gzip, br' } });
    assert.is(plain.headers.get('content-encoding'), null);
    assert.is(gzip.headers.get('vary'), 'accept-encoding');
    assert.is(await gzip.text(), await plain.text());
  }));

test('the token is not told in any answer', () =>
  serving(async (served) => {
    const texts = await Promise.all(
      ['/', '/metrics', '/api/status', '/api/openapi.json'].map(async (path) =>
        (await served.get(path)).text(),
      ),
    );
    assert.not.ok(texts.join('').includes(TOKEN));
  }));

test.run();
