/**
 * Runs the whole suite: type check, lint, and every test file on every runtime, but what is the same on all (ONCE), each
 * file in a process of its own.
 *
 *   node scripts/test.ts [--runtime node,deno,bun] [--only TEXT] [--no-checks] [--times]
 *
 * `--times` ends with what each file took: processor seconds of its process and all it started, and seconds by the clock.
 * The last line printed is `N passed, N failed`: tests counted over all runtimes, checks counted one each.
 */
import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const root = join(import.meta.dirname, '..');
const binaries = join(root, 'node_modules', '.bin');

const RUNTIMES: Record<string, { command: string; args: string[] }> = {
  node: { command: join(binaries, 'node'), args: [] },
  deno: { command: join(binaries, 'deno'), args: ['run', '-A', '--quiet'] },
  bun: { command: join(binaries, 'bun'), args: ['run'] },
};

/** Code that Node has compiled, kept between files by its content: a file starts in half the processor time. */
const CACHE = { NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') };

/** Files at a time: more than there are processors, as files also wait, for disks, sockets and processes they started. */
const LANES = availableParallelism() + 2;

/** A file that takes longer hangs, milliseconds: ten times what the longest takes on a machine that does other things. */
const LONGEST_FILE = 300_000;

/**
 * The same on whichever runtime: these read files, ask a browser, or start each runtime themselves. They run on one; so do
 * two long ones, whose parts have tests on all, and which `npm run test:soak` runs on all.
 */
const ONCE = [
  'browser-run',
  'layers',
  'k8s/manifests',
  'mesh/runtimes',
  'mesh/hostile',
  'commands/owner',
].map((name) => join('test', `${name}.test.ts`));

/** Runs a command and writes the processor time of it and its children, as POSIX `times` tells it, to descriptor 3. */
const TIMED = '"$@"; code=$?; times >&3; exit $code';

/** Seconds: of the processors, a process and its children together, and by the clock. */
interface Cost {
  readonly processor: number;
  readonly clock: number;
}

interface Outcome {
  readonly title: string;
  readonly passed: number;
  readonly failed: number;
  readonly output: string;
  readonly cost: Cost;
}

function run(
  command: string,
  args: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number; output: string; cost: Cost }> {
  return new Promise((resolve) => {
    const start = performance.now();
    const [program = '', ...rest] = values.times
      ? ['sh', '-c', TIMED, 'sh', command, ...args]
      : [command, ...args];
    const child = spawn(program, rest, {
      cwd: root,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, ...CACHE, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    let output = '';
    let times = '';
    child.stdio[3]?.on('data', (chunk) => {
      times += chunk;
    });
    const cost = (): Cost => ({ processor: seconds(times), clock: (performance.now() - start) / 1000 });
    child.stdout?.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      output += chunk;
    });
    const watch = setTimeout(() => {
      output += `\nended: it ran for more than ${LONGEST_FILE / 1000} s`;
      child.kill('SIGKILL');
    }, LONGEST_FILE);
    child.on('close', () => clearTimeout(watch));
    child.on('error', (error) => resolve({ code: 1, output: `${command}: ${error.message}`, cost: cost() }));
    child.on('close', (code, signal) =>
      resolve({
        code: code ?? 1,
        output: signal ? `${output}\nended by ${signal}` : output,
        cost: cost(),
      }),
    );
  });
}

/** Of the two lines of `times`, the shell's and its children's, the second: user and system, as 1m2.34s each. */
function seconds(times: string): number {
  const children = times.split('\n')[1] ?? '';
  return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, rest]) => sum + Number(minutes) * 60 + Number(rest),
    0,
  );
}

async function check(title: string, command: string, args: string[]): Promise<Outcome> {
  const { code, output, cost } = await run(command, args);
  return { title, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output, cost };
}

