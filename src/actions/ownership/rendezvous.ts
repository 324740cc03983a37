/**
 * Which member an entity belongs to, by rendezvous hashing (Thaler & Ravishankar, 1998): the member with the highest
 * hash of both names. Everyone who knows the same members finds the same owner; a member that goes takes no entity
 * from another, and one that comes takes an equal share from each.
 */
import { createHash } from 'node:crypto';

/** @returns undefined where nobody lives */
export function ownerOf(entity: string, members: Iterable<string>): string | undefined {
  let owner: string | undefined;
  let highest = '';
  for (const member of new Set(members)) {
    const score = scoreOf(entity, member);
    if (owner !== undefined && (score < highest || (score === highest && member < owner))) continue;
    owner = member;
    highest = score;
  }
  return owner;
}

/** The list as JSON, so that no two pairs of names are one text. */
function scoreOf(entity: string, member: string): string {
  return createHash('sha256')
    .update(JSON.stringify([entity, member]))
    .digest('hex');
}
