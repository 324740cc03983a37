/**
 * One HTTP(S) request on node:https, which all runtimes have and which follows no redirect: where an answer points is
 * never asked.
 */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';

/** Bytes of an answer that are read; the rest is left. */
const MOST_ANSWER = 1 << 22;

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface HttpQuery {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal: AbortSignal;
  /** Certificates, keys and the like. */
  readonly tls?: RequestOptions | undefined;
}

/** @throws Error of the system: refused, reset, a certificate that is not trusted; AbortError */
export function sendRequest(
  url: URL,
  { method, headers, body, signal, tls }: HttpQuery,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    // No agent: a connection that is kept would be kept open for the next act, hours later.
    const query = send(url, { ...tls, method, headers: { ...headers }, signal, agent: false }, (answer) => {
      const { statusCode: status = 0, headers } = answer;
      let text = '';
      const done = (): void => resolve({ status, headers, body: text });
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        text += part;
        if (text.length <= MOST_ANSWER) return;
        answer.destroy();
        done();
      });
      answer.on('end', done);
      answer.on('error', reject);
    });
    query.on('error', reject);
    query.end(body);
  });
}
