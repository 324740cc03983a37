/** The mesh of a run: risk told and taken, the ml weight by authority or quorum, ledgers witnessed, findings kept. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Arbiter } from '../core/arbiter.ts';
import type { BeatRecord } from '../core/beat-record.ts';
import { systemClock } from '../core/clock.ts';
import { messageOf } from '../core/errors.ts';
import type { P2PMesh } from '../mesh/p2p-mesh.ts';
import type { Sighting } from '../mesh/witness.ts';
import { readNetworkKey } from './mesh/network-key.ts';
import type { MeshSettings } from './mesh-settings.ts';

/** Seconds between two tellings of one's own checkpoint. */
const TELL_CHECKPOINT = 15;

export interface RunMesh {
  readonly node: P2PMesh;
  /** @returns what disconnects it */
  connect(arbiter: Arbiter, model: string | null): Promise<() => void>;
  close(): Promise<void>;
}

/** @throws InputError, StorageError or UsageError for what is given wrong */
export async function meshFor(
  settings: MeshSettings,
  ledgerDir: string | undefined,
  tell: (text: string) => void,
): Promise<RunMesh> {
  const dir = settings.dir ?? ledgerDir;
  const { networkKeyFile, port, host, peers, dns, mdns, allow } = settings;
  const [{ P2PMesh }, networkKey] = await Promise.all([
    import('../mesh/p2p-mesh.ts'),
    networkKeyFile === undefined ? undefined : readNetworkKey(networkKeyFile),
  ]);
  if (dir !== undefined) await mkdir(dir, { recursive: true });
  const node = new P2PMesh({
    port,
    host,
    peers,
    mdns,
    ...(dir !== undefined && { dir }),
    ...(dns && { dns }),
    ...(allow && { allow }),
    ...(networkKey && { networkKey }),
  });
  tellOfPeers(node, tell);
  await node.start();
  tell(`On the mesh as ${node.id} at ${node.addresses.join(', ')}`);
  return {
    node,
    async connect(arbiter, model) {
      const ends = [
        await shareRiskOf(node, arbiter, settings, model),
        ...(ledgerDir === undefined ? [] : [await witness(node, arbiter, dir ?? ledgerDir, ledgerDir, tell)]),
      ];
      return () => {
        for (const end of ends) end();
      };
    },
    close: () => node.stop(),
  };
}

function tellOfPeers(node: P2PMesh, tell: (text: string) => void): void {
  node.on('member', ({ id, to }) => tell(`The peer ${id} is ${to}.`));
  let last = '';
  node.on('trouble', ({ peer, why }) => {
    const text = `The mesh cannot reach ${peer}: ${why}`;
    if (text !== last) tell(text);
    last = text;
  });
}

/** Only what is new is told, and only what this node saw itself. */
async function shareRiskOf(
  node: P2PMesh,
  arbiter: Arbiter,
  { authorities, quorum }: MeshSettings,
  model: string | null,
): Promise<() => void> {
  const { shareRisk } = await import('../mesh/sharing.ts');
  const sharing = shareRisk(
    node,
    {
      inject: (anoms, { origin, asked, statement }) => arbiter.inject(anoms, origin, { asked, statement }),
      setMlWeight: (weight, { origin, by, statement }) =>
        arbiter.setMlWeight(weight, origin, { by, statement }),
    },
    {
      weight: { model, authorities, quorum },
      time: { now: () => systemClock.now(), monotonic: () => systemClock.monotonic() },
    },
  );
  const told = new Map<string, number>();
  const listener = ({ entity = '', features: { anoms } }: BeatRecord): void => {
    sharing.tell(Math.max(0, anoms - (told.get(entity) ?? 0)));
    told.set(entity, anoms);
  };
  const forget = (entity: string): boolean => told.delete(entity);
  arbiter.on('beat', listener);
  arbiter.on('retired', forget);
  return () => {
    arbiter.off('beat', listener);
    arbiter.off('retired', forget);
    sharing.end();
  };
}

/** Ledgers of peers are watched, and one's own is told. */
async function witness(
  node: P2PMesh,
  arbiter: Arbiter,
  identity: string,
  ledgerDir: string,
  tell: (text: string) => void,
): Promise<() => void> {
  const { exchangeCheckpoints, openSeed, peerKeyOf, Witness, witnessedDirectory } = await import(
    '../mesh/index.ts'
  );
  const key = peerKeyOf(await openSeed(identity));
  const trouble = (error: unknown): void => tell(`A checkpoint could not be exchanged: ${messageOf(error)}`);
  const exchange = exchangeCheckpoints(
    node,
    new Witness(key, () => systemClock.now()),
    witnessedDirectory(ledgerDir),
    (sighting) => void keep(sighting, arbiter, ledgerDir, tell).catch(trouble),
    trouble,
  );
  const timer = setInterval(() => void exchange.tell().catch(trouble), TELL_CHECKPOINT * 1000);
  return () => {
    clearInterval(timer);
    exchange.end();
  };
}

/** What was verified and what does not fit are entries; evidence is a file besides, for whoever has to see it. */
async function keep(
  sighting: Sighting,
  arbiter: Arbiter,
  ledgerDir: string,
  tell: (text: string) => void,
): Promise<void> {
  if (sighting.kind === 'verified') {
    const { peer, size, cosignature } = sighting;
    arbiter.note({ cosignature, peer, size, type: 'witness' });
  } else if (sighting.kind === 'refused') {
    arbiter.note({ peer: sighting.peer, type: 'witness_refused', why: sighting.why });
    tell(`The ledger of ${sighting.peer} is refused: ${sighting.why}`);
  } else if (sighting.kind === 'evidence') {
    const { peer, evidence } = sighting;
    arbiter.note({ evidence, peer, type: 'evidence' });
    const { replaceFile } = await import('../actions/replace-file.ts');
    const directory = join(ledgerDir, 'evidence');
    await mkdir(directory, { recursive: true });
    const path = join(directory, `${peer}-${evidence.type}.json`);
    await replaceFile(path, `${JSON.stringify(evidence, null, 2)}\n`);
    tell(`The ledger of ${peer} says two things (${evidence.type}): venom ledger check ${path}`);
  }
}
