/**
 * Cosignatures (c2sp.org/tlog-cosignature, Ed25519): a witness says when it saw a checkpoint that is consistent with all
 * that it saw before. Signed is
 *
 *   cosignature/v1
 *   time <seconds since the epoch>
 *   <text of the checkpoint>
 *
 * and the line holds the time (8 bytes, big endian) before the signature. Key id: first four bytes of
 * SHA-256(name ‖ 0x0A ‖ 0x04 ‖ public key).
 */
import { parseNote, toBase64 } from '../ledger/note.ts';
import { type PeerKey, publicKeyIn } from './peer-key.ts';

const COSIGNATURE_V1 = 0x04;
const encoder = new TextEncoder();

/** @returns the line to be put below the note; the witness's name is its peer id */
export async function cosign(note: string, key: PeerKey, seconds: number): Promise<string> {
  const publicKey = publicKeyIn(key.id);
  if (!publicKey) throw new Error('a node signs with an Ed25519 key');
  const time = Math.floor(seconds);
  const { text } = parseNote(note);
  const signature = key.sign(encoder.encode(`cosignature/v1\ntime ${time}\n${text}`));
  const named = Uint8Array.from([...encoder.encode(`${key.id}\n`), COSIGNATURE_V1, ...publicKey]);
  const keyId = new Uint8Array(await crypto.subtle.digest('SHA-256', named)).subarray(0, 4);
  const stamp = new Uint8Array(8);
  new DataView(stamp.buffer).setBigUint64(0, BigInt(time));
  return `— ${key.id} ${toBase64(Uint8Array.from([...keyId, ...stamp, ...signature]))}\n`;
}
