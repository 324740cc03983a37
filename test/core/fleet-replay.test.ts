/** Replays and proofs of a fleet: the same bits again, and every change of a leaf, a snapshot or an entry found. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { InputError, VenomError, VerificationError } from '../../src/core/errors.ts';
import { proveDecision } from '../../src/core/fleet/index.ts';
import { type Block, readBlock, readBlockHead, writeBlock } from '../../src/fleet/leaves/block.ts';
import { checkFleetProof, type FleetProof } from '../../src/fleet/leaves/fleet-proof.ts';
import { leafBytes, newColumns } from '../../src/fleet/leaves/leaf.ts';
import { createSha3, hexOfBytes } from '../../src/ledger/hash.ts';
import { ImmutableLedger } from '../../src/ledger/index.ts';
import { PROOF_FORMAT } from '../../src/ledger/proof-file.ts';
import { LedgerReader } from '../../src/ledger/reader.ts';
import { leafHash } from '../../src/ledger/tree.ts';
import type { Sample } from '../../src/sources/source.ts';
import { leavesOf, lived, PERIOD, replayed, START } from '../support/fleet-life.ts';
import { Random } from '../support/random.ts';
import { must } from '../support/supervised.ts';

const BEATS = 14;
const PODS = 9;
const hash = await createSha3();

/** Pods that come and go, some at fault, loads that move. */
function samples(): Sample[] {
  const random = new Random(21);
  return Array.from({ length: BEATS }, (_, beat) =>
    Array.from({ length: PODS }, (_, i) => i)
      .filter((i) => !(i === 2 && beat < 5) && !(i === 4 && beat > 3))
      .map((i) => ({
        timestamp: START + beat * PERIOD,
        labels: { namespace: i < 5 ? 'a' : 'b', pod: `p${i}` },
        metrics: { load: 0.4 + random.next(), anoms: i > 5 && beat > 8 ? 6 : 0 },
      })),
  ).flat();
}

const test = suite<{ dir: string; ledger: string }>('fleet replay');
test.before(async (context) => {
  context.dir = mkdtempSync(join(tmpdir(), 'venom-fleet-replay-'));
  context.ledger = join(context.dir, 'ledger');
  await lived(samples(), { ledgerDir: context.ledger, rollup: ['namespace'], retireAfter: 60 });
});
test.after(({ dir }) => rmSync(dir, { recursive: true, force: true }));

/** A copy of the ledger that may be spoilt. */
function copied({ dir, ledger }: { dir: string; ledger: string }): string {
  const copy = mkdtempSync(join(dir, 'copy-'));
  cpSync(ledger, copy, { recursive: true });
  return copy;
}

/** Rewrites the last block of a file with another decision in it, no longer than it was, and a digest that fits. */
async function forged(path: string): Promise<void> {
  const bytes = new Uint8Array(readFileSync(path));
  let at = 0;
  for (let next = 0; next < bytes.length; next += must(readBlockHead(bytes.subarray(next))).bytes) at = next;
  const block = await readBlock(hash, bytes.subarray(at), path);
  const other = await otherDecision(block, bytes.length - at);
  writeFileSync(path, Buffer.concat([bytes.subarray(0, at), other]));
}

/**
 * The column `decided` comes first, as a difference to the beat before. Bytes of the weights, which are last, become
 * zeros: that makes room, whichever way a runtime deflates.
 */
async function otherDecision(block: Block, length: number): Promise<Uint8Array> {
  const { rows } = block;
  for (let row = 0; row < rows; row++) {
    const body = block.body.slice();
    body[row] = (body[row] ?? 0) ^ 1;
    for (let plane = 3; plane <= 8; plane++) body[body.length - plane * rows + row] = 0;
    const { bytes } = await writeBlock(hash, { ...block, body });
    if (bytes.length <= length) return bytes;
  }
  throw new Error('no other decision takes as few bytes');
}

test('every beat, full entry and threat replays to the same bits, over files that each begin with a snapshot', async ({
  ledger,
}) => {
  assert.is(readdirSync(leavesOf(ledger)).length, 4);
  const { differences, tally } = await replayed(ledger);
  assert.equal(differences, []);
  assert.equal([tally.runs, tally.beats, tally.dropped], [1, BEATS, 0]);
  assert.ok(
    tally.accounts > 5 && tally.threats > BEATS * PODS - 20 && tally.compared > 1000,
    JSON.stringify(tally),
  );
});

