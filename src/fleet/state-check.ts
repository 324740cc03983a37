/** Whether numbers that come from outside can be the state of an entity. */
import { badSnapshot } from './fleet-errors.ts';
import { SAVED_FIELDS, type Snapshot } from './snapshot.ts';

type SavedField = (typeof SAVED_FIELDS)[number];

const finite = (least: number, most: number) => (x: number) => x >= least && x <= most;
const MOST = 1e300;

/** An error nearer to 0 than any two pulses can be would let a product underflow that tells signs apart. */
const LEAST_ERROR = 1e-100;

const DOMAINS: Readonly<Record<SavedField, (x: number) => boolean>> = {
  R: finite(0, 1),
  B: finite(0, 1),
  E: finite(0, 1),
  O: finite(0, 1),
  integral: finite(-1, 1),
  error: (x) => Number.isNaN(x) || x === 0 || (Math.abs(x) >= LEAST_ERROR && Math.abs(x) <= 1e150),
  vSum: finite(0, MOST),
  vOlder: finite(0, MOST),
  risk: finite(0, 1e12),
  load: (x) => Number.isNaN(x) || (x >= 0 && x <= MOST),
};

/** @throws InputError ERR_FLEET_SNAPSHOT that names field and entity */
export function checkSnapshot(snapshot: Snapshot): void {
  const { arrays, size, beats, timestamp, dtMax, liveNodes, injections, actions } = snapshot;
  for (const [k, name] of SAVED_FIELDS.entries()) {
    const bad = arrays[k]?.findIndex((x) => !DOMAINS[name](x)) ?? -1;
    if (bad >= 0) throw badSnapshot(`${name} of entity ${bad} is ${arrays[k]?.[bad]}`);
  }
  for (const [k, array] of arrays.slice(SAVED_FIELDS.length).entries()) {
    const bad = array.findIndex((x) => !Number.isFinite(x));
    if (bad >= 0) throw badSnapshot(`parameter ${k} of entity ${bad} is ${array[bad]}`);
  }
  for (let i = 0; i < size; i++) {
    const sum = [0, 1, 2, 3].reduce((total, k) => total + (arrays[k]?.[i] ?? 0), 0);
    if (!(Math.abs(sum - 1) < 1e-9)) throw badSnapshot(`the weights of entity ${i} sum to ${sum}`);
    if ((actions[i] ?? 9) > 4) throw badSnapshot(`the action of entity ${i} is ${actions[i]}`);
  }
  const whole = Number.isSafeInteger(beats) && beats >= 0;
  if (!whole || !(dtMax > 0) || !(liveNodes >= 0 && Number.isFinite(liveNodes)))
    throw badSnapshot(`beats ${beats}, longest step ${dtMax}, live nodes ${liveNodes}`);
  if (timestamp !== null && !Number.isFinite(timestamp)) throw badSnapshot(`its time is ${timestamp}`);
  const odd = injections.find(([i, x]) => !(Number.isInteger(i) && i >= 0 && i < size && x >= 0 && x <= 1e6));
  if (odd) throw badSnapshot(`an injection of ${odd[1]} into entity ${odd[0]}`);
}
