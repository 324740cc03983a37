/**
 * Verification in the page: what the service says of its ledger, computed again here. Loaded when it is asked for.
 *
 * 1. every hash of the last entries, and the chain between them
 * 2. the signature on the checkpoint, and the Merkle path from an entry to the root it signs
 * 3. the last beats, decided again by the numeric core
 * 4. that this checkpoint goes on from the one this page saw before
 */
import {
  checkProof,
  createSha3,
  type Entry,
  openCheckpoint,
  parseVerifier,
  replayWindow,
  Sealer,
} from '../src/browser.ts';

import { forEntity } from './entities.ts';

export interface Step {
  readonly title: string;
  /** null: it could not be looked at. */
  readonly ok: boolean | null;
  readonly said: string;
}

/** Entries that are looked at: some 90 beats of one entity, some 40 of each of many, as far as that is not too long. */
const WINDOW = 640;
const WINDOW_OF_EACH = 280;
const LONGEST_WINDOW = 20_000;
/** Entries of one answer. */
const MOST_ENTRIES = 1000;
/** Among these is the configuration that a run opens with, or that of an entity that came later. */
const OPENING = 260;

interface Seen {
  readonly key: string;
  readonly note: string;
  readonly size: number;
}

/**
 * @param seen the checkpoint that this page verified last; what it verifies now is told to `remember`
 * @param entity whose beats are decided again
 */
export async function verifyLedger(
  seen: Seen | null,
  remember: (seen: Seen) => void,
  tell: (step: Step) => void,
  entity: string | undefined,
): Promise<void> {
  const status = await getJson(forEntity('/api/status?limit=1', entity));
  const response = await get('/api/ledger/checkpoint');
  const [note, key] = [await response.text(), response.headers.get('venom-public-key') ?? ''];
  const length = Number(status.ledgerLength);
  const wanted =
    entity === undefined ? WINDOW : Math.max(WINDOW, WINDOW_OF_EACH * Number(status.entityCount));
  const from = Math.max(0, length - Math.min(wanted, LONGEST_WINDOW));
  const entries = await entriesFrom(from, length);

  const run = async (title: string, work: () => Promise<string>): Promise<boolean> => {
    try {
      tell({ title, ok: true, said: await work() });
      return true;
    } catch (error) {
      tell({
        title,
        ok: error instanceof TooFew ? null : false,
        said: error instanceof Error ? error.message : String(error),
      });
      return false;
    }
  };

  await run('Hashes and chain', () => hashes(entries));
  const signed = await run('Signature and proof', () => proof(entries, note, key));
  await run('Replay', () => replayed(Number(status.firstEntry), entries, mlWeightOf(status), entity ?? ''));
  if (!signed) return;
  const { size } = await openCheckpoint(note, [await parseVerifier(key)]);
  if (seen && seen.key === key && seen.size < size) {
    await run('One history', async () => {
      const document = await getJson(`/api/ledger/proof?old=${seen.size}`);
      const { statement } = await checkProof(document, { publicKeys: [key], checkpoints: [seen.note] });
      return statement;
    });
  }
  remember({ key, note, size });
}

async function hashes(entries: readonly Entry[]): Promise<string> {
  const sealer = new Sealer(await createSha3());
  let previous = entries[0]?.previous_hash ?? '';
  for (const { index, data, timestamp, previous_hash, hash } of entries) {
    if (previous_hash !== previous) throw new Error(`entry ${index} does not follow the one before it`);
    sealer.begin();
    if (sealer.seal(data, index, previous, timestamp).entry.hash !== hash) {
      throw new Error(`entry ${index} was changed: its hash is not that of what it says`);
    }
    previous = hash;
  }
  return `${entries.length} entries, ${entries[0]?.index} to ${entries.at(-1)?.index}: every hash computed again`;
}

async function proof(entries: readonly Entry[], note: string, key: string): Promise<string> {
  const { size } = await openCheckpoint(note, [await parseVerifier(key)]);
  // The newest entry that is signed and was hashed above; of a long unsigned tail, the last one signed.
  const index = size - 1;
  const document = await getJson(`/api/ledger/proof?entry=${index}`);
  const { statement, signedBy } = await checkProof(document, { publicKeys: [key] });
  const shown = entries.find((entry) => entry.index === index);
  if (shown && shown.hash !== hashIn(document)) {
    throw new Error(`entry ${index} as it is shown is not the one that is proved`);
  }
  return `${statement}; signed by ${signedBy}`;
}

async function replayed(
  firstEntry: number,
  entries: readonly Entry[],
  mlWeight: number,
  entity: string,
): Promise<string> {
  const ofEntity = ({ data }: Entry): boolean => (data.entity ?? '') === entity;
  const opening = await entriesFrom(firstEntry, firstEntry + OPENING);
  const config = opening.find((entry) => entry.data.type === 'config' && ofEntity(entry));
  if (!config) throw new Error('the configuration of this run is not where it should be');
  const own = entries.filter((entry) => entry.index >= config.index && ofEntity(entry));
  const { beats, compared, differences, given } = await replayWindow(config, own, mlWeight);
  const [first] = differences;
  if (first) {
    throw new Error(
      `beat ${first.beat}: ${first.field} is recorded as ${JSON.stringify(first.recorded)}, but comes out as ${JSON.stringify(first.replayed)} (entry ${first.entry})`,
    );
  }
  if (beats === 0) {
    throw new TooFew(
      `the last ${entries.length} entries hold ${given} beats of it, too few to decide any again: venom replay --entity can`,
    );
  }
  const whose = entity === '' ? '' : ` of ${entity}`;
  return `${beats} beats${whose} decided again in WebAssembly, ${compared} values, every bit the same`;
}

/** What was read is not enough to tell. */
class TooFew extends Error {}

async function get(path: string): Promise<Response> {
  const response = await fetch(path, { cache: 'no-store' });
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  throw new Error(problem.detail ?? `${path} answered ${response.status}`);
}

async function getJson(path: string): Promise<Record<string, unknown>> {
  return (await get(path)).json();
}

async function entriesFrom(from: number, to: number): Promise<readonly Entry[]> {
  const found: Entry[] = [];
  for (let at = from; at < to; at += MOST_ENTRIES) {
    found.push(...(await someEntries(at, Math.min(to, at + MOST_ENTRIES))));
  }
  return found;
}

async function someEntries(from: number, to: number): Promise<readonly Entry[]> {
  const { entries } = (await getJson(`/api/ledger/entries?from=${from}&to=${to}`)) as {
    entries: readonly Entry[];
  };
  if (!Array.isArray(entries) || entries.length === 0) throw new Error('the service gave no entries');
  return entries;
}

function hashIn(document: Record<string, unknown>): unknown {
  const { entry } = document;
  return typeof entry === 'object' && entry !== null && 'hash' in entry ? entry.hash : undefined;
}

function mlWeightOf(status: Record<string, unknown>): number {
  const { genome } = status as { genome?: { ml?: { mlWeight?: number } } };
  return genome?.ml?.mlWeight ?? Number.NaN;
}