/** uvu closes with `Total: n` and `Passed: n`; a file without them, or with no test, has failed. */
async function testFile(runtime: string, file: string): Promise<Outcome> {
  const { command, args } = RUNTIMES[runtime] ?? { command: runtime, args: [] };
  const { code, output, cost } = await run(command, [...args, file], { VENOM_TEST_RUNTIME: runtime });
  const total = Number(/Total:\s+(\d+)/.exec(output)?.[1] ?? 0);
  const passed = Number(/Passed:\s+(\d+)/.exec(output)?.[1] ?? 0);
  const broken = code !== 0 && passed === total;
  const failed = total === 0 ? 1 : total - passed + (broken ? 1 : 0);
  return { title: `${runtime.padEnd(4)} ${file}`, passed, failed, output, cost };
}

async function testFiles(directory: string): Promise<string[]> {
  const entries = await readdir(join(root, directory), { recursive: true });
  return entries
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(directory, name))
    .sort();
}

/** Runs the jobs, so many at a time, reporting in the order they end. */
async function inParallel(jobs: Array<() => Promise<Outcome>>, width: number): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let next = 0;
  async function lane(): Promise<void> {
    for (let job = jobs[next++]; job; job = jobs[next++]) {
      const outcome = await job();
      outcomes.push(outcome);
      report(outcome);
    }
  }
  await Promise.all(Array.from({ length: width }, lane));
  return outcomes;
}

function report({ title, passed, failed, output }: Outcome): void {
  const skipped = output.split('\n').filter((line) => line.startsWith('skipped:'));
  console.log(
    `${failed === 0 ? 'ok  ' : 'FAIL'} ${title} (${passed} passed${failed ? `, ${failed} failed` : ''})`,
  );
  for (const line of skipped) console.log(`     ${line}`);
  if (failed > 0) console.log(output.replace(/^/gm, '     '));
}

/** The dearest first, and the sum. */
function reportTimes(outcomes: readonly Outcome[]): void {
  const line = (title: string, { processor, clock }: Cost) =>
    console.log(`${processor.toFixed(1).padStart(7)} s ${clock.toFixed(1).padStart(7)} s  ${title}`);
  console.log('\nprocessor     clock');
  for (const { title, cost } of outcomes.toSorted((a, b) => b.cost.processor - a.cost.processor)) {
    line(title, cost);
  }
  const sum = (part: keyof Cost) => outcomes.reduce((total, { cost }) => total + cost[part], 0);
  line('all', { processor: sum('processor'), clock: sum('clock') });
}

const { values } = parseArgs({
  options: {
    runtime: { type: 'string', default: Object.keys(RUNTIMES).join(',') },
    only: { type: 'string', default: '' },
    checks: { type: 'boolean', default: true },
    times: { type: 'boolean', default: false },
  },
  allowNegative: true,
});

const runtimes = values.runtime.split(',');
const unknown = runtimes.find((name) => !(name in RUNTIMES));
if (unknown !== undefined) {
  console.error(`--runtime ${unknown} is not one of ${Object.keys(RUNTIMES).join(', ')}`);
  process.exit(2);
}

const checks = values.checks
  ? [
      () => check('types', join(binaries, 'tsc'), ['-p', 'tsconfig.json']),
      () => check('command reference', join(binaries, 'node'), ['scripts/cli-reference.ts', '--check']),
      () => check('lint and format', join(binaries, 'biome'), ['ci', '--colors=off', '--error-on-warnings']),
    ]
  : [];
const files = (await testFiles('test')).filter((file) => file.includes(values.only));
const jobs = files.flatMap((file) =>
  runtimes.slice(0, ONCE.includes(file) ? 1 : undefined).map((runtime) => () => testFile(runtime, file)),
);
const outcomes = await inParallel([...checks, ...jobs], LANES);

const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0) + (jobs.length === 0 ? 1 : 0);
if (failed > 0) {
  console.log(
    `\nfailed: ${outcomes
      .filter((outcome) => outcome.failed > 0)
      .map((outcome) => outcome.title)
      .join('; ')}`,
  );
}
if (values.times) reportTimes(outcomes);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
