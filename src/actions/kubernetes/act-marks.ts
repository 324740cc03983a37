/**
 * What acts leave on the object that they changed, as JSON in an annotation: for each handler its last one, and where
 * it acts for many entities, the last one for each.
 */
import * as v from 'valibot';
import type { Intent } from '../action.ts';

/** Seconds in which an act of the holder before counts for the next one too: it has seen the same trouble. */
const SETTLE = 60;
/** Seconds after which the mark of another handler is let go: a handler that is gone leaves none for ever. */
const KEPT = 86_400;
/** Marks on an object: an annotation has room for a few times as many. */
const MOST_MARKS = 256;

const markSchema = v.object({
  /** Of the intent. */
  id: v.string(),
  action: v.string(),
  /** Seconds since the epoch. */
  at: v.number(),
  /** Token of the holder that acted. */
  fence: v.exactOptional(v.number()),
  /** Whom it was done for; the run's own where it is left out. */
  entity: v.exactOptional(v.string()),
});
export type Mark = v.InferOutput<typeof markSchema>;
export type Marks = Readonly<Record<string, Mark>>;

const marksSchema = v.record(v.string(), markSchema);

/** Marks that are none (nobody keeps others from writing there) count as no marks. */
export function marksIn(annotation: string | undefined): Marks {
  if (annotation === undefined) return {};
  try {
    const parsed = v.safeParse(marksSchema, JSON.parse(annotation));
    return parsed.success ? parsed.output : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** Where the mark of an act has its place. */
export function placeOf(handler: string, { entity }: Intent): string {
  return entity === '' ? handler : `${handler}/${entity}`;
}

/** The marks with that of this act in its place. Those for entities are kept as long as they count. */
export function marked(marks: Marks, handler: string, intent: Intent): string {
  const { id, action, timestamp, fence, entity } = intent;
  const kept = Object.entries(marks)
    .filter((each) => Math.abs(timestamp - each[1].at) < (each[1].entity === undefined ? KEPT : SETTLE))
    .sort(([, one], [, other]) => other.at - one.at)
    .slice(0, MOST_MARKS - 1);
  const own: Mark = {
    id,
    action,
    at: timestamp,
    ...(fence !== undefined && { fence }),
    ...(entity !== '' && { entity }),
  };
  return JSON.stringify({ ...Object.fromEntries(kept), [placeOf(handler, intent)]: own });
}

/** @param mark of the same place: the same was done there a short while ago */
export function recent({ action, at }: Mark, intent: Intent): boolean {
  return action === intent.action && Math.abs(intent.timestamp - at) < SETTLE;
}
