/** What a run of `venom bench` found, as one document: what `--json` prints, and what `--compare` reads. */
import * as v from 'valibot';
import { InputError } from '../core/errors.ts';

/** Goes up when an old reader could not read a new document. */
const FORMAT = 'venom-bench/1';

const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));
const rowSchema = v.object({
  name: v.string(),
  /** Median over the rounds, µs an operation. */
  median: positive,
  /** µs */
  quartiles: v.pipe(v.tuple([positive, positive]), v.readonly()),
  /** Median of the first row over this one's. */
  ratio: positive,
  /** Of each round, µs an operation. */
  times: v.pipe(v.array(positive), v.minLength(1), v.readonly()),
});
const factSchema = v.object({ name: v.string(), value: v.nullable(v.number()), unit: v.string() });
const suiteSchema = v.object({
  suite: v.string(),
  title: v.string(),
  /** What one operation is. */
  operation: v.string(),
  rows: v.pipe(v.array(rowSchema), v.readonly()),
  /** Figures that have no rival. */
  facts: v.optional(v.pipe(v.array(factSchema), v.readonly())),
});
const machineSchema = v.object({
  /** e.g. `Node 24.11.0` */
  runtime: v.string(),
  /** Of the runtime and of its engine. */
  versions: v.record(v.string(), v.string()),
  processor: v.string(),
  /** Threads. */
  processors: v.number(),
  /** Bytes. */
  memory: v.number(),
  system: v.string(),
  /** Of the kernel. */
  release: v.string(),
});
const documentSchema = v.object({
  type: v.literal('bench'),
  format: v.literal(FORMAT),
  /** Of the program. */
  version: v.string(),
  /** When the run began, ISO 8601. */
  began: v.string(),
  machine: machineSchema,
  /** Average over the minute before the run, and over the one at its end: others were at work where it is high. */
  load: v.object({ before: v.number(), after: v.number() }),
  rounds: v.number(),
  suites: v.pipe(v.array(suiteSchema), v.readonly()),
});

export type Row = v.InferOutput<typeof rowSchema>;
export type Fact = v.InferOutput<typeof factSchema>;
export type SuiteResult = v.InferOutput<typeof suiteSchema>;
export type Machine = v.InferOutput<typeof machineSchema>;
export type BenchDocument = v.InferOutput<typeof documentSchema>;

export function benchDocument(run: Omit<BenchDocument, 'type' | 'format'>): BenchDocument {
  return { type: 'bench', format: FORMAT, ...run };
}

/**
 * @param where for messages: the file
 * @throws InputError that names the field where it is no such document
 */
export function parseBenchDocument(value: unknown, where: string): BenchDocument {
  const result = v.safeParse(documentSchema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new InputError(
    `${where} is no run of this bench: ${v.getDotPath(issue) ?? 'document'}: ${issue.message}`,
    {
      code: 'ERR_BENCH_DOCUMENT',
      fix: `Give what venom bench --json printed, of format ${FORMAT}.`,
    },
  );
}
