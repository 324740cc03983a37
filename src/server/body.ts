/** The JSON body of a request, bounded in bytes and in time. */
import type { IncomingMessage } from 'node:http';
import * as v from 'valibot';
import { Refusal } from './refusal.ts';

/** Bytes: every body that is taken has a few numbers and texts. */
export const LARGEST_BODY = 16_384;

/**
 * @param timeout milliseconds that the body has to come; not every runtime watches over that by itself
 * @throws Refusal 413, 415, 408, 400
 */
export async function readBody<Schema extends v.GenericSchema>(
  request: IncomingMessage,
  schema: Schema,
  timeout: number,
): Promise<v.InferOutput<Schema>> {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new Refusal(415, `the body is ${type ?? 'of no type'}, but must be application/json`, {
      code: 'ERR_HTTP_TYPE',
      fix: 'Send Content-Type: application/json.',
    });
  }
  const result = v.safeParse(schema, parsed(await inTime(textOf(request), timeout)));
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw unreadable(`${v.getDotPath(issue) ?? 'the body'}: ${issue.message}`);
}

async function textOf(request: IncomingMessage): Promise<string> {
  if (Number(request.headers['content-length'] ?? 0) > LARGEST_BODY) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes: Uint8Array = chunk;
    length += bytes.length;
    if (length > LARGEST_BODY) throw tooLarge();
    chunks.push(bytes);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw unreadable('the body is not UTF-8');
  }
}

async function inTime<T>(body: Promise<T>, timeout: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooSlow(timeout)), timeout);
  });
  try {
    return await Promise.race([body, late]);
  } finally {
    clearTimeout(timer);
  }
}

function tooSlow(timeout: number): Refusal {
  return new Refusal(408, `the body did not come within ${timeout / 1000} s`, {
    code: 'ERR_HTTP_BODY_TIME',
    fix: 'Send it at once.',
    headers: { connection: 'close' },
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable('the body is not JSON');
  }
}

function tooLarge(): Refusal {
  return new Refusal(413, `the body has more than ${LARGEST_BODY} bytes`, {
    code: 'ERR_HTTP_BODY_SIZE',
    fix: 'Send the few values that are asked for.',
    // What is left of the body is not read.
    headers: { connection: 'close' },
  });
}

function unreadable(message: string): Refusal {
  return new Refusal(400, message, {
    code: 'ERR_HTTP_BODY',
    fix: 'See /api/openapi.json for what is taken.',
  });
}
