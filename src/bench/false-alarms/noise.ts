/** Stationary noise, at one beat a second: nine families of two metrics, each family a shape of its own. */
import type { Sample } from '../../sources/index.ts';
import { noises, seeded } from '../noises.ts';
import { type Supervised, supervised } from './supervision.ts';
import { rounded, type Table } from './table.ts';

const DAY = 86_400;
const HOUR = 3600;
/** Seconds that a scheduled job lasts, and deviations that it adds to every family. */
const BURST = 20;
const HEIGHT = 5;

export async function noiseTables(days: number): Promise<Table[]> {
  const quiet = await supervised(
    noise(days * DAY, 1, () => false),
    1,
    ANY,
  );
  const hourly = await supervised(
    noise(days * DAY, 2, (t) => t % HOUR < BURST),
    1,
    ANY,
  );
  return [
    {
      title: `Whole supervisor, ${days} days at a beat a second, nine families of noise, every change minded`,
      columns: ['noise', 'beats', 'ALERT or QUARANTINE a day', 'beats by families that surprise'],
      rows: [row('independent', quiet, days), row('a burst of 20 s that all share, hourly', hourly, days)],
    },
    {
      title: `Single metrics, ${days} days of noise: scores of 2/3 or more that were not told before`,
      columns: ['noise', 'a day', 'of 10,000 samples'],
      rows: Object.keys(noises(seeded(1))).map((name) => {
        const found =
          ((quiet.detections.get(`${name}.a`) ?? 0) + (quiet.detections.get(`${name}.b`) ?? 0)) / 2;
        return [name, rounded(found / days), rounded((1e4 * found) / quiet.samples)];
      }),
    },
  ];
}

/** Every change is minded, which is the hardest. */
const ANY = { absolute: 0, relative: 0 };

function row(name: string, { samples, alarms, byAnoms }: Supervised, days: number): (string | number)[] {
  return [
    name,
    samples,
    rounded(alarms / days),
    byAnoms.map((beats, families) => `${families}: ${beats}`).join(', '),
  ];
}

function* noise(samples: number, seed: number, busy: (t: number) => boolean): Generator<Sample> {
  const sources = Object.entries(noises(seeded(seed)));
  for (let t = 0; t < samples; t++) {
    const metrics: Record<string, number> = {};
    const more = busy(t) ? HEIGHT : 0;
    for (const [name, next] of sources) {
      metrics[`${name}.a`] = next() + more;
      metrics[`${name}.b`] = next();
    }
    yield { timestamp: t, metrics };
  }
}
