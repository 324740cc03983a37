/**
 * A network of mesh nodes in simulated time: the real protocol core and real signatures over links that lose, delay and
 * reorder, by chance from a seed. Gossip is told on to all neighbours once, as gossipsub does without its own repair, so
 * that all repair seen here is that of the core.
 */
import { MeshCore, type MeshCoreOptions } from '../mesh-core.ts';
import { createVerify, type PeerKey, peerKeyOf, type Verify } from '../peer-key.ts';
import { type Chance, seedBytes, seeded } from './chance.ts';
import { EventQueue } from './event-queue.ts';

export interface LinkOptions {
  /** Chance that a transmission is lost. */
  readonly loss: number;
  /** Least and most seconds that one takes, evenly between them: later ones overtake earlier ones. */
  readonly delay: readonly [number, number];
  /** Chance that one arrives twice. */
  readonly duplication: number;
}

export const LINK: LinkOptions = { loss: 0, delay: [0.005, 0.075], duplication: 0 };

export interface NetworkOptions {
  readonly nodes: number;
  readonly seed: number;
  readonly link?: Partial<LinkOptions>;
  /** Neighbours of a node, about. */
  readonly degree?: number;
  /** Seconds since the epoch at the start. */
  readonly start?: number;
  readonly core?: Partial<Pick<MeshCoreOptions, 'rhythm' | 'pacing' | 'queue' | 'limits' | 'allowed'>>;
  readonly deliver: (node: number, delivery: Parameters<MeshCoreOptions['deliver']>[0]) => void;
  readonly onMember?: (node: number, change: Parameters<NonNullable<MeshCoreOptions['onMember']>>[0]) => void;
}

interface Node {
  readonly key: PeerKey;
  readonly neighbours: Set<number>;
  core: MeshCore | undefined;
  /** Lives so far. */
  lives: number;
  /** Signatures of gossip that was told on already. */
  seen: Set<string>;
  tickAt: number;
  bytes: number;
}

export class SimulatedNetwork {
  readonly queue = new EventQueue();
  readonly #options: NetworkOptions;
  readonly #link: LinkOptions;
  readonly #chance: Chance;
  readonly #verify = rememberedVerify();
  readonly #nodes: Node[] = [];
  readonly #places = new Map<string, number>();
  #side: ((node: number) => boolean) | undefined;
  #transmissions = 0;

