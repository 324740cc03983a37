/** Addresses of peers from a name: A and AAAA records with the port given, SRV records with their own. */
import type { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { systemCodeOf } from '../core/errors.ts';

export type NameResolver = Pick<Resolver, 'resolve4' | 'resolve6' | 'resolveSrv'>;

/** Codes by which DNS says that there is nothing of that kind. */
const NOTHING = new Set(['ENODATA', 'ENOTFOUND', 'ESERVFAIL', 'ENOTIMP', 'EREFUSED', 'ETIMEOUT']);

/** @returns multiaddrs, without duplicates; none where the name has none now */
export async function addressesOf(name: string, port: number, resolver: NameResolver): Promise<string[]> {
  const hosts = async (host: string, at: number): Promise<string[]> => {
    const [four, six] = await Promise.all([
      none(() => resolver.resolve4(host)),
      none(() => resolver.resolve6(host)),
    ]);
    return [...four.map((ip) => `/ip4/${ip}/tcp/${at}`), ...six.map((ip) => `/ip6/${ip}/tcp/${at}`)];
  };
  const services = isIP(name) ? [] : await none(() => resolver.resolveSrv(name));
  const found =
    services.length > 0
      ? (await Promise.all(services.map((service) => hosts(service.name, service.port)))).flat()
      : await hosts(name, port);
  return [...new Set(found)].sort();
}

async function none<T>(ask: () => Promise<T[]>): Promise<T[]> {
  try {
    return await ask();
  } catch (error) {
    // A name that is not there yet, as before the first pod is ready, is asked again later.
    if (NOTHING.has(systemCodeOf(error) ?? '')) return [];
    throw error;
  }
}
