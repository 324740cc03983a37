export { ActError, type ActionHandler, type Intent } from './action.ts';
export { ActionRunner } from './runner.ts';
export { UnderWayNotes, type UnfinishedAct, unfinishedActs, unfinishedEntry } from './unfinished.ts';
