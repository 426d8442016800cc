#!/usr/bin/env node
// Makes schema/inventory.schema.json from the definition in src/simulator/inventory-file. With --check it writes nothing and
// fails where the committed file is stale. Works on dist/: build first.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inventoryJsonSchema } from '../dist/simulator/index.js';
import { format } from './lib/format.mjs';

const path = fileURLToPath(new URL('../schema/inventory.schema.json', import.meta.url));
const made = format('schema/inventory.schema.json', JSON.stringify(inventoryJsonSchema()));
if (!process.argv.includes('--check')) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, made);
} else if (!existsSync(path) || readFileSync(path, 'utf8') !== made) {
  console.error("stale: schema/inventory.schema.json. Run 'npm run docs' and commit the result.");
  process.exitCode = 1;
}
