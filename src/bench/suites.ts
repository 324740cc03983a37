/** The suites of `venom bench` that need no more than time: what is measured against what. The first row is the rival. */
import { wholeBeatContenders } from './beat-suite.ts';
import { detectContenders } from './detect-suite.ts';
import type { SuiteResult } from './document.ts';
import { measureEntropy } from './entropy-suite.ts';
import { type Contender, compare } from './measure.ts';
import { type NativeTask, nativeReference } from './native.ts';
import { numericBeatContenders, pidContenders, pulseContenders } from './numeric-suites.ts';

export interface Suite {
  measure(rounds: number): Promise<Omit<SuiteResult, 'suite'>>;
}

function suite(title: string, operation: string, contenders: () => Promise<Contender[]>): Suite {
  return {
    measure: async (rounds) => ({ title, operation, rows: await compare(await contenders(), { rounds }) }),
  };
}

/** With the same in C beside it, where there is a compiler. */
function nativeSuite(
  title: string,
  operation: string,
  task: NativeTask,
  contenders: () => Contender[],
): Suite {
  return {
    async measure(rounds) {
      const native = nativeReference(task);
      try {
        const rows = await compare([...contenders(), ...native.contenders], { rounds });
        return {
          title: [title, ...(native.skipped === null ? [] : [native.skipped])].join('; '),
          operation,
          rows,
        };
      } finally {
        native.close();
      }
    },
  };
}

export const SUITES: Readonly<Record<string, Suite>> = {
  pulse: nativeSuite(
    'Pulse: a lone call into WebAssembly against the same in TypeScript and in C',
    'pulse',
    'pulse',
    pulseContenders,
  ),
  pid: nativeSuite(
    'PID step: a lone call into WebAssembly against the same in TypeScript and in C',
    'step',
    'pid',
    pidContenders,
  ),
  numeric: nativeSuite(
    'Numeric part of a beat (pulse, cores, decision, PID, weights), call by call',
    'beat',
    'beat',
    numericBeatContenders,
  ),
  beat: suite('Whole beat with the ledger in memory, and where its time goes', 'beat', wholeBeatContenders),
  entropy: { measure: measureEntropy },
  detect: suite('Detector: a sample of one series', 'sample', async () => detectContenders()),
};
