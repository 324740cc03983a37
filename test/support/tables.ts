/** Tables for tests of sources: texts as streams, cut as asked, and what comes out of them. */
import { InputError } from '../../src/core/errors.ts';
import type { Sample } from '../../src/sources/index.ts';
import { StdinSource, type StdinSourceOptions } from '../../src/sources/stdin.ts';

export const never = new AbortController().signal;

export function bytesOf(text: string | Uint8Array): Uint8Array {
  return typeof text === 'string' ? new TextEncoder().encode(text) : text;
}

/** The bytes in chunks of these sizes, the rest in the last one. */
export function cut(text: string | Uint8Array, sizes: readonly number[] = []): Uint8Array[] {
  const bytes = bytesOf(text);
  const chunks: Uint8Array[] = [];
  let at = 0;
  for (const size of sizes) {
    chunks.push(bytes.slice(at, at + size));
    at += size;
  }
  return [...chunks, bytes.slice(at)];
}

export interface Outcome {
  readonly samples: Sample[];
  readonly error?: unknown;
}

/** The samples of a text on the standard input, up to its error if it has one. */
export async function outcomeOf(
  input: string | Uint8Array | Iterable<Uint8Array>,
  options: StdinSourceOptions = {},
): Promise<Outcome> {
  const chunks = typeof input === 'string' || input instanceof Uint8Array ? cut(input) : input;
  const samples: Sample[] = [];
  try {
    for await (const sample of new StdinSource({ ...options, input: chunks }).samples(never))
      samples.push(sample);
    return { samples };
  } catch (error) {
    return { samples, error };
  }
}

/** As `outcomeOf`, for a text without errors. */
export async function samplesOf(
  input: string | Uint8Array | Iterable<Uint8Array>,
  options: StdinSourceOptions = {},
): Promise<Sample[]> {
  const { samples, error } = await outcomeOf(input, options);
  if (error !== undefined) throw error;
  return samples;
}

/** The error that a text leads to: its code, message and fix. */
export async function refusalOf(
  input: string | Uint8Array | Iterable<Uint8Array>,
  options: StdinSourceOptions = {},
): Promise<InputError> {
  const { error } = await outcomeOf(input, options);
  if (error instanceof InputError) return error;
  throw new Error(`expected an InputError, got ${error}`, { cause: error });
}
