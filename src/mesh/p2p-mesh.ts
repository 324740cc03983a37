/** A node of the mesh (DESIGN §6, §8). */
import { EventEmitter } from 'node:events';
import { isIP } from 'node:net';
import { InputError, messageOf, StorageError } from '../core/errors.ts';
import type { JsonValue } from '../ledger/index.ts';
import { newSeed } from '../ledger/keys.ts';
import { accessOf } from './access.ts';
import { Dialler } from './dialler.ts';
import type { NameResolver } from './discovery.ts';
import { machineChance, machineTime } from './edge.ts';
import { beginLife, type Identity } from './identity.ts';
import type { Network, NetworkTrouble } from './libp2p-network.ts';
import type { Member, MemberChange } from './membership.ts';
import { type Delivery, MeshCore, type MeshCoreOptions, type MeshStats, type MeshTime } from './mesh-core.ts';
import { requireAddresses } from './peer-address.ts';
import { createVerify, peerKeyOf } from './peer-key.ts';

export interface P2PMeshOptions {
  /** Name of this node, for people; its identity is its key. */
  readonly nodeId?: string;
  /** TCP port; 0: any that is free. */
  readonly port: number;
  /** Address to listen on; 127.0.0.1 by default. */
  readonly host?: string;
  /** Directory that the key and the epoch are kept in; a key for this one life where it is left out. */
  readonly dir?: string;
  /** Peer ids that may join. */
  readonly allow?: readonly string[];
  /** 32 bytes that every node of the mesh holds. */
  readonly networkKey?: Uint8Array;
  /** Multiaddrs of peers, dialled again and again while they are not connected. */
  readonly peers?: readonly string[];
  /** A name whose A, AAAA or SRV records are looked up again and again. */
  readonly dns?: { readonly name: string; readonly port: number };
  /** Looks for peers on the local network. */
  readonly mdns?: boolean;
  /** Seconds between two rounds of dialling; 5 by default. */
  readonly redial?: number;
  readonly resolver?: NameResolver;
  readonly time?: MeshTime;
  readonly random?: () => number;
  readonly rhythm?: MeshCoreOptions['rhythm'];
  readonly pacing?: MeshCoreOptions['pacing'];
  readonly queue?: number;
  readonly limits?: MeshCoreOptions['limits'];
}

export type Handler = (delivery: Delivery) => void;

/** Seconds after which a neighbour that did not say what it holds is asked again. */
const ASK_AGAIN = 0.5;
/** Seconds that the others get once one neighbour holds what was broadcast. */
const OTHERS = 1.5;

/**
 * @example
 * const mesh = new P2PMesh({ nodeId: 'a', port: 9000, dir: './identity' });
 * mesh.handle('greeting', ({ origin, body }) => console.log(origin, body));
 * await mesh.start();
 * mesh.broadcast('greeting', { text: 'hello' });
 * await mesh.stop();
 */
