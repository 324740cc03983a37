/** Peers for tests: keys from small numbers, and a core with a clock that is set by hand. */
import {
  createVerify,
  type Delivery,
  type Member,
  MeshCore,
  type MeshCoreOptions,
  peerKeyOf,
} from '../../src/mesh/index.ts';
import type { PeerKey } from '../../src/mesh/peer-key.ts';

export const START = 1_700_000_000;

export function keyOf(number: number): PeerKey {
  return peerKeyOf(new Uint8Array(32).fill(number));
}

export interface Bench {
  readonly core: MeshCore;
  readonly delivered: Delivery[];
  readonly published: Uint8Array[];
  readonly sent: { readonly peer: string; readonly frame: Uint8Array }[];
  /** Sets the clock forward and ticks. */
  pass(seconds: number): void;
  member(id: string): Member | undefined;
}

export function bench(
  number: number,
  options: Partial<MeshCoreOptions> & { neighbours?: string[] } = {},
): Bench {
  let now = 0;
  const delivered: Delivery[] = [];
  const published: Uint8Array[] = [];
  const sent: { peer: string; frame: Uint8Array }[] = [];
  const core = new MeshCore({
    key: keyOf(number),
    verify: createVerify(),
    epoch: 1,
    time: { now: () => START + now, monotonic: () => now },
    random: () => 0.5,
    transport: {
      publish: (wire) => published.push(wire),
      send: (peer, frame) => sent.push({ peer, frame }),
      neighbours: () => options.neighbours ?? [],
    },
    deliver: (delivery) => delivered.push(delivery),
    ...options,
  });
  return {
    core,
    delivered,
    published,
    sent,
    pass(seconds) {
      now += seconds;
      core.tick();
    },
    member: (id) => core.members.find((member) => member.id === id),
  };
}
