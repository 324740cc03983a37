/** Keeps a node connected: dials the peers that its list or a name gives, and those it is introduced to (DESIGN §6). */
import { messageOf } from '../core/errors.ts';
import type { JsonValue } from '../ledger/index.ts';
import { addressesOf, type NameResolver } from './discovery.ts';
import { ANSWER, CONTACTS, introduce, QUESTION, toDial } from './introductions.ts';
import type { Network, NetworkTrouble } from './libp2p-network.ts';
import type { Delivery } from './mesh-core.ts';

export interface DiallerOptions {
  readonly network: Network;
  /** The node's own peer id. */
  readonly id: string;
  readonly peers: readonly string[];
  readonly dns?: { readonly name: string; readonly port: number } | undefined;
  readonly resolver?: NameResolver | undefined;
  /** Seconds between two rounds. */
  readonly redial: number;
  readonly random: () => number;
  /** Nodes alive, this one counted. */
  readonly liveNodes: () => number;
  readonly send: (peer: string, topic: string, body: JsonValue) => void;
  readonly onTrouble: (trouble: NetworkTrouble) => void;
}

export class Dialler {
  readonly #options: DiallerOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;
  /** Whom this node asked for introductions since the last round, and who asked it. */
  readonly #asked = new Set<string>();
  readonly #answered = new Set<string>();

  constructor(options: DiallerOptions) {
    this.#options = options;
  }

  start(): void {
    void this.#round();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /** @returns whether the message was for the dialler, and for nobody else */
  takes({ direct, topic, origin, body }: Delivery): boolean {
    if (!direct || (topic !== QUESTION && topic !== ANSWER)) return false;
    if (topic === QUESTION) void this.#introduce(origin);
    else this.#meet(origin, body);
    return true;
  }

  async #round(): Promise<void> {
    const { peers, dns, redial } = this.#options;
    const found = dns ? await this.#lookUp(dns) : [];
    const missing = [...peers, ...found].filter((address) => !this.#isConnected(address));
    await Promise.all(missing.map((address) => this.#dial([address])));
    if (this.#stopped) return;
    this.#askForMore();
    this.#timer = setTimeout(() => void this.#round(), redial * 1000);
  }

  get #connected(): Set<string> {
    return new Set(this.#options.network.connections().map(({ peer }) => peer));
  }

  /** Asks one neighbour whom else it knows, where there are nodes alive that this one is not connected to. */
  #askForMore(): void {
    const { random, liveNodes, send } = this.#options;
    this.#asked.clear();
    this.#answered.clear();
    const connected = [...this.#connected];
    const peer = connected[Math.floor(random() * connected.length)];
    if (peer === undefined || connected.length >= Math.min(CONTACTS, liveNodes() - 1)) return;
    this.#asked.add(peer);
    send(peer, QUESTION, null);
  }

  async #introduce(asker: string): Promise<void> {
    if (this.#answered.has(asker)) return;
    this.#answered.add(asker);
    const { network, random, send } = this.#options;
    const contacts = await network.contacts();
    if (!this.#stopped) send(asker, ANSWER, introduce(contacts, asker, random));
  }

  #meet(origin: string, answer: JsonValue): void {
    if (!this.#asked.delete(origin)) return;
    const known = this.#connected.add(this.#options.id);
    for (const { addresses } of toDial(answer, known, this.#options.random)) void this.#dial(addresses);
  }

  #isConnected(address: string): boolean {
    const { network } = this.#options;
    const [place = '', id] = address.split('/p2p/');
    return (
      network.addresses().some((mine) => mine.startsWith(`${place}/p2p/`)) ||
      network.connections().some((each) => each.peer === id || each.address.split('/p2p/')[0] === place)
    );
  }

  /** @param addresses of one peer */
  async #dial(addresses: readonly string[]): Promise<void> {
    try {
      await this.#options.network.dial(...addresses);
    } catch (error) {
      this.#trouble(addresses[0] ?? '', error);
    }
  }

  async #lookUp({ name, port }: { readonly name: string; readonly port: number }): Promise<string[]> {
    try {
      const resolver = this.#options.resolver ?? new (await import('node:dns/promises')).Resolver();
      return await addressesOf(name, port, resolver);
    } catch (error) {
      this.#trouble(name, error);
      return [];
    }
  }

  #trouble(peer: string, error: unknown): void {
    if (!this.#stopped) this.#options.onTrouble({ what: 'dial', peer, why: messageOf(error) });
  }
}
