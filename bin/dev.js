#!/usr/bin/env node
// Runs the commands from src/ as they stand, without a build.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { execute } from '@oclif/core';

const root = fileURLToPath(new URL('..', import.meta.url));
const pjson = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
pjson.oclif.commands.target = './src/commands/index.ts';
await execute({ loadOptions: { root, pjson, ignoreManifest: true } });
