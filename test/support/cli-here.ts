/**
 * Runs the command line in this process, where a start of its own would take most of the time of a call. What only a
 * process shows (signals, what ends it, streams that fail) is for cli.ts, and so are runs of the built-in
 * model, which each closes; runHere takes the same model from its file.
 */
import { fileURLToPath } from 'node:url';
import { format } from 'node:util';
import { Config } from '@oclif/core';
import pjson from '../../package.json' with { type: 'json' };
import type { Ended } from './cli.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const model = fileURLToPath(new URL('../../build/threat.onnx', import.meta.url));
let loaded: Promise<Config> | undefined;
let latest: Promise<unknown> = Promise.resolve();

/** One call at a time: they share the streams and the environment. */
export function venomHere(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const ended = latest.then(() => call(args, env));
  latest = ended.catch(() => undefined);
  return ended;
}

/** A run, which loads its model from a file: the next one in this process can load it again. */
export function runHere(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  return venomHere(['run', '--model', model, ...args], env);
}

function load(): Promise<Config> {
  const commands = {
    ...pjson.oclif.commands,
    strategy: 'explicit',
    target: './src/commands/index.ts',
  } as const;
  const oclif = { ...pjson.oclif, topicSeparator: ' ', commands } as const;
  loaded ??= Config.load({ root, pjson: { ...pjson, oclif }, ignoreManifest: true });
  return loaded;
}

async function call(args: readonly string[], env: Record<string, string>): Promise<Ended> {
  const config = await load();
  const words = args.slice(0, 2).join(':');
  const [id, rest] = config.findCommand(words) ? [words, args.slice(2)] : [args[0] ?? '', args.slice(1)];
  const before = process.env;
  process.env = { PATH: before.PATH, HOME: before.HOME, TMPDIR: before.TMPDIR, LANG: 'C.UTF-8', ...env };
  const stdout = taken(process.stdout);
  const stderr = taken(process.stderr);
  const { log } = console;
  // oclif prints by it, and on Bun it goes past the stream.
  console.log = (...texts: unknown[]) => process.stdout.write(`${format(...texts)}\n`);
  try {
    const code = await config.runCommand(id, [...rest]).then(() => 0, exitCodeOf);
    return { code, signal: null, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    stdout.giveBack();
    stderr.giveBack();
    console.log = log;
    process.env = before;
  }
}

function exitCodeOf(error: unknown): number {
  const { oclif } = error as { oclif?: { exit?: number } };
  if (oclif?.exit === undefined) throw error;
  return oclif.exit;
}

function taken(stream: NodeJS.WriteStream): { text(): string; giveBack(): void } {
  let text = '';
  const write = stream.write;
  stream.write = (chunk: string | Uint8Array, ...others: unknown[]): boolean => {
    text += typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk);
    const done = others.findLast((other) => typeof other === 'function');
    done?.();
    return true;
  };
  return {
    text: () => text,
    giveBack() {
      stream.write = write;
    },
  };
}
