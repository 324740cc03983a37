import { Flags } from '@oclif/core';

/** Who is trusted to have signed. */
export const publicKeyFlag = Flags.string({
  description:
    'public key to trust: a file such as key.pub, or the key itself [default: the one beside the ledger]',
  helpValue: 'K',
  multiple: true,
});

export const outputFlag = Flags.string({
  description: 'file to write to [default: standard output]',
  helpValue: 'FILE',
});