  constructor(options: NetworkOptions) {
    this.#options = options;
    this.#link = { ...LINK, ...options.link };
    this.#chance = seeded(options.seed);
    for (let i = 0; i < options.nodes; i++) {
      const key = peerKeyOf(seedBytes(this.#chance));
      this.#places.set(key.id, i);
      this.#nodes.push(emptyNode(key));
    }
    this.#connect(options.degree ?? 8);
    for (let i = 0; i < options.nodes; i++) this.start(i);
  }

  get transmissions(): number {
    return this.#transmissions;
  }

  core(node: number): MeshCore | undefined {
    return this.#nodes[node]?.core;
  }

  bytes(node: number): number {
    return this.#nodes[node]?.bytes ?? 0;
  }

  idOf(node: number): string {
    return this.#nodes[node]?.key.id ?? '';
  }

  placeOf(id: string): number {
    return this.#places.get(id) ?? -1;
  }

  /** Starts a node, or starts it again: the same key, a new life. */
  start(place: number): void {
    const node = this.#nodes[place];
    if (!node || node.core) return;
    const { start = 1_700_000_000, deliver, onMember, core = {} } = this.#options;
    node.lives++;
    node.seen = new Set();
    node.core = new MeshCore({
      ...core,
      key: node.key,
      verify: this.#verify,
      epoch: node.lives,
      // To the millisecond, as clocks tell it: sums of fractions would make every statement 18 digits longer.
      time: { now: () => start + Math.round(this.queue.now * 1000) / 1000, monotonic: () => this.queue.now },
      random: this.#chance,
      transport: {
        publish: (wire) => this.#flood(place, wire, undefined),
        send: (peer, frame) => this.#transmit(place, this.placeOf(peer), frame, 'frame'),
        neighbours: () => [...node.neighbours].map((neighbour) => this.idOf(neighbour)),
      },
      deliver: (delivery) => deliver(place, delivery),
      onMember: (change) => onMember?.(place, change),
    });
    node.tickAt = Number.POSITIVE_INFINITY;
    // Spread over a second, as nodes start by themselves.
    this.#planTick(place, this.queue.now + this.#chance());
  }

  /** Ends a node without a word. */
  crash(place: number): void {
    const node = this.#nodes[place];
    if (node) node.core = undefined;
  }

  /** Cuts every link between the nodes for which this holds and the others; undefined heals them. */
  partition(side: ((node: number) => boolean) | undefined): void {
    this.#side = side;
  }

  broadcast(
    place: number,
    topic: string,
    body: Parameters<MeshCore['broadcast']>[1],
  ): { epoch: number; seq: number } | undefined {
    const message = this.#nodes[place]?.core?.broadcast(topic, body);
    this.#planTick(place, this.queue.now);
    return message && { epoch: message.epoch, seq: message.seq };
  }

  /** Hands a node what somebody made who is none. */
  inject(place: number, bytes: Uint8Array, from: string, as: 'gossip' | 'frame'): void {
    const core = this.core(place);
    if (as === 'gossip') this.#arriveGossip(place, bytes, from);
    else core?.onFrame(bytes, from);
    this.#planTick(place, core?.due ?? this.queue.now);
  }

  /** A ring, so that it holds together, and chords by chance. */
  #connect(degree: number): void {
    const count = this.#nodes.length;
    const join = (a: number, b: number): void => {
      if (a === b) return;
      this.#nodes[a]?.neighbours.add(b);
      this.#nodes[b]?.neighbours.add(a);
    };
    for (let i = 0; i < count; i++) join(i, (i + 1) % count);
    for (let i = 0; i < count; i++) {
      for (let k = 0; k < degree / 2 - 1; k++) join(i, Math.floor(this.#chance() * count));
    }
  }

  #flood(from: number, wire: Uint8Array, except: number | undefined): void {
    this.#nodes[from]?.seen.add(nameOf(wire));
    for (const to of this.#nodes[from]?.neighbours ?? []) {
      if (to !== except) this.#transmit(from, to, wire, 'gossip');
    }
  }

  #transmit(from: number, to: number, bytes: Uint8Array, as: 'gossip' | 'frame'): void {
    const sender = this.#nodes[from];
    if (!sender || to < 0) return;
    sender.bytes += bytes.length;
    this.#transmissions++;
    if (this.#side && this.#side(from) !== this.#side(to)) return;
    if (this.#chance() < this.#link.loss) return;
    const copies = this.#chance() < this.#link.duplication ? 2 : 1;
    for (let i = 0; i < copies; i++) {
      const [least, most] = this.#link.delay;
      const delay = least + (most - least) * this.#chance();
      this.queue.plan(this.queue.now + delay, () => this.#arrive(from, to, bytes, as));
    }
  }

  #arrive(from: number, to: number, bytes: Uint8Array, as: 'gossip' | 'frame'): void {
    const node = this.#nodes[to];
    if (!node?.core) return;
    if (as === 'gossip') this.#arriveGossip(to, bytes, this.idOf(from));
    else node.core.onFrame(bytes, this.idOf(from));
    this.#planTick(to, node.core?.due ?? Number.POSITIVE_INFINITY);
  }

  #arriveGossip(to: number, wire: Uint8Array, from: string): void {
    const node = this.#nodes[to];
    const name = nameOf(wire);
    if (!node?.core || node.seen.has(name)) return;
    node.seen.add(name);
    if (node.core.onGossip(wire, from) === 'accept') this.#flood(to, wire, this.placeOf(from));
  }

  #planTick(place: number, at: number): void {
    const node = this.#nodes[place];
    if (!node?.core || at >= node.tickAt) return;
    const { core } = node;
    node.tickAt = at;
    this.queue.plan(at, () => {
      if (node.core !== core || node.tickAt > this.queue.now) return;
      node.tickAt = Number.POSITIVE_INFINITY;
      core.tick();
      this.#planTick(place, core.due);
    });
  }
}

function emptyNode(key: PeerKey): Node {
  return {
    key,
    neighbours: new Set(),
    core: undefined,
    lives: 0,
    seen: new Set(),
    tickAt: Number.POSITIVE_INFINITY,
    bytes: 0,
  };
}

/** By its signature, as the mesh names gossip. */
function nameOf(wire: Uint8Array): string {
  return Buffer.from(wire.buffer, wire.byteOffset, Math.min(64, wire.length)).toString('latin1');
}

const REMEMBERED = 50_000;

/** The same bytes give the same answer on every node: each statement is verified once for all of them. */
function rememberedVerify(): Verify {
  const verify = createVerify();
  const known = new Map<string, boolean>();
  return (origin, bytes, signature) => {
    const name = `${origin}${Buffer.from(signature).toString('latin1')}${Buffer.from(bytes).toString('latin1')}`;
    const remembered = known.get(name);
    if (remembered !== undefined) return remembered;
    if (known.size >= REMEMBERED) known.clear();
    const holds = verify(origin, bytes, signature);
    known.set(name, holds);
    return holds;
  };
}
