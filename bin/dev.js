#!/usr/bin/env node
// Runs the commands from src/ as they stand, without a build.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { start } from './start.js';

const pjson = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
pjson.oclif.commands.target = './src/commands/index.ts';
await start(
  { root: fileURLToPath(new URL('..', import.meta.url)), pjson, ignoreManifest: true },
  () => import('../src/commands/warm.ts'),
);
