/**
 * The key pair that signs a ledger's checkpoints, as text:
 *
 *   private  PRIVATE+KEY+<name>+<key id, hex>+<base64 of 0x01 ‖ seed>       as golang.org/x/mod/sumdb/note writes it
 *   public   <name>+<key id, hex>+<base64 of 0x01 ‖ public key>             c2sp.org/signed-note
 *
 * The name is the origin of the tree. One seed may sign several trees: each under its own name.
 */
import { InputError } from '../core/errors.ts';
import { createSigner, fromBase64, hex, type Signer, toBase64 } from './note.ts';

const ED25519 = 0x01;
const FIX = 'Give the line that the ledger wrote to its file named key: PRIVATE+KEY+<name>+<id>+<key>.';

/** A seed with the name that it was made for. */
export interface PrivateKey {
  readonly name: string;
  readonly seed: Uint8Array;
}

export async function encodePrivateKey({ name, seed }: PrivateKey): Promise<string> {
  const { verifier } = await createSigner(name, seed);
  return `PRIVATE+KEY+${name}+${hex(verifier.keyId)}+${toBase64(Uint8Array.from([ED25519, ...seed]))}`;
}

/**
 * @param where for messages: the file or the variable that it came from; the key itself is never quoted
 * @throws InputError where it is no such key, or its id is not that of its name and bytes
 */
export async function parsePrivateKey(text: string, where: string): Promise<PrivateKey> {
  const [, name, id, encoded] = /^PRIVATE\+KEY\+([^+\s]+)\+([0-9a-f]{8})\+(\S+)\s*$/.exec(text) ?? [];
  const bytes = encoded === undefined ? undefined : fromBase64(encoded);
  if (!name || !bytes || bytes.length !== 33 || bytes[0] !== ED25519) {
    throw new InputError(`${where} holds no private key of a ledger`, { code: 'ERR_PRIVATE_KEY', fix: FIX });
  }
  const key = { name, seed: bytes.slice(1) };
  if (!(await encodePrivateKey(key)).includes(`+${id}+`)) {
    throw new InputError(`${where}: the key's id is ${id}, which is not that of this name and key`, {
      code: 'ERR_PRIVATE_KEY',
      fix: FIX,
    });
  }
  return key;
}

/** The same key under the name of another tree of the ledger. */
export function signerFor({ seed }: PrivateKey, origin: string): Promise<Signer> {
  return createSigner(origin, seed);
}

/** A new key, from the runtime's own source of chance. */
export function newSeed(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(32));
}
