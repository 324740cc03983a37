import { Flags } from '@oclif/core';
import { VenomCommand } from '../base.ts';
import { settingFlags, textsOf } from '../setting-flags.ts';
import type { SettingKey } from '../settings.ts';

/** Settings of a run that a fleet has too. */
const KEYS: readonly SettingKey[] = [
  'beats',
  'source',
  'sources',
  'entity_by',
  'interval',
  'match',
  'bearer_token_file',
  'scrape_timeout',
  'scrape_ca',
  'scrape_cert',
  'scrape_key',
  'otlp_token_file',
  'otlp_tls_cert',
  'otlp_tls_key',
  'on_disorder',
  'load',
  'setpoint',
  'retire_after',
  'k_flows',
  'p_nodes',
  't1',
  'u_base',
  't_threshold',
  'pid_kp',
  'pid_ki',
  'pid_kd',
  'model',
  'ml_weight',
  'ledger_dir',
  'durability',
  'ledger_name',
  'ledger_key',
  'second_tree',
  'checkpoint_entries',
  'checkpoint_seconds',
  'segment_bytes',
  'segment_entries',
  'arm',
  'actions',
  'hold',
  'release_beats',
  'cooldown',
  'flap_budget',
  'stop_timeout',
  'halt_file',
  'owner',
  'owner_entity',
  'owner_lease',
];

export class Fleet extends VenomCommand {
  static override summary = 'Supervise thousands of entities, all in one beat.';
  static override description =
    `Each entity, told apart by --entity-by, has a genome, a detector and a decision of its own; all are stepped in one call. A beat comes with every round of samples. The ledger gets one entry a beat, with the Merkle root over all decisions, and a full entry for each entity that acted or changed its action; the leaves lie in compressed files beside it, so that venom fleet prove can prove any decision of any beat, and venom fleet replay can compute all of them again.

Shows a table on a terminal, and one JSON document a beat anywhere else. Ctrl-C ends the run after the current beat.`;
  static override examples = [
    {
      description: 'A recording, as fast as it can be',
      command:
        '<%= config.bin %> <%= command.id %> --metrics pods.csv --entity-by cluster,namespace,pod --rollup namespace,cluster --load cpu --setpoint 0.7 --ledger-dir ./ledger',
    },
    {
      description: 'From a pipe, with what was decided ten seconds apart',
      command:
        'collector | <%= config.bin %> <%= command.id %> --metrics - --entity-by pod --period 10 --ledger-dir ./ledger',
    },
  ];
  static override flags = {
    ...settingFlags(KEYS, {
      source: {
        alias: 'metrics',
        help: 'where metrics come from: a file, - (standard input), the address of a Prometheus endpoint, otlp:PORT; several with commas',
      },
      interval: {
        alias: 'period',
        help: 'seconds between two samples of an entity (standard input 1, Prometheus 5, OTLP 60, a file its own)',
      },
    }),
    realtime: Flags.boolean({ description: 'play a file in the time that it was taken in' }),
    rollup: Flags.string({
      description:
        'labels of --entity-by by which entities are summed up, finest first: each level is decided on as well',
      helpValue: 'LABEL,…',
      env: 'VENOM_ROLLUP',
    }),
    'leaves-for': Flags.string({
      description: 'how long leaves are kept: an age such as 12h or 30d, or a number of beats [default: 7d]',
      helpValue: 'AGE',
      env: 'VENOM_LEAVES_FOR',
    }),
    'snapshot-every': Flags.string({
      description: 'beats in a file of leaves, which begins with a snapshot of the fleet [default: 60]',
      helpValue: 'N',
      env: 'VENOM_SNAPSHOT_EVERY',
    }),
    config: Flags.string({
      description: 'JSON file of settings, as for a run',
      helpValue: 'FILE',
      env: 'VENOM_CONFIG',
    }),
  };

  async run(): Promise<void> {
    const session = import('./fleet-session.ts');
    const { flags } = await this.parse(Fleet);
    const {
      config,
      json,
      realtime,
      rollup,
      'leaves-for': leavesFor,
      'snapshot-every': snapshotEvery,
      ...given
    } = flags;
    const { runFleet } = await session;
    const read = await runFleet({
      flags: { ...textsOf(given), pace: realtime ? 'realtime' : undefined },
      config,
      json: json === true,
      rollup,
      leavesFor,
      snapshotEvery,
      program: { name: this.config.name, version: this.config.version },
    });
    if (!read) this.exit(0);
  }
}
