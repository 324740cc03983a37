/**
 * Who a node is: an Ed25519 key (RFC 8032), and the libp2p peer id that holds its public half whole, so that a
 * signature can be checked with nothing but the id (libp2p peer-ids specification, identity multihash).
 *
 * Signing and verifying are synchronous: through node:crypto 20 to 105 µs a call on the three runtimes, which is less
 * than what an await of WebCrypto's pool adds on the way of every message.
 */
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { base58btc } from 'multiformats/bases/base58';

/** Multihash `identity` of 36 bytes: a protobuf PublicKey, type Ed25519 (1), 32 bytes of key. */
const PEER_ID_FRAME = Uint8Array.from([0x00, 0x24, 0x08, 0x01, 0x12, 0x20]);
/** RFC 8410 frames of a seed (PKCS #8) and of a public key (SPKI). */
const PKCS8 = Uint8Array.from([48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32]);
const SPKI = Uint8Array.from([48, 42, 48, 5, 6, 3, 43, 101, 112, 3, 33, 0]);
const KEY_SIZE = 32;

/** A peer's key, to sign with. */
export interface PeerKey {
  /** Peer id in base58, e.g. `12D3KooW…`. */
  readonly id: string;
  sign(bytes: Uint8Array): Uint8Array;
}

/** Whether `signature` over `bytes` is by the key in the peer id `origin`. */
export type Verify = (origin: string, bytes: Uint8Array, signature: Uint8Array) => boolean;

/** @param seed the 32 bytes of an Ed25519 private key */
export function peerKeyOf(seed: Uint8Array): PeerKey {
  if (seed.length !== KEY_SIZE)
    throw new RangeError(`seed has ${seed.length} bytes, but must have ${KEY_SIZE}`);
  const key = createPrivateKey({ key: joined(PKCS8, seed), format: 'der', type: 'pkcs8' });
  const spki = new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }));
  return {
    id: peerIdOf(spki.slice(SPKI.length)),
    sign: (bytes) => new Uint8Array(sign(null, bytes, key)),
  };
}

export function peerIdOf(publicKey: Uint8Array): string {
  return base58btc.baseEncode(joined(PEER_ID_FRAME, publicKey));
}

/** The 32 bytes of public key in a peer id; undefined where it is no id of an Ed25519 key. */
export function publicKeyIn(peerId: string): Uint8Array | undefined {
  if (!/^12D3KooW[1-9A-HJ-NP-Za-km-z]{44}$/.test(peerId)) return undefined;
  const bytes = base58btc.baseDecode(peerId);
  const framed = PEER_ID_FRAME.every((byte, i) => byte === bytes[i]);
  return framed && bytes.length === PEER_ID_FRAME.length + KEY_SIZE
    ? bytes.slice(PEER_ID_FRAME.length)
    : undefined;
}

/** Peers whose imported keys are kept. */
const KEPT = 4096;

/** A verifier with a memory for the keys of as many peers as a mesh may have. */
export function createVerify(): Verify {
  const keys = new Map<string, KeyObject | null>();
  return (origin, bytes, signature) => {
    let key = keys.get(origin);
    if (key === undefined) {
      const publicKey = publicKeyIn(origin);
      key = publicKey ? createPublicKey({ key: joined(SPKI, publicKey), format: 'der', type: 'spki' }) : null;
      if (keys.size >= KEPT) keys.clear();
      keys.set(origin, key);
    }
    return key !== null && signature.length === 64 && verify(null, bytes, key, signature);
  };
}

function joined(...parts: readonly Uint8Array[]): Buffer {
  return Buffer.concat(parts);
}
