/** What a node tells of the peers that it knows, and what it makes of what it is told. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { INTAKE_LIMITS } from '../../src/mesh/intake.ts';
import { CONTACTS, introduce, toDial } from '../../src/mesh/introductions.ts';
import { keyOf } from './peers.ts';

const first = (): number => 0;
const id = (number: number): string => keyOf(number).id;
const at = (number: number) => ({ peer: id(number), addresses: [`/ip4/10.0.0.${number}/tcp/9000`] });
const ME = new Set([id(1)]);

test('what is told is what the other can dial, and never the asker', () => {
  const known = [
    at(1),
    { peer: id(2), addresses: ['/ip4/10.0.0.2/udp/9000/quic-v1', `/dns/b/tcp/1/p2p/${id(2)}`] },
  ];
  assert.equal(introduce(known, id(1), first), [{ peer: id(2), addresses: ['/dns/b/tcp/1'] }]);
});

test('however long the names are that peers go by, the answer fits a message', () => {
  const host = (letter: string): string[] => Array(9).fill(`/dns/${letter.repeat(253)}/tcp/65535`);
  const known = Array.from({ length: 100 }, (_, place) => ({ peer: id(place + 2), addresses: host('x') }));
  const size = (contacts: typeof known): number =>
    Buffer.byteLength(JSON.stringify(introduce(contacts, id(1), first)));
  assert.ok(size(known) < INTAKE_LIMITS.messageBytes / 1.5, String(size(known)));
  const wide = known.map(({ peer }) => ({ peer, addresses: host('中') }));
  assert.ok(size(wide) < size(known));
});

test('an answer is dialled by the keys it names, up to the contacts that are wanted', () => {
  assert.equal(toDial([at(1), at(2)], ME, first), [
    { peer: id(2), addresses: [`/ip4/10.0.0.2/tcp/9000/p2p/${id(2)}`] },
  ]);
  const many = Array.from({ length: 30 }, (_, place) => at(place + 2));
  assert.is(toDial(many, ME, first).length, CONTACTS);
  const connected = new Set([...ME, ...many.slice(0, 5).map(({ peer }) => peer)]);
  assert.is(toDial(many, connected, first).length, CONTACTS - 5);
  assert.is(toDial(introduce(many, id(1), first), ME, first).length, CONTACTS);
});

for (const [what, answer] of Object.entries({
  'no list': { peer: id(2), addresses: [] },
  nothing: null,
  'a peer that is no id': [{ ...at(2), peer: 'x/../y' }],
  'an address of another kind': [{ ...at(2), addresses: ['/unix/tmp/socket'] }],
  'an address with more behind it': [{ ...at(2), addresses: [`/ip4/10.0.0.2/tcp/9000/p2p/${id(3)}`] }],
  'a relay': [{ ...at(2), addresses: ['/ip4/10.0.0.2/tcp/9000/p2p-circuit'] }],
  'a peer at very many addresses': [{ ...at(2), addresses: Array(100).fill('/ip4/10.0.0.2/tcp/9000') }],
  'very many peers': Array(1000).fill(at(2)),
  'more than is asked for': [{ ...at(2), more: true }],
})) {
  test(`not dialled: ${what}`, () => assert.equal(toDial(answer, ME, first), []));
}

test.run();
