/** Labelled data of the model commands: tables of rows, or recordings with windows. */
import { Args, Flags } from '@oclif/core';

export const dataArgs = {
  data: Args.string({
    description: 'tables with columns total_anoms and label, or, with --labels, recordings',
    required: true,
  }),
};

export const labelsFlag = Flags.string({
  description: 'JSON file of labelled windows of the recordings, as for backtest',
  helpValue: 'FILE',
});
