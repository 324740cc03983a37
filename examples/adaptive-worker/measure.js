/**
 * The worker with and without a supervisor, while a stress load of half of this host comes and goes; a picture of both.
 *
 *   node measure.js OUT.svg [seconds of a phase] [rounds] [command that runs venom]
 *
 * Each round is one run without and one with; the picture is of the round whose time in the band is the median.
 *
 * Needs stress-ng. Everything else that runs on the host is part of what is measured.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { picture } from './picture.js';

const SETPOINT = 0.8;
/** Seconds between two beats, and the gain. */
const INTERVAL = 0.25;
const KP = 6;
/** Half the range in which the processors are held. */
const BAND = 0.1;
/** Seconds over which utilisation is averaged before it is judged, and for which the supervisor may settle after a step. */
const WINDOW = 10;
const SETTLING = 15;
/** Utilisation that must be gone back before a turn counts. */
const TURN = 0.1;

const [out = 'adaptive-worker.svg', phaseText = '30', rounds = '1', venom = 'npx venom'] =
  process.argv.slice(2);
const phase = Number(phaseText);
/** Quiet, stress, quiet, stress, quiet. */
const stressed = (second) => Math.floor(second / phase) % 2 === 1;
const total = 5 * phase;
const here = import.meta.dirname;

const busy = () =>
  cpus().reduce(
    (sum, { times }) => {
      const all = times.user + times.nice + times.sys + times.irq + times.idle;
      return { idle: sum.idle + times.idle, all: sum.all + all };
    },
    { idle: 0, all: 0 },
  );

async function run(supervised) {
  const dir = mkdtempSync(join(tmpdir(), 'adaptive-worker-'));
  const file = join(dir, 'budget.json');
  const children = [];
  const begin = (command, args) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
    children.push(child);
    return child;
  };
  const end = (child) => {
    try {
      process.kill(-child.pid, 'SIGTERM');
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  };
  const budgets = [];
  let budget = 1;
  const actions = {};
  if (supervised) {
    const [command, ...args] = venom.split(' ');
    const loop = ['--setpoint', String(SETPOINT), '--interval', String(INTERVAL), '--pid-kp', String(KP)];
    const settings = [...loop, '--ml-weight', '0', '--budget-file', file, '--json'];
    const child = begin(command, [...args, 'run', '--ledger-dir', join(dir, 'ledger'), ...settings]);
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        const record = JSON.parse(line);
        if (record.type !== 'beat') continue;
        budget = record.budget;
        actions[record.enacted] = (actions[record.enacted] ?? 0) + 1;
      }
    });
  }
  begin('node', supervised ? [join(here, 'worker.js'), file] : [join(here, 'worker.js')]).stdout.resume();
  const loads = [];
  let stress;
  let before = busy();
  for (let second = 0; second < total; second++) {
    if (stressed(second) && !stress) {
      const cores = String(availableParallelism());
      stress = begin('stress-ng', ['--cpu', cores, '--cpu-load', '50', '--quiet']);
      stress.stdout.resume();
    } else if (!stressed(second) && stress) {
      end(stress);
      stress = undefined;
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const now = busy();
    loads.push(1 - (now.idle - before.idle) / (now.all - before.all));
    budgets.push(budget);
    before = now;
  }
  for (const child of children) end(child);
  await new Promise((resolve) => setTimeout(resolve, 2000));
  rmSync(dir, { recursive: true, force: true });
  return { loads, budgets, actions, ...judged(loads, budgets) };
}

/** Mean of the last WINDOW seconds. */
function smoothed(values) {
  return values.map((_, i) => {
    const part = values.slice(Math.max(0, i - WINDOW + 1), i + 1);
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
}

function judged(loads, budgets) {
  const smooth = smoothed(loads);
  const settled = smooth.filter((_, second) => second % phase >= SETTLING);
  const inside = settled.filter((load) => Math.abs(load - SETPOINT) <= BAND * SETPOINT).length;
  return {
    smooth,
    held: inside / settled.length,
    mean: settled.reduce((sum, load) => sum + load, 0) / settled.length,
    turns: turns(smooth),
    budgetTurns: turns(budgets),
  };
}

/** Changes of direction, each after going back by TURN or more. */
function turns(values) {
  let count = 0;
  let direction = 0;
  let extreme = values[0];
  for (const value of values) {
    if (direction >= 0 && value > extreme) extreme = value;
    else if (direction <= 0 && value < extreme) extreme = value;
    const moved = value - extreme;
    if (Math.abs(moved) < TURN && direction !== 0) continue;
    const way = direction === 0 ? Math.sign(value - values[0]) : Math.sign(moved);
    if (direction === 0 && Math.abs(value - values[0]) < TURN) continue;
    if (direction !== 0 && way !== direction) count++;
    direction = way;
    extreme = value;
  }
  return count;
}

/** Share of the settled time that the processors, with the budget at 0, were above the band all the same. */
function beyond({ smooth, budgets }) {
  const settled = smooth.map((load, second) => ({ load, budget: budgets[second], second }));
  const judgedOnes = settled.filter(({ second }) => second % phase >= SETTLING);
  const lost = judgedOnes.filter(({ load, budget }) => budget < 0.01 && load > SETPOINT * (1 + BAND));
  return lost.length / judgedOnes.length;
}

const told = (round) => {
  const { held, mean, turns, budgetTurns, actions } = round;
  return { held, mean, turns, budgetTurns, beyond: beyond(round), actions };
};
const all = [];
for (let round = 0; round < Number(rounds); round++) {
  all.push({ without: await run(false), withVenom: await run(true) });
  const { without, withVenom } = all.at(-1);
  console.log(JSON.stringify({ round: round + 1, without: told(without), withVenom: told(withVenom) }));
}
const median = all.toSorted((one, other) => one.withVenom.held - other.withVenom.held)[
  Math.floor((all.length - 1) / 2)
];
writeFileSync(out, picture({ ...median, setpoint: SETPOINT, band: BAND, stressed, phase }));
writeFileSync(`${out}.json`, JSON.stringify(all));
