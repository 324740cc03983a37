/**
 * The built-in threat model, its load started when this file is imported: bin/ does so first thing for a run, as
 * the load takes longest of all and much of it needs no thread of ours.
 */
import { EntropyModel } from '../inference/entropy-model.ts';

export const builtInModel = new EntropyModel();
// A failure is told by the beat, or the command, that waits for it.
builtInModel.load().catch(() => undefined);
