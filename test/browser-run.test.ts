/** A real browser checks a proof, a checkpoint and a forgery, and replays a ledger. Skipped where there is none. */
import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InlineExecutor } from '../src/flows/index.ts';
import { ImmutableLedger } from '../src/ledger/index.ts';
import { LedgerReader } from '../src/ledger/reader.ts';
import { findBrowser } from './support/browser.ts';
import { inTemporary } from './support/ledgers.ts';
import { world } from './support/supervised.ts';
import { SigmoidModel } from './support/world.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));

const browser = await findBrowser();

const PAGE = `
const report = {};
try {
  const verdict = await checkProof(given.proof, { publicKeys: [given.key], checkpoints: [given.checkpoint] });
  report.statement = verdict.statement;
  report.trusted = verdict.trusted;
  const forged = structuredClone(given.proof);
  forged.entry.data.beat = 99;
  report.forged = await checkProof(forged).catch((error) => error.code);
  const tally = { runs: 0, cutShort: 0, skipped: 0, otherCores: 0 };
  async function* entries() { for (const line of given.lines) yield JSON.parse(line); }
  report.beats = 0;
  report.differences = 0;
  report.compared = 0;
  for await (const beat of replay(entries(), tally)) {
    report.beats++;
    report.compared += beat.compared;
    report.differences += beat.differences.length;
  }
  report.otherCores = tally.otherCores;
} catch (error) {
  report.error = String(error.stack);
}
document.title = 'done';
document.body.textContent = JSON.stringify(report);
`;

(browser ? test : test.skip)('a browser checks a proof and replays a ledger bit for bit', () =>
  inTemporary(async (dir) => {
    const model = new SigmoidModel();
    const ledger = await new ImmutableLedger({ dir }).open();
    const { arbiter, beat } = world({ ledger, entropyModel: model, executor: new InlineExecutor(model) });
    for (let i = 0; i < 40; i++) {
      if (i % 9 === 0) arbiter.inject(i / 7, 'test');
      await beat({ load: Math.abs(Math.sin(i)), anoms: i % 5 });
    }
    await ledger.close();
    const proof = await (await LedgerReader.open(dir)).proveInclusion(42);
    const [segment = ''] = (await readdir(join(dir, 'entries'))).filter((name) => name.endsWith('.jsonl'));
    const lines = (await readFile(join(dir, 'entries', segment), 'utf8')).trimEnd().split('\n');
    const key = (await readFile(join(dir, 'key.pub'), 'utf8')).trim();
    const checkpoint = await readFile(join(dir, 'checkpoint'), 'utf8');

    const script = join(dir, 'page.ts');
    await writeFile(
      script,
      `import { checkProof, replay } from ${JSON.stringify(join(root, 'src', 'browser.ts'))};\n` +
        `const given = ${JSON.stringify({ proof, lines, key, checkpoint })};\n${PAGE}`,
    );
    const bundle = join(dir, 'page.js');
    await run(join(root, 'node_modules', '.bin', 'bun'), [
      'build',
      script,
      '--target',
      'browser',
      '--outfile',
      bundle,
    ]);
    const page = join(dir, 'page.html');
    const code = (await readFile(bundle, 'utf8')).replaceAll('</script', '<\\/script');
    await writeFile(
      page,
      `<!doctype html><meta charset="utf-8"><body></body><script type="module">${code}</script>`,
    );
    const { stdout } = await run(
      browser ?? '',
      [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        `--user-data-dir=${join(dir, 'profile')}`,
        '--virtual-time-budget=20000',
        '--dump-dom',
        `file://${page}`,
      ],
      { maxBuffer: 1 << 26 },
    );
    const [, text = '{}'] =
      /<body>(\{.*?\})<script/s.exec(stdout) ?? /<body>(\{.*?\})<\/body/s.exec(stdout) ?? [];
    const report = JSON.parse(
      text.replaceAll('&quot;', '"').replaceAll('&amp;', '&').replaceAll('&gt;', '>').replaceAll('&lt;', '<'),
    );
    assert.equal(report, {
      statement: 'entry 42 is one of the 288 entries of venom/sha3-256',
      trusted: true,
      forged: 'ERR_LEDGER_TAMPERED',
      beats: 40,
      differences: 0,
      compared: report.compared,
      otherCores: 0,
    });
    assert.ok(report.compared > 2000);
  }),
);

test.run();
