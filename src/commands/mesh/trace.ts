import { Flags } from '@oclif/core';
import { VenomCommand } from '../base.ts';
import { endProcess, joinFlags } from './flags.ts';

export class MeshTrace extends VenomCommand {
  static override summary = 'Watch the messages of a mesh, and who comes and goes, until interrupted.';
  static override examples = ['<%= config.bin %> <%= command.id %> --peer /ip4/127.0.0.1/tcp/9000 --json'];
  static override flags = {
    ...joinFlags,
    seconds: Flags.string({ description: 'end after so many seconds', helpValue: 'SECONDS' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(MeshTrace);
    const [{ joinMesh }, { parsePositive }, { printable }] = await Promise.all([
      import('./flags.ts'),
      import('./numbers.ts'),
      import('../view/index.ts'),
    ]);
    const seconds = flags.seconds === undefined ? undefined : parsePositive('--seconds', flags.seconds);
    const mesh = await joinMesh(flags);
    // Not through the log of oclif: only the stream itself says that its reader has gone.
    const print = (text: string): void => {
      process.stdout.write(`${printable(text)}\n`);
    };
    mesh.handle('*', ({ origin, topic, body, epoch, seq, at }) => {
      if (flags.json) this.printJson({ type: 'message', at, origin, epoch, seq, topic, body });
      else print(`${new Date(at * 1000).toISOString()} ${origin} ${topic} ${JSON.stringify(body)}`);
    });
    mesh.on('member', (change) => {
      if (flags.json) this.printJson({ type: 'member', ...change });
      else print(`${change.id} ${change.from} → ${change.to}`);
    });
    await new Promise<unknown>((resolve) => {
      process.once('SIGINT', resolve);
      process.once('SIGTERM', resolve);
      process.once('SIGHUP', resolve);
      // Whoever read it has gone.
      process.stdout.once('error', resolve);
      if (seconds !== undefined) setTimeout(resolve, seconds * 1000);
    });
    await mesh.stop();
    endProcess(this);
  }
}
