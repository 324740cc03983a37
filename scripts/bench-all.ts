/**
 * Runs `venom bench` on Node, Deno and Bun in turn and writes the tables of docs/benchmarks.md: what stands between
 *
 *   <!-- bench NAME… [--rounds N] -->
 *   <!-- end of bench -->
 *
 * is put in anew, the commands with it, a table a runtime; everything else on the page is left as it is. Takes about a
 * quarter of an hour on a machine of two threads; with others at work its figures say little.
 *
 *   node scripts/bench-all.ts [--only TEXT] [--runtime node|deno|bun] [--rounds N] [--entries N] [--reports DIR] [--dry]
 *
 *   --only     sections whose marker has this text
 *   --rounds, --entries   in place of what the marker and the suites say
 *   --reports  a page for each section and runtime, in this directory
 *   --dry      prints the page and writes nothing
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseBenchDocument } from '../src/bench/document.ts';
import { tablesOf } from '../src/bench/table.ts';

const root = join(import.meta.dirname, '..');
const page = join(root, 'docs', 'benchmarks.md');
const bin = join(root, 'node_modules', '.bin');
const RUNTIMES = { node: ['node'], deno: ['deno', 'run', '-A'], bun: ['bun'] } as const;
type Runtime = keyof typeof RUNTIMES;

/** What a marker says, and what stands between it and its end. */
const SECTION = /<!-- bench([^>]*?) -->\n([\s\S]*?)<!-- end of bench -->/g;

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    runtime: { type: 'string', multiple: true },
    rounds: { type: 'string' },
    entries: { type: 'string' },
    reports: { type: 'string' },
    dry: { type: 'boolean', default: false },
  },
});

const ALL: readonly Runtime[] = ['node', 'deno', 'bun'];

function askedRuntimes(): Runtime[] {
  const named = values.runtime ?? ALL;
  const unknown = named.find((name) => !ALL.some((each) => each === name));
  if (unknown !== undefined) throw new Error(`there is no runtime ${unknown}: ${ALL.join(', ')}`);
  return ALL.filter((name) => named.includes(name));
}

/** The table of a runtime that is not run. */
function tableBefore(runtime: Runtime, section: string): string {
  const heading = new RegExp(`^### \\W*(npx )?${runtime} `);
  return section.split(/(?=^### )/m).find((table) => heading.test(table)) ?? '';
}

/** What the marker says, with what was asked for in its place. */
function benchArguments(said: string): string[] {
  const args = said.split(' ').filter((each) => each !== '');
  for (const name of ['rounds', 'entries'] as const) {
    const value = values[name];
    if (value === undefined) continue;
    const at = args.indexOf(`--${name}`);
    if (at === -1) args.push(`--${name}`, value);
    else args[at + 1] = value;
  }
  return args;
}

/** One runtime's table, with the command that prints it. */
function measured(runtime: Runtime, args: readonly string[]): string {
  const [program, ...before] = RUNTIMES[runtime];
  const command = [...before, 'bin/venom.js', 'bench', ...args];
  const told = [...command, '--json', ...reportArguments(runtime, args)];
  console.error(`${program} ${told.join(' ')}`);
  const { status, stdout, error } = spawnSync(join(bin, program), told, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PATH: [bin, process.env.PATH].join(delimiter) },
  });
  if (status !== 0) throw new Error(`${program} ${command.join(' ')} ended with ${status ?? error?.message}`);
  const tables = tablesOf(parseBenchDocument(JSON.parse(stdout), command.join(' ')));
  return `### \`npx ${[program, ...command].join(' ')}\`\n\n\`\`\`\n${tables}\n\`\`\`\n\n`;
}

function reportArguments(runtime: Runtime, args: readonly string[]): string[] {
  if (values.reports === undefined) return [];
  mkdirSync(values.reports, { recursive: true });
  const names = args.filter((each) => /^[a-z]/.test(each));
  const file = join(values.reports, `${['bench', runtime, ...names].join('-')}.html`);
  return ['--report', file];
}

const asked = askedRuntimes();
const text = readFileSync(page, 'utf8');
const sections = [...text.matchAll(SECTION)];
if (sections.length === 0) throw new Error(`${page} has no section that begins with <!-- bench … -->`);
let result = text;
const started = performance.now();
for (const [whole, said = '', old = ''] of sections) {
  if (!said.includes(values.only)) continue;
  const tables = ALL.map((runtime) =>
    asked.includes(runtime) ? measured(runtime, benchArguments(said)) : tableBefore(runtime, old),
  );
  const section = `<!-- bench${said} -->\n${tables.join('')}<!-- end of bench -->`;
  // Not a pattern to be filled in: tables may hold a dollar sign.
  result = result.replace(whole, () => section);
  // After each: what was measured is kept where a later one fails.
  if (!values.dry) writeFileSync(page, result);
}
if (values.dry) process.stdout.write(result);
console.error(`took ${Math.round((performance.now() - started) / 1000)} s`);
