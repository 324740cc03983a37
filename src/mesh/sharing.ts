/**
 * What nodes share of risk, between a mesh and the loop (DESIGN §6): what this node saw itself is told, and only that;
 * what peers tell is let in within the limits, and handed on with who said it and the statement as it was signed.
 */
import * as v from 'valibot';
import type { JsonValue } from '../ledger/index.ts';
import { toBase64 } from '../ledger/note.ts';
import type { Delivery, MeshTime } from './mesh-core.ts';
import { type RiskLimitOptions, RiskLimits, type RiskRefusal } from './risk-limits.ts';
import { type WeightRefusal, type WeightVoteOptions, WeightVotes } from './weight-votes.ts';

export const RISK_TOPIC = 'risk';
export const WEIGHT_TOPIC = 'model/weight';

/** What asks to be injected, for the ledger. */
export interface Injection {
  /** Peer id, or `quorum of N peers` for a weight. */
  readonly origin: string;
  /** Base64 of the statement as its origin signed it: anybody can check who asked for it. */
  readonly statement: string;
}

/** What the loop takes. */
export interface Injected {
  inject(anoms: number, injection: Injection & { readonly asked: number }): void;
  setMlWeight(mlWeight: number, injection: Injection & { readonly by: readonly string[] }): void;
}

/** What sharing asks of a mesh: P2PMesh is one. */
export interface SharingMesh {
  broadcast(topic: string, body: JsonValue): unknown;
  handle(topic: string, handler: (delivery: Delivery) => void): () => void;
}

export interface SharingOptions {
  readonly risk?: RiskLimitOptions;
  readonly weight: WeightVoteOptions;
  readonly time: MeshTime;
  readonly onRefusal?: (origin: string, reason: RiskRefusal | WeightRefusal) => void;
}

const riskBody = v.object({ anoms: v.unknown() });
const weightBody = v.object({ mlWeight: v.unknown(), model: v.unknown() });

export interface Sharing {
  /** @param anoms what this node saw itself at a beat (features.anoms), never what was injected */
  tell(anoms: number): void;
  /** Asks all nodes that run this model to take a weight. */
  propose(mlWeight: number, model: string): void;
  end(): void;
}

export function shareRisk(mesh: SharingMesh, loop: Injected, options: SharingOptions): Sharing {
  const { time, onRefusal = () => undefined } = options;
  const limits = new RiskLimits(options.risk);
  const votes = new WeightVotes(options.weight);
  const ends = [
    mesh.handle(RISK_TOPIC, ({ origin, body, at, wire }) => {
      const asked = v.safeParse(riskBody, body);
      const anoms = asked.success ? asked.output.anoms : undefined;
      const { taken, refusal } = limits.admit(origin, anoms, time.monotonic(), time.now() - at);
      if (refusal) onRefusal(origin, refusal);
      if (taken > 0) loop.inject(taken, { origin, asked: Number(anoms), statement: toBase64(wire) });
    }),
    mesh.handle(WEIGHT_TOPIC, ({ origin, body, wire }) => {
      const asked = v.safeParse(weightBody, body);
      const { model, mlWeight } = asked.success ? asked.output : { model: undefined, mlWeight: undefined };
      const verdict = votes.vote(origin, model, mlWeight, time.monotonic());
      if (!verdict.taken) return onRefusal(origin, verdict.reason);
      const by = verdict.by.length === 1 ? origin : `quorum of ${verdict.by.length} peers`;
      loop.setMlWeight(verdict.mlWeight, { origin: by, by: verdict.by, statement: toBase64(wire) });
    }),
  ];
  return {
    tell(anoms) {
      if (anoms > 0) mesh.broadcast(RISK_TOPIC, { anoms });
    },
    propose(mlWeight, model) {
      mesh.broadcast(WEIGHT_TOPIC, { mlWeight, model });
    },
    end() {
      for (const end of ends) end();
    },
  };
}
