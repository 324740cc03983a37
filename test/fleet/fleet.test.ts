/** What a fleet does at its edges: arguments, snapshots, models that fail, memory. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InputError } from '../../src/core/errors.ts';
import { BLIND, Fleet } from '../../src/fleet/index.ts';
import { encodeSnapshot } from '../../src/fleet/snapshot.ts';
import { EntropyModel } from '../../src/inference/entropy-model.ts';
import { FleetCourse } from '../support/fleet-course.ts';
import { Random } from '../support/random.ts';

const stateOf = (fleet: Fleet): string => {
  const { input: _i, anoms: _a, threats: _t, ...state } = fleet.views;
  return Object.values(state)
    .map((view) => Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString('base64'))
    .join();
};

test('arguments that cannot be are refused by name', () => {
  for (const size of [-1, 1.5, Number.NaN]) assert.throws(() => new Fleet({ size }), /size is/);
  assert.throws(() => new Fleet({ parameters: { kp: Number.NaN } }), /kp is NaN/);
  assert.throws(() => new Fleet({ parameters: { k: 1, p: 1 } }), /k·p is 1/);
  assert.throws(() => new Fleet({ parameters: { t1: 1e150 } }), /t1 is/);
  assert.throws(() => new Fleet({ dtMax: 0 }), /dtMax is 0/);
  const fleet = new Fleet({ size: 3 });
  assert.throws(() => fleet.genome(3), /index is 3/);
  assert.throws(() => fleet.remove(-1), /index is -1/);
  assert.throws(() => fleet.inject(0, -1), /anoms is -1/);
  assert.throws(() => fleet.beat(Number.NaN), /timestamp is NaN/);
  assert.throws(() => fleet.setParameters(0, { kp: 1 }), /share their parameters/);
  fleet.beat(0);
  assert.throws(() => fleet.beat(1e-12), /timestamp is 1e-12/);
  assert.is(fleet.beats, 1);
});

test('inputs that are none raise ALERT for their entity and leave the others alone', () => {
  const strange = [Number.NaN, -1, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const fleet = new Fleet({ size: 8 });
  const calm = new Fleet({ size: 8 });
  for (let beat = 1; beat <= 30; beat++) {
    fleet.views.input.set(strange, 2);
    fleet.beat(beat);
    calm.beat(beat);
  }
  const alert = [...fleet.views.actions].map((action) => action === 1);
  assert.equal(alert, [false, false, true, true, true, true, true, false]);
  for (const i of [0, 1, 7]) assert.equal(fleet.genome(i), calm.genome(i));
  for (let i = 0; i < 8; i++) {
    const { R, B, E, O } = fleet.genome(i).weights;
    assert.ok(Math.abs(R + B + E + O - 1) < 1e-12);
  }
});

test('a blind entity, and one whose threat is not known, is at ALERT', () => {
  const fleet = new Fleet({ size: 4 });
  fleet.views.anoms[1] = BLIND;
  fleet.views.threats.set([0, 0, Number.NaN, 1.01]);
  fleet.beat(1);
  assert.equal(
    [...fleet.views.actions].map((action) => action === 1),
    [false, true, true, true],
  );
});

test('on the very threshold of repair the quotient of the design decides, not the product that stands for it', () => {
  // R at which total/10·R and total·0.1·R lie on two sides of 0.1
  const cases: { total: number; r: number; balance: boolean }[] = [];
  const bits = new Float64Array(1);
  const whole = new BigInt64Array(bits.buffer);
  for (const total of [3, 6, 7, 1.7, 2.3]) {
    for (let step = -40n; step <= 40n; step++) {
      bits[0] = 1 / total;
      whole[0] = (whole[0] ?? 0n) + step;
      const r = bits[0] ?? 0;
      const balance = (total / 10) * r < 0.1;
      if (balance !== total * 0.1 * r < 0.1) cases.push({ total, r, balance });
    }
  }
  assert.ok(cases.length > 3);
  const fleet = new Fleet({ size: cases.length, input: 'lnWorkload' });
  for (const [i, { total, r }] of cases.entries()) {
    fleet.views.input[i] = 60;
    fleet.views.R[i] = r;
    fleet.views.risk[i] = total;
  }
  fleet.beat(1);
  assert.equal(
    [...fleet.views.actions],
    cases.map(({ balance }) => (balance ? 2 : 4)),
  );
});

test('one batched call of the threat model gives what single calls give', async () => {
  const model = await new EntropyModel().load();
  const fleet = new Fleet({ size: 70 });
  for (let beat = 1; beat <= 3; beat++) {
    for (let i = 0; i < 70; i++) fleet.views.anoms[i] = (i * beat) % 17;
    fleet.inject(5, 2.5);
    assert.is(await fleet.beatWith(model, beat), null);
    for (const i of [0, 5, 33, 69]) {
      const total = ((i * beat) % 17) + fleet.genome(i).risk.anoms;
      assert.is(fleet.views.threats[i], await model.threat(total));
    }
  }
  assert.ok(fleet.genome(5).risk.anoms > 2.5);
  await model.close();
});

test('a model that fails leaves the threat unknown: every entity is at ALERT, and the beat is done', async () => {
  const broken = { threatBatch: async () => Promise.reject(new Error('no model')) };
  const fleet = new Fleet({ size: 5 });
  assert.match(String(await fleet.beatWith(broken, 1)), /no model/);
  assert.equal([...fleet.views.actions], [1, 1, 1, 1, 1]);
  assert.is(fleet.beats, 1);
});

test('while the model is asked the fleet does nothing else', async () => {
  const answer = Promise.withResolvers<Float32Array>();
  const fleet = new Fleet({ size: 2 });
  const beat = fleet.beatWith({ threatBatch: () => answer.promise }, 1);
  assert.throws(() => fleet.beat(2), /waiting for its model/);
  assert.throws(() => fleet.add(1), /waiting for its model/);
  answer.resolve(new Float32Array(2));
  await beat;
  fleet.beat(2);
});

test('a snapshot brings back every bit, and the course goes on as it would have', async () => {
  for (let seed = 1; seed <= 12; seed++) {
    const course = new FleetCourse(2000 + seed, 1 + seed * 13, { beside: false });
    for (let beat = 0; beat < 17; beat++) course.beat();
    course.fleet.inject(0, 3);
    const copy = await Fleet.restore(await course.fleet.snapshot());
    assert.is(stateOf(copy), stateOf(course.fleet));
    for (let beat = 1; beat <= 15; beat++) {
      const timestamp = (course.fleet.timestamp ?? 0) + 1;
      for (const name of ['input', 'anoms', 'threats'] as const)
        copy.views[name].set(course.fleet.views[name]);
      copy.beat(timestamp);
      course.fleet.beat(timestamp);
    }
    assert.is(stateOf(copy), stateOf(course.fleet));
  }
});

test('bytes that are no snapshot, cut ones and changed ones are refused as such', async () => {
  const course = new FleetCourse(4, 20, { beside: false });
  for (let beat = 0; beat < 3; beat++) course.beat();
  const good = await course.fleet.snapshot();
  const refused = async (bytes: Uint8Array): Promise<void> => {
    try {
      await Fleet.restore(bytes);
    } catch (error) {
      assert.instance(error, InputError);
      assert.is((error as InputError).code, 'ERR_FLEET_SNAPSHOT');
      return;
    }
    assert.unreachable('it was taken');
  };
  const random = new Random(3);
  for (let length = 0; length < good.length; length += 1 + Math.floor(length / 9))
    await refused(good.slice(0, length));
  for (let n = 0; n < 150; n++) {
    const changed = good.slice();
    const at = random.integer(0, good.length - 1);
    changed[at] = (changed[at] ?? 0) ^ (1 << random.integer(0, 7));
    await refused(changed);
  }
  await refused(new Uint8Array([...good, 0]));
});

test('a snapshot with a right checksum and an impossible state is refused by field and entity', async () => {
  const fields = ['R', 'B', 'E', 'O', 'integral', 'error', 'vSum', 'vOlder', 'risk', 'load'];
  const arrays = (changed: string, value: number) =>
    fields.map((name) => {
      const usual = ['R', 'B', 'E', 'O'].includes(name) ? 0.25 : 0;
      return new Float64Array(3).fill(usual).fill(name === changed ? value : usual, 1, 2);
    });
  const base = {
    input: 'load' as const,
    own: false,
    size: 3,
    timestamp: 5,
    beats: 7,
    dtMax: 1,
    liveNodes: 5,
    parameters: [4, 5, 0.001, 0.02, 0.6, 0.1, 0.05, 1],
    injections: [],
    words: new Uint32Array(3),
    actions: new Uint8Array(3),
  };
  const bad: [string, number][] = [
    ['R', 0.5],
    ['B', Number.NaN],
    ['integral', 1.5],
    ['error', 1e-200],
    ['error', Number.POSITIVE_INFINITY],
    ['vSum', -1],
    ['risk', Number.NaN],
    ['load', -1],
  ];
  assert.is((await Fleet.restore(await encodeSnapshot({ ...base, arrays: arrays('', 0) }))).size, 3);
  for (const [name, value] of bad) {
    const bytes = await encodeSnapshot({ ...base, arrays: arrays(name, value) });
    const error = await Fleet.restore(bytes).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    assert.instance(error, InputError);
    assert.match(String(error), /entity 1/);
  }
});

test('10,000 beats take no more memory', () => {
  const fleet = new Fleet({ size: 100 });
  const bytes = fleet.state.memory.buffer.byteLength;
  for (let beat = 1; beat <= 10_000; beat++) fleet.beat(beat);
  assert.is(fleet.state.memory.buffer.byteLength, bytes);
  assert.is(fleet.beats, 10_000);
});

test('an entity takes at most 128 bytes, its inputs and its action among them', () => {
  const room = (capacity: number): number => new Fleet({ capacity }).state.layout.bytes;
  assert.is((room(640_000) - room(64_000)) / 576_000, new Fleet().bytesPerEntity);
  assert.ok(new Fleet().bytesPerEntity <= 128);
});

test.run();
