/**
 * A run of a simulated mesh and what came of it: the same options, the same result, to the last digit.
 *
 * Messages are sent at even times by nodes chosen by chance; a partition cuts a share of the nodes off for a while. The
 * run ends when every node holds the same messages, and at the latest two minutes after the last was sent.
 */
import { InputError } from '../../core/errors.ts';
import type { DropReason } from '../drops.ts';
import { RHYTHM } from '../heartbeats.ts';
import { seeded } from './chance.ts';
import { LINK, SimulatedNetwork } from './network.ts';

export interface SimulationOptions {
  /** 2 to 5,000. */
  readonly nodes: number;
  readonly seed: number;
  /** Chance that a transmission is lost, below 1. */
  readonly loss: number;
  /** Seconds that a transmission takes, least and most. */
  readonly delay?: readonly [number, number];
  readonly partition?: PartitionOptions | undefined;
  readonly messages?: number;
  /** Seconds over which the messages are sent. */
  readonly duration?: number;
}

export interface PartitionOptions {
  /** Share of the nodes that are cut off. */
  readonly share: number;
  /** Seconds after the first message. */
  readonly at: number;
  readonly seconds: number;
}

export interface Quantiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

export interface SimulationResult {
  readonly nodes: number;
  readonly seed: number;
  readonly loss: number;
  readonly partition: PartitionOptions | null;
  readonly messages: number;
  /** Deliveries that should have been, and that were. */
  readonly expected: number;
  readonly delivered: number;
  readonly deliveredTwice: number;
  readonly outOfOrder: number;
  /** Seconds from a message to one node; null where nothing was delivered. */
  readonly latency: Quantiles | null;
  /** Seconds from a message to all nodes, of those that reached all. */
  readonly toAll: Quantiles | null;
  /** Deliveries that came by repair. */
  readonly repaired: number;
  readonly bytesPerNode: { readonly mean: number; readonly max: number };
  /** … a second. */
  readonly bytesPerNodeSecond: number;
  /** Seconds from the last message, or the healing, until all nodes held the same; null where they never did. */
  readonly convergence: number | null;
  /** Seconds from the healing until all that were cut off were alive to all; null without a partition, or never. */
  readonly membershipHealed: number | null;
  /** Nodes declared dead by one they could reach. */
  readonly falseDeaths: number;
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
  /** Share of all deliveries made by then, for a picture: [seconds since sent, share]. */
  readonly curve: readonly (readonly [number, number])[];
  /** Simulated seconds, and events in them. */
  readonly seconds: number;
  readonly events: number;
}

/** Seconds that membership has to settle before the first message. */
const SETTLING = 10;
const LONGEST_WAIT = 120;
const LOOK_EVERY = 0.25;

export function simulate(options: SimulationOptions): SimulationResult {
  requireOptions(options);
  return new Run(options).result();
}

class Run {
  readonly #options: Required<Omit<SimulationOptions, 'partition'>> & { partition: PartitionOptions | null };
  readonly #network: SimulatedNetwork;
  readonly #sentAt = new Map<string, number>();
  readonly #reached = new Map<string, number>();
  readonly #lastSeq = new Map<string, number>();
  readonly #latencies: number[] = [];
  readonly #toAll: number[] = [];
  #twice = 0;
  #disordered = 0;
  #falseDeaths = 0;
  #cut = false;

