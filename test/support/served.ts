/** A supervisor and its service, in a directory of their own. */

import type { Arbiter } from '../../src/core/arbiter.ts';
import type { ArbiterOptions } from '../../src/core/arbiter-options.ts';
import type { BeatRecord } from '../../src/core/beat-record.ts';
import { systemClock } from '../../src/core/clock.ts';
import { InlineExecutor } from '../../src/flows/index.ts';
import { ImmutableLedger } from '../../src/ledger/index.ts';
import { Service, type ServiceOptions } from '../../src/server/index.ts';
import type { Labels } from '../../src/sources/source.ts';
import { inTemporary } from './ledgers.ts';
import { must, world } from './supervised.ts';
import { SigmoidModel } from './world.ts';

export const TOKEN = 'a-token-of-a-test-0123456789';

export interface Served {
  readonly url: string;
  readonly port: number;
  readonly dir: string;
  readonly arbiter: Arbiter;
  readonly ledger: ImmutableLedger;
  readonly service: Service;
  /** @param labels of the sample; those of the run's own entity where there are none */
  beat(metrics?: Record<string, number | null>, labels?: Labels): Promise<BeatRecord>;
  get(path: string, init?: RequestInit): Promise<Response>;
  post(path: string, body: unknown, token?: string): Promise<Response>;
}

/** @param token null: none is configured */
export function serving<T>(
  work: (served: Served) => Promise<T>,
  {
    token = TOKEN,
    supervising = {},
    ...options
  }: Partial<Omit<ServiceOptions, 'token'>> & {
    token?: string | null;
    supervising?: Partial<ArbiterOptions>;
  } = {},
): Promise<T> {
  return inTemporary(async (dir) => {
    const model = new SigmoidModel();
    const ledger = await new ImmutableLedger({ dir }).open();
    const { arbiter, beat, clock, source } = world({
      ledger,
      entropyModel: model,
      executor: new InlineExecutor(model),
      ...supervising,
    });
    const service = new Service({
      supervised: arbiter,
      clock: systemClock,
      program: { name: 'venom-genesis', version: '0.0.0' },
      port: 0,
      ledgerDir: dir,
      firstEntry: 0,
      token: token ?? undefined,
      ...options,
    });
    const url = await service.listen();
    try {
      return await work({
        url,
        port: Number(new URL(url).port),
        dir,
        arbiter,
        ledger,
        service,
        async beat(metrics = { load: 0.8, anoms: 0 }, labels) {
          if (!labels) return beat(metrics);
          clock.advance(0.001);
          source.feed({ timestamp: clock.now(), metrics, labels });
          return must(await arbiter.executeBeat());
        },
        get: (path, init) => fetch(`${url}${path}`, init),
        post: (path, body, given = TOKEN) =>
          fetch(`${url}${path}`, {
            method: 'POST',
            headers: { authorization: `Bearer ${given}`, 'content-type': 'application/json' },
            body: typeof body === 'string' ? body : JSON.stringify(body),
          }),
      });
    } finally {
      await service.close();
      await arbiter.stop();
      await ledger.close();
    }
  });
}

/** Sends bytes as they are, and gives what comes back until the connection ends. */
export async function raw(port: number, text: string, { end = true } = {}): Promise<string> {
  const { connect } = await import('node:net');
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      if (end) socket.end(text);
      else socket.write(text);
    });
    let got = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      got += chunk;
    });
    socket.on('close', () => resolve(got));
    socket.on('error', (error) =>
      got === '' && !end ? resolve('') : got === '' ? reject(error) : resolve(got),
    );
  });
}

/** Reads server-sent events until so many of a kind have come. */
export async function events(response: Response, kind: string, count: number): Promise<unknown[]> {
  const found: unknown[] = [];
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) throw new Error('the answer has no body');
  let text = '';
  while (found.length < count) {
    const { done, value } = await reader.read();
    if (done) break;
    text += value;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (data !== undefined && block.includes(`event: ${kind}\n`)) found.push(JSON.parse(data));
    }
  }
  await reader.cancel();
  return found;
}
