/** Files that a scrape needs: certificates and tokens. They are replaced while the supervisor runs, so read anew. */
import { readFileSync } from 'node:fs';
import { systemCodeOf } from '../../core/errors.ts';
import { optionError } from './errors.ts';

export interface TlsSettings {
  /** Paths of PEM files. */
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  readonly insecure: boolean;
  readonly serverName: string | undefined;
}

/** The options of `node:https`. What proves who asks goes to the server's own origin alone. */
export function tlsOptions(tls: TlsSettings, ownOrigin: boolean): Record<string, string | boolean> {
  const ca = readTlsFile('ca', tls.ca);
  const cert = ownOrigin ? readTlsFile('cert', tls.cert) : undefined;
  const key = ownOrigin ? readTlsFile('key', tls.key) : undefined;
  return {
    rejectUnauthorized: !tls.insecure,
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
    ...(ownOrigin && tls.serverName && { servername: tls.serverName }),
  };
}

/** The text of the PEM file, if a path is given. */
export function readTlsFile(option: string, path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  const pem = readOptionFile(option, path);
  if (pem.includes('-----BEGIN ')) return pem;
  throw optionError(option, `names ${path}, which is not a PEM file`, 'Give a file with -----BEGIN … in it.');
}

/** The token in the file, for the header Authorization. */
export function readBearerToken(path: string): string {
  const token = readOptionFile('bearerTokenFile', path).trim();
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  const fix = 'Put the token on one line of the file.';
  throw optionError('bearerTokenFile', `names ${path}, which does not hold one token`, fix);
}

function readOptionFile(option: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const fix = `Give the path of a file that can be read as ${option}.`;
    throw optionError(option, `names ${path}, which cannot be read (${systemCodeOf(error)})`, fix, error);
  }
}
