/** Intents for handlers under test, and a TLS server that answers as it is told. */
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Intent } from '../../src/actions/index.ts';

const read = (name: string): string => readFileSync(new URL(`./tls/${name}`, import.meta.url), 'utf8');
/** Of localhost, signed by itself, for tests alone. */
export const TLS = { key: read('key.pem'), cert: read('cert.pem') };

export const never = new AbortController().signal;

export function intent(changed: Partial<Intent> = {}): Intent {
  return {
    id: 'ab'.repeat(32),
    entry: 8,
    entity: '',
    labels: null,
    beat: 3,
    timestamp: 1_700_000_000,
    action: 'ALERT',
    decided: 'ALERT',
    reason: 'Threat 0.62 is at or above 0.6 and below 0.85.',
    decvec: {
      threat: 0.1,
      stability: 0.2,
      repairScore: 0.1,
      optGain: 0.1,
      rawThreat: 0.62,
      rawUrgency: 0.4,
      rawConserve: 0.8,
      rawGain: 0.2,
    },
    repair: {
      flow: 'R',
      version: '1',
      scores: { urgency: 0.4, cost: 0.2 },
      plan: 'repair+replicate',
      explanation: 'Four anomalies.',
    },
    reinvest: {
      flow: 'O',
      version: '1',
      scores: { expectedGain: 0.2 },
      plan: 'reinvest+transform',
      explanation: 'A fifth to gain.',
    },
    ...changed,
  };
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Answer = (asked: Asked, response: ServerResponse, times: number) => void;

/** @returns the server's address, what it was asked so far, and how to end it */
export async function tlsServer(answer: Answer) {
  const asked: Asked[] = [];
  const server = createServer(TLS, (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      asked.push({ method, path, headers, body });
      answer({ method, path, headers, body }, response, asked.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    asked,
    url: new URL(`https://127.0.0.1:${port}/hook`),
    async close(): Promise<void> {
      server.closeAllConnections?.();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
