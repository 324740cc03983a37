/**
 * Signed notes (c2sp.org/signed-note): a text, and below it signatures that each name their key.
 *
 *   <text, one or more lines>
 *
 *   — <key name> <base64 of key id (4 bytes) ‖ signature>
 *
 * Ed25519 (RFC 8032) through WebCrypto, which every runtime and browser has. Key id: the first four bytes of
 * SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key).
 */
import { InputError, VerificationError } from '../core/errors.ts';

const ED25519 = 0x01;
const KEY_ID_SIZE = 4;
const KEY_SIZE = 32;
const SIGNATURE_SIZE = 64;
const SIGNATURE_LINE = /^— (\S+) ([A-Za-z0-9+/]+={0,2})$/;

/** Who a signature is by. */
export interface Verifier {
  readonly name: string;
  readonly keyId: Uint8Array;
  verify(text: string, signature: Uint8Array): Promise<boolean>;
  /** `<name>+<key id, hex>+<base64 of 0x01 ‖ public key>` */
  readonly encoded: string;
}

export interface Signer {
  readonly verifier: Verifier;
  sign(text: string): Promise<Uint8Array>;
}

const encoder = new TextEncoder();

/** A key name must be usable in a signature line: not empty, without white space or plus signs. */
export function requireKeyName(name: string): void {
  if (/^[^\s+]+$/u.test(name) && name.isWellFormed()) return;
  throw new InputError(
    `the key name is ${JSON.stringify(name)}, but must have no white space and no plus sign`,
    {
      code: 'ERR_KEY_NAME',
      fix: 'Give a name such as example.com/ledger.',
    },
  );
}

async function keyIdOf(name: string, publicKey: Uint8Array): Promise<Uint8Array> {
  const input = Uint8Array.from([...encoder.encode(`${name}\n`), ED25519, ...publicKey]);
  return new Uint8Array(await crypto.subtle.digest('SHA-256', input)).subarray(0, KEY_ID_SIZE);
}

/** @param publicKey 32 bytes */
export async function createVerifier(name: string, publicKey: Uint8Array): Promise<Verifier> {
  requireKeyName(name);
  const key = await crypto.subtle.importKey('raw', publicKey.slice(), 'Ed25519', false, ['verify']);
  const keyId = await keyIdOf(name, publicKey);
  return {
    name,
    keyId,
    verify: (text, signature) =>
      crypto.subtle.verify('Ed25519', key, signature.slice(), encoder.encode(text)),
    encoded: `${name}+${hex(keyId)}+${toBase64(Uint8Array.from([ED25519, ...publicKey]))}`,
  };
}

/**
 * Reads a verifier as `encoded` writes it.
 *
 * @throws InputError `ERR_PUBLIC_KEY` that says what is wrong with it
 */
export async function parseVerifier(encoded: string): Promise<Verifier> {
  const refused = (why: string): InputError =>
    new InputError(`the public key ${quoted(encoded)} ${why}`, {
      code: 'ERR_PUBLIC_KEY',
      fix: 'Give it as <name>+<8 hex digits>+<base64>, as the ledger that signs prints it.',
    });
  const match = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/u.exec(encoded.trim());
  const [, name = '', id = '', text = ''] = match ?? [];
  if (!match) throw refused('is not of the form <name>+<8 hex digits>+<base64>');
  const bytes = fromBase64(text);
  if (!bytes || bytes.length !== 1 + KEY_SIZE) throw refused(`does not hold ${KEY_SIZE} bytes of key`);
  if (bytes[0] !== ED25519) throw refused(`is of kind ${bytes[0]}, not Ed25519 (1)`);
  const verifier = await createVerifier(name, bytes.subarray(1));
  if (hex(verifier.keyId) !== id)
    throw refused(`has the id ${id}, but its name and key make ${hex(verifier.keyId)}`);
  return verifier;
}

/** Text and signatures of a note that is well formed; nothing is verified yet. */
export interface Note {
  readonly text: string;
  readonly signatures: readonly {
    readonly name: string;
    readonly keyId: Uint8Array;
    readonly signature: Uint8Array;
  }[];
}

