/** The commands by name, for oclif's explicit strategy. What a command needs it imports when it runs. */
import { Bench } from './bench.ts';
import { Explain } from './explain.ts';
import { LedgerVerify } from './ledger/verify.ts';
import { Run } from './run.ts';

export const COMMANDS = {
  bench: Bench,
  explain: Explain,
  'ledger:verify': LedgerVerify,
  run: Run,
};
