/**
 * The service under load, and what that does to the beats: requests a second and latencies by wrk, 200 clients of the
 * event stream, and the lateness of beats without and with them, side by side in one run.
 *
 *   node scripts/service-load.ts [SECONDS]            needs wrk
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { get } from 'node:http';
import { createInterface } from 'node:readline';

const seconds = Number(process.argv[2] ?? 20);
const PERIOD = 0.1;
const CLIENTS = 200;
const PORT = 8151;
const url = `http://127.0.0.1:${PORT}`;
const bin = new URL('../bin/dev.js', import.meta.url).pathname;

/** Seconds by which each beat came later than a period after the one before. */
const lateness: number[] = [];
let last: number | undefined;

function serve(): ChildProcess {
  const args = ['serve', '--json', '--http', String(PORT), '--interval', String(PERIOD)];
  const child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { type, timestamp } = JSON.parse(line);
    if (type !== 'beat') return;
    if (last !== undefined) lateness.push(Math.max(0, timestamp - last - PERIOD));
    last = timestamp;
  });
  return child;
}

function pause(time: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, time * 1000));
}

function wrk(path: string, time: number): Promise<string> {
  const child = spawn('wrk', ['-t1', '-c16', `-d${time}s`, '--latency', `${url}${path}`]);
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => {
      const rate = /Requests\/sec:\s+(\S+)/.exec(text)?.[1];
      const [p50, p99] = ['50%', '99%'].map((share) => new RegExp(`${share}\\s+(\\S+)`).exec(text)?.[1]);
      const errors = /Non-2xx.*|Socket errors.*/.exec(text)?.[0] ?? 'no errors';
      resolve(`${rate} requests/s, p50 ${p50}, p99 ${p99}, ${errors}`);
    });
  });
}

async function clients(count: number): Promise<{ heard: () => number; leave: () => void }> {
  let events = 0;
  const requests = Array.from({ length: count }, () =>
    get(`${url}/api/beats`, (response) => {
      response.setEncoding('utf8').on('data', (chunk: string) => {
        events += chunk.split('event: beat\n').length - 1;
      });
      response.on('error', () => undefined);
    }).on('error', () => undefined),
  );
  await pause(1);
  return {
    heard: () => events,
    leave: () => {
      for (const request of requests) request.destroy();
    },
  };
}

async function during(what: string, work: () => Promise<string>): Promise<void> {
  lateness.length = 0;
  const said = await work();
  const sorted = [...lateness].sort((a, b) => a - b);
  const at = (share: number): string =>
    `${((sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0) * 1e3).toFixed(1)} ms`;
  console.log(
    `${what}: beat lateness p50 ${at(0.5)}, p99 ${at(0.99)}, worst ${at(1)} of ${sorted.length} beats. ${said}`,
  );
}

const child = serve();
try {
  await pause(4);
  await during('alone', async () => {
    await pause(seconds);
    return '';
  });
  for (const path of ['/api/status', '/metrics', '/healthz']) {
    await during(`16 connections on ${path}`, () => wrk(path, seconds));
  }
  await during(`${CLIENTS} clients of /api/beats`, async () => {
    const stream = await clients(CLIENTS);
    const before = stream.heard();
    await pause(seconds);
    const text = `${((stream.heard() - before) / CLIENTS / seconds).toFixed(2)} of ${1 / PERIOD} beats a second heard by each`;
    stream.leave();
    return text;
  });
} finally {
  child.kill('SIGTERM');
}
