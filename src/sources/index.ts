/** Where metrics come from (DESIGN §3.4): the door of this folder. */
export { FileSource, type FileSourceOptions } from './file.ts';
export { HostSource, type HostSourceOptions } from './host.ts';
export { MergedSource, type MergedSourceOptions } from './merged.ts';
export { OtlpSource, type OtlpSourceOptions } from './otlp.ts';
export type { PrometheusSourceOptions } from './prometheus/options.ts';
export { PrometheusSource } from './prometheus/prometheus.ts';
export { type Discovered, entityName, familyOf, type Labels, type Sample, type Source } from './source.ts';
export { parseSourceSpec, type SourceSpec } from './spec.ts';
export { StdinSource, type StdinSourceOptions } from './stdin.ts';
export { parseTimestamp, TIMESTAMP_FORMS } from './tabular/timestamps.ts';
