import { Args, Flags } from '@oclif/core';

/** Where labelled rows come from. */
export const dataFlags = {
  data: Flags.string({
    description: 'labelled rows: CSV with a header, or NDJSON',
    helpValue: 'FILE',
  }),
  features: Flags.string({
    description: 'columns that the model takes, with commas between [default: total_anoms or anoms]',
    helpValue: 'A,B,…',
  }),
  label: Flags.string({
    description: 'column of the labels: 0, 1, true or false [default: label]',
    helpValue: 'NAME',
  }),
  'ledger-dir': Flags.string({
    description: 'take the total of anomalies of each beat of this ledger instead of --data',
    helpValue: 'DIR',
  }),
  labels: Flags.string({
    description: 'with --ledger-dir: when there was a threat, as {"windows": [[FROM, TO], …]}',
    helpValue: 'FILE',
  }),
};

export const modelArg = Args.string({
  description: 'an ONNX file, or builtin',
  required: true,
});

/** What EntropyModel takes for a model that was named on the command line: undefined is the built-in one. */
export function modelPath(named: string): string | undefined {
  return named === 'builtin' || named === 'built-in' ? undefined : named;
}