test('a label may have any name, and its entity replays', async ({ dir }) => {
  const ledgerDir = join(dir, 'names');
  const named = Array.from({ length: 6 }, (_, beat) =>
    ['a', 'b'].map((name) => ({
      timestamp: START + beat * PERIOD,
      labels: Object.fromEntries([
        ['constructor', name],
        ['__proto__', 'x'],
      ]),
      metrics: { load: 1, anoms: 0 },
    })),
  ).flat();
  await lived(named, { ledgerDir, rollup: ['constructor'] });
  const { differences, tally } = await replayed(ledgerDir);
  assert.equal([differences, tally.beats], [[], 6]);
});

test('a replay begins with the first snapshot that is kept', async (context) => {
  const copy = copied(context);
  const [first = ''] = readdirSync(leavesOf(copy)).sort();
  unlinkSync(join(leavesOf(copy), first));
  const { differences, tally, missing } = await replayed(copy);
  assert.equal([differences, tally.dropped, tally.beats], [[], 4, BEATS - 4]);
  // No entry says that it was dropped.
  assert.is(missing, 4);
});

test('a decision that was changed in a leaf is named: beat, entity, field, both values', async (context) => {
  const copy = copied(context);
  const file = join(leavesOf(copy), must(readdirSync(leavesOf(copy)).sort().at(-1)));
  await forged(file);
  const { differences } = await replayed(copy);
  const fields = differences.filter(({ beat }) => beat === BEATS).map(({ field }) => field);
  assert.ok(
    ['leaves.sha3', 'root', 'decided'].every((field) => fields.includes(field)),
    fields.join(),
  );
  const decided = must(differences.find(({ field, beat }) => field === 'decided' && beat === BEATS));
  assert.match(String(decided.entity), /^namespace=.,pod=p\d$/);
  assert.is.not(decided.recorded, decided.replayed);
  const whole = await replayed(context.ledger, String(decided.entity));
  assert.equal(whole.differences, []);
});

test('any byte of any file of leaves that is changed is found', async (context) => {
  const copy = copied(context);
  const random = new Random(4);
  for (const name of readdirSync(leavesOf(copy))) {
    const path = join(leavesOf(copy), name);
    const bytes = readFileSync(path);
    for (let n = 0; n < 6; n++) {
      const at = random.integer(0, bytes.length - 1);
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << random.integer(0, 7));
      writeFileSync(path, changed);
      const outcome = await replayed(copy).catch((error: unknown) => error);
      const found =
        outcome instanceof VenomError ||
        (outcome as Awaited<ReturnType<typeof replayed>>).differences.length > 0;
      assert.ok(found, `${name} byte ${at}`);
    }
    writeFileSync(path, bytes);
  }
  assert.equal((await replayed(copy)).differences, []);
});

test('a file that was cut, or swapped for another, is found', async (context) => {
  const copy = copied(context);
  const [first = '', second = ''] = readdirSync(leavesOf(copy)).sort();
  const path = join(leavesOf(copy), first);
  const bytes = readFileSync(path);
  for (const content of [
    bytes.subarray(0, bytes.length - 1),
    Buffer.alloc(0),
    readFileSync(join(leavesOf(copy), second)),
  ]) {
    writeFileSync(path, content);
    const error = await replayed(copy).catch((thrown: unknown) => thrown);
    assert.instance(error, VerificationError);
  }
});

const prove = async (ledger: string, entity: string, beat?: number): Promise<FleetProof> =>
  proveDecision(await LedgerReader.open(ledger), entity, { beat, run: undefined });

test('any decision is proved without the ledger: of pods, of namespaces, in every file', async ({
  ledger,
}) => {
  for (const [entity, beat, level] of [
    ['namespace=a,pod=p0', 1, 0],
    ['namespace=b,pod=p8', BEATS, 0],
    ['namespace=a,pod=p2', 6, 0],
    ['namespace=b', 10, 1],
  ] as const) {
    const proof: unknown = JSON.parse(JSON.stringify(await prove(ledger, entity, beat)));
    const { decision, statement, trusted } = await checkFleetProof(proof);
    assert.equal([decision.entity, decision.beat, decision.level, trusted], [entity, beat, level, false]);
    assert.match(statement, new RegExp(`^${entity} was at [A-Z_]+ at beat ${beat}\\b`));
  }
});

