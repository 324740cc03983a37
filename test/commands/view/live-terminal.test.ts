import { EventEmitter } from 'node:events';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LiveTerminal } from '../../../src/commands/view/index.ts';
import { Screen } from './screen.ts';

class FakeProcess extends EventEmitter {
  readonly pid = 4711;
  readonly platform: string = 'linux';
  readonly killed: Array<[number, string]> = [];
  kill(pid: number, signal: string): void {
    this.killed.push([pid, signal]);
  }
}

function terminal(columns = 40, rows = 12): { screen: Screen; process: FakeProcess; live: LiveTerminal } {
  const screen = new Screen(columns, rows);
  const process = new FakeProcess();
  return { screen, process, live: new LiveTerminal(screen, process) };
}

test('a frame replaces the one before it, whatever their heights, and leaves what is above', () => {
  const line = fc.stringMatching(/^[a-z]{0,40}$/);
  fc.assert(
    fc.property(fc.array(fc.array(line, { maxLength: 12 }), { minLength: 1, maxLength: 6 }), (frames) => {
      const { screen, live } = terminal();
      screen.write('above\r\n');
      for (const frame of frames) {
        live.draw(frame);
        assert.is(screen.text, ['above', ...frame].join('\n').trimEnd());
      }
    }),
  );
});

test('a terminal that was narrowed shows the new frame and nothing of the old one', () => {
  const { screen, live } = terminal(40, 30);
  screen.write('above\r\n');
  live.draw(({ width }) => ['a', 'b', 'c'].map((character) => character.repeat(width)));
  screen.resize(15, 30);
  assert.is(screen.text, `above\n${'a'.repeat(15)}\n${'b'.repeat(15)}\n${'c'.repeat(15)}`);
  screen.resize(60, 30);
  assert.is(screen.text, `above\n${'a'.repeat(60)}\n${'b'.repeat(60)}\n${'c'.repeat(60)}`);
});

test('lines drawn for a wider terminal do not take two rows', () => {
  const { screen, live } = terminal(10, 12);
  live.draw(['x'.repeat(25), 'y'.repeat(25)]);
  assert.is(screen.text.split('\n').length, 2);
});

test('no more rows are drawn than the screen has', () => {
  const { screen, live } = terminal(40, 3);
  live.draw(['1', '2', '3', '4', '5']);
  assert.is(screen.text, '1\n2\n3');
});

test('each frame is one write, between the marks of a synchronized update', () => {
  const { screen, live } = terminal();
  live.draw(['one', 'two']);
  live.draw(['three']);
  assert.is(screen.writes.length, 2);
  for (const written of screen.writes) {
    assert.ok(written.startsWith('\x1b[?2026h'));
    assert.ok(written.endsWith('\x1b[?2026l'));
  }
});

test('the cursor is hidden while drawing and shown below the last lines at the end', () => {
  const { screen, live } = terminal();
  live.draw(['one', 'two']);
  assert.not(screen.cursorShown);
  live.finish(['summary', 'of all']);
  assert.ok(screen.cursorShown);
  assert.ok(screen.wrapping);
  assert.is(screen.text, 'summary\nof all');
  assert.equal([screen.x, screen.y], [0, 2]);
});

test('finishing without a frame prints the lines and no control codes', () => {
  const { screen, live } = terminal();
  live.finish(['summary']);
  assert.equal(screen.writes, ['summary\r\n']);
});

for (const end of ['exit', 'uncaughtExceptionMonitor']) {
  test(`at the process event ${end} the frame stays and the cursor comes back below it`, () => {
    const { screen, process, live } = terminal();
    live.draw(['one', 'two']);
    process.emit(end);
    assert.ok(screen.cursorShown);
    assert.is(screen.text, 'one\ntwo');
    assert.equal([screen.x, screen.y], [0, 2]);
  });
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  test(`${signal} restores the terminal and still ends the process`, () => {
    const { screen, process, live } = terminal();
    live.draw(['one']);
    process.emit(signal);
    assert.ok(screen.cursorShown);
    assert.equal(process.killed, [[4711, signal]]);
    assert.is(process.listenerCount(signal), 0);
  });
}

test('a signal that the program handles itself is left to it', () => {
  const { screen, process, live } = terminal();
  process.on('SIGINT', () => {});
  live.draw(['one']);
  process.emit('SIGINT');
  assert.equal(process.killed, []);
  live.draw(['two']);
  assert.is(screen.text, 'two');
  live.finish([]);
  assert.ok(screen.cursorShown);
});

test('nothing is listened to any more after the end', () => {
  const { screen, process, live } = terminal();
  live.draw(['one']);
  live.finish(['done']);
  assert.equal(process.eventNames(), []);
  assert.equal(screen.eventNames(), []);
});

test('a pause gives the terminal to the shell, and the frame is drawn anew below what that wrote', () => {
  const { screen, process, live } = terminal();
  live.draw(['one', 'two']);
  screen.write('^Z');
  process.emit('SIGTSTP');
  assert.equal(process.killed, [[4711, 'SIGSTOP']]);
  assert.is(screen.cursorShown, true);
  screen.write('$ fg\r\n');
  process.emit('SIGCONT');
  assert.is(screen.text, 'one\ntwo\n$ fg\none\ntwo');
  live.finish(['done']);
  assert.is(screen.text, 'one\ntwo\n$ fg\ndone');
  assert.is(process.eventNames().length, 0);
});

test.run();
