/** The service over a run of many entities: each told apart, and what is kept of all bounded. */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { BeatRecord } from '../../src/core/beat-record.ts';
import { EntitySeries } from '../../src/server/entity-series.ts';
import { History, RECENT_BEATS } from '../../src/server/history.ts';
import { events, type Served, serving } from '../support/served.ts';
import { must, world } from '../support/supervised.ts';
import { countingDetector } from '../support/world.ts';

const MANY = {
  supervising: {
    entityBy: (labels: Readonly<Record<string, string>>) => labels,
    entity: () => ({ detector: countingDetector }),
  },
};

/** Anomalies of each pod: the worst is neither the first nor the last. */
const PODS = { a: 0, b: 4, c: 20, d: 3 } as const;

async function rounds(served: Served, count: number): Promise<BeatRecord[]> {
  const beats: BeatRecord[] = [];
  for (let i = 0; i < count; i++)
    for (const [pod, anoms] of Object.entries(PODS))
      beats.push(await served.beat({ load: 0.8, anoms }, { pod }));
  return beats;
}

const json = async (response: Promise<Response>) => (await response).json();
const named = ({ entities }: { entities: { name: string }[] }) => entities.map(({ name }) => name);

test('the entities of the state come a page at a time, the worst first, or by their names', () =>
  serving(async (served) => {
    await rounds(served, 2);
    const all = await json(served.get('/api/status'));
    assert.equal(named(all), ['pod=c', 'pod=b', 'pod=d', 'pod=a']);
    assert.equal([all.entityCount, all.entitiesFrom, all.beat], [4, 0, 8]);
    assert.equal(all.entities[0].lastAction, 'QUARANTINE');
    assert.equal(named(await json(served.get('/api/status?from=1&limit=2'))), ['pod=b', 'pod=d']);
    assert.equal(named(await json(served.get('/api/status?order=name&limit=2'))), ['pod=a', 'pod=b']);
    assert.equal(named(await json(served.get('/api/status?from=9'))), []);
    for (const query of ['from=-1', 'limit=x', 'order=best', `entity=${'x'.repeat(4097)}`]) {
      assert.is((await served.get(`/api/status?${query}`)).status, 400, query);
    }
  }, MANY));

test('one entity is told of as if it were alone; one that is not there is refused', () =>
  serving(async (served) => {
    const beats = await rounds(served, 3);
    const mine = beats.filter(({ entity }) => entity === 'pod=b');
    await served.ledger.flush();
    const status = await json(served.get('/api/status?entity=pod%3Db'));
    assert.equal([status.entity, status.beat, status.lastAction], ['pod=b', 3, 'ALERT']);
    assert.equal(status.genome.weights, { ...mine.at(-1)?.weights });
    assert.equal(named(status), ['pod=b']);
    const explained = await json(served.get('/api/explain/2?entity=pod%3Db'));
    assert.equal([explained.entity, explained.reason], ['pod=b', mine[1]?.reason]);
    assert.is(explained.entries.length, 7);
    for (const path of [
      '/api/status?entity=pod%3Dz',
      '/api/beats?entity=pod%3Dz',
      '/api/explain/2?entity=z',
    ]) {
      assert.is((await served.get(path)).status, 404, path);
    }
    // Beats are counted for each: the run's own entity has made none.
    assert.is((await served.get('/api/explain/2')).status, 404);
  }, MANY));

test('the entries of a beat are its own, however many entities beat beside it', () =>
  serving(async (served) => {
    await rounds(served, 4);
    await served.ledger.flush();
    for (const beat of [1, 4]) {
      const { entries } = await json(served.get(`/api/explain/${beat}?entity=pod%3Dd`));
      const { entries: all } = await json(served.get('/api/ledger/entries?from=0&to=1000'));
      const data = entries.map(({ index }: { index: number }) => all[index].data);
      assert.equal(data.length, 7);
      for (const one of data) assert.equal([one.entity, one.beat], ['pod=d', beat]);
    }
  }, MANY));

test('a stream tells the beats of one entity or of all, and goes on where a client was', () =>
  serving(async (served) => {
    await rounds(served, 2);
    const of = (records: unknown[]) =>
      (records as BeatRecord[]).map(({ entity, beat }) => `${entity} ${beat}`);
    const one = events(await served.get('/api/beats?last=9&entity=pod%3Db'), 'beat', 3);
    const all = events(await served.get('/api/beats?last=3'), 'beat', 7);
    const again = events(
      await served.get('/api/beats?entity=pod%3Dc', { headers: { 'last-event-id': '3' } }),
      'beat',
      2,
    );
    await rounds(served, 1);
    assert.equal(of(await one), ['pod=b 1', 'pod=b 2', 'pod=b 3']);
    assert.equal(of(await all), [
      ...['pod=b 2', 'pod=c 2', 'pod=d 2'],
      ...['pod=a 3', 'pod=b 3', 'pod=c 3', 'pod=d 3'],
    ]);
    assert.equal(of(await again), ['pod=c 2', 'pod=c 3']);
  }, MANY));

