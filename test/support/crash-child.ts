/** Appends to the ledger named on the command line until it is killed, printing the index of each acknowledged entry. */
import { ImmutableLedger } from '../../src/ledger/index.ts';

const [dir = '', width = '1'] = process.argv.slice(2);
const ledger = await new ImmutableLedger({ dir }).open();
process.stdout.write(`open ${ledger.length}\n`);

async function lane(id: number): Promise<void> {
  for (let i = 0; ; i++) {
    const [first] = await ledger.appendAll(
      [
        { type: 'note', id, text: 'x'.repeat((i * 37) % 3000) },
        { type: 'note', i },
      ],
      i,
    );
    process.stdout.write(`acknowledged ${(first?.index ?? 0) + 1}\n`);
  }
}

await Promise.all(Array.from({ length: Number(width) }, (_, id) => lane(id)));
