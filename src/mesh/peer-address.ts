/** Addresses of peers as they are given: multiaddrs over TCP, with or without the peer id. */
import { InputError } from '../core/errors.ts';

/** @throws InputError `ERR_MESH_ADDRESS` for the first that no node could be reached by */
export async function requireAddresses(addresses: readonly string[]): Promise<void> {
  if (addresses.length === 0) return;
  const { multiaddr } = await import('@multiformats/multiaddr');
  for (const address of addresses) {
    const why = wrongWith(address, multiaddr);
    if (why === undefined) continue;
    throw new InputError(
      `the peer ${JSON.stringify(address.slice(0, 200))} is no address of a node: ${why}`,
      {
        code: 'ERR_MESH_ADDRESS',
        fix: 'Give a multiaddr as a node tells it when it starts, such as /ip4/10.0.0.2/tcp/9000.',
      },
    );
  }
}

type Parse = typeof import('@multiformats/multiaddr')['multiaddr'];

function wrongWith(address: string, multiaddr: Parse): string | undefined {
  try {
    const names = multiaddr(address)
      .getComponents()
      .map(({ name }) => name);
    return names.includes('tcp') ? undefined : 'it has no TCP port';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
