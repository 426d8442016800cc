#!/usr/bin/env node
// Makes wsdl/vim.wsdl from the table of operations and the XSDs beside it, src/{vim25,simulator}/schema.ts and types.ts from that, and
// src/report/html/page-source.ts from page/ beside it. With --check it writes nothing and fails where the committed files are stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from './lib/format.mjs';
import { clientWsdl, folder, simulatorWsdl } from './lib/make-wsdl.mjs';
import { beyond, readWsdl } from './lib/read-wsdl.mjs';
import { renderPage } from './lib/render-page.mjs';
import {
  renderMoreTypes,
  renderRepeatable,
  renderSchema,
  renderTypes,
} from './lib/render-schema.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const check = process.argv.includes('--check');

const { text: wsdl, operations } = clientWsdl();
const client = readWsdl(wsdl, folder);
const simulator = beyond(readWsdl(simulatorWsdl().text, folder), client);
const code = {
  'src/vim25/schema.ts': renderSchema(client) + renderRepeatable(operations),
  'src/vim25/types.ts': renderTypes(client),
  'src/simulator/schema.ts': renderSchema(simulator, '../vim25/schema-table.ts'),
  'src/simulator/types.ts': renderMoreTypes(simulator, client),
  'src/report/html/page-source.ts': renderPage(join(root, 'src', 'report', 'html', 'page')),
};
const outputs = {
  'wsdl/vim.wsdl': wsdl,
  ...Object.fromEntries(Object.entries(code).map(([path, text]) => [path, format(path, text)])),
};

const stale = [];
for (const [path, text] of Object.entries(outputs)) {
  const absolute = join(root, path);
  if (!check) {
    writeFileSync(absolute, text);
  } else if (readFileSync(absolute, 'utf8') !== text) {
    stale.push(path);
  }
}
if (stale.length > 0) {
  console.error(`stale: ${stale.join(', ')}. Run 'npm run generate' and commit the result.`);
  process.exitCode = 1;
}
