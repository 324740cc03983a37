/**
 * Pictures of the dashboard, of a run on this machine with an injected incident: narrow and wide, light and dark.
 *
 *   node scripts/dashboard-pictures.ts DIRECTORY [SECONDS]
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [directory = '.', seconds = '40'] = process.argv.slice(2);
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
      '--interval',
      '0.25',
      '--checkpoint-seconds',
      '2',
    ],
    ...['--ledger-dir', join(scratch, 'ledger'), '--http-token-file', join(scratch, 'token')],
  ],
  { stdio: ['ignore', 'ignore', 'pipe'] },
);
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
        path: join(directory, `dashboard-${width}-${colorScheme}.png`),
        fullPage: true,
      });
      await page.close();
    }
  }
} finally {
  await browser.close();
  run.kill('SIGTERM');
  rmSync(scratch, { recursive: true, force: true });
}
