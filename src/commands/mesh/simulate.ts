import { Flags } from '@oclif/core';
import { VenomCommand } from '../base.ts';

export class MeshSimulate extends VenomCommand {
  static override summary = 'Run a mesh of many nodes in simulated time: the same seed, the same result.';
  static override description =
    'The protocol and the signatures are the real ones; links lose, delay and reorder by chance. Prints delivery, latency, bytes and convergence.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --nodes 100 --loss 0.2 --partition 0.5@5+60 --seed 1 --svg mesh.svg',
  ];
  static override flags = {
    nodes: Flags.string({ description: 'nodes, 2 to 5000', default: '100' }),
    loss: Flags.string({ description: 'chance that a transmission is lost', default: '0.2' }),
    partition: Flags.string({
      description: 'share of the nodes that is cut off, from when on, for how long',
      helpValue: 'SHARE@AT+SECONDS',
    }),
    seed: Flags.string({ description: 'whole number that all chance comes from', default: '1' }),
    messages: Flags.string({ description: 'messages sent', default: '100' }),
    duration: Flags.string({ description: 'seconds over which they are sent', default: '20' }),
    svg: Flags.string({ description: 'write a picture of the delivery', helpValue: 'FILE' }),
    force: Flags.boolean({ description: 'replace the picture if it is there' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(MeshSimulate);
    const [{ simulate }, { parseNumber, parsePartition }, { simulationSvg, simulationText }, files] =
      await Promise.all([
        import('../../mesh/simulation/simulate.ts'),
        import('./numbers.ts'),
        import('./render-simulation.ts'),
        import('../model/write-file.ts'),
      ]);
    const number = (flag: 'nodes' | 'loss' | 'seed' | 'messages' | 'duration'): number =>
      parseNumber(`--${flag}`, flags[flag], () => true, 'a number');
    const seed = parseNumber('--seed', flags.seed, Number.isSafeInteger, 'a whole number');
    if (flags.svg !== undefined) await files.refuseToOverwrite(flags.svg, flags.force);
    const result = simulate({
      nodes: number('nodes'),
      loss: number('loss'),
      seed,
      messages: number('messages'),
      duration: number('duration'),
      partition: flags.partition === undefined ? undefined : parsePartition(flags.partition),
    });
    if (flags.svg !== undefined) await files.writeOutput(flags.svg, simulationSvg(result));
    if (flags.json) this.printJson({ type: 'simulation', ...result });
    else this.log(simulationText(result));
  }
}
