/**
 * Frames between two neighbours, over a channel that says who sends (DESIGN §6):
 *
 *   digest   summary of the messages held, and heartbeats that are news: asks for heads where the summaries differ
 *   heads    per origin: epoch, contiguous prefix, ranges beyond
 *   pull     ranges that are wanted
 *   repair   messages as their origins signed them
 *   direct   one message to one peer, signed
 *
 *   frame = block(JSON in UTF-8) ‖ block(statement as signed)*        block = length (4 bytes, big endian) ‖ bytes
 */
import * as v from 'valibot';

/** Bytes of a frame that are read at most. */
export const MOST_FRAME_BYTES = 1 << 20;
export const MOST_HEADS = 512;
export const MOST_BEATS = 512;
/** Statements in a frame. */
const MOST_WIRES = 1024;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const positive = v.pipe(count, v.minValue(1));
const range = v.pipe(
  v.strictTuple([positive, positive]),
  v.check(([from, to]) => from <= to, 'must go upwards'),
);
const ranges = v.pipe(v.array(range), v.maxLength(64));
const origin = v.pipe(v.string(), v.maxLength(64));

const headSchema = v.variant('type', [
  v.strictObject({
    type: v.literal('digest'),
    summary: v.pipe(v.number(), v.safeInteger()),
    /** Asks for a digest in return. */
    probe: v.boolean(),
  }),
  v.strictObject({
    type: v.literal('heads'),
    heads: v.pipe(
      v.array(v.strictObject({ origin, epoch: positive, prefix: count, ranges })),
      v.maxLength(MOST_HEADS),
    ),
  }),
  v.strictObject({
    type: v.literal('pull'),
    wants: v.pipe(v.array(v.strictObject({ origin, epoch: positive, ranges })), v.maxLength(MOST_HEADS)),
  }),
  v.strictObject({ type: v.literal('repair') }),
  v.strictObject({ type: v.literal('direct') }),
]);

/** A frame, with the statements that it carries. */
export type Frame = v.InferOutput<typeof headSchema> & { readonly wires: readonly Uint8Array[] };

const LENGTH_SIZE = 4;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function encodeFrame({ wires, ...head }: Frame): Uint8Array {
  const blocks = [encoder.encode(JSON.stringify(head)), ...wires];
  const frame = new Uint8Array(blocks.reduce((sum, { length }) => sum + LENGTH_SIZE + length, 0));
  const view = new DataView(frame.buffer);
  let at = 0;
  for (const block of blocks) {
    view.setUint32(at, block.length);
    frame.set(block, at + LENGTH_SIZE);
    at += LENGTH_SIZE + block.length;
  }
  return frame;
}

/** @returns undefined where it is none */
export function decodeFrame(bytes: Uint8Array): Frame | undefined {
  const blocks = blocksOf(bytes);
  const [head, ...wires] = blocks ?? [];
  if (!head) return undefined;
  try {
    const result = v.safeParse(headSchema, JSON.parse(decoder.decode(head)));
    return result.success ? { ...result.output, wires } : undefined;
  } catch {
    // Neither decoder says more than that it is none.
    return undefined;
  }
}

/** Copies, as what is kept of them outlives the frame. */
function blocksOf(bytes: Uint8Array): Uint8Array[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const blocks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (at + LENGTH_SIZE > bytes.length || blocks.length > MOST_WIRES) return undefined;
    const end = at + LENGTH_SIZE + view.getUint32(at);
    if (end > bytes.length) return undefined;
    blocks.push(bytes.slice(at + LENGTH_SIZE, end));
    at = end;
  }
  return blocks;
}
