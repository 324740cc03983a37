import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { terminalStyle } from '../../../src/commands/view/index.ts';

const TTY = { isTTY: true, columns: 100, rows: 30 };
const UTF8 = { TERM: 'xterm-256color', LANG: 'en_GB.UTF-8' };

test('a terminal with a UTF-8 locale has it all', () => {
  assert.equal(terminalStyle(UTF8, TTY), { live: true, colour: true, unicode: true, width: 100, height: 30 });
});

test('a pipe has neither colour nor a live view, and 80 columns', () => {
  const style = terminalStyle(UTF8, {});
  assert.equal(style, { live: false, colour: false, unicode: true, width: 80, height: 24 });
});

test('NO_COLOR turns colour off and keeps the live view; when empty it says nothing', () => {
  assert.not(terminalStyle({ ...UTF8, NO_COLOR: '1' }, TTY).colour);
  assert.ok(terminalStyle({ ...UTF8, NO_COLOR: '1' }, TTY).live);
  assert.not(terminalStyle({ ...UTF8, NO_COLOR: '0' }, TTY).colour);
  assert.ok(terminalStyle({ ...UTF8, NO_COLOR: '' }, TTY).colour);
});

test('FORCE_COLOR decides, in a pipe and against NO_COLOR', () => {
  assert.ok(terminalStyle({ FORCE_COLOR: '1', NO_COLOR: '1' }, {}).colour);
  assert.ok(terminalStyle({ FORCE_COLOR: '' }, {}).colour);
  assert.not(terminalStyle({ ...UTF8, FORCE_COLOR: '0' }, TTY).colour);
  assert.not(terminalStyle({ ...UTF8, FORCE_COLOR: 'false' }, TTY).colour);
});

test('TERM=dumb gets plain lines without colour', () => {
  const { live, colour } = terminalStyle({ ...UTF8, TERM: 'dumb' }, TTY);
  assert.equal([live, colour], [false, false]);
});

test('CI gets plain lines, unless it is said to be off', () => {
  assert.not(terminalStyle({ ...UTF8, CI: 'true' }, TTY).live);
  assert.ok(terminalStyle({ ...UTF8, CI: 'false' }, TTY).live);
});

test('the locale decides on Unicode, LC_ALL before LC_CTYPE before LANG', () => {
  assert.not(terminalStyle({}, TTY).unicode);
  assert.not(terminalStyle({ LANG: 'C' }, TTY).unicode);
  assert.not(terminalStyle({ LC_ALL: 'POSIX', LANG: 'en_GB.UTF-8' }, TTY).unicode);
  assert.ok(terminalStyle({ LC_ALL: '', LC_CTYPE: 'de_DE.utf8', LANG: 'C' }, TTY).unicode);
  assert.ok(terminalStyle({ WT_SESSION: 'x' }, TTY, 'win32').unicode);
});

test('a terminal that does not know its size is taken for 80 by 24', () => {
  const { width, height } = terminalStyle(UTF8, { isTTY: true, columns: 0, rows: 0 });
  assert.equal([width, height], [80, 24]);
});

test.run();