  constructor(options: SimulationOptions) {
    const {
      nodes,
      seed,
      loss,
      delay = LINK.delay,
      partition = null,
      messages = 100,
      duration = 20,
    } = options;
    this.#options = { nodes, seed, loss, delay, partition, messages, duration };
    this.#network = new SimulatedNetwork({
      nodes,
      seed,
      link: { loss, delay },
      // As nodes of a mesh of that size beat, once they know each other.
      core: { rhythm: { heartbeat: Math.max(RHYTHM.heartbeat, nodes / RHYTHM.beatsASecond) } },
      deliver: (node, { origin, epoch, seq }) =>
        this.#delivered(node, `${origin} ${epoch} ${seq}`, origin, seq),
      onMember: (_, { to }) => {
        if (to === 'dead' && !this.#cut) this.#falseDeaths++;
      },
    });
  }

  result(): SimulationResult {
    const { nodes, seed, loss, partition, messages, duration } = this.#options;
    const { queue } = this.#network;
    this.#plan();
    const lastSent = SETTLING + duration;
    const healed = partition ? SETTLING + partition.at + partition.seconds : 0;
    const quiet = Math.max(lastSent, healed);
    queue.runUntil(quiet);
    let convergence: number | null = null;
    let membershipHealed: number | null = null;
    while (
      queue.now < quiet + LONGEST_WAIT &&
      (convergence === null || (partition && membershipHealed === null))
    ) {
      queue.runUntil(queue.now + LOOK_EVERY);
      if (convergence === null && this.#converged()) convergence = queue.now - quiet;
      if (partition && membershipHealed === null && this.#allAlive()) membershipHealed = queue.now - healed;
    }
    // What waits at the pace of the queue.
    queue.runUntil(queue.now + 2);
    const bytes = this.#each((node) => this.#network.bytes(node));
    const mean = bytes.reduce((sum, each) => sum + each, 0) / nodes;
    return {
      nodes,
      seed,
      loss,
      partition,
      messages,
      expected: messages * (nodes - 1),
      delivered: this.#latencies.length,
      deliveredTwice: this.#twice,
      outOfOrder: this.#disordered,
      latency: quantilesOf(this.#latencies),
      toAll: quantilesOf(this.#toAll),
      repaired: this.#each((node) => this.#network.core(node)?.stats.repaired ?? 0).reduce(
        (a, b) => a + b,
        0,
      ),
      bytesPerNode: { mean: Math.round(mean), max: Math.max(...bytes) },
      bytesPerNodeSecond: Math.round(mean / queue.now),
      convergence,
      membershipHealed,
      falseDeaths: this.#falseDeaths,
      dropped: this.#dropped(),
      curve: curveOf(this.#latencies, messages * (nodes - 1)),
      seconds: queue.now,
      events: queue.done,
    };
  }

  #plan(): void {
    const { nodes, seed, messages, duration, partition } = this.#options;
    const { queue } = this.#network;
    const chance = seeded(seed ^ 0x5eed);
    for (let i = 0; i < messages; i++) {
      const at = SETTLING + (duration * i) / messages;
      const node = Math.floor(chance() * nodes);
      queue.plan(at, () => this.#send(node, 1 + Math.floor(3 * chance())));
    }
    if (!partition) return;
    const cutOff = Math.max(1, Math.round(nodes * partition.share));
    queue.plan(SETTLING + partition.at, () => {
      this.#cut = true;
      this.#network.partition((node) => node < cutOff);
    });
    queue.plan(SETTLING + partition.at + partition.seconds, () => this.#network.partition(undefined));
  }

  #send(node: number, anoms: number): void {
    const now = this.#network.queue.now;
    const sent = this.#network.broadcast(node, 'risk', { anoms });
    if (sent) this.#sentAt.set(`${this.#network.idOf(node)} ${sent.epoch} ${sent.seq}`, now);
  }

  #delivered(node: number, name: string, origin: string, seq: number): void {
    const sentAt = this.#sentAt.get(name);
    if (sentAt === undefined) return;
    const stream = `${node} ${origin}`;
    const last = this.#lastSeq.get(stream) ?? 0;
    if (seq === last) this.#twice++;
    if (seq < last) this.#disordered++;
    this.#lastSeq.set(stream, seq);
    const latency = this.#network.queue.now - sentAt;
    this.#latencies.push(latency);
    const reached = (this.#reached.get(name) ?? 0) + 1;
    this.#reached.set(name, reached);
    if (reached === this.#options.nodes - 1) this.#toAll.push(latency);
  }

  #converged(): boolean {
    const summary = this.#network.core(0)?.summary;
    return this.#each((node) => this.#network.core(node)?.summary === summary).every(Boolean);
  }

  #allAlive(): boolean {
    return this.#each((node) => this.#network.core(node)?.liveNodes === this.#options.nodes).every(Boolean);
  }

  #dropped(): Partial<Record<DropReason, number>> {
    const all: Partial<Record<DropReason, number>> = {};
    for (let node = 0; node < this.#options.nodes; node++) {
      const { dropped } = this.#network.core(node)?.stats ?? { dropped: {} };
      for (const [reason, count] of Object.entries(dropped) as [DropReason, number][]) {
        if (count > 0) all[reason] = (all[reason] ?? 0) + count;
      }
    }
    return all;
  }

  #each<T>(of: (node: number) => T): T[] {
    return Array.from({ length: this.#options.nodes }, (_, node) => of(node));
  }
}

function quantilesOf(values: readonly number[]): Quantiles | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const at = (q: number): number => sorted[Math.ceil(q * sorted.length) - 1] ?? 0;
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
}

const CURVE_POINTS = 200;

function curveOf(latencies: readonly number[], expected: number): [number, number][] {
  const sorted = Float64Array.from(latencies).sort();
  return Array.from({ length: Math.min(CURVE_POINTS, sorted.length) }, (_, i) => {
    const count = Math.ceil(((i + 1) * sorted.length) / Math.min(CURVE_POINTS, sorted.length));
    return [sorted[count - 1] ?? 0, count / expected];
  });
}

function requireOptions({
  nodes,
  loss,
  delay = LINK.delay,
  partition,
  messages = 1,
  duration = 1,
}: SimulationOptions): void {
  const require = (name: string, value: number, holds: boolean, wanted: string): void => {
    if (holds) return;
    throw new InputError(`${name} is ${value}, but must be ${wanted}`, {
      code: 'ERR_MESH_SIMULATION',
      fix: `Give ${name} ${wanted}.`,
    });
  };
  require('nodes', nodes, Number.isSafeInteger(nodes) &&
    nodes >= 2 &&
    nodes <= 5000, 'a whole number from 2 to 5000');
  require('loss', loss, loss >= 0 && loss < 1, 'from 0 to below 1');
  require('delay', delay[0], delay[0] >= 0 &&
    delay[1] >= delay[0] &&
    delay[1] <= 60, 'two numbers of seconds, upwards, up to 60');
  require('messages', messages, Number.isSafeInteger(messages) &&
    messages >= 1 &&
    messages <= 100_000, 'a whole number from 1 to 100000');
  require('duration', duration, duration > 0 && duration <= 3600, 'above 0 and up to 3600 seconds');
  if (!partition) return;
  const { share, at, seconds } = partition;
  require('partition.share', share, share > 0 && share < 1, 'between 0 and 1');
  require('partition.at', at, at >= 0 && at <= 3600, 'from 0 to 3600 seconds');
  require('partition.seconds', seconds, seconds > 0 && seconds <= 3600, 'above 0 and up to 3600 seconds');
}
