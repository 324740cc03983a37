/**
 * The protocol of a mesh node, without a network: what to send is handed to a transport, what comes in is handed to
 * `onGossip` and `onFrame`, and time, chance and keys are passed in, so that a thousand nodes run in one simulation and
 * a real one runs over libp2p.
 *
 *   broadcast   signed, numbered, kept; told by gossip, which may lose it
 *   tick        heartbeat; once a round a digest to some neighbours, who answer with heads where they hold other things;
 *               what is missing is pulled from them, and comes as its origin signed it
 *   inbound     intake (intake.ts) → order per origin (origin-log.ts) → queue at the pace of DESIGN §6 → delivered
 *
 * Not guaranteed: what no reachable node keeps any more is skipped (LogLimits), and counted.
 */
import type { JsonValue } from '../ledger/index.ts';
import { Directs } from './directs.ts';
import { DropCounts, type DropReason } from './drops.ts';
import { type Message, type Sealed, type Statement, seal, unseal } from './envelope.ts';
import { decodeFrame, encodeFrame, type Frame, MOST_BEATS, MOST_FRAME_BYTES } from './frames.ts';
import { Heartbeats, RHYTHM, type Rhythm } from './heartbeats.ts';
import { Holders } from './holders.ts';
import { InboundQueue, type Pacing } from './inbound-queue.ts';
import { Intake, type IntakeLimits, type Times } from './intake.ts';
import { type Member, type MemberChange, Membership } from './membership.ts';
import { type Head, MessageLog, type MessageLogLimits } from './message-log.ts';
import type { PeerKey, Verify } from './peer-key.ts';
import { Repair } from './repair.ts';

export interface MeshTime {
  /** Seconds since the epoch. */
  now(): number;
  /** Seconds from an arbitrary start that never runs backwards. */
  monotonic(): number;
}

/** Both may lose what they are given, deliver it late, twice or in another order. */
export interface MeshTransport {
  /** Tells all nodes. */
  publish(wire: Uint8Array): void;
  /** Tells one node. */
  send(peer: string, frame: Uint8Array): void;
  /** Peers that this node is connected to. */
  neighbours(): readonly string[];
}

export interface MeshCoreOptions {
  readonly key: PeerKey;
  readonly verify: Verify;
  /** Higher than in every earlier life of this identity. */
  readonly epoch: number;
  readonly time: MeshTime;
  /** [0, 1) */
  readonly random: () => number;
  readonly transport: MeshTransport;
  /** Whose statements are taken; all of them where it is left out. */
  readonly allowed?: (peer: string) => boolean;
  /** Gets what was delivered: each message once, in order per origin. */
  readonly deliver: (delivery: Delivery) => void;
  readonly onMember?: (change: MemberChange) => void;
  readonly rhythm?: Partial<Rhythm> | undefined;
  readonly pacing?: Pacing | undefined;
  /** Messages that may wait to be delivered; 10,000 by default. */
  readonly queue?: number | undefined;
  readonly limits?:
    | { readonly intake?: Partial<IntakeLimits>; readonly log?: Partial<MessageLogLimits> }
    | undefined;
}

/** A message as a handler gets it. */
export interface Delivery {
  readonly origin: string;
  readonly topic: string;
  readonly body: JsonValue;
  readonly epoch: number;
  readonly seq: number;
  /** Seconds since the epoch, by its origin's clock. */
  readonly at: number;
  /** Sent to this node alone. */
  readonly direct: boolean;
  /** As its origin signed it (envelope.ts). */
  readonly wire: Uint8Array;
}

export interface MeshStats {
  /** Messages that this node broadcast. */
  readonly sent: number;
  readonly delivered: number;
  /** Messages that came by repair. */
  readonly repaired: number;
  /** Waiting to be delivered. */
  readonly waiting: number;
  /** Bytes kept to repair others. */
  readonly kept: number;
  readonly dropped: Readonly<Record<DropReason, number>>;
}

