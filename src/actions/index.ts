export { ActError, type ActionHandler, type Intent } from './action.ts';
export { ActionRunner } from './runner.ts';
export { type UnfinishedAct, unfinishedActs, unfinishedEntry } from './unfinished.ts';
