import { VenomCommand } from '../base.ts';
import { endProcess, joinFlags } from './flags.ts';

export class MeshPing extends VenomCommand {
  static override summary = 'Measure the time there and back to the nodes that answer.';
  static override examples = ['<%= config.bin %> <%= command.id %> --peer /ip4/127.0.0.1/tcp/9000'];
  static override flags = joinFlags;

  async run(): Promise<void> {
    const { flags } = await this.parse(MeshPing);
    const { joinMesh } = await import('./flags.ts');
    const mesh = await joinMesh(flags);
    try {
      const times: { id: string; seconds: number }[] = [];
      for (const { peer: id } of mesh.peers) times.push({ id, seconds: await mesh.ping(id) });
      if (flags.json) this.printJson({ type: 'ping', times });
      else for (const { id, seconds } of times) this.log(`${id}  ${(seconds * 1000).toFixed(1)} ms`);
    } finally {
      await mesh.stop();
    }
    endProcess(this);
  }
}