/** Only one who means harm, or a broken one, tells these on. */
const REJECTED: ReadonlySet<DropReason> = new Set(['oversized', 'malformed', 'badSignature', 'equivocation']);

/** Suspects asked directly in a round. */
const MOST_PROBED = 8;

export class MeshCore {
  readonly #options: MeshCoreOptions;
  readonly #rhythm: Rhythm;
  readonly #log: MessageLog;
  readonly #intake: Intake;
  readonly #members = new Membership();
  readonly #heartbeats: Heartbeats;
  readonly #repair: Repair;
  readonly #directs: Directs;
  readonly #holders = new Holders();
  readonly #queue: InboundQueue<Delivery>;
  readonly #drops = new DropCounts();
  #seq = 0;
  #directSeq = 0;
  #nextRound = Number.NEGATIVE_INFINITY;
  #delivered = 0;
  #repaired = 0;

  constructor(options: MeshCoreOptions) {
    const { key, verify, epoch, random, limits, allowed = () => true } = options;
    this.#options = options;
    this.#rhythm = { ...RHYTHM, ...options.rhythm };
    this.#log = new MessageLog(limits?.log);
    this.#log.begin(key.id, epoch);
    this.#queue = new InboundQueue(options.queue ?? 10_000, options.pacing);
    const parts = { verify, allowed };
    this.#intake = new Intake({
      ...parts,
      self: key.id,
      log: this.#log,
      drops: this.#drops,
      limits: limits?.intake,
    });
    this.#heartbeats = new Heartbeats({
      ...parts,
      key,
      epoch,
      members: this.#members,
      random,
      rhythm: this.#rhythm,
      limits: this.#intake.limits,
    });
    this.#repair = new Repair(this.#log, allowed);
    this.#directs = new Directs(key.id, this.#intake, verify, allowed);
  }

  get id(): string {
    return this.#options.key.id;
  }

  /** Nodes that are alive, this one counted. */
  get liveNodes(): number {
    return 1 + this.#members.live;
  }

  get members(): Member[] {
    return this.#members.list(this.#options.time.monotonic());
  }

  /** Equal on nodes that hold the same messages. */
  get summary(): number {
    return this.#log.summary;
  }

  get stats(): MeshStats {
    return {
      sent: this.#seq,
      delivered: this.#delivered,
      repaired: this.#repaired,
      waiting: this.#queue.waiting,
      kept: this.#log.bytes,
      dropped: { ...this.#drops.toObject(), overflow: this.#queue.dropped },
    };
  }

  /**
   * Tells all nodes but this one.
   *
   * @throws RangeError for a message that takes more than 64 KiB, or a topic that is none
   */
  broadcast(topic: string, body: JsonValue): Message {
    const { key, epoch, transport } = this.#options;
    const log = this.#log.begin(key.id, epoch);
    if (!log) throw new Error('the log has no room for this node itself');
    const seq = this.#seq + 1;
    const { wall, monotonic } = this.#times();
    const floor = Math.min(log.floor, seq);
    const sealed = this.#sealed('message', { at: wall, body, epoch, floor, origin: key.id, seq, topic });
    this.#seq = seq;
    this.#log.take(key.id, log, sealed, monotonic);
    transport.publish(sealed.wire);
    return sealed.statement;
  }

  /** Tells one node, once: a message that is lost is not repaired. */
  send(to: string, topic: string, body: JsonValue): void {
    const { key, epoch, transport } = this.#options;
    const seq = this.#directSeq + 1;
    const at = this.#options.time.now();
    const { wire } = this.#sealed('direct', { at, body, epoch, origin: key.id, seq, to, topic });
    this.#directSeq = seq;
    transport.send(to, encodeFrame({ type: 'direct', wires: [wire] }));
  }

  /** @returns what a gossip layer is to do with it: tell on, drop, or drop and think less of who told it */
  onGossip(wire: Uint8Array, from: string): 'accept' | 'ignore' | 'reject' {
    const { refusal, due } = this.#intake.take(wire, from, 'gossip', this.#times());
    this.#enqueue(due);
    if (refusal === null) return 'accept';
    return REJECTED.has(refusal) ? 'reject' : 'ignore';
  }

  /** @param from who sent it, by the channel */
  onFrame(bytes: Uint8Array, from: string): void {
    const frame = this.#admitted(bytes, from);
    if (typeof frame === 'string') this.#drops.add(frame);
    else this.#handle(frame, from);
  }

  #admitted(bytes: Uint8Array, from: string): Frame | DropReason {
    if (!(this.#options.allowed?.(from) ?? true)) return 'notAllowed';
    if (bytes.length > MOST_FRAME_BYTES) return 'oversized';
    if (!this.#intake.admitsFrame(from, this.#options.time.monotonic())) return 'rate';
    return decodeFrame(bytes) ?? 'malformed';
  }

  #handle(frame: Frame, from: string): void {
    const times = this.#times();
    switch (frame.type) {
      case 'digest':
        for (const wire of frame.wires.slice(0, MOST_BEATS)) this.#takeHeartbeat(wire, from, times);
        this.#tellChanges();
        if (frame.summary === this.#log.summary) this.#holders.said(from, this.#seq);
        else this.#send(from, this.#repair.heads());
        if (frame.probe) this.#digest(from, false);
        break;
      case 'heads':
        this.#holders.said(from, this.#headOf(frame.heads));
        this.#send(from, this.#repair.pull(frame.heads, times.monotonic));
        break;
      case 'pull':
        this.#send(from, this.#repair.answer(frame.wants));
        break;
      case 'repair':
        for (const wire of frame.wires) this.#takeRepaired(wire, from, times);
        break;
      case 'direct':
        for (const wire of frame.wires.slice(0, 1)) this.#takeDirect(wire, from, times);
    }
  }

  /** Counts a frame that was refused before it came in whole. */
  onOversized(): void {
    this.#drops.add('oversized');
  }

  #takeHeartbeat(wire: Uint8Array, from: string, times: Times): void {
    const admits = (): boolean => this.#intake.admitsCheck(from, times.monotonic);
    const { refusal, taken } = this.#heartbeats.take(wire, times, admits);
    if (refusal) this.#drops.add(refusal);
    const log = taken && this.#log.of(taken.origin);
    if (!taken || log?.epoch !== taken.epoch || log.prefix >= taken.floor - 1) return;
    // What its origin no longer holds is waited for no longer.
    this.#enqueue(this.#log.change(taken.origin, log, () => log.skipTo(taken.floor - 1)));
  }

  #takeRepaired(wire: Uint8Array, from: string, times: Times): void {
    const { refusal, due } = this.#intake.take(wire, from, 'repair', times);
    if (refusal === null) this.#repaired++;
    for (const { statement } of due) this.#repair.arrived(statement.origin);
    this.#enqueue(due);
  }

  #takeDirect(wire: Uint8Array, from: string, times: Times): void {
    const taken = this.#directs.take(wire, from, times);
    if (typeof taken === 'string') this.#drops.add(taken);
    else this.#queue.push(deliveryOf(taken, true), times.monotonic);
  }

  /** Does what is due by now. To be called at `due`, or every few milliseconds. */
  tick(): void {
    const times = this.#times();
    if (times.monotonic >= this.#heartbeats.due) this.#beat(times, false);
    if (times.monotonic >= this.#nextRound) this.#round(times.monotonic);
    for (const delivery of this.#queue.release(times.monotonic)) {
      this.#delivered++;
      this.#options.deliver(delivery);
    }
  }

  /** When `tick` next has something to do, by the monotonic clock. */
  get due(): number {
    return Math.min(this.#heartbeats.due, this.#nextRound, this.#queue.due ?? Number.POSITIVE_INFINITY);
  }

  /** Says to all neighbours that this node leaves. */
  leave(): void {
    this.#beat(this.#times(), true);
    for (const peer of this.#options.transport.neighbours()) this.#digest(peer, false);
  }

  /** Makes itself known to a new neighbour at once. */
  onNeighbour(peer: string): void {
    this.#digest(peer, true);
  }

  /** Neighbours that said they hold what this node broadcast up to `seq`; one is enough for the others to get it. */
  holders(seq: number): string[] {
    return this.#options.transport.neighbours().filter((peer) => this.#holders.has(peer, seq));
  }

  /** Asks the neighbours that did not say so. What they miss they pull. */
  askHolders(seq: number): void {
    for (const peer of this.#options.transport.neighbours()) {
      if (!this.#holders.has(peer, seq)) this.#digest(peer, true);
    }
  }

  /** How far another's heads hold what this life of this node broadcast. */
  #headOf(heads: readonly Head[]): number {
    const { epoch } = this.#options;
    const own = heads.find((head) => head.origin === this.id && head.epoch === epoch);
    return Math.min(own?.prefix ?? 0, this.#seq);
  }

  #beat(times: Times, left: boolean): void {
    const floor = this.#log.of(this.id)?.floor ?? 1;
    this.#heartbeats.beat(times, { floor, head: this.#seq }, left);
  }

  #round(now: number): void {
    const { random, transport } = this.#options;
    const { round, fanOut } = this.#rhythm;
    this.#nextRound = now + round * (0.9 + 0.2 * random());
    this.#members.tick(now);
    this.#tellChanges();
    this.#enqueue(this.#log.impatient(now));
    const neighbours = [...transport.neighbours()];
    for (let i = 0; i < fanOut && neighbours.length > 0; i++) {
      const [peer] = neighbours.splice(Math.floor(random() * neighbours.length), 1);
      if (peer !== undefined) this.#digest(peer, false);
    }
    this.#probe();
    this.#heartbeats.cool();
  }

  /** A mesh cut in two suspects half of itself at once: of many, some are asked each round. */
  #probe(): void {
    const suspects = [...this.#members.suspects];
    const most = Math.min(MOST_PROBED, suspects.length);
    const first = suspects.length > most ? Math.floor(this.#options.random() * suspects.length) : 0;
    for (let i = 0; i < most; i++) {
      const suspect = suspects[(first + i) % suspects.length];
      if (suspect !== undefined) this.#digest(suspect, true);
    }
  }

  #digest(peer: string, probe: boolean): void {
    const wires = this.#heartbeats.news(MOST_BEATS);
    this.#send(peer, { type: 'digest', summary: this.#log.summary, wires, probe });
  }

  #enqueue(due: readonly Sealed<Message>[]): void {
    const now = this.#options.time.monotonic();
    for (const sealed of due) {
      if (sealed.statement.origin !== this.id) this.#queue.push(deliveryOf(sealed, false), now);
    }
  }

  #tellChanges(): void {
    for (const change of this.#members.changes()) this.#options.onMember?.(change);
  }

  #sealed<K extends 'message' | 'direct'>(kind: K, statement: Statement<K>): Sealed<Statement<K>> {
    const sealed = seal(kind, statement, this.#options.key);
    const most = this.#intake.limits.messageBytes;
    if (sealed.wire.length > most) {
      throw new RangeError(`the message takes ${sealed.wire.length} bytes, but at most ${most} are taken`);
    }
    if (!unseal(kind, sealed.wire)) {
      throw new RangeError(
        `${JSON.stringify(statement.topic)} is no topic, or ${statement.origin} no peer id`,
      );
    }
    return sealed;
  }

  #send(peer: string, frame: Frame | undefined): void {
    if (frame) this.#options.transport.send(peer, encodeFrame(frame));
  }

  #times(): Times {
    return { wall: this.#options.time.now(), monotonic: this.#options.time.monotonic() };
  }
}

function deliveryOf({ statement, wire }: Sealed<Message | Statement<'direct'>>, direct: boolean): Delivery {
  const { origin, topic, body, epoch, seq, at } = statement;
  return { origin, topic, body, epoch, seq, at, direct, wire };
}
