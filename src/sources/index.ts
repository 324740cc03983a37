/** Where metrics come from (DESIGN §3.4): the door of this folder. */
export { HostSource, type HostSourceOptions } from './host.ts';
export type { PrometheusSourceOptions } from './prometheus/options.ts';
export { PrometheusSource } from './prometheus/prometheus.ts';
export { type Discovered, entityName, familyOf, type Labels, type Sample, type Source } from './source.ts';
