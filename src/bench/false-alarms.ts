/**
 * What quiet costs, and what changes do: false alarms a day of the whole supervisor and of single metrics, on noise and
 * on the quiet parts of recordings; samples from a change of regime to the end of its alarms; the loss of a daily
 * pattern; restarts. Prints the tables of docs/detection.md.
 *
 *   npm run quiet -- [--days N] [--nab DIRECTORY]
 */
import { parseArgs } from 'node:util';
import { noiseTables } from './false-alarms/noise.ts';
import { recordingTables } from './false-alarms/recordings.ts';
import { keptPattern, lostPattern, regimeTable } from './false-alarms/regimes.ts';
import { restartTable } from './false-alarms/restarts.ts';
import { print } from './false-alarms/table.ts';

const { values } = parseArgs({
  options: { days: { type: 'string', default: '30' }, nab: { type: 'string' } },
});
const days = Number(values.days);

print(regimeTable());
print(lostPattern());
print(keptPattern());
print(restartTable());
if (values.nab !== undefined) for (const table of await recordingTables(values.nab)) print(table);
for (const table of await noiseTables(days)) print(table);
