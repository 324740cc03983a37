export { isLoopback } from './access.ts';
export { openApiDocument } from './openapi.ts';
export { Service, type ServiceLimits, type ServiceOptions } from './service.ts';
export type { Halt, Peer, Supervised } from './supervised.ts';
