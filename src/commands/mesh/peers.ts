import { VenomCommand } from '../base.ts';
import { endProcess, joinFlags } from './flags.ts';

export class MeshPeers extends VenomCommand {
  static override summary = 'Join a mesh for a moment and list who is there.';
  static override examples = ['<%= config.bin %> <%= command.id %> --peer /ip4/127.0.0.1/tcp/9000'];
  static override flags = joinFlags;

  async run(): Promise<void> {
    const { flags } = await this.parse(MeshPeers);
    const { joinMesh } = await import('./flags.ts');
    const mesh = await joinMesh(flags);
    try {
      const { members, peers } = mesh;
      const addresses = new Map(peers.map(({ peer, address }) => [peer, address]));
      const rows = members.map((member) => ({ ...member, address: addresses.get(member.id) ?? null }));
      if (flags.json) this.printJson({ type: 'peers', id: mesh.id, members: rows });
      else {
        for (const { id, state, silent, address } of rows) {
          this.log(`${id}  ${state.padEnd(7)}  ${silent.toFixed(1)} s ago  ${address ?? 'through others'}`);
        }
      }
    } finally {
      await mesh.stop();
    }
    endProcess(this);
  }
}
