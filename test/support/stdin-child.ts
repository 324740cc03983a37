/** Prints the samples of its standard input, and aborts after the second while the input is still open. */
import { StdinSource } from '../../src/sources/index.ts';

const abort = new AbortController();
let count = 0;
for await (const sample of new StdinSource().samples(abort.signal)) {
  console.log(JSON.stringify(sample));
  count += 1;
  if (count === 2) setTimeout(() => abort.abort(), 0);
}
console.log('ended');
