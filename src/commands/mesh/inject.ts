import { Args } from '@oclif/core';
import { VenomCommand } from '../base.ts';
import { endProcess, joinFlags } from './flags.ts';

export class MeshInject extends VenomCommand {
  static override summary = 'Tell a mesh of anomalies, as a node of it would.';
  static override description =
    'Each node takes what its limits for one peer leave: never as much as raises ALERT by itself. What came of it stands in the ledger of each.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> 2 --identity ./identity --peer /ip4/10.0.0.1/tcp/9000 --network-key ./network.key',
  ];
  static override args = { anoms: Args.string({ description: 'anomalies', required: true }) };
  static override flags = joinFlags;

  async run(): Promise<void> {
    const { args, flags } = await this.parse(MeshInject);
    const [{ joinMesh }, { parseNumber }, { RISK_TOPIC }] = await Promise.all([
      import('./flags.ts'),
      import('./numbers.ts'),
      import('../../mesh/sharing.ts'),
    ]);
    const whole = (value: number): boolean => Number.isSafeInteger(value) && value >= 1 && value <= 1000;
    const anoms = parseNumber('ANOMS', args.anoms, whole, 'a whole number from 1 to 1000');
    const mesh = await joinMesh(flags);
    try {
      const { epoch, seq } = mesh.broadcast(RISK_TOPIC, { anoms });
      // Kept by the others once a round of repair has passed, and told by gossip before.
      await new Promise((resolve) => setTimeout(resolve, 1500));
      const told = mesh.liveNodes - 1;
      if (flags.json) this.printJson({ type: 'inject', id: mesh.id, epoch, seq, anoms, told });
      else this.log(`Told ${told} ${told === 1 ? 'node' : 'nodes'} of ${anoms} anomalies, as ${mesh.id}.`);
    } finally {
      await mesh.stop();
    }
    endProcess(this);
  }
}
