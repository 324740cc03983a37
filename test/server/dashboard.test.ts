/**
 * The dashboard in a real browser, with no network but the service. Driven from Node alone: what drives it is made
 * for Node, and the page is the same whichever runtime serves it.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findBrowser } from '../support/browser.ts';
import { type Served, serving } from '../support/served.ts';
import { countingDetector } from '../support/world.ts';

const onNode = !('Deno' in globalThis) && !('Bun' in globalThis);
const browser = onNode ? await findBrowser() : undefined;
if (!browser) {
  const why = onNode ? 'no Chromium here (VENOM_CHROMIUM names one)' : 'it is driven from Node';
  console.log(`skipped: dashboard in a browser: ${why}`);
}

let running: Browser | undefined;
test.after(() => running?.close());

interface Shown {
  readonly page: Page;
  readonly served: Served;
  /** Console errors and refused requests so far. */
  readonly faults: string[];
}

/** Beats until it is closed, a beat whenever the page has drawn the one before. */
async function onPage(
  work: (shown: Shown) => Promise<void>,
  options: Parameters<typeof serving>[1] = {},
  before: (served: Served) => Promise<void> = (served) => beats(served, 40),
): Promise<void> {
  running ??= await (await import('playwright-core')).chromium.launch({
    executablePath: browser ?? '',
    args: ['--no-sandbox'],
  });
  const context = await running.newContext({ viewport: { width: 1280, height: 900 } });
  try {
    await serving(async (served) => {
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
      page.on('pageerror', (error) => faults.push(error.message));
      // Nothing but the service is there.
      await context.route('**', (route) => {
        if (route.request().url().startsWith(served.url)) return route.continue();
        faults.push(`asked for ${route.request().url()}`);
        return route.abort();
      });
      await before(served);
      await page.goto(served.url);
      await page.getByText('live', { exact: true }).waitFor();
      await work({ page, served, faults });
    }, options);
  } finally {
    await context.close();
  }
}

async function beats(served: Served, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await served.beat({ load: 0.6 + Math.sin(i / 4) / 2, anoms: 0 });
}

/** The pixels of a chart, as one text. */
function pixels(page: Page, id: string): Promise<string> {
  return page.locator(`#${id} canvas`).evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
}

async function verified(page: Page): Promise<{ good: string[]; bad: string[] }> {
  const button = page.locator('#verify');
  const before = Number((await button.getAttribute('data-done')) ?? 0);
  await button.click();
  await page.locator(`#verify[data-done="${before + 1}"]`).waitFor();
  return {
    good: await page.locator('#steps li:not(.bad) b').allTextContents(),
    bad: await page.locator('#steps li.bad').allTextContents(),
  };
}

const real = browser ? test : test.skip;

real('charts move with the beats, and nothing but the service is asked', () =>
  onPage(async ({ page, served, faults }) => {
    await page.locator('#figures dd').first().waitFor();
    const ids = ['c-pulse', 'c-threat', 'c-lyapunov', 'c-weights'];
    const before = await Promise.all(ids.map((id) => pixels(page, id)));
    await served.post('/api/inject', { anoms: 6, origin: 'test' });
    await beats(served, 5);
    await page.locator('#figures dd', { hasText: /^45$/ }).waitFor();
    const after = await Promise.all(ids.map((id) => pixels(page, id)));
    for (const [i, id] of ids.entries()) assert.is.not(after[i], before[i], id);
    assert.equal(faults, []);
  }),
);

real('an injected anomaly shows with the next beat, and a click or a key opens its reason', () =>
  onPage(async ({ page, served, faults }) => {
    await served.post('/api/inject', { anoms: 20, origin: 'drill' });
    await served.beat();
    await page.locator('#action', { hasText: 'QUARANTINE' }).waitFor({ timeout: 1000 });
    await page.locator('#anomalies td', { hasText: 'injected' }).first().waitFor();
    await page.locator('#timeline .QUARANTINE').click();
    assert.match(
      await page.locator('#beat').innerText(),
      /Beat 41, .*: QUARANTINE[\s\S]*is at or above 0\.85/,
    );
    await page.locator('#timeline').press('ArrowLeft');
    assert.match(await page.locator('#beat').innerText(), /Beat 40,/);
    await page.locator('#timeline').press('Escape');
    assert.is(await page.locator('#beat').isVisible(), false);
    assert.equal(faults, []);
  }),
);

