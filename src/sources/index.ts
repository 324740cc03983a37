/** Where metrics come from (DESIGN §3.4): the door of this folder. */
export { HostSource, type HostSourceOptions } from './host.ts';
export { familyOf, type Sample, type Source } from './source.ts';
