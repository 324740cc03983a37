export * from './flow.ts';
export { InlineExecutor } from './inline-executor.ts';
export { WorkerExecutor } from './worker-executor.ts';
