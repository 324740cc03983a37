#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import { start } from './start.js';

await start(
  { root: fileURLToPath(new URL('..', import.meta.url)) },
  () => import('../build/js/commands/warm.js'),
);
