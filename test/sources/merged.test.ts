import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MergedSource, type Sample, type Source } from '../../src/sources/index.ts';
import { never } from '../support/tables.ts';

/** A source that gives these samples, then fails or ends. */
function playing(
  name: string,
  samples: readonly Sample[],
  options: { period?: number; error?: unknown } = {},
): Source {
  return {
    name,
    period: options.period ?? 1,
    describe: (metric) => (metric === 'load' ? `ratio: load of ${name}` : undefined),
    async *samples() {
      yield* samples;
      if (options.error !== undefined) throw options.error;
    },
  };
}

/** A source that waits for the abort after its first sample. */
function waiting(name: string, state: { ended: boolean }): Source {
  return {
    name,
    period: 3600,
    async *samples(signal) {
      try {
        yield { timestamp: 0, metrics: { [name]: 1 } };
        await new Promise<void>((resolve) => {
          if (signal.aborted) resolve();
          signal.addEventListener('abort', () => resolve());
        });
      } finally {
        state.ended = true;
      }
    },
  };
}

const at = (timestamp: number, metrics: Sample['metrics'], labels?: Sample['labels']): Sample => ({
  timestamp,
  ...(labels && { labels }),
  metrics,
});

async function all(source: Source): Promise<Sample[]> {
  const samples: Sample[] = [];
  for await (const sample of source.samples(never)) samples.push(sample);
  return samples;
}

test('samples of all sources come, each source’s in its order, until all have ended', async () => {
  const a = [1, 2, 3].map((time) => at(time, { a: time }));
  const b = [1, 2].map((time) => at(time, { b: time }));
  const merged = new MergedSource([playing('a', a, { period: 5 }), playing('b', b, { period: 2 })]);
  const samples = await all(merged);
  assert.equal(
    samples.filter(({ metrics }) => 'a' in metrics),
    a,
  );
  assert.equal(
    samples.filter(({ metrics }) => 'b' in metrics),
    b,
  );
  assert.is(merged.period, 2);
  assert.is(merged.name, 'a+b');
});

test('a source is asked for its next sample when the one before has been taken', async () => {
  let asked = 0;
  const counting: Source = {
    name: 'c',
    period: 1,
    async *samples() {
      for (; asked < 100; ) {
        asked += 1;
        yield at(asked, { c: asked });
      }
    },
  };
  const samples = new MergedSource([counting]).samples(never);
  await samples.next();
  await samples.next();
  assert.is(asked, 2);
  await samples.return();
});

test('a name that two sources give for one entity is prefixed for the later one, and told once', async () => {
  const notices: string[] = [];
  const a = playing('a', [at(1, { load: 1 }), at(2, { load: 1 })]);
  const b = playing('b', [at(1, { load: 2 }), at(2, { load: 2 })]);
  const merged = new MergedSource([a, b], { onNotice: (notice) => notices.push(notice) });
  const names = (await all(merged)).flatMap(({ metrics }) => Object.keys(metrics));
  assert.equal(names.sort(), ['b.load', 'b.load', 'load', 'load']);
  assert.equal(notices, ['load comes from a too: it is b.load']);
  assert.is(merged.describe('b.load'), 'ratio: load of b');
  assert.is(merged.describe('other'), undefined);
});

test('the same name of different entities is no clash', async () => {
  const a = playing('a', [at(1, { load: 1 }, { pod: 'x' })]);
  const b = playing('b', [at(1, { load: 2 }, { pod: 'y' })]);
  const names = (await all(new MergedSource([a, b]))).flatMap(({ metrics }) => Object.keys(metrics));
  assert.equal(names, ['load', 'load']);
});

test('all names are prefixed where that is asked for, with a number for sources of one name', async () => {
  const [a, b] = [1, 2].map((load) => playing('file', [at(load, { load })]));
  assert.ok(a && b);
  const names = (await all(new MergedSource([a, b], { prefix: true }))).flatMap(({ metrics }) =>
    Object.keys(metrics),
  );
  assert.equal(names.sort(), ['file.load', 'file2.load']);
});

test('a source that fails is told; what it gave is null once in each of its periods', async () => {
  const notices: string[] = [];
  const failing = playing('f', [at(0, { f: 1, g: 2 }, { pod: 'x' })], {
    period: 10,
    error: new Error('cable'),
  });
  const steady = playing(
    's',
    [0, 5, 10, 15, 20].map((time) => at(time, { s: time })),
  );
  const merged = new MergedSource([failing, steady], { onNotice: (notice) => notices.push(notice) });
  const unknown = (await all(merged)).filter(({ metrics }) => metrics.f === null);
  assert.equal(unknown, [
    at(10, { f: null, g: null }, { pod: 'x' }),
    at(20, { f: null, g: null }, { pod: 'x' }),
  ]);
  assert.equal(notices, ['the source f failed: cable']);
});

test('when all fail, the first error is thrown', async () => {
  const first = new Error('first');
  const merged = new MergedSource([
    playing('a', [], { error: first }),
    playing('b', [at(1, { b: 1 })], { error: new Error('second') }),
  ]);
  try {
    await all(merged);
    assert.unreachable();
  } catch (error) {
    assert.is(error, first);
  }
});

test('an abort, and leaving the loop, end sources in the middle of their wait', async () => {
  const states = [{ ended: false }, { ended: false }];
  const abort = new AbortController();
  const merged = new MergedSource([waiting('a', states[0] ?? { ended: false }), playing('b', [])]);
  for await (const _ of merged.samples(abort.signal)) setTimeout(() => abort.abort(), 0);
  const left = new MergedSource([waiting('a', states[1] ?? { ended: false }), playing('b', [])]);
  for await (const _ of left.samples(never)) break;
  assert.equal(states, [{ ended: true }, { ended: true }]);
});

test.run();
