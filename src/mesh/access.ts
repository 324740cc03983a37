/** Who may join: an allowlist of peer ids, a network key that all share, or both (DESIGN §6). */
import { InputError } from '../core/errors.ts';
import { publicKeyIn } from './peer-key.ts';

export interface AccessOptions {
  /** Address to listen on. */
  readonly host: string;
  /** Peer ids that may join; all that hold the network key where it is left out. */
  readonly allow?: readonly string[] | undefined;
  /** 32 bytes that every node of the mesh holds. */
  readonly networkKey?: Uint8Array | undefined;
}

/**
 * @returns who may join
 * @throws InputError for an id or a key that is none, or a mesh that anybody could join from elsewhere
 */
export function accessOf({ host, allow, networkKey }: AccessOptions): (peer: string) => boolean {
  const wrong = allow?.find((id) => !publicKeyIn(id));
  if (wrong !== undefined) {
    throw new InputError(`allow names ${JSON.stringify(wrong.slice(0, 80))}, which is no peer id`, {
      code: 'ERR_MESH_PEER_ID',
      fix: 'Give ids as venom mesh id prints them: 12D3KooW….',
    });
  }
  if (networkKey && networkKey.length !== 32) {
    throw new InputError(`the network key has ${networkKey.length} bytes, but must have 32`, {
      code: 'ERR_MESH_NETWORK_KEY',
      fix: 'Give 64 hex digits, the same on every node.',
    });
  }
  if (!allow && !networkKey && !isLoopback(host)) {
    throw new InputError(
      `the mesh will not listen on ${host}: without an allowlist and without a network key, anybody who reaches it could join`,
      {
        code: 'ERR_MESH_OPEN',
        fix: 'Name the peers that may join, or give all nodes one network key, or listen on 127.0.0.1.',
      },
    );
  }
  const allowed = allow && new Set(allow);
  return (peer) => allowed?.has(peer) ?? true;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
