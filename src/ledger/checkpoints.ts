/**
 * The signed trees of a ledger in a directory, and the key that signs them:
 *
 *   checkpoint, tile/                 SHA3-256, origin <name>/sha3-256
 *   sha256/checkpoint, sha256/tile/   the same leaves under SHA-256, origin <name>/sha256, where it was asked for
 *   key, key.pub                      the private key, readable by its owner alone, and the public one
 */
import { join } from 'node:path';
import { InputError, messageOf, VerificationError } from '../core/errors.ts';
import { originOf } from './checkpoint.ts';
import type { FileSystem } from './file-system.ts';
import { readIfThere, replaceDurably } from './files.ts';
import type { Hash, HashName } from './hash.ts';
import { encodePrivateKey, newSeed, type PrivateKey, parsePrivateKey, signerFor } from './keys.ts';
import { parseVerifier, requireKeyName, type Verifier } from './note.ts';
import { createTreeHash } from './sha3.ts';
import { SignedTree } from './signed-tree.ts';
import type { CompactRange } from './tree.ts';

export const PRIVATE_KEY_FILE = 'key';
export const PUBLIC_KEY_FILE = 'key.pub';
export const SHA256_DIRECTORY = 'sha256';
const OWNER_ONLY = 0o600;
const DEFAULT_NAME = 'venom';
const SUFFIX = /\/sha3-256$/;

export interface CheckpointOptions {
  /** First part of the origin; that of the key where there is one already. */
  readonly name?: string | undefined;
  /** The name where no key has one yet and none is given; `venom` by default. */
  readonly defaultName?: string | undefined;
  /** Private key as keys.ts writes it, from elsewhere; one is made in the ledger's directory where none is given. */
  readonly key?: { readonly text: string; readonly where: string } | undefined;
  /** Public keys to trust, where not the one beside the ledger. */
  readonly publicKeys?: readonly string[] | undefined;
  /** Keep the second tree, over SHA-256. Once begun it is kept. */
  readonly sha256?: boolean | undefined;
}

export class Checkpoints {
  readonly #trees: readonly SignedTree[];

  private constructor(trees: readonly SignedTree[]) {
    this.#trees = trees;
  }

  /** Reads checkpoints and right edges; a writer makes its key on first use. */
  static async open(
    files: FileSystem,
    directory: string,
    options: CheckpointOptions,
    readOnly: boolean,
  ): Promise<Checkpoints | undefined> {
    const key = readOnly ? undefined : await privateKey(files, directory, options);
    const trusted = await publicKeys(files, directory, options);
    // A reader of a ledger that was never signed has the entries alone.
    if (readOnly && trusted.length === 0 && !(await files.stat(join(directory, 'checkpoint'))))
      return undefined;
    const name = key?.name.replace(SUFFIX, '') ?? trusted[0]?.name.replace(SUFFIX, '') ?? DEFAULT_NAME;
    const second = join(directory, SHA256_DIRECTORY);
    const both =
      (!readOnly && options.sha256) || (await files.stat(join(second, 'checkpoint'))) !== undefined;
    const kinds: readonly [HashName, string][] = both
      ? [
          ['sha3-256', directory],
          ['sha256', second],
        ]
      : [['sha3-256', directory]];
    // A writer trusts its own key alone: a public one beside the ledger could have been put there with the entries.
    const verifiers: Verifier[] = readOnly ? [...trusted] : [];
    const trees: SignedTree[] = [];
    const signers = [];
    for (const [hashName, place] of kinds) {
      const hash: Hash = await createTreeHash(hashName);
      const origin = originOf(name, hash);
      const signer = key && (await signerFor(key, origin));
      if (signer) verifiers.push(signer.verifier);
      if (signer) signers.push(signer);
      trees.push(await SignedTree.load({ files, directory: place, hash, origin, signer, verifiers }));
    }
    if (signers.length > 0)
      await keepPublicKeys(
        files,
        directory,
        signers.map(({ verifier }) => verifier.encoded),
      );
    return new Checkpoints(trees);
  }