test('a proof in which anything was changed does not hold', async ({ ledger }) => {
  const proof = await prove(ledger, 'namespace=a,pod=p1', 9);
  const leaf = (at: number): string => {
    const digit = proof.leaf[at] === '1' ? '2' : '1';
    return proof.leaf.slice(0, at) + digit + proof.leaf.slice(at + 1);
  };
  const other = await prove(ledger, 'namespace=a,pod=p1', 8);
  const bad: unknown[] = [
    // Action, flags, beat, time, load, weight, anomalies, threat, name.
    ...[13, 15, 19, 25, 45, 60, 75, 91, 99, 110].map((at) => ({ ...proof, leaf: leaf(at) })),
    { ...proof, index: proof.index + 1 },
    { ...proof, path: proof.path.slice(1) },
    { ...proof, path: [...proof.path, '0'.repeat(64)] },
    { ...proof, inclusion: other.inclusion },
    { ...proof, leaf: other.leaf },
    { ...proof, inclusion: { ...proof.inclusion, path: [] } },
    { ...proof, inclusion: { ...proof.inclusion, entry: { ...proof.inclusion.entry, timestamp: 1 } } },
    { ...proof, extra: 1 },
    { type: 'fleet' },
    { ...proof, leaf: 'xy' },
    { ...proof, leaf: '' },
  ];
  for (const [n, document] of bad.entries()) {
    const error = await checkFleetProof(document).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof VerificationError || error instanceof InputError, `change ${n}: ${error}`);
  }
  await checkFleetProof(proof);
});

test('a leaf of another beat, time or level does not hold, even under a root that was signed', async ({
  dir,
}) => {
  const name = new TextEncoder().encode('pod=a');
  const right = { beat: 2, timestamp: 20, level: 0 };
  const cases = [right, { ...right, beat: 3 }, { ...right, timestamp: 21 }, { ...right, level: 1 }];
  for (const [n, { beat, timestamp, level }] of cases.entries()) {
    const ledgerDir = join(dir, `signed-${n}`);
    const leaf = leafBytes({ beat, timestamp }, newColumns(1), 0, level, name);
    const root = hexOfBytes(leafHash(hash, leaf));
    const ledger = new ImmutableLedger({ dir: ledgerDir, durability: 'off' });
    await ledger.append({ type: 'fleet', beat: 2, entities: [1], root }, 20);
    await ledger.close();
    const inclusion = await (await LedgerReader.open(ledgerDir)).proveInclusion(0);
    const proof = {
      format: PROOF_FORMAT,
      type: 'fleet',
      leaf: hexOfBytes(leaf),
      index: 0,
      path: [],
      inclusion,
    };
    const outcome = await checkFleetProof(proof).catch((error: unknown) => error);
    if (n === 0) assert.is((outcome as { type: string }).type, 'fleet');
    else assert.instance(outcome, VerificationError, `case ${n}`);
  }
});

test('what cannot be proved says why', async (context) => {
  const codeOf = async (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'proved',
      (error: unknown) => (error instanceof VenomError ? `${error.code} ${error.fix}` : String(error)),
    );
  assert.match(
    await codeOf(prove(context.ledger, 'namespace=a,pod=p', 3)),
    /^ERR_ENTITY Did you mean namespace=a,pod=p\d/,
  );
  assert.match(await codeOf(prove(context.ledger, 'namespace=a,pod=p2', 3)), /^ERR_ENTITY/);
  assert.match(await codeOf(prove(context.ledger, 'namespace=a,pod=p0', 99)), /^ERR_NO_BEAT/);
  const copy = copied(context);
  unlinkSync(join(leavesOf(copy), must(readdirSync(leavesOf(copy)).sort()[0])));
  assert.match(await codeOf(prove(copy, 'namespace=a,pod=p0', 3)), /^ERR_FLEET_DROPPED/);
  assert.match(await codeOf(prove(copy, 'namespace=a,pod=p0', 6)), /^proved/);
});

test('leaves that are no longer kept are dropped with an entry, in whole files', async ({ dir }) => {
  const ledgerDir = join(dir, 'short');
  const { entries } = await lived(samples(), { ledgerDir, leavesFor: { beats: 5 } });
  const dropped = entries.flatMap(({ data }) =>
    data.type === 'fleet_dropped' ? (data.files as { firstBeat: number }[]) : [],
  );
  assert.equal(
    dropped.map(({ firstBeat }) => firstBeat),
    [1, 5],
  );
  const { differences, tally, missing } = await replayed(ledgerDir);
  assert.equal([differences, tally.dropped, missing], [[], 8, 0]);
});

test.run();
