/** What acts leave on the object that they changed: for each handler its last one, as JSON in an annotation. */
import * as v from 'valibot';
import type { Intent } from '../action.ts';

/** Seconds in which an act of the holder before counts for the next one too: it has seen the same trouble. */
const SETTLE = 60;
/** Seconds after which the mark of another handler is let go: a handler that is gone leaves none for ever. */
const KEPT = 86_400;

const markSchema = v.object({
  /** Of the intent. */
  id: v.string(),
  action: v.string(),
  /** Seconds since the epoch. */
  at: v.number(),
  /** Token of the holder that acted. */
  fence: v.exactOptional(v.number()),
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

/** The marks with that of this act in its handler's place. */
export function marked(
  marks: Marks,
  handler: string,
  { id, action, timestamp }: Intent,
  token: number | null,
): string {
  const kept = Object.entries(marks).filter(([, { at }]) => Math.abs(timestamp - at) < KEPT);
  const own: Mark = { id, action, at: timestamp, ...(token !== null && { fence: token }) };
  return JSON.stringify({ ...Object.fromEntries(kept), [handler]: own });
}

/** The same was done a short while ago. */
export function recent({ action, at }: Mark, intent: Intent): boolean {
  return action === intent.action && Math.abs(intent.timestamp - at) < SETTLE;
}
