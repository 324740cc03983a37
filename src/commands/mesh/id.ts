import { Flags } from '@oclif/core';
import { VenomCommand } from '../base.ts';

export class MeshId extends VenomCommand {
  static override summary = 'Print the peer id of a node, and make its key where there is none.';
  static override description =
    'The id is what the allowlists of other nodes name. The key is readable by its owner alone.';
  static override examples = ['<%= config.bin %> <%= command.id %> --identity ./identity'];
  static override flags = {
    identity: Flags.string({
      description: 'directory with the key of this node',
      helpValue: 'DIR',
      required: true,
      env: 'VENOM_MESH_DIR',
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(MeshId);
    const [{ openSeed }, { peerKeyOf }] = await Promise.all([
      import('../../mesh/identity.ts'),
      import('../../mesh/peer-key.ts'),
    ]);
    const { id } = peerKeyOf(await openSeed(flags.identity));
    if (flags.json) this.printJson({ type: 'id', id });
    else this.log(id);
  }
}
