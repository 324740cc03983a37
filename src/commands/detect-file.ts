/** Scores a file, a line a reading. */
import { type ScoredReading, SurpriseDetector } from '../inference/surprise-detector.ts';
import { DetectorBank } from '../numeric/index.ts';
import { entityName, FileSource, type Sample } from '../sources/index.ts';
import { parseScore } from './parse.ts';
import { type TableFlags, tableOptions } from './table-flags.ts';
import { timeText } from './time-text.ts';
import { printable } from './view/index.ts';
import { writeLines } from './write-lines.ts';

export interface DetectCommand {
  readonly file: string;
  readonly format: 'text' | 'csv' | 'json';
  readonly alarms: boolean;
  readonly threshold: string | undefined;
  readonly output: string | undefined;
  readonly table: TableFlags;
}

/** A reading of a sample with its score; null where the value is not known. */
interface Scored {
  readonly timestamp: number;
  readonly entity: string;
  readonly metric: string;
  readonly value: number | null;
  readonly score: number;
  readonly reason: string | null;
}

export async function detect(command: DetectCommand): Promise<void> {
  const threshold =
    command.threshold === undefined ? DetectorBank.alarm : parseScore('--threshold', command.threshold);
  const source = await FileSource.open(tableOptions(command.file, command.table));
  const scored = scoredReadings(source.samples(new AbortController().signal), threshold);
  await writeLines(linesOf(scored, command, threshold), command.output);
}

/** Every reading of every sample, in order. */
async function* scoredReadings(samples: AsyncIterable<Sample>, threshold: number): AsyncGenerator<Scored[]> {
  const detectors = new Map<string, SurpriseDetector>();
  let found = new Map<string, ScoredReading & { readonly why: string | null }>();
  for await (const { timestamp, labels, metrics } of samples) {
    const entity = entityName(labels);
    const detector =
      detectors.get(entity) ??
      new SurpriseDetector({
        // What surprises a supervisor is not asked for here.
        threshold: 1,
        onScore: (reading) =>
          found.set(reading.metric, { ...reading, why: reading.told >= threshold ? reading.reason() : null }),
      });
    detectors.set(entity, detector);
    found = new Map();
    detector.observe({ timestamp, metrics });
    yield Object.entries(metrics).map(([metric, value]): Scored => {
      const { told = 0, why = null } = found.get(metric) ?? {};
      return { timestamp, entity, metric, value, score: told, reason: why };
    });
  }
}

async function* linesOf(
  samples: AsyncIterable<Scored[]>,
  { format, alarms }: DetectCommand,
  threshold: number,
): AsyncGenerator<string> {
  let render: ((scored: Scored) => string) | undefined;
  for await (const sample of samples) {
    // A file of one metric, as most are, is told without its name.
    if (!render) {
      const one = sample.length === 1 && sample[0]?.entity === '';
      if (format === 'csv')
        yield one ? 'timestamp,value,anomaly_score' : 'timestamp,entity,metric,value,anomaly_score';
      render = { text: asText, csv: one ? asCsv : asNamedCsv, json: asJson }[format];
    }
    for (const scored of sample) if (!alarms || scored.score >= threshold) yield render(scored);
  }
}

function asText({ timestamp, entity, metric, value, score, reason }: Scored): string {
  const name = entity === '' ? metric : `${entity} ${metric}`;
  const why = reason === null ? '' : `  ${reason}`;
  return printable(`${timeText(timestamp)}  ${score.toFixed(3)}  ${name} ${value ?? 'unknown'}${why}`);
}

function asCsv({ timestamp, value, score }: Scored): string {
  return `${timeText(timestamp)},${value ?? ''},${score}`;
}

function asNamedCsv({ timestamp, entity, metric, value, score }: Scored): string {
  return `${timeText(timestamp)},${quoted(entity)},${quoted(metric)},${value ?? ''},${score}`;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function asJson({ timestamp, entity, metric, value, score, reason }: Scored): string {
  return JSON.stringify({
    type: 'score',
    timestamp,
    ...(entity && { entity }),
    metric,
    value,
    score,
    reason,
  });
}
