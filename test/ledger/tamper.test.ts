/** Whatever is changed in a ledger is found, and the message names the file and, in entries, the line. */
import { cp, mkdtemp, readdir, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { VerificationError } from '../../src/core/errors.ts';
import { createSha3, type Entry, ImmutableLedger, Sealer } from '../../src/ledger/index.ts';
import { verifyLedger } from '../../src/ledger/verification.ts';
import { fill, rejection } from '../support/ledgers.ts';
import { Random } from '../support/random.ts';

const ENTRIES = 620;
/** On each runtime others: 2,100 in all. VENOM_TAMPER_CHANGES sets how many. */
const CHANGES = Number(process.env.VENOM_TAMPER_CHANGES ?? 700);
const SEED = 'Deno' in globalThis ? 2 : 'Bun' in globalThis ? 3 : 1;
const LINE_FEED = 0x0a;
const segments = { entries: 160 };

interface Context {
  dir: string;
  /** Contents of its files, by path in it. */
  files: Map<string, Uint8Array>;
  /** Names of the segments, in order. */
  names: string[];
}

const test = suite<Context>('tampering');

test.before(async (context) => {
  context.dir = await mkdtemp(join(tmpdir(), 'venom-tamper-'));
  await fill(ENTRIES, { dir: context.dir, segments, sha256: true, checkpointEvery: { entries: 100 } });
  context.files = new Map();
  for (const found of await readdir(context.dir, { recursive: true, withFileTypes: true })) {
    const path = join(found.parentPath, found.name);
    const name = path.slice(context.dir.length + 1).replaceAll('\\', '/');
    if (found.isFile() && name !== 'key' && name !== 'lock')
      context.files.set(name, new Uint8Array(await readFile(path)));
  }
  context.names = [...context.files.keys()].filter((name) => name.endsWith('.jsonl')).sort();
});
test.after(({ dir }) => rm(dir, { recursive: true, force: true }));
test.after.each(async ({ dir, files }) => {
  for (const [name, bytes] of files) await writeFile(join(dir, name), bytes);
});

async function refusal(dir: string, checkpoint?: string): Promise<string> {
  const error = await rejection(verifyLedger(dir, checkpoint === undefined ? {} : { checkpoint }));
  assert.instance(error, VerificationError);
  assert.match(error.code ?? '', /^ERR_/);
  assert.ok((error.fix ?? '').length > 20);
  return error.message;
}

function isSpace(byte: number | undefined): boolean {
  return byte !== undefined && /\s/.test(String.fromCharCode(byte));
}

/** What the message must name for a byte that is changed. */
function placeOf(name: string, bytes: Uint8Array, at: number, last: boolean): string {
  if (!name.endsWith('.jsonl')) return name;
  // Without its line feed the last line counts as one whose write was cut off.
  if (last && at === bytes.length - 1) return `the entries end before entry ${ENTRIES - 1}`;
  const before = bytes.subarray(0, at);
  const line = before.filter((byte) => byte === LINE_FEED).length + 1;
  if (at === bytes.length - 1) return name;
  return `${name}:${line} (byte ${before.lastIndexOf(LINE_FEED) + 1})`;
}

test('nothing is wrong with what was not changed', async ({ dir, files, names }) => {
  assert.is((await verifyLedger(dir)).entries, ENTRIES);
  assert.is(names.length, 4);
  for (const name of ['tile/0/000', 'tile/0/001', 'sha256/tile/0/000', 'key.pub', 'sha256/checkpoint'])
    assert.ok(files.has(name), name);
});

test(`each of ${CHANGES} changes of one byte is found, and its place named`, async ({
  dir,
  files,
  names,
}) => {
  const random = new Random(SEED);
  const all = [...files];
  const small = all.filter(([name]) => !name.endsWith('.jsonl'));
  for (let i = 0; i < CHANGES; i++) {
    const among = i % 2 === 0 ? all.filter(([name]) => name.endsWith('.jsonl')) : small;
    const [name, bytes] = among[random.integer(0, among.length - 1)] ?? ['', new Uint8Array(0)];
    const at = random.integer(0, bytes.length - 1);
    const changed = bytes.slice();
    changed[at] = (changed[at] ?? 0) ^ random.integer(1, 255);
    // White space behind a public key is no part of it.
    if (name === 'key.pub' && isSpace(changed[at])) continue;
    await writeFile(join(dir, name), changed);
    try {
      const message = await refusal(dir);
      const place = placeOf(name, bytes, at, name === names.at(-1));
      assert.ok(message.includes(place), `${message} names no ${place}`);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : cause;
      throw new Error(`byte ${at} of ${name}: ${bytes[at]} is now ${changed[at]}: ${why}`, { cause });
    }
    await writeFile(join(dir, name), bytes);
  }
});

/** The lines of a segment, each with its line feed. */
function linesOf(files: Context['files'], name: string): string[] {
  return new TextDecoder().decode(files.get(name)).split(/(?<=\n)/);
}

for (const [what, change] of [
  ['deleted', (lines: string[], at: number) => lines.splice(at, 1)],
  ['doubled', (lines: string[], at: number) => lines.splice(at, 0, lines[at] ?? '')],
  ['swapped', (lines: string[], at: number) => lines.splice(at, 2, lines[at + 1] ?? '', lines[at] ?? '')],
  ['cut short', (lines: string[], at: number) => lines.splice(at, 1, (lines[at] ?? '').slice(0, -9))],
  [
    'made anew',
    (lines: string[], at: number) => lines.splice(at, 1, (lines[at] ?? '').replace('entry', 'Entry')),
  ],
] as const) {
  test(`a line that was ${what} is found, and its place named`, async ({ dir, files, names }) => {
    const random = new Random(SEED);
    for (const name of names) {
      const lines = linesOf(files, name);
      for (const at of [0, random.integer(1, lines.length - 3), lines.length - 2]) {
        const changed = [...lines];
        change(changed, at);
        await writeFile(join(dir, name), changed.join(''));
        // A line that is there twice is right the first time.
        const line = at + (what === 'doubled' ? 2 : 1);
        const message = await refusal(dir);
        assert.ok(
          message.includes(`${name}:${line} (byte `),
          `line ${at + 1} of ${name} ${what}: ${message}`,
        );
      }
      await writeFile(join(dir, name), files.get(name) ?? '');
    }
  });
}

test('a segment that ends too early or too late is found', async ({ dir, files, names }) => {
  for (const name of names) {
    const last = name === names.at(-1);
    const lines = linesOf(files, name).filter((line) => line !== '');
    for (const [what, text] of [
      ['without its last line', lines.slice(0, -1).join('')],
      ['without the end of its last line', lines.join('').slice(0, -5)],
      ['empty', ''],
      ['with its last line twice', [...lines, lines.at(-1)].join('')],
      ['with more behind its last line', `${lines.join('')}{"da`],
    ] as const) {
      // Behind the last entry that is what a killed writer leaves.
      if (last && text.endsWith('{"da')) continue;
      await writeFile(join(dir, name), text);
      const message = await refusal(dir);
      const twice = text.length > lines.join('').length;
      const place = last && !twice ? 'the entries end before entry' : name.replace('.jsonl', '');
      assert.ok(message.includes(place), `${name} ${what}: ${message}`);
    }
    await writeFile(join(dir, name), files.get(name) ?? '');
  }
});

test('a segment that was deleted, swapped with another or put in its place is found', async ({
  dir,
  names,
}) => {
  const copy = `${dir}-copy`;
  const [a = '', b = '', c = '', d = ''] = names;
  for (const [change, place] of [
    [() => unlink(join(copy, a)), a],
    [() => unlink(join(copy, b)), b],
    [() => unlink(join(copy, d)), 'the entries end before entry'],
    [() => rename(join(copy, c), join(copy, b)), c],
    [() => cp(join(copy, c), join(copy, b)), `${b}:1 (byte 0)`],
    [() => cp(join(copy, a), join(copy, d)), `${d}:1 (byte 0)`],
    [() => cp(join(copy, d), join(copy, 'entries', '0000000000000620.jsonl')), '0000000000000480.seal'],
    [() => swap(join(copy, a), join(copy, c)), `${a}:1 (byte 0)`],
    [() => swap(join(copy, b), join(copy, c)), `${b}:1 (byte 0)`],
    [() => unlink(join(copy, b.replace('jsonl', 'seal'))), b.replace('jsonl', 'seal')],
  ] as const) {
    await cp(dir, copy, { recursive: true });
    try {
      await change();
      const message = await refusal(copy);
      assert.ok(message.includes(place), `${message} names no ${place}`);
    } finally {
      await rm(copy, { recursive: true });
    }
  }
});

async function swap(a: string, b: string): Promise<void> {
  await rename(a, `${a}.aside`);
  await rename(b, a);
  await rename(`${a}.aside`, b);
}

/** Three lines that follow this one, with the hashes that belong to them. */
async function forgedAfter(line = ''): Promise<string[]> {
  const { index, hash }: Entry = JSON.parse(line);
  const sealer = new Sealer(await createSha3());
  let previous = hash;
  for (let i = 1; i <= 3; i++) previous = sealer.seal({ type: 'forged' }, index + i, previous, 1).entry.hash;
  return [new TextDecoder().decode(sealer.lines)];
}

test('a suffix that was written anew is found by the checkpoint that was kept', async ({
  dir,
  files,
  names,
}) => {
  const text = (name: string): string => new TextDecoder().decode(files.get(name));
  const key = { text: await readFile(join(dir, 'key'), 'utf8'), where: 'key' };
  const forged = await mkdtemp(join(tmpdir(), 'venom-forged-'));
  try {
    // All but the last 20 entries, and 100 others: by whoever holds the key, and by whoever does not.
    for (const [signer, said] of [
      [{ key }, 'kept elsewhere'],
      [{}, 'by none of the keys'],
    ] as const) {
      const options = { dir: forged, segments, sha256: true, ...signer };
      await fill(ENTRIES - 20, options);
      const ledger = await new ImmutableLedger(options).open();
      await ledger.appendAll(Array(100).fill({ type: 'forged' }), 1600);
      await ledger.close();
      assert.is((await verifyLedger(forged)).entries, ENTRIES + 80);
      const held = { publicKeys: text('key.pub').trim().split('\n'), checkpoint: text('checkpoint') };
      const error = await rejection(verifyLedger(forged, held));
      assert.instance(error, VerificationError);
      assert.match(error.message, said);
      await rm(forged, { recursive: true });
    }
    // Without the key, and with the checkpoint left as it was.
    const last = names.at(-1) ?? '';
    const lines = linesOf(files, last);
    await writeFile(join(dir, last), [...lines.slice(0, -3), ...(await forgedAfter(lines.at(-4)))].join(''));
    assert.match(await refusal(dir), `the first ${ENTRIES} entries lead to the root`);
  } finally {
    await rm(forged, { recursive: true, force: true });
  }
});

test.run();
