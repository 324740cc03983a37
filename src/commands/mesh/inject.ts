import { Args, Flags } from '@oclif/core';
import { StorageError, UsageError } from '../../core/errors.ts';
import { VenomCommand } from '../base.ts';
import { endProcess, joinFlags } from './flags.ts';

export class MeshInject extends VenomCommand {
  static override summary = 'Tell a mesh of anomalies or of an ml weight, as a node of it would.';
  static override description =
    'Each node takes of anomalies what its limits for one peer leave: never as much as raises ALERT by itself. A weight is taken from an authority, or when a quorum of distinct peers says the same. What came of it stands in the ledger of each.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> 2 --identity ./identity --peer /ip4/10.0.0.1/tcp/9000 --network-key ./network.key',
    '<%= config.bin %> <%= command.id %> --ml-weight 0.2 --identity ./identity --peer /ip4/10.0.0.1/tcp/9000',
  ];
  static override args = { anoms: Args.string({ description: 'anomalies' }) };
  static override flags = {
    ...joinFlags,
    'ml-weight': Flags.string({ description: 'weight of an anomaly to ask for', helpValue: 'N' }),
    model: Flags.string({
      description: 'ONNX file of the model that the weight is for [default: the built-in one]',
      helpValue: 'FILE',
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(MeshInject);
    const [{ joinMesh }, { parseNumber, parsePositive }, { RISK_TOPIC, WEIGHT_TOPIC }] = await Promise.all([
      import('./flags.ts'),
      import('./numbers.ts'),
      import('../../mesh/sharing.ts'),
    ]);
    const weight = flags['ml-weight'];
    if ((args.anoms === undefined) === (weight === undefined)) {
      throw new UsageError('give either a number of anomalies or --ml-weight', {
        code: 'ERR_USAGE',
        fix: 'See venom mesh inject --help.',
      });
    }
    const whole = (value: number): boolean => Number.isSafeInteger(value) && value >= 1 && value <= 1000;
    const anoms = args.anoms && parseNumber('ANOMS', args.anoms, whole, 'a whole number from 1 to 1000');
    const mlWeight =
      weight && parseNumber('--ml-weight', weight, (value) => value >= 0, 'a number, 0 or above');
    const model = weight === undefined ? undefined : await this.#modelHash(flags.model);
    const mesh = await joinMesh(flags);
    try {
      const wait = parsePositive('--wait', flags.wait);
      const { epoch, seq } =
        model === undefined
          ? mesh.broadcast(RISK_TOPIC, { anoms: anoms ?? 0 })
          : mesh.broadcast(WEIGHT_TOPIC, { mlWeight: mlWeight ?? 0, model });
      const { length: held } = await mesh.held(seq, wait);
      if (held === 0) {
        throw new StorageError(`no peer said within ${wait} s that it holds what it was told`, {
          code: 'ERR_MESH_UNHEARD',
          fix: 'It may be lost, or arrive yet: look at a ledger of the mesh before it is told again, or give more time by --wait.',
        });
      }
      const told = mesh.liveNodes - 1;
      const what = model === undefined ? { anoms } : { mlWeight, model };
      if (flags.json) this.printJson({ type: 'inject', id: mesh.id, epoch, seq, ...what, told, held });
      else {
        const text =
          model === undefined
            ? `${anoms} ${anoms === 1 ? 'anomaly' : 'anomalies'}`
            : `the ml weight ${mlWeight}`;
        this.log(
          `Told ${told} ${told === 1 ? 'node' : 'nodes'} of ${text}, as ${mesh.id}; ${held} said that ${held === 1 ? 'it holds' : 'they hold'} it.`,
        );
      }
    } finally {
      await mesh.stop();
    }
    endProcess(this);
  }

  async #modelHash(path: string | undefined): Promise<string> {
    const { modelHash } = await import('../threat-model.ts');
    return modelHash(path);
  }
}
