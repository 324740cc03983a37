/** Exchange of checkpoints over a mesh: one's own are told, those of peers are watched, and asked to be proved. */
import * as v from 'valibot';
import type { JsonValue } from '../ledger/index.ts';
import type { CosignatureRefusal, WitnessedCheckpoint } from './cosignatures.ts';
import { proofBody } from './evidence.ts';
import type { Delivery } from './mesh-core.ts';
import type { Sighting, Witness } from './witness.ts';

export const CHECKPOINT_TOPIC = 'ledger/checkpoint';
export const PROVE_TOPIC = 'ledger/prove';
export const PROOF_TOPIC = 'ledger/proof';
export const COSIGNATURE_TOPIC = 'ledger/cosignature';

/** One's own ledger, as far as peers may ask. */
export interface WitnessedLedger {
  /** The last checkpoint and the public key of who signs; undefined before the first. */
  checkpoint(): Promise<{ readonly note: string; readonly key: string } | undefined>;
  /** Path of RFC 9162 §2.1.4, hex. */
  proveGrowth(oldSize: number, size: number): Promise<readonly string[]>;
}

/** What peers cosign of one's own checkpoints, and where it is kept: Cosignatures with WitnessedFiles. */
export interface OwnCosignatures {
  expect(note: string): void;
  take(delivery: Delivery): Promise<WitnessedCheckpoint | CosignatureRefusal>;
  keep(witnessed: WitnessedCheckpoint): Promise<void>;
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
 * @param onError a proof that one's own ledger could not give, a cosignature that could not be kept
 * @param own what peers cosign is dropped where it is left out
 * @returns tells the present checkpoint, to be called after each new one and now and then; and how to end it
 */
export function exchangeCheckpoints(
  mesh: WitnessMesh,
  witness: Witness,
  ledger: WitnessedLedger,
  onSighting: (sighting: Sighting) => void,
  onError: (error: unknown) => void,
  own?: OwnCosignatures,
): { tell(): Promise<void>; end(): void } {
  const handled = (work: (delivery: Delivery) => Promise<Sighting>) => (delivery: Delivery) => {
    work(delivery).then((sighting) => {
      if (sighting.kind === 'prove') {
        mesh.send(sighting.peer, PROVE_TOPIC, { old_size: sighting.oldSize, size: sighting.size });
      }
      if (sighting.kind === 'verified' || sighting.kind === 'known') {
        const { peer, size, cosignature } = sighting;
        mesh.send(peer, COSIGNATURE_TOPIC, { cosignature, size });
      }
      if (sighting.kind !== 'nothing' && sighting.kind !== 'known') onSighting(sighting);
    }, onError);
  };
  const answer = async ({ origin, body, direct }: Delivery): Promise<void> => {
    const asked = v.safeParse(question, body);
    if (!direct || !asked.success) return;
    const { old_size, size } = asked.output;
    const path = [...(await ledger.proveGrowth(old_size, size))];
    mesh.send(origin, PROOF_TOPIC, { old_size, path, size });
  };
  const keep = async (delivery: Delivery): Promise<void> => {
    const taken = await own?.take(delivery);
    if (typeof taken === 'object') await own?.keep(taken);
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
    mesh.handle(COSIGNATURE_TOPIC, (delivery) => void keep(delivery).catch(onError)),
  ];
  return {
    async tell() {
      const checkpoint = await ledger.checkpoint();
      if (!checkpoint) return;
      own?.expect(checkpoint.note);
      mesh.broadcast(CHECKPOINT_TOPIC, { key: checkpoint.key, note: checkpoint.note });
    },
    end() {
      for (const end of ends) end();
    },
  };
}
