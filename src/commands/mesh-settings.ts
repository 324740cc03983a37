/** Settings of a run on a mesh: where it listens, whom it finds and lets in, whose word on a weight counts. */
import { UsageError } from '../core/errors.ts';

const PORT = 9000;

export const MESH_SETTINGS = {
  mesh: { kind: 'flag', help: 'share risk with peers, and witness each other’s ledgers' },
  mesh_port: { kind: 'integer', help: 'TCP port of the mesh; 0 takes a free one', default: PORT },
  mesh_host: {
    kind: 'text',
    help: 'address to listen on; another needs an allowlist or a network key',
    default: '127.0.0.1',
  },
  mesh_dir: { kind: 'text', help: 'directory with the key of this node (that of the ledger)' },
  peer: { kind: 'list', help: 'multiaddr of a peer; several times, or with commas' },
  mesh_dns: {
    kind: 'text',
    help: 'name, or NAME:PORT, whose addresses are peers, looked up again and again',
  },
  mesh_mdns: { kind: 'flag', help: 'look for peers on the local network' },
  mesh_allow: { kind: 'list', help: 'peer id that may join' },
  mesh_network_key: { kind: 'text', help: 'file with the 64 hex digits that all nodes of the mesh hold' },
  mesh_authority: { kind: 'list', help: 'peer id whose word on the ml weight is enough' },
  mesh_quorum: { kind: 'count', help: 'distinct peers that must agree on an ml weight', default: 3 },
} as const;

type Key = keyof typeof MESH_SETTINGS;

export interface MeshSettings {
  readonly port: number;
  readonly host: string;
  readonly dir: string | undefined;
  readonly peers: readonly string[];
  readonly dns: { readonly name: string; readonly port: number } | undefined;
  readonly mdns: boolean;
  readonly allow: readonly string[] | undefined;
  readonly networkKeyFile: string | undefined;
  readonly authorities: readonly string[];
  readonly quorum: number;
}

interface SettingReader {
  text(key: Key): string | undefined;
  list(key: Key): readonly string[];
  number(key: Key): number | undefined;
  flag(key: Key): boolean;
  raw(key: Key): { readonly name: string } | undefined;
}

/** @returns undefined where no mesh is asked for. @throws UsageError where only part of one is given */
export function readMesh(read: SettingReader): MeshSettings | undefined {
  if (!read.flag('mesh')) {
    refuseWithoutMesh(read);
    return undefined;
  }
  const allow = read.list('mesh_allow');
  return {
    port: portOf(read.number('mesh_port') ?? PORT, '--mesh-port'),
    host: read.text('mesh_host') ?? MESH_SETTINGS.mesh_host.default,
    dir: read.text('mesh_dir'),
    peers: read.list('peer'),
    dns: dnsOf(read.text('mesh_dns')),
    mdns: read.flag('mesh_mdns'),
    allow: allow.length > 0 ? allow : undefined,
    networkKeyFile: read.text('mesh_network_key'),
    authorities: read.list('mesh_authority'),
    quorum: read.number('mesh_quorum') ?? MESH_SETTINGS.mesh_quorum.default,
  };
}

function refuseWithoutMesh(read: SettingReader): void {
  const keys = Object.keys(MESH_SETTINGS).filter((key): key is Key => key !== 'mesh');
  for (const key of keys) {
    const given = read.raw(key);
    // A directory of an identity is also what `venom mesh` reads from the environment.
    if (given === undefined || !given.name.startsWith('--')) continue;
    throw new UsageError(`${given.name} is given, but there is no mesh`, {
      code: 'ERR_USAGE',
      fix: 'Give --mesh too, or leave it out.',
    });
  }
}

function portOf(port: number, name: string): number {
  if (port >= 0 && port <= 65_535) return port;
  throw new UsageError(`${name} is ${port}, but must be a port from 0 to 65535`, {
    code: 'ERR_SETTING',
    fix: `Give a TCP port, such as ${PORT}.`,
  });
}

function dnsOf(text: string | undefined): MeshSettings['dns'] {
  if (text === undefined) return undefined;
  const [, name = '', port] = /^([a-z0-9._-]+)(?::(\d{1,5}))?$/i.exec(text) ?? [];
  if (name !== '') return { name, port: portOf(port === undefined ? PORT : Number(port), '--mesh-dns') };
  throw new UsageError(`--mesh-dns is ${JSON.stringify(text)}, but must be a name, or NAME:PORT`, {
    code: 'ERR_SETTING',
    fix: 'Give a name such as venom-mesh.default.svc.cluster.local:9000.',
  });
}
