/** The period of a source as a fleet sees it: of a recording, the time between two samples of an entity. */
import { entityName, type Source } from '../../sources/source.ts';

/** Samples that are read to learn it: more than there are entities that a fleet can hold the detectors of. */
const MOST_READ = 200_000;

/**
 * Of a file, the time between the first two samples of the first entity that comes again: the median of the first
 * samples, which a source goes by, is of no use where those are all of different entities.
 *
 * @returns seconds
 */
export async function periodOf(source: Source): Promise<number> {
  if (source.recorded !== true) return source.period;
  const last = new Map<string, number>();
  let read = 0;
  for await (const { labels, timestamp } of source.samples(new AbortController().signal)) {
    const name = entityName(labels);
    const before = last.get(name);
    if (before !== undefined && timestamp > before) return timestamp - before;
    last.set(name, timestamp);
    if (++read === MOST_READ) break;
  }
  return source.period;
}
