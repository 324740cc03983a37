export type { ActionHandler, Intent } from './action.ts';
export { ActionRunner } from './runner.ts';
