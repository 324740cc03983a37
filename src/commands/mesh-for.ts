/** The mesh of a run: risk told and taken, the ml weight by authority or quorum, ledgers witnessed, findings kept. */
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Arbiter } from '../core/arbiter.ts';
import type { BeatRecord } from '../core/beat-record.ts';
import { systemClock } from '../core/clock.ts';
import { messageOf } from '../core/errors.ts';
import type { Cosignatures } from '../mesh/cosignatures.ts';
import type { P2PMesh } from '../mesh/p2p-mesh.ts';
import type { Sighting } from '../mesh/witness.ts';
import type { MeshView } from '../server/supervised.ts';
import { readNetworkKey } from './mesh/network-key.ts';
import type { MeshSettings } from './mesh-settings.ts';
import type { Settings } from './settings.ts';

/** Seconds between two tellings of one's own checkpoint, at most. */
const TELL_CHECKPOINT = 15;

export interface RunMesh {
  readonly node: P2PMesh;
  /** For those who watch. */
  view(): MeshView;
  /** @returns what disconnects it */
  connect(arbiter: Arbiter, model: string | null): Promise<() => void>;
  close(): Promise<void>;
}

/** @throws InputError, StorageError or UsageError for what is given wrong */
export async function meshFor(
  settings: MeshSettings,
  { ledgerDir, checkpointEvery }: Pick<Settings, 'ledgerDir' | 'checkpointEvery'>,
  tell: (text: string) => void,
): Promise<RunMesh> {
  const dir = settings.dir ?? ledgerDir;
  const { networkKeyFile, port, host, peers, dns, mdns, allow } = settings;
  const [{ P2PMesh }, { Cosignatures }, networkKey] = await Promise.all([
    import('../mesh/p2p-mesh.ts'),
    import('../mesh/cosignatures.ts'),
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
  const evidence: MeshView['evidence'][number][] = [];
  const own = ledgerDir === undefined ? undefined : new Cosignatures(() => systemClock.now());
  return {
    node,
    view: () => ({
      peers: peersOf(node),
      evidence,
      cosignatures: own?.stats ?? null,
      messages: node.stats,
    }),
    async connect(arbiter, model) {
      const ends = [await shareRiskOf(node, arbiter, settings, model)];
      if (ledgerDir !== undefined && own) {
        const every = Math.min(TELL_CHECKPOINT, checkpointEvery.seconds);
        const found: Watch['found'] = (one) => evidence.push(one);
        ends.push(
          await witness({
            node,
            arbiter,
            identity: dir ?? ledgerDir,
            ledgerDir,
            own,
            every,
            found,
            refused: new Map(),
            tell,
          }),
        );
      }
      return () => {
        for (const end of ends) end();
      };
    },
    close: () => node.stop(),
  };
}

function peersOf(node: P2PMesh): MeshView['peers'] {
  const known = node.members.filter(
    ({ id, state }) => id !== node.id && (state === 'alive' || state === 'suspect'),
  );
  return known.map(({ id, silent }) => ({ id, age: silent }));
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
      inject: (anoms, { origin, asked, statement }) =>
        arbiter.inject(anoms, origin, { asked, since: systemClock.monotonic(), statement }),
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

interface Watch {
  readonly node: P2PMesh;
  readonly arbiter: Arbiter;
  /** Directory with the key of the node. */
  readonly identity: string;
  readonly ledgerDir: string;
  /** What peers cosign of that ledger. */
  readonly own: Cosignatures;
  /** Seconds between two tellings of one's own checkpoint. */
  readonly every: number;
  readonly found: (evidence: MeshView['evidence'][number]) => void;
  /** Why each peer's ledger was refused last. */
  readonly refused: Map<string, string>;
  readonly tell: (text: string) => void;
}

/** Ledgers of peers are watched, and one's own is told. */
async function witness(watch: Watch): Promise<() => void> {
  const {
    exchangeCheckpoints,
    openSeed,
    peerKeyOf,
    WatchedFiles,
    Witness,
    WitnessedFiles,
    witnessedDirectory,
  } = await import('../mesh/index.ts');
  const key = peerKeyOf(await openSeed(watch.identity));
  const trouble = (error: unknown): void =>
    watch.tell(`A checkpoint could not be exchanged: ${messageOf(error)}`);
  const files = new WitnessedFiles(watch.ledgerDir);
  const memory = new WatchedFiles(watch.ledgerDir);
  const seen = new Witness(key, () => systemClock.now(), memory);
  const { peers, damaged } = await seen.recall();
  if (peers.length > 0)
    watch.tell(`Goes on watching the ledgers of ${peers.length} peers from what was seen before.`);
  for (const peer of damaged) {
    watch.tell(`${memory.path(peer)} is not what the peer signed: its ledger is watched anew.`);
  }
  const exchange = exchangeCheckpoints(
    watch.node,
    seen,
    witnessedDirectory(watch.ledgerDir),
    (sighting) => void keep(sighting, watch).catch(trouble),
    trouble,
    {
      expect: (note) => watch.own.expect(note),
      take: (delivery) => watch.own.take(delivery),
      keep: (witnessed) => files.keep(witnessed),
    },
  );
  const timer = setInterval(() => void exchange.tell().catch(trouble), watch.every * 1000);
  return () => {
    clearInterval(timer);
    exchange.end();
  };
}

/** What was verified and what does not fit are entries; evidence is a file besides, for whoever has to see it. */
async function keep(sighting: Sighting, { arbiter, ledgerDir, found, refused, tell }: Watch): Promise<void> {
  if (sighting.kind === 'verified') {
    const { peer, size, cosignature } = sighting;
    arbiter.note({ cosignature, peer, size, type: 'witness' });
  } else if (sighting.kind === 'refused') {
    const { peer, why } = sighting;
    // It is told again with every checkpoint.
    if (refused.get(peer) === why) return;
    refused.set(peer, why);
    arbiter.note({ peer, type: 'witness_refused', why });
    tell(`The ledger of ${peer} is refused: ${why}`);
  } else if (sighting.kind === 'evidence') {
    const { peer, evidence } = sighting;
    found({ peer, type: evidence.type });
    arbiter.note({ evidence, peer, type: 'evidence' });
    const { replaceFile } = await import('../actions/replace-file.ts');
    const directory = join(ledgerDir, 'evidence');
    await mkdir(directory, { recursive: true });
    const text = `${JSON.stringify(evidence, null, 2)}\n`;
    // What an earlier run found stays beside it.
    const digest = createHash('sha256').update(text).digest('hex').slice(0, 8);
    const path = join(directory, `${peer}-${evidence.type}-${digest}.json`);
    await replaceFile(path, text);
    tell(`The ledger of ${peer} says two things (${evidence.type}): venom ledger check ${path}`);
  }
}