/** @throws VerificationError `ERR_NOTE` where it is no signed note */
export function parseNote(note: string): Note {
  const split = note.lastIndexOf('\n\n');
  if (split === -1 || !note.endsWith('\n'))
    throw malformed('it has no blank line, or no line feed at its end');
  const text = note.slice(0, split + 1);
  if (hasControls(text)) throw malformed('its text has control characters');
  const lines = note.slice(split + 2, -1).split('\n');
  const signatures = lines.map((line) => {
    const [, name = '', encoded = ''] = SIGNATURE_LINE.exec(line) ?? [];
    const bytes = fromBase64(encoded);
    if (!bytes || bytes.length <= KEY_ID_SIZE)
      throw malformed(`${JSON.stringify(line.slice(0, 80))} is no signature`);
    return { name, keyId: bytes.subarray(0, KEY_ID_SIZE), signature: bytes.subarray(KEY_ID_SIZE) };
  });
  return { text, signatures };
}

/**
 * The text of a note, once a signature by one of the verifiers holds. Signatures by others are passed over; a
 * signature that names one of them and does not hold is refused.
 *
 * @throws VerificationError `ERR_NOTE`, or `ERR_SIGNATURE` with the reason
 */
export async function openNote(note: string, verifiers: readonly Verifier[]): Promise<string> {
  const { text, signatures } = parseNote(note);
  let held = 0;
  for (const { name, keyId, signature } of signatures) {
    const verifier = verifiers.find((known) => known.name === name && hex(known.keyId) === hex(keyId));
    if (!verifier) continue;
    if (signature.length !== SIGNATURE_SIZE || !(await verifier.verify(text, signature))) {
      throw unsigned(`the signature by ${name} does not hold`);
    }
    held++;
  }
  if (held === 0) {
    const by = signatures.map(({ name, keyId }) => `${name} (${hex(keyId)})`).join(', ');
    throw unsigned(`it is signed by ${by}, and by none of the keys given`);
  }
  return text;
}

/** @param text ends in a line feed, without control characters */
export async function signNote(text: string, signers: readonly Signer[]): Promise<string> {
  if (!text.endsWith('\n') || hasControls(text)) {
    throw new RangeError('the text of a note ends in a line feed and has no other control character');
  }
  const lines: string[] = [];
  for (const { verifier, sign } of signers) {
    const bytes = Uint8Array.from([...verifier.keyId, ...(await sign(text))]);
    lines.push(`— ${verifier.name} ${toBase64(bytes)}\n`);
  }
  return `${text}\n${lines.join('')}`;
}

/** PKCS #8 frame of an Ed25519 seed (RFC 8410 §7): WebCrypto takes a private key in no shorter form. */
const PKCS8 = [
  0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/** @param seed the 32 bytes of the private key of RFC 8032 */
export async function createSigner(name: string, seed: Uint8Array): Promise<Signer> {
  if (seed.length !== KEY_SIZE) {
    throw new InputError(`the private key has ${seed.length} bytes, not ${KEY_SIZE}`, {
      code: 'ERR_PRIVATE_KEY',
      fix: 'Give the 32 bytes of an Ed25519 seed.',
    });
  }
  const key = await crypto.subtle.importKey('pkcs8', Uint8Array.from([...PKCS8, ...seed]), 'Ed25519', true, [
    'sign',
  ]);
  const { x } = await crypto.subtle.exportKey('jwk', key);
  const publicKey = fromBase64(`${(x ?? '').replaceAll('-', '+').replaceAll('_', '/')}=`);
  if (!publicKey) throw new Error('WebCrypto gave no public key for a private one');
  return {
    verifier: await createVerifier(name, publicKey),
    sign: async (text) => new Uint8Array(await crypto.subtle.sign('Ed25519', key, encoder.encode(text))),
  };
}

/** A private key that was given in the place of a public one must not be shown. */
function quoted(key: string): string {
  return /PRIVATE/i.test(key)
    ? 'given (which is a private key, and not shown)'
    : JSON.stringify(key.slice(0, 80));
}

function malformed(why: string): VerificationError {
  return new VerificationError(`this is no signed note: ${why}`, {
    code: 'ERR_NOTE',
    fix: 'Give the file as the ledger wrote it.',
  });
}

function unsigned(why: string): VerificationError {
  return new VerificationError(`the note is not to be trusted: ${why}`, {
    code: 'ERR_SIGNATURE',
    fix: 'Check that the public key is that of the ledger; if it is, the note was changed or forged.',
  });
}

function hasControls(text: string): boolean {
  return /[\u0000-\u0009\u000b-\u001f\u007f]/.test(text) || !text.isWellFormed();
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

/** Standard base64 in its one canonical form (RFC 4648 §3.5); undefined for anything else. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  try {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    // atob passes over bits that stand for nothing: two texts would then be the same bytes.
    return toBase64(bytes) === text ? bytes : undefined;
  } catch {
    // atob says no more than that it is none
    return undefined;
  }
}
