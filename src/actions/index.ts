export type { ActionHandler, Intent } from './action.ts';
