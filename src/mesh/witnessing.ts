/** Exchange of checkpoints over a mesh: one's own are told, those of peers are watched, and asked to be proved. */
import * as v from 'valibot';
import type { JsonValue } from '../ledger/index.ts';
import { proofBody } from './evidence.ts';
import type { Delivery } from './mesh-core.ts';
import type { Sighting, Witness } from './witness.ts';

export const CHECKPOINT_TOPIC = 'ledger/checkpoint';
export const PROVE_TOPIC = 'ledger/prove';
export const PROOF_TOPIC = 'ledger/proof';

/** One's own ledger, as far as peers may ask. */
export interface WitnessedLedger {
  /** The last checkpoint and the public key of who signs; undefined before the first. */
  checkpoint(): Promise<{ readonly note: string; readonly key: string } | undefined>;
  /** Path of RFC 9162 §2.1.4, hex. */
  proveGrowth(oldSize: number, size: number): Promise<readonly string[]>;
}

/** What witnessing asks of a mesh: P2PMesh is one. */
export interface WitnessMesh {
  broadcast(topic: string, body: JsonValue): unknown;
  send(peer: string, topic: string, body: JsonValue): void;
  handle(topic: string, handler: (delivery: Delivery) => void): () => void;
}

const question = v.strictObject({ old_size: proofBody.entries.old_size, size: proofBody.entries.size });

/**
 * @param onSighting what came of each checkpoint and proof: evidence is to be kept, and written to the ledger
 * @param onError a proof that one's own ledger could not give
 * @returns tells the present checkpoint, to be called after each new one and now and then; and how to end it
 */
export function exchangeCheckpoints(
  mesh: WitnessMesh,
  witness: Witness,
  ledger: WitnessedLedger,
  onSighting: (sighting: Sighting) => void,
  onError: (error: unknown) => void,
): { tell(): Promise<void>; end(): void } {
  const handled = (work: (delivery: Delivery) => Promise<Sighting>) => (delivery: Delivery) => {
    work(delivery).then((sighting) => {
      if (sighting.kind === 'prove') {
        mesh.send(sighting.peer, PROVE_TOPIC, { old_size: sighting.oldSize, size: sighting.size });
      }
      if (sighting.kind !== 'nothing') onSighting(sighting);
    }, onError);
  };
  const answer = async ({ origin, body, direct }: Delivery): Promise<void> => {
    const asked = v.safeParse(question, body);
    if (!direct || !asked.success) return;
    const { old_size, size } = asked.output;
    const path = [...(await ledger.proveGrowth(old_size, size))];
    mesh.send(origin, PROOF_TOPIC, { old_size, path, size });
  };
  const ends = [
    mesh.handle(
      CHECKPOINT_TOPIC,
      handled((delivery) => witness.see(delivery)),
    ),
    mesh.handle(
      PROOF_TOPIC,
      handled((delivery) => witness.proof(delivery)),
    ),
    mesh.handle(PROVE_TOPIC, (delivery) => void answer(delivery).catch(onError)),
  ];
  return {
    async tell() {
      const checkpoint = await ledger.checkpoint();
      if (checkpoint) mesh.broadcast(CHECKPOINT_TOPIC, { key: checkpoint.key, note: checkpoint.note });
    },
    end() {
      for (const end of ends) end();
    },
  };
}
