/** The mesh as Prometheus metrics: asked for at a scrape. */
import { Counter, Gauge, type Registry, type RegistryContentType } from 'prom-client';
import type { MeshView } from './supervised.ts';

export function registerMesh(view: () => MeshView, registry: Registry<RegistryContentType>): void {
  const registers = [registry];
  const gauge = (name: string, help: string, value: (view: MeshView) => number): Gauge =>
    new Gauge({
      name: `venom_mesh_${name}`,
      help,
      registers,
      collect(): void {
        this.set(value(view()));
      },
    });
  const counter = (name: string, help: string, value: (view: MeshView) => number): Counter =>
    new Counter({
      name: `venom_mesh_${name}_total`,
      help,
      registers,
      collect(): void {
        this.reset();
        this.inc(value(view()));
      },
    });
  const byReason = (
    name: string,
    help: string,
    counts: (view: MeshView) => Readonly<Record<string, number>>,
  ): Counter<'reason'> =>
    new Counter({
      name: `venom_mesh_${name}_total`,
      help,
      labelNames: ['reason'],
      registers,
      collect(): void {
        this.reset();
        for (const [reason, count] of Object.entries(counts(view()))) this.inc({ reason }, count);
      },
    });
  gauge('peers', 'Peers that are alive or only just silent.', ({ peers }) => peers.length);
  gauge('waiting_messages', 'Messages that wait to be delivered.', ({ messages }) => messages.waiting);
  gauge('kept_bytes', 'Bytes kept to repair others.', ({ messages }) => messages.kept);
  counter('sent_messages', 'Messages that this node told.', ({ messages }) => messages.sent);
  counter('delivered_messages', 'Messages that were taken.', ({ messages }) => messages.delivered);
  counter('repaired_messages', 'Messages that came by repair.', ({ messages }) => messages.repaired);
  counter(
    'ledger_evidence',
    'Proofs that the ledger of a peer says two things.',
    (now) => now.evidence.length,
  );
  gauge(
    'witnessed_entries',
    'Entries in the newest checkpoint of this node that any peer cosigned.',
    ({ cosignatures }) => cosignatures?.witnessed?.size ?? 0,
  );
  gauge(
    'witnesses',
    'Peers that cosigned that checkpoint.',
    ({ cosignatures }) => cosignatures?.witnessed?.witnesses.length ?? 0,
  );
  counter(
    'cosignatures',
    'Cosignatures by peers that were verified and kept.',
    ({ cosignatures }) => cosignatures?.taken ?? 0,
  );
  byReason(
    'dropped_messages',
    'Messages that were not taken, by reason.',
    ({ messages }) => messages.dropped,
  );
  byReason(
    'dropped_cosignatures',
    'Cosignatures that were not kept, by reason.',
    ({ cosignatures }) => cosignatures?.dropped ?? {},
  );
}
