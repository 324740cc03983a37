/** The commands by name, for oclif's explicit strategy. What a command needs it imports when it runs. */
import { Backtest } from './backtest.ts';
import { Bench } from './bench.ts';
import { Detect } from './detect.ts';
import { Explain } from './explain.ts';
import { FleetExplain } from './fleet/explain.ts';
import { Fleet } from './fleet/fleet.ts';
import { FleetProve } from './fleet/prove.ts';
import { FleetReplayCommand } from './fleet/replay.ts';
import { Halt } from './halt.ts';
import { LedgerArchive } from './ledger/archive.ts';
import { LedgerCheck } from './ledger/check.ts';
import { LedgerCheckpoint } from './ledger/checkpoint.ts';
import { LedgerCompress } from './ledger/compress.ts';
import { LedgerExport } from './ledger/export.ts';
import { LedgerProve } from './ledger/prove.ts';
import { LedgerProveConsistency } from './ledger/prove-consistency.ts';
import { LedgerRepair } from './ledger/repair.ts';
import { LedgerRoot } from './ledger/root.ts';
import { LedgerShow } from './ledger/show.ts';
import { LedgerStats } from './ledger/stats.ts';
import { LedgerTail } from './ledger/tail.ts';
import { LedgerVerify } from './ledger/verify.ts';
import { MeshId } from './mesh/id.ts';
import { MeshInject } from './mesh/inject.ts';
import { MeshPeers } from './mesh/peers.ts';
import { MeshPing } from './mesh/ping.ts';
import { MeshSimulate } from './mesh/simulate.ts';
import { MeshTrace } from './mesh/trace.ts';
import { ModelEval } from './model/eval.ts';
import { ModelInfo } from './model/info.ts';
import { ModelTrain } from './model/train.ts';
import { ModelUse } from './model/use.ts';
import { Replay } from './replay.ts';
import { Run } from './run.ts';
import { Serve } from './serve.ts';
import { SourcesList } from './sources/list.ts';

export const COMMANDS = {
  backtest: Backtest,
  bench: Bench,
  detect: Detect,
  explain: Explain,
  fleet: Fleet,
  'fleet:explain': FleetExplain,
  'fleet:prove': FleetProve,
  'fleet:replay': FleetReplayCommand,
  halt: Halt,
  'ledger:archive': LedgerArchive,
  'ledger:check': LedgerCheck,
  'ledger:checkpoint': LedgerCheckpoint,
  'ledger:compress': LedgerCompress,
  'ledger:export': LedgerExport,
  'ledger:prove': LedgerProve,
  'ledger:prove-consistency': LedgerProveConsistency,
  'ledger:repair': LedgerRepair,
  'ledger:root': LedgerRoot,
  'ledger:show': LedgerShow,
  'ledger:stats': LedgerStats,
  'ledger:tail': LedgerTail,
  'ledger:verify': LedgerVerify,
  'mesh:id': MeshId,
  'mesh:inject': MeshInject,
  'mesh:peers': MeshPeers,
  'mesh:ping': MeshPing,
  'mesh:simulate': MeshSimulate,
  'mesh:trace': MeshTrace,
  'model:eval': ModelEval,
  'model:info': ModelInfo,
  'model:train': ModelTrain,
  'model:use': ModelUse,
  replay: Replay,
  run: Run,
  serve: Serve,
  'sources:list': SourcesList,
};