export class P2PMesh extends EventEmitter<{
  member: [MemberChange];
  /** A handler threw. */
  handlerError: [unknown, Delivery];
  /** Something the network could not do: the mesh goes on. */
  trouble: [NetworkTrouble];
}> {
  readonly nodeId: string;
  readonly #options: P2PMeshOptions;
  readonly #host: string;
  readonly #allowed: (peer: string) => boolean;
  readonly #time: MeshTime;
  readonly #handlers = new Map<string, Set<Handler>>();
  #network: Network | undefined;
  #core: MeshCore | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #dialler: Dialler | undefined;
  #stopped = false;

  /** @throws InputError for an option that cannot be, or a mesh that anybody could join from elsewhere */
  constructor(options: P2PMeshOptions) {
    super();
    const { port, host = '127.0.0.1', nodeId = 'venom', allow, networkKey, time = machineTime } = options;
    if (!Number.isSafeInteger(port) || port < 0 || port > 65535) {
      throw new InputError(`port is ${port}, but must be a whole number from 0 to 65535`, {
        code: 'ERR_MESH_PORT',
        fix: 'Give a TCP port, such as 9000.',
      });
    }
    this.nodeId = nodeId;
    this.#options = options;
    this.#host = host;
    this.#allowed = accessOf({ host, allow, networkKey });
    if (host !== 'localhost' && !isIP(host)) {
      throw new InputError(`host is ${JSON.stringify(host.slice(0, 80))}, but must be an IP address`, {
        code: 'ERR_MESH_HOST',
        fix: 'Give an address of this machine, or 0.0.0.0 for all of them.',
      });
    }
    this.#time = time;
  }

  /**
   * Listens, and begins to dial.
   *
   * @throws InputError `ERR_MESH_ADDRESS` for a peer that is none, StorageError `ERR_MESH_LISTEN` where it cannot listen there
   */
  async start(): Promise<this> {
    if (this.#core || this.#stopped) throw new Error('a mesh node runs once: make another for another life');
    const {
      port,
      networkKey,
      mdns = false,
      random = machineChance,
      rhythm,
      pacing,
      queue,
      limits,
    } = this.#options;
    await requireAddresses(this.#options.peers ?? []);
    const { seed, epoch } = await this.#identity();
    const key = peerKeyOf(seed);
    const core = new MeshCore({
      key,
      epoch,
      random,
      rhythm,
      pacing,
      queue,
      limits,
      verify: createVerify(),
      time: this.#time,
      allowed: this.#allowed,
      transport: {
        publish: (wire) => this.#network?.publish(wire),
        send: (peer, frame) => this.#network?.send(peer, frame),
        neighbours: () => this.#network?.neighbours() ?? [],
      },
      deliver: (delivery) => this.#deliver(delivery),
      onMember: (change) => this.emit('member', change),
    });
    this.#core = core;
    const { openNetwork } = await import('./libp2p-network.ts');
    const opened = openNetwork({
      seed,
      port,
      networkKey,
      mdns,
      host: this.#host,
      allowed: this.#allowed,
      onGossip: (wire, from) => this.#then(() => core.onGossip(wire, from)),
      onFrame: (frame, from) => this.#then(() => core.onFrame(frame, from)),
      onConnected: (peer) => this.#then(() => core.onNeighbour(peer)),
      onTrouble: (trouble) => {
        if (trouble.what === 'oversized') core.onOversized();
        this.emit('trouble', trouble);
      },
    });
    this.#network = await opened.catch((cause: unknown) => {
      throw cannotListen(this.#host, port, cause);
    });
    this.#wake();
    this.#dialler = this.#dials(this.#network, core);
    this.#dialler.start();
    return this;
  }

  /** Says that it leaves, and closes its connections. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#dialler?.stop();
    if (!this.#network) return;
    this.#core?.leave();
    await this.#network.stop();
  }

  /** Peer id. */
  get id(): string {
    return this.#running().id;
  }

  /** Multiaddrs that others reach this node by. */
  get addresses(): string[] {
    return this.#network?.addresses() ?? [];
  }

  /** Peers that this node is connected to. */
  get peers(): { readonly peer: string; readonly address: string }[] {
    return this.#network?.connections() ?? [];
  }

  /** Nodes heard of, and whether they are alive. */
  get members(): Member[] {
    return this.#core?.members ?? [];
  }

  /** Nodes alive, this one counted: the P of the pulse. */
  get liveNodes(): number {
    return this.#core?.liveNodes ?? 1;
  }

  get stats(): MeshStats {
    return this.#running().stats;
  }

  /** Tells all nodes but this one; what gossip loses is repaired. */
  broadcast(topic: string, body: JsonValue): { readonly epoch: number; readonly seq: number } {
    return this.#then(() => this.#running().broadcast(topic, body));
  }

  /**
   * Waits until the neighbours said that they hold what was broadcast up to `seq`; once one did, a moment for the others.
   *
   * @param wait seconds
   * @returns those who said so, none where all of it may be lost with this node
   */
  async held(seq: number, wait: number): Promise<string[]> {
    const core = this.#running();
    const began = this.#time.monotonic();
    let [until, asked] = [began + wait, Number.NEGATIVE_INFINITY];
    for (;;) {
      const holders = core.holders(seq);
      const now = this.#time.monotonic();
      const all = holders.length > 0 && holders.length === this.#network?.neighbours().length;
      if (all || now >= until || this.#stopped) return holders;
      if (holders.length > 0) until = Math.min(until, now + OTHERS, began + wait);
      if (now - asked >= ASK_AGAIN) {
        asked = now;
        this.#then(() => core.askHolders(seq));
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Tells one node that is connected; not repaired where it is lost. */
  send(peer: string, topic: string, body: JsonValue): void {
    this.#running().send(peer, topic, body);
  }

  /** @returns how to end it */
  handle(topic: string, handler: Handler): () => void {
    const handlers = this.#handlers.get(topic) ?? new Set();
    this.#handlers.set(topic, handlers);
    handlers.add(handler);
    return () => handlers.delete(handler);
  }

  /** @returns seconds there and back */
  async ping(peer: string): Promise<number> {
    this.#running();
    return (await this.#network?.ping(peer)) ?? Number.NaN;
  }

  #dials(network: Network, core: MeshCore): Dialler {
    const { peers = [], dns, resolver, redial = 5, random = machineChance } = this.#options;
    return new Dialler({
      network,
      peers,
      dns,
      resolver,
      redial,
      random,
      id: core.id,
      liveNodes: () => core.liveNodes,
      send: (peer, topic, body) => this.#then(() => core.send(peer, topic, body)),
      onTrouble: (trouble) => this.emit('trouble', trouble),
    });
  }

  async #identity(): Promise<Identity> {
    const { dir } = this.#options;
    const now = this.#time.now();
    return dir === undefined ? { seed: newSeed(), epoch: Math.floor(now * 1000) } : beginLife(dir, now);
  }

  #running(): MeshCore {
    if (!this.#core) throw new Error('the mesh node was not started');
    return this.#core;
  }

  #then<T>(work: () => T): T {
    const result = work();
    this.#wake();
    return result;
  }

  /** One timer, set for what is due next. */
  #wake(): void {
    clearTimeout(this.#timer);
    if (this.#stopped || !this.#core || !this.#network) return;
    const wait = Math.max(0, (this.#core.due - this.#time.monotonic()) * 1000);
    this.#timer = setTimeout(() => this.#then(() => this.#core?.tick()), wait);
  }

  #deliver(delivery: Delivery): void {
    if (this.#dialler?.takes(delivery)) return;
    for (const handler of [
      ...(this.#handlers.get(delivery.topic) ?? []),
      ...(this.#handlers.get('*') ?? []),
    ]) {
      try {
        handler(delivery);
      } catch (error) {
        this.emit('handlerError', error, delivery);
      }
    }
  }
}

/** libp2p tells each address that failed on a line of its own; anything but a failure to listen stays as it is. */
function cannotListen(host: string, port: number, cause: unknown): unknown {
  if (!(cause instanceof Error) || cause.name !== 'UnsupportedListenAddressesError') return cause;
  const [, why = messageOf(cause)] = /Error: (listen .*)/.exec(cause.message) ?? [];
  return new StorageError(`the mesh cannot listen on ${host}, port ${port}: ${why}`, {
    code: 'ERR_MESH_LISTEN',
    fix: 'Give an address of this machine, and a port that nothing else listens on; 0 takes a free one.',
    cause,
  });
}
