/**
 * Pictures of the dashboard, of a run on this machine with an injected incident: narrow and wide, light and dark.
 *
 *   node scripts/dashboard-pictures.ts DIRECTORY [SECONDS] [ENTITIES]
 *
 * With ENTITIES the run is of so many, fed here: their load swings, and one of them is in trouble now and then.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [directory = '.', seconds = '40', entities = '0'] = process.argv.slice(2);
const many = Number(entities);
const name = many > 0 ? 'entities' : 'dashboard';
const root = join(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'venom-pictures-'));
const token = 'pictures-of-the-dashboard';
writeFileSync(join(scratch, 'token'), token);

const run = spawn(
  process.execPath,
  [
    ...[
      join(root, 'bin', 'dev.js'),
      'serve',
      '--http',
      '0',
      ...(many > 0
        ? ['--source', '-', '--entity-by', 'namespace,pod', '--load', 'cpu', '--setpoint', '0.6']
        : ['--interval', '0.25']),
      '--checkpoint-seconds',
      '2',
    ],
    ...['--ledger-dir', join(scratch, 'ledger'), '--http-token-file', join(scratch, 'token')],
  ],
  { stdio: ['pipe', 'ignore', 'pipe'] },
);
const fed = setInterval(() => {
  for (let i = 0; i < many; i++) {
    const now = Date.now() / 1000;
    const incident = i % 11 === 3 && Math.floor(now / 4) % 2 === 0 ? 2.5 : 1;
    const noise = (): number => 0.03 * (Math.random() - 0.5);
    const sample = {
      timestamp: now,
      namespace: i % 2 ? 'shop' : 'batch',
      pod: `${i % 2 ? 'cart' : 'report'}-${i}`,
      cpu: 0.45 + 0.2 * Math.sin(now / 7 + i) + noise(),
      latency: incident * (0.2 + noise()),
      errors: (incident - 1) * 3 + Math.abs(noise()),
      queue: incident * 12 + 40 * noise(),
    };
    run.stdin.write(`${JSON.stringify(sample)}\n`);
  }
}, 250);
// Ended before the pictures were taken: told below, by what then fails.
run.stdin.on('error', () => undefined);
const url = await new Promise<string>((resolve, reject) => {
  let text = '';
  run.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    const [, found] = /Serving at (\S+)\/\n/.exec(text) ?? [];
    if (found) resolve(found);
  });
  run.on('close', () => reject(new Error(text)));
});
const browser = await chromium.launch({
  executablePath: process.env.VENOM_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

try {
  for (const anoms of [5, 14]) {
    await pause((Number(seconds) * 1000) / 3);
    const response = await fetch(`${url}/api/inject`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ anoms, origin: 'drill' }),
    });
    if (!response.ok) throw new Error(await response.text());
  }
  await pause((Number(seconds) * 1000) / 3);
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [width, height] of [
      [360, 780],
      [1280, 900],
    ] as const) {
      const page = await browser.newPage({ viewport: { width, height }, colorScheme });
      await page.goto(url);
      await page.locator('#timeline i').first().waitFor();
      await page.locator('#timeline').press('ArrowLeft');
      await page.locator('#verify').click();
      await page.locator('#verify[data-done="1"]').waitFor();
      await page.screenshot({
        path: join(directory, `${name}-${width}-${colorScheme}.png`),
        fullPage: true,
      });
      await page.close();
    }
  }
} finally {
  clearInterval(fed);
  await browser.close();
  run.kill('SIGTERM');
  rmSync(scratch, { recursive: true, force: true });
}
