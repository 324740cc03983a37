/** Flags of the commands that join a mesh, and the node that they make. */
import { Flags } from '@oclif/core';
import { StorageError } from '../../core/errors.ts';
import type { P2PMesh } from '../../mesh/p2p-mesh.ts';
import { readNetworkKey } from './network-key.ts';

export const identityFlag = Flags.string({
  description: 'directory with the key of this node, made where there is none',
  helpValue: 'DIR',
  env: 'VENOM_MESH_DIR',
});

export const joinFlags = {
  identity: identityFlag,
  peer: Flags.string({
    description: 'multiaddr of a node to join; several times, or with commas',
    helpValue: 'MULTIADDR',
    multiple: true,
    delimiter: ',',
    required: true,
  }),
  allow: Flags.string({
    description: 'peer id that may connect',
    helpValue: 'ID',
    multiple: true,
    delimiter: ',',
  }),
  'network-key': Flags.string({
    description: 'file with the 64 hex digits that all nodes of the mesh hold',
    helpValue: 'FILE',
    env: 'VENOM_MESH_NETWORK_KEY',
  }),
  wait: Flags.string({ description: 'seconds to wait for peers', default: '10' }),
};

export interface JoinFlags {
  readonly identity?: string | undefined;
  readonly peer: readonly string[];
  readonly allow?: readonly string[] | undefined;
  readonly 'network-key'?: string | undefined;
  readonly wait: string;
}

/** A node on a port of its own that is connected to at least one of the peers. The caller stops it. */
export async function joinMesh(flags: JoinFlags): Promise<P2PMesh> {
  const [{ P2PMesh }, { parsePositive }] = await Promise.all([
    import('../../mesh/p2p-mesh.ts'),
    import('./numbers.ts'),
  ]);
  const wait = parsePositive('--wait', flags.wait);
  const keyFile = flags['network-key'];
  const mesh = new P2PMesh({
    nodeId: 'venom-cli',
    port: 0,
    peers: flags.peer,
    redial: 1,
    ...(flags.identity !== undefined && { dir: flags.identity }),
    ...(flags.allow && { allow: flags.allow }),
    ...(keyFile !== undefined && { networkKey: await readNetworkKey(keyFile) }),
  });
  let trouble = 'no answer';
  mesh.on('trouble', ({ why }) => {
    trouble = why;
  });
  await mesh.start();
  const until = performance.now() + wait * 1000;
  while (mesh.members.every(({ state }) => state !== 'alive')) {
    if (performance.now() > until) {
      await mesh.stop();
      throw new StorageError(`none of the peers answered within ${wait} s: ${trouble}`, {
        code: 'ERR_MESH_UNREACHABLE',
        fix: 'Check the multiaddrs, that the nodes run, and that they allow the id that venom mesh id prints.',
      });
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return mesh;
}

/** On Deno something of libp2p keeps the process alive after it was stopped: it ends here, once all is written. */
export function endProcess(command: { exit(code: number): never }): void {
  if ('Deno' in globalThis) command.exit(0);
}
