export * from './flow.ts';
export { InlineExecutor } from './inline-executor.ts';
