/**
 * Runs the image for real and tells what it saw: who runs, that the root file system is read-only, health, an orderly
 * end on SIGTERM, and that the ledger on the volume survives a kill.
 *
 *   CONTAINER_ENGINE="docker" node scripts/container-check.ts [IMAGE]
 *
 * CONTAINER_ENGINE is the command that takes `run`, `exec`, `kill`, …: docker, podman, or one with arguments.
 */
import { spawnSync } from 'node:child_process';

const [engine = 'podman', ...before] = (process.env.CONTAINER_ENGINE ?? 'podman').split(' ');
const image = process.argv[2] ?? 'localhost/venom:latest';
const PORT = 8137;
const NAME = `venom-check-${process.pid}`;

let failed = 0;

function call(...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(engine, [...before, ...args], { encoding: 'utf8' });
  return { status, output: (stdout.trim() === '' ? stderr : stdout).trim() };
}

function tell(what: string, ok: boolean, saw: string): void {
  if (!ok) failed++;
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${what}: ${saw.split('\n').at(-1)}`);
}

function start(): void {
  const { status, output } = call(
    ...['run', '-d', '--name', NAME, '--network', 'host', '--read-only', '--cap-drop', 'all'],
    ...['--security-opt', 'no-new-privileges', '-v', `${NAME}:/var/lib/venom`],
    ...['-e', `VENOM_HTTP=127.0.0.1:${PORT}`, '-e', 'VENOM_INTERVAL=0.2', image],
  );
  if (status !== 0) throw new Error(output);
}

async function ready(): Promise<number> {
  const began = performance.now();
  for (;;) {
    const status = await fetch(`http://127.0.0.1:${PORT}/readyz`).then(
      (r) => r.status,
      () => 0,
    );
    if (status === 200) return performance.now() - began;
    if (performance.now() - began > 30_000) throw new Error(call('logs', NAME).output);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function length(): Promise<number> {
  return (await (await fetch(`http://127.0.0.1:${PORT}/api/status`)).json()).ledgerLength;
}

function exitCode(): string {
  return call('inspect', '--format', '{{.State.ExitCode}}', NAME).output;
}

try {
  tell('size', true, call('image', 'inspect', '--format', '{{.Size}} bytes', image).output);
  start();
  tell('ready', true, `${(await ready()).toFixed(0)} ms after it was started`);
  const id = call('exec', NAME, 'id', '-u').output;
  tell('who runs', id === '1000', `user ${id}`);
  const touched = call('exec', NAME, 'sh', '-c', 'touch /app/x');
  tell('read-only root', touched.status !== 0, touched.output);
  const processes = call('exec', NAME, 'sh', '-c', 'tr "\\0" " " < /proc/1/cmdline');
  tell('first process', processes.output.startsWith('node '), processes.output);
  const health = call('healthcheck', 'run', NAME);
  tell('healthcheck', health.status === 0, health.output || 'healthy');

  await new Promise((resolve) => setTimeout(resolve, 1500));
  const before = await length();
  call('kill', '--signal', 'KILL', NAME);
  call('rm', '-f', NAME);
  start();
  await ready();
  const after = await length();
  tell('ledger after SIGKILL', after > before, `${before} entries before, ${after} after the restart`);

  const began = performance.now();
  call('stop', '--time', '10', NAME);
  const took = performance.now() - began;
  tell('SIGTERM', exitCode() === '0', `exit code ${exitCode()} after ${took.toFixed(0)} ms`);
  const verified = call(
    ...['run', '--rm', '--network', 'host', '--read-only', '-v', `${NAME}:/var/lib/venom`, image],
    ...['ledger', 'verify', '--ledger-dir', '/var/lib/venom/ledger'],
  );
  tell('ledger verify', verified.status === 0, verified.output);
} finally {
  call('rm', '-f', NAME);
  call('volume', 'rm', '-f', NAME);
}
process.exitCode = failed > 0 ? 1 : 0;