test('metrics have series for as many entities as may be; the others are counted as one', () =>
  serving(
    async (served) => {
      await rounds(served, 3);
      const text = await (await served.get('/metrics')).text();
      assert.match(text, /^venom_threat_ratio\{entity="pod=b"\} 0\.6/m);
      assert.not.match(text, 'pod=c');
      assert.match(text, /^venom_decisions_total\{entity="others",action="QUARANTINE"\} 3$/m);
      assert.match(text, /^venom_entities 4$/m);
      assert.match(text, /^venom_entities_left_out 2$/m);
      assert.match(text, /^venom_entity_beats_left_out_total 6$/m);
      assert.match(text, /^venom_weight_ratio\{entity="pod=a",core="regen"\}/m);
    },
    { ...MANY, entitySeries: 2 },
  ));

test('what is injected by name is for that entity alone', () =>
  serving(async (served) => {
    await rounds(served, 1);
    const taken = await served.post('/api/inject', { anoms: 2, origin: 'drill', entity: 'pod=a' });
    assert.is(taken.status, 202);
    const [a, b] = await rounds(served, 1);
    assert.equal([a?.injected, b?.injected], [2, 0]);
    const refused = await served.post('/api/inject', { anoms: 2, entity: 'pod=z' });
    assert.equal([refused.status, (await refused.json()).code], [400, 'ERR_ENTITY']);
  }, MANY));

test('what is retired is forgotten: its series, its beats, its place among the named', () =>
  serving(
    async (served) => {
      await rounds(served, 1);
      served.arbiter.emit('retired', 'pod=a');
      const text = await (await served.get('/metrics')).text();
      assert.not.match(text, 'pod=a');
      assert.is((await served.get('/api/explain/1?entity=pod%3Da')).status, 404);
      await served.beat({ load: 0.8, anoms: 4 }, { pod: 'b' });
      assert.match(await (await served.get('/metrics')).text(), /^venom_threat_ratio\{entity="pod=b"\}/m);
    },
    { ...MANY, entitySeries: 1 },
  ));

test('it is unready only where no entity is seen', () =>
  serving(async (served) => {
    await rounds(served, 1);
    const ready = await served.get('/readyz');
    assert.not.ok((await ready.json()).reasons.includes('no sample comes from the source'));
  }, MANY));

test('of however many entities and beats, what is kept is bounded, in order, and the latest', async () => {
  const { beat } = world();
  const record = must(await beat({ load: 0.8, anoms: 0 }));
  fc.assert(
    fc.property(fc.array(fc.nat(30), { minLength: 1, maxLength: 400 }), (beats) => {
      const history = new History();
      const counts = new Map<number, number>();
      for (const [at, entity] of beats.entries()) {
        const number = (counts.get(entity) ?? 0) + 1;
        counts.set(entity, number);
        history.add({ ...record, entity: `e=${entity}`, beat: number, ledgerLength: 7 * (at + 1) });
      }
      const ids = history.recent(RECENT_BEATS).map(({ id }) => id);
      assert.equal(
        ids,
        [...ids].sort((one, other) => one - other),
      );
      assert.is(ids.at(-1), beats.length);
      for (const [entity, last] of counts) {
        assert.is(history.record(last, `e=${entity}`)?.beat, last);
        const place = history.place(last, `e=${entity}`);
        assert.ok(place && place.to - place.from <= 256);
      }
    }),
    { numRuns: 50 },
  );
  const history = new History();
  for (let entity = 0; entity < 7000; entity++)
    history.add({ ...record, entity: `e=${entity}`, ledgerLength: 7 * (entity + 1) });
  assert.is(history.recent(1e6).length, 7000);
  for (let i = 2; i < 50; i++) history.add({ ...record, entity: 'e=0', beat: i, ledgerLength: 1e5 + i });
  assert.is(history.recent(1e6).length, 7000);
});

test('never more entities have series than may, and none loses its own to another', () => {
  const step = fc.record({ entity: fc.nat(9), gone: fc.boolean() });
  fc.assert(
    fc.property(fc.nat(5), fc.array(step, { maxLength: 60 }), (most, steps) => {
      const series = new EntitySeries(most);
      const named = new Set<number>();
      for (const { entity, gone } of steps) {
        if (gone) {
          series.forget(`e=${entity}`);
          named.delete(entity);
        } else if (series.labelsOf(`e=${entity}`)) named.add(entity);
        else assert.not.ok(named.has(entity));
        assert.ok(named.size <= most);
        for (const one of named) assert.ok(series.labelsOf(`e=${one}`));
      }
    }),
  );
});

test.run();
