/** What the service asks of what it shows: the Arbiter has it, and so has anything else that beats. */
import type { ArbiterStatus } from '../core/arbiter-options.ts';
import type { BeatRecord } from '../core/beat-record.ts';

/** A live node of the mesh, as the dashboard lists it. */
export interface Peer {
  readonly id: string;
  /** Seconds since it was last heard of; null where that is not known. */
  readonly age: number | null;
}

/** What this node knows of its mesh. Counts since it started. */
export interface MeshView {
  readonly peers: readonly Peer[];
  /** Peers whose ledger says two things, each with what kind of proof there is. */
  readonly evidence: readonly { readonly peer: string; readonly type: string }[];
  /** What peers cosigned of this node's own ledger; null where it has none that they could be told of. */
  readonly cosignatures: {
    /** The newest checkpoint that any peer cosigned. */
    readonly witnessed: {
      readonly size: number;
      readonly witnesses: readonly { readonly peer: string; readonly time: number }[];
    } | null;
    readonly taken: number;
    readonly dropped: Readonly<Record<string, number>>;
  } | null;
  readonly messages: {
    readonly sent: number;
    readonly delivered: number;
    readonly repaired: number;
    /** Waiting to be delivered. */
    readonly waiting: number;
    /** Bytes kept to repair others. */
    readonly kept: number;
    readonly dropped: Readonly<Record<string, number>>;
  };
}

/**
 * Contract: `getStatus` is cheap and never throws; every beat is told once, in order; `inject` throws a VenomError or
 * ParameterError for what it refuses, and what it takes is in the ledger with the next beat.
 */
export interface Supervised {
  getStatus(): ArbiterStatus;
  /** @param details the entity that it is for; all where none is named */
  inject(anoms: number, origin: string, details?: { readonly entity?: string }): void;
  on(event: 'beat', listener: (record: BeatRecord) => void): unknown;
  on(event: 'retired', listener: (entity: string) => void): unknown;
  off(event: 'beat', listener: (record: BeatRecord) => void): unknown;
  off(event: 'retired', listener: (entity: string) => void): unknown;
}

/** Ends acting at once, and says who asked for it and why. */
export type Halt = (reason: string, origin: string) => Promise<object>;
