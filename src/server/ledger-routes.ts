/** The ledger over HTTP: checkpoint, proofs, entries, and tiles that are cacheable as those of c2sp.org/tlog-tiles. */
import { TILE_WIDTH, type TileName } from '../ledger/tile.ts';
import { type Answer, json, parseWhole, type Route, wholeNumber } from './exchange.ts';
import { type LedgerView, MOST_ENTRIES } from './ledger-view.ts';
import { Refusal } from './refusal.ts';

/** Never changes once it is there (c2sp.org/tlog-tiles). */
const FOR_EVER = 'public, max-age=31536000, immutable';
/** A partial tile is replaced by a wider one with the next checkpoint. */
const FOR_A_WHILE = 'public, max-age=60';
/** The highest level that a tree of 2^53 leaves has. */
const HIGHEST_LEVEL = 6;

const TILE = /^\/api\/ledger\/tile\/(\d{1,2})\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/(\d{1,3}))?$/;

/** @param ledger undefined where it is kept in memory: it then has no checkpoint, no tiles and no proofs */
export function ledgerRoutes(ledger: LedgerView | undefined): Route[] {
  const there = (): LedgerView => {
    if (ledger) return ledger;
    throw new Refusal(404, 'the ledger is kept in memory, where nothing is signed', {
      code: 'ERR_HTTP_MEMORY_LEDGER',
      fix: 'Start with --ledger-dir DIR.',
    });
  };
  return [
    { method: 'GET', path: '/api/ledger/checkpoint', answer: () => checkpoint(there()) },
    {
      method: 'GET',
      path: '/api/ledger/proof',
      answer: ({ query }) => proof(there(), query),
    },
    {
      method: 'GET',
      path: '/api/ledger/entries',
      answer: ({ query }) => entries(there(), query),
    },
    {
      method: 'GET',
      path: '/api/ledger/tile/{level}/{tile}',
      pattern: TILE,
      answer: ({ parts }) => tile(there(), parts),
    },
  ];
}

async function checkpoint(ledger: LedgerView): Promise<Answer> {
  const { note, publicKey } = await ledger.checkpoint();
  return {
    status: 200,
    type: 'text/plain; charset=utf-8',
    body: note,
    headers: {
      'cache-control': 'no-cache',
      ...(publicKey === null ? {} : { 'venom-public-key': publicKey }),
    },
  };
}

async function proof(ledger: LedgerView, query: URLSearchParams): Promise<Answer> {
  const entry = wholeNumber(query, 'entry');
  const old = wholeNumber(query, 'old');
  if ((entry === undefined) === (old === undefined)) {
    throw new Refusal(400, 'a proof is of one entry, or from an old size', {
      code: 'ERR_HTTP_PARAMETER',
      fix: 'Give entry=N, or old=N and, if wanted, size=N.',
    });
  }
  if (entry !== undefined) return json(await ledger.inclusion(entry));
  return json(await ledger.consistency(old ?? 0, wholeNumber(query, 'size')));
}

async function entries(ledger: LedgerView, query: URLSearchParams): Promise<Answer> {
  const from = wholeNumber(query, 'from') ?? 0;
  const to = wholeNumber(query, 'to') ?? from + MOST_ENTRIES;
  if (to < from || to - from > MOST_ENTRIES) {
    throw new Refusal(400, `from ${from} to ${to} is no range of at most ${MOST_ENTRIES} entries`, {
      code: 'ERR_HTTP_PARAMETER',
      fix: 'Ask for them part by part.',
    });
  }
  return json({ from, entries: await ledger.entries(from, to) });
}

async function tile(ledger: LedgerView, parts: readonly string[]): Promise<Answer> {
  const name = tileName(parts);
  const body = await ledger.tile(name);
  const full = name.width === TILE_WIDTH;
  return {
    status: 200,
    type: 'application/octet-stream',
    body,
    headers: { 'cache-control': full ? FOR_EVER : FOR_A_WHILE },
  };
}

/** The tile that a path names: `x001/x234/067` is 1234067. */
function tileName([level = '', groups = '', width]: readonly string[]): TileName {
  const name = {
    level: parseWhole('level', level),
    index: parseWhole('tile', groups.replaceAll(/[x/]/g, '')),
    width: width === undefined ? TILE_WIDTH : parseWhole('width', width),
  };
  if (name.level <= HIGHEST_LEVEL && name.width >= 1 && name.width <= TILE_WIDTH) return name;
  throw new Refusal(404, 'no tree has such a tile', {
    code: 'ERR_HTTP_TILE',
    fix: `Levels go from 0 to ${HIGHEST_LEVEL}; a partial tile has fewer than ${TILE_WIDTH} hashes.`,
  });
}