real('verification in the page passes, and again from the checkpoint that it saw', () =>
  onPage(async ({ page, served, faults }) => {
    await served.ledger.checkpoint();
    const first = await verified(page);
    assert.equal(first, { good: ['Hashes and chain', 'Signature and proof', 'Replay'], bad: [] });
    await beats(served, 60);
    await served.ledger.checkpoint();
    const second = await verified(page);
    assert.equal(second, { good: [...first.good, 'One history'], bad: [] });
    assert.match(await page.locator('#steps').innerText(), /\d\d beats decided again in WebAssembly/);
    assert.equal(faults, []);
  }),
);

/** Answers entries with one of them changed on the way. */
async function tampering(
  page: Page,
  change: (entry: { data: Record<string, unknown> }) => void,
): Promise<void> {
  await page.route('**/api/ledger/entries*', async (route) => {
    const response = await route.fetch();
    const answer = await response.json();
    for (const entry of answer.entries)
      if (entry.data.type === 'recalibration' && entry.data.beat === 35) change(entry);
    await route.fulfill({ response, json: answer });
  });
}

real('an entry that was changed on the way fails its hash and the replay', () =>
  onPage(async ({ page, served }) => {
    await served.ledger.checkpoint();
    await tampering(page, ({ data }) => {
      data.budget = 0.123;
    });
    const { good, bad } = await verified(page);
    assert.equal(good, ['Signature and proof']);
    assert.match(bad[0] ?? '', /entry \d+ was changed/);
    assert.match(bad[1] ?? '', /beat 35: budget is recorded as 0\.123/);
  }),
);

real('an entry that was changed on the disk fails, and is named', () =>
  onPage(async ({ page, served }) => {
    await served.ledger.checkpoint();
    const entries = join(served.dir, 'entries');
    const [segment = ''] = await readdir(entries);
    const text = await readFile(join(entries, segment), 'utf8');
    await writeFile(join(entries, segment), text.replace('"beat":30,', '"beat":31,'));
    const { bad } = await verified(page);
    assert.match(bad.join('\n'), /entry \d+/);
    // Put back: the ledger is read once more when it is closed.
    await writeFile(join(entries, segment), text);
  }),
);

real('it fits 360 pixels, and every control is reached by keys', () =>
  onPage(async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 360, `it is ${width} px wide`);
    const reached = new Set<string>();
    for (let i = 0; i < 12; i++) {
      await page.keyboard.press('Tab');
      reached.add(
        await page.evaluate(() => document.activeElement?.id || (document.activeElement?.textContent ?? '')),
      );
    }
    for (const wanted of ['timeline', 'verify', 'Skip to the charts', 'metrics'])
      assert.ok(reached.has(wanted), wanted);
  }),
);

/** Anomalies of three pods, a beat of each in turn. */
async function pods(served: Served, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    for (const [pod, anoms] of [
      ['a', 0],
      ['b', 20],
      ['c', 4],
    ] as const) {
      await served.beat({ load: 0.6 + Math.sin(i / 4) / 2, anoms }, { pod });
    }
  }
}

real(
  'of many entities the worst is shown first, another by a click, each verified, and it fits 360 pixels',
  () =>
    onPage(
      async ({ page, served, faults }) => {
        const rows = page.locator('#entity-table button');
        assert.equal(await rows.allTextContents(), ['pod=b', 'pod=c', 'pod=a']);
        await page.locator('#action', { hasText: 'QUARANTINE' }).waitFor();
        await rows.nth(1).click();
        await page.locator('#action', { hasText: 'ALERT' }).waitFor();
        assert.match(page.url(), /#entity=pod%3Dc$/);
        await pods(served, 1);
        await page.locator('#figures dd', { hasText: /^31$/ }).waitFor();
        assert.equal(await page.locator('#timeline .QUARANTINE').count(), 0);
        await served.ledger.checkpoint();
        const { good, bad } = await verified(page);
        assert.equal([good, bad], [['Hashes and chain', 'Signature and proof', 'Replay'], []]);
        assert.match(await page.locator('#steps').innerText(), '31 beats of pod=c decided again');
        await page.setViewportSize({ width: 360, height: 740 });
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(width <= 360, `it is ${width} px wide`);
        assert.equal(faults, []);
      },
      {
        supervising: { entityBy: (labels) => labels, entity: () => ({ detector: countingDetector }) },
      },
      (served) => pods(served, 30),
    ),
);

test('the scripts of the page are small, and name no other place', async () => {
  const { dashboardHtml, dashboardJs, verifyJs } = await import('#dashboard');
  assert.ok(Buffer.byteLength(dashboardJs) < 100_000);
  assert.ok(Buffer.byteLength(verifyJs) < 100_000);
  assert.not.match(dashboardHtml, /https?:\/\/(?!www\.w3\.org\/2000\/svg)/);
});

test.run();
