/** Makes the proof of one entity's decision at one beat. */
import { closest } from 'fastest-levenshtein';
import type { FleetProof } from '../../fleet/leaves/fleet-proof.ts';
import { leafBytes } from '../../fleet/leaves/leaf.ts';
import { LeafReader } from '../../fleet/leaves/leaf-reader.ts';
import { treeOf } from '../../fleet/leaves/leaf-tree.ts';
import { bytesOfHex, hexOfBytes } from '../../ledger/hash.ts';
import { inclusionProof, verifyInclusion } from '../../ledger/proof.ts';
import { PROOF_FORMAT } from '../../ledger/proof-file.ts';
import type { LedgerReader } from '../../ledger/reader.ts';
import { leafHash } from '../../ledger/tree.ts';
import { InputError } from '../errors.ts';
import type { FleetCourse } from './course.ts';
import { findBeats, leavesAt, type WantedBeat } from './recorded-fleet.ts';
import type { Member } from './roster.ts';

/**
 * @throws InputError where there is no such beat or entity, or its leaves are not kept any more; VerificationError where
 *   they are not what the ledger commits to
 */
export async function proveDecision(
  ledger: LedgerReader,
  entity: string,
  wanted: WantedBeat,
): Promise<FleetProof> {
  const { hash } = ledger;
  const beats = await findBeats(ledger.entries(0), wanted);
  const { course, columns, beat } = await leavesAt(new LeafReader(ledger.directory, hash), beats);
  const { entry, data } = beat;
  const { level, row, bytes } = memberNamed(course, entity, data.beat);
  const index = row + data.entities.slice(0, level).reduce((sum, each) => sum + each, 0);
  const at = { beat: data.beat, timestamp: entry.timestamp };
  const names = course.roster.levels.map((members) => members.map((member) => member.bytes));
  const tree = treeOf(hash, at, columns, names);
  const path = await inclusionProof(hash, tree, index, tree.size);
  const leaf = leafBytes(at, columns, index, level, bytes);
  verifyInclusion(hash, {
    index,
    size: tree.size,
    leaf: leafHash(hash, leaf),
    root: bytesOfHex(data.root),
    path,
  });
  return {
    format: PROOF_FORMAT,
    type: 'fleet',
    leaf: hexOfBytes(leaf),
    index,
    path: path.map(hexOfBytes),
    inclusion: await ledger.proveInclusion(entry.index),
  };
}

/** An entity, or what entities roll up to. @throws InputError with the nearest name */
export function memberNamed({ roster }: FleetCourse, name: string, beat: number): Member {
  for (const level of roster.levels.keys()) {
    const found = roster.find(level, name);
    if (found) return found;
  }
  const names = roster.levels.flatMap((members) => members.map((member) => member.name));
  throw new InputError(`${JSON.stringify(name)} was not supervised at beat ${beat}`, {
    code: 'ERR_ENTITY',
    fix: names.length === 0 ? 'Nothing was.' : `Did you mean ${closest(name, names)}?`,
  });
}
