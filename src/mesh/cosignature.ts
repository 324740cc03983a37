/**
 * Cosignatures (c2sp.org/tlog-cosignature, Ed25519): a witness says when it saw a checkpoint that is consistent with all
 * that it saw before. Signed is
 *
 *   cosignature/v1
 *   time <seconds since the epoch>
 *   <text of the checkpoint>
 *
 * and the line holds the time (8 bytes, big endian) before the signature. Key id: first four bytes of
 * SHA-256(name ‖ 0x0A ‖ 0x04 ‖ public key). The name is the peer id, which holds the key itself: whoever reads the line
 * can check it, and needs to be told only whom to trust.
 */
import { VerificationError } from '../core/errors.ts';
import { parseNote, toBase64 } from '../ledger/note.ts';
import { sameBytes } from '../ledger/proof.ts';
import { type PeerKey, publicKeyIn, type Verify } from './peer-key.ts';

const COSIGNATURE_V1 = 0x04;
const TIME_SIZE = 8;
const SIGNATURE_SIZE = 64;
const encoder = new TextEncoder();

/** Who saw a checkpoint, and when: seconds since the epoch. */
export interface Cosigned {
  readonly peer: string;
  readonly time: number;
}

type NoteSignature = ReturnType<typeof parseNote>['signatures'][number];

/** @returns the line to be put below the note; the witness's name is its peer id */
export async function cosign(note: string, key: PeerKey, seconds: number): Promise<string> {
  const keyId = await keyIdOf(key.id);
  if (!keyId) throw new Error('a node signs with an Ed25519 key');
  const time = Math.floor(seconds);
  const signature = key.sign(signedBytes(parseNote(note).text, time));
  const stamp = new Uint8Array(TIME_SIZE);
  new DataView(stamp.buffer).setBigUint64(0, BigInt(time));
  return `— ${key.id} ${toBase64(Uint8Array.from([...keyId, ...stamp, ...signature]))}\n`;
}

/**
 * Whether a signature of a note is the cosignature of a peer.
 *
 * @returns `foreign` where it is that of no peer, or of another kind; `forged` where it does not hold
 */
export async function readCosignature(
  text: string,
  { name, keyId, signature: bytes }: NoteSignature,
  verify: Verify,
): Promise<Cosigned | 'foreign' | 'forged'> {
  const known = await keyIdOf(name);
  if (!known || !sameBytes(known, keyId)) return 'foreign';
  if (bytes.length !== TIME_SIZE + SIGNATURE_SIZE) return 'forged';
  const time = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0));
  const signed = Number.isSafeInteger(time) && signedBytes(text, time);
  if (!signed || !verify(name, signed, bytes.subarray(TIME_SIZE))) return 'forged';
  return { peer: name, time };
}

/**
 * The peers that cosigned a note, each once, as the note has them.
 *
 * @throws VerificationError `ERR_NOTE`, or `ERR_COSIGNATURE` for one that does not hold
 */
export async function witnessesOf(note: string, verify: Verify): Promise<Cosigned[]> {
  const { text, signatures } = parseNote(note);
  const found = new Map<string, Cosigned>();
  for (const signature of signatures) {
    const cosigned = await readCosignature(text, signature, verify);
    if (cosigned === 'forged') {
      throw new VerificationError(`the cosignature by ${signature.name} does not hold`, {
        code: 'ERR_COSIGNATURE',
        fix: 'The checkpoint or the line was changed: ask for the checkpoint anew.',
      });
    }
    if (cosigned !== 'foreign') found.set(cosigned.peer, cosigned);
  }
  return [...found.values()];
}

/** undefined where the name is no peer id. */
async function keyIdOf(name: string): Promise<Uint8Array | undefined> {
  const publicKey = publicKeyIn(name);
  if (!publicKey) return undefined;
  const named = Uint8Array.from([...encoder.encode(`${name}\n`), COSIGNATURE_V1, ...publicKey]);
  return new Uint8Array(await crypto.subtle.digest('SHA-256', named)).subarray(0, 4);
}

function signedBytes(text: string, time: number): Uint8Array {
  return encoder.encode(`cosignature/v1\ntime ${time}\n${text}`);
}
