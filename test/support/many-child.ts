/**
 * Runs command lines one after another in one process: JSON of them on standard input, JSON of how each ended on standard
 * output. For what is refused before anything begins, of which a process each would spend its time on starting.
 */
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
// @ts-expect-error: the launcher is JavaScript, as it is shipped
import { start } from '../../bin/start.js';
import type { CommandLine, Ended } from './cli.ts';

const pjson = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
pjson.oclif.commands.target = './src/commands/index.ts';
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Thrown in place of an end of the process. */
class Exit extends Error {}

/** With what a process would have ended: it says nothing more from then on. */
let exited: number | undefined;

async function ended({ args, env = {} }: CommandLine): Promise<Ended> {
  const told = { stdout: '', stderr: '' };
  const before = { ...process.env };
  Object.assign(process.env, env);
  process.argv.splice(2, process.argv.length, ...args);
  const restore = [collect('stdout', told), collect('stderr', told)];
  exited = undefined;
  try {
    await start({ root, pjson, ignoreManifest: true }, async () => undefined);
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
  } finally {
    for (const back of restore) back();
    for (const key of Object.keys(env)) {
      const value = before[key];
      if (value === undefined) delete process.env[key];
      else process.env[key] = value;
    }
  }
  const code = exited ?? Number(process.exitCode ?? 0);
  process.exitCode = undefined;
  return { code, signal: null, ...told };
}

/** Not every runtime writes what its console is told to the stream of the process. */
function collect(name: 'stdout' | 'stderr', told: Record<'stdout' | 'stderr', string>): () => void {
  const stream = process[name];
  const write = stream.write;
  const methods = name === 'stdout' ? (['log', 'info'] as const) : (['error', 'warn'] as const);
  const printers = methods.map((method) => [method, console[method]] as const);
  stream.write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
    if (exited === undefined) told[name] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    const done = rest.at(-1);
    if (typeof done === 'function') done();
    return true;
  };
  for (const method of methods) {
    console[method] = (...parts: unknown[]) => {
      if (exited === undefined) told[name] += `${parts.join(' ')}\n`;
    };
  }
  return () => {
    stream.write = write;
    for (const [method, printer] of printers) console[method] = printer;
  };
}

const exit = process.exit;
process.exit = (code?: number | string | null) => {
  exited ??= Number(code ?? process.exitCode ?? 0);
  throw new Exit(`exit ${exited}`);
};
const lines: CommandLine[] = JSON.parse(await text(process.stdin));
const all: Ended[] = [];
for (const line of lines) all.push(await ended(line));
process.stdout.write(`${JSON.stringify(all)}\n`, () => exit(0));