  /** Index from which entries must be read: all trees hold those before it. */
  get start(): number {
    return Math.min(...this.#trees.map(({ size }) => size));
  }

  /** Entries that the first tree's checkpoint signs. */
  get signedSize(): number {
    return this.#trees[0]?.signedSize ?? 0;
  }

  /** Some tree's checkpoint does not cover `size` entries. */
  behind(size: number): boolean {
    return this.#trees.some(({ signedSize }) => signedSize < size);
  }

  async follow(digests: Uint8Array, first: number): Promise<void> {
    for (const tree of this.#trees) await tree.follow(digests, first);
  }

  async write(): Promise<void> {
    for (const tree of this.#trees) await tree.write();
  }

  /** Right edge of the first tree. */
  range(): CompactRange {
    const [tree] = this.#trees;
    if (!tree) throw new Error('a ledger has at least one tree');
    return tree.range();
  }
}

async function privateKey(
  files: FileSystem,
  directory: string,
  { name, key, defaultName = DEFAULT_NAME }: CheckpointOptions,
): Promise<PrivateKey> {
  const path = join(directory, PRIVATE_KEY_FILE);
  const own = key ? undefined : await readIfThere(files, path);
  const given = key ?? (own && { text: new TextDecoder().decode(own), where: path });
  if (given) {
    const known = await parsePrivateKey(given.text, given.where);
    const origin = known.name.replace(SUFFIX, '');
    if (name === undefined || name === origin) return known;
    throw new InputError(
      `the name is ${JSON.stringify(name)}, but the key in ${given.where} is of ${origin}`,
      {
        code: 'ERR_LEDGER_NAME',
        fix: `Leave the name out, or give ${origin}: a ledger keeps the name that it was begun with.`,
      },
    );
  }
  if (await files.stat(join(directory, 'checkpoint'))) {
    throw new VerificationError(`${path} is not there, but the ledger has a checkpoint that it signed`, {
      code: 'ERR_PRIVATE_KEY',
      fix: 'Restore the key, or give it by --ledger-key or VENOM_LEDGER_KEY.',
    });
  }
  const origin = `${name ?? defaultName}/sha3-256`;
  requireKeyName(origin);
  const made = { name: origin, seed: newSeed() };
  const bytes = new TextEncoder().encode(`${await encodePrivateKey(made)}\n`);
  await replaceDurably(files, { path, bytes, permissions: OWNER_ONLY });
  return made;
}

/** The public keys that are trusted: those given, or those beside the ledger. */
export async function publicKeys(
  files: FileSystem,
  directory: string,
  { publicKeys: given }: Pick<CheckpointOptions, 'publicKeys'>,
): Promise<Verifier[]> {
  if (given) return Promise.all(given.map(parseVerifier));
  const bytes = await readIfThere(files, join(directory, PUBLIC_KEY_FILE));
  if (!bytes) return [];
  const lines = new TextDecoder().decode(bytes).split('\n');
  try {
    return await Promise.all(lines.filter((line) => line !== '').map(parseVerifier));
  } catch (cause) {
    throw new VerificationError(`${PUBLIC_KEY_FILE}: ${messageOf(cause)}`, {
      code: 'ERR_PUBLIC_KEY',
      fix: 'The file was changed: give the public key that you hold by --public-key.',
      cause,
    });
  }
}

async function keepPublicKeys(files: FileSystem, directory: string, keys: readonly string[]): Promise<void> {
  const path = join(directory, PUBLIC_KEY_FILE);
  const text = keys.map((key) => `${key}\n`).join('');
  const known = await readIfThere(files, path);
  if (known && new TextDecoder().decode(known) === text) return;
  await replaceDurably(files, { path, bytes: new TextEncoder().encode(text) });
}
