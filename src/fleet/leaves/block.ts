/**
 * A block of a file of leaves, little-endian:
 *
 *   0    8 bytes   VENOMFLB
 *   8    u32       version, 1
 *   12   u32       kind: 0 a beat, 1 a snapshot of the fleet before the beats that follow it
 *   16   f64 × 2   beat, timestamp (seconds)
 *   32   u32 × 4   entities, bytes of the head, bytes of the body, bytes of both once inflated
 *   48   32 bytes  SHA3-256 of bytes 0 to 47 and what follows the digest
 *   80   deflated: head (canonical JSON), body (columns.ts of a beat, snapshots of a fleet)
 *
 * The digest is what the beat's ledger entry commits to.
 */
import { promisify } from 'node:util';
import { constants, deflateRaw, inflateRaw } from 'node:zlib';
import { messageOf } from '../../core/errors.ts';
import { canonicalJson } from '../../ledger/canonical.ts';
import { type Hash, hexOfBytes } from '../../ledger/hash.ts';
import { sameBytes } from '../../ledger/proof.ts';
import { damagedLeaves } from '../fleet-errors.ts';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

const MAGIC = new TextEncoder().encode('VENOMFLB');
const VERSION = 1;
export const BLOCK_HEAD = 80;
const DIGEST_AT = 48;
/** Bytes of a block once inflated: ten million entities' worth. */
const LARGEST = 2 ** 30;
export const KINDS = ['beat', 'snapshot'] as const;

export interface Block {
  readonly kind: (typeof KINDS)[number];
  readonly beat: number;
  /** Seconds. */
  readonly timestamp: number;
  readonly rows: number;
  /** Plain JSON. */
  readonly head: unknown;
  readonly body: Uint8Array;
}

/** A block as bytes, with the digest that commits to it, in hex. */
export interface WrittenBlock {
  readonly bytes: Uint8Array;
  readonly digest: string;
}

export async function writeBlock(
  hash: Hash,
  { kind, beat, timestamp, rows, head, body }: Block,
): Promise<WrittenBlock> {
  const text = new TextEncoder().encode(canonicalJson(head));
  const content = new Uint8Array(text.length + body.length);
  content.set(text);
  content.set(body, text.length);
  const deflated = await deflate(content, { level: constants.Z_BEST_SPEED });
  const bytes = new Uint8Array(BLOCK_HEAD + deflated.length);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  view.setUint32(8, VERSION, true);
  view.setUint32(12, KINDS.indexOf(kind), true);
  view.setFloat64(16, beat, true);
  view.setFloat64(24, timestamp, true);
  view.setUint32(32, rows, true);
  view.setUint32(36, text.length, true);
  view.setUint32(40, deflated.length, true);
  view.setUint32(44, content.length, true);
  bytes.set(deflated, BLOCK_HEAD);
  const digest = digestOf(hash, bytes);
  bytes.set(digest, DIGEST_AT);
  return { bytes, digest: hexOfBytes(digest) };
}

function digestOf(hash: Hash, block: Uint8Array): Uint8Array {
  const hashed = new Uint8Array(block.length - 32);
  hashed.set(block.subarray(0, DIGEST_AT));
  hashed.set(block.subarray(BLOCK_HEAD), DIGEST_AT);
  return hash.bytes(hashed);
}

/** What the head of a block says of it; undefined where the bytes are the head of none. */
export interface BlockHead extends Pick<Block, 'kind' | 'beat' | 'timestamp' | 'rows'> {
  /** Of the whole block. */
  readonly bytes: number;
  /** Hex. */
  readonly digest: string;
}

export function readBlockHead(bytes: Uint8Array): BlockHead | undefined {
  if (bytes.length < BLOCK_HEAD || MAGIC.some((byte, i) => bytes[i] !== byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = KINDS[view.getUint32(12, true)];
  if (view.getUint32(8, true) !== VERSION || kind === undefined) return undefined;
  return {
    kind,
    beat: view.getFloat64(16, true),
    timestamp: view.getFloat64(24, true),
    rows: view.getUint32(32, true),
    bytes: BLOCK_HEAD + view.getUint32(40, true),
    digest: hexOfBytes(bytes.subarray(DIGEST_AT, BLOCK_HEAD)),
  };
}

/**
 * @param bytes the block and nothing else
 * @param where for messages: file and byte
 * @throws VerificationError ERR_FLEET_LEAVES where it is damaged, or not what its digest says
 */
export async function readBlock(hash: Hash, bytes: Uint8Array, where: string): Promise<Block> {
  const head = readBlockHead(bytes);
  if (head === undefined) throw damagedLeaves(where, `no block of version ${VERSION} begins here`);
  if (bytes.length !== head.bytes)
    throw damagedLeaves(where, `the block has ${bytes.length} of its ${head.bytes} bytes`);
  if (!sameBytes(digestOf(hash, bytes), bytes.subarray(DIGEST_AT, BLOCK_HEAD)))
    throw damagedLeaves(where, 'the digest of the block is not that of its bytes');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [text, length] = [view.getUint32(36, true), view.getUint32(44, true)];
  if (length > LARGEST) throw damagedLeaves(where, `the block would take ${length} bytes`);
  try {
    const content = await inflate(bytes.subarray(BLOCK_HEAD), { maxOutputLength: Math.max(1, length) });
    if (content.length !== length) throw new Error(`it inflates to ${content.length} bytes, not ${length}`);
    const { kind, beat, timestamp, rows } = head;
    const json: unknown = JSON.parse(new TextDecoder().decode(content.subarray(0, text)));
    // A copy: columns are read as typed arrays, which begin where their elements can.
    return { kind, beat, timestamp, rows, head: json, body: new Uint8Array(content.subarray(text)) };
  } catch (cause) {
    throw damagedLeaves(where, messageOf(cause));
  }
}
