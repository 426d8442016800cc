#!/usr/bin/env node
// Makes src/{vim25,simulator}/schema.ts and types.ts from wsdl/, and src/report/html/page-source.ts from page/ beside it. With --check it writes nothing and fails
// where the committed files are stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from './lib/format.mjs';
import { readSchemas, readWsdl } from './lib/read-wsdl.mjs';
import { renderPage } from './lib/render-page.mjs';
import { renderMoreTypes, renderSchema, renderTypes } from './lib/render-schema.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const check = process.argv.includes('--check');

const wsdl = (name) => join(root, 'wsdl', name);
const model = readWsdl(wsdl('vim.wsdl'));
const simulator = readSchemas([wsdl('simulator-types.xsd'), wsdl('simulator-messages.xsd')], model);
const outputs = {
  'src/vim25/schema.ts': renderSchema(model),
  'src/vim25/types.ts': renderTypes(model),
  'src/simulator/schema.ts': renderSchema(simulator, '../vim25/schema-table.ts'),
  'src/simulator/types.ts': renderMoreTypes(simulator, model),
  'src/report/html/page-source.ts': renderPage(join(root, 'src', 'report', 'html', 'page')),
};

const stale = [];
for (const [path, text] of Object.entries(outputs)) {
  const formatted = format(path, text);
  const absolute = join(root, path);
  if (!check) {
    writeFileSync(absolute, formatted);
  } else if (readFileSync(absolute, 'utf8') !== formatted) {
    stale.push(path);
  }
}
if (stale.length > 0) {
  console.error(`stale: ${stale.join(', ')}. Run 'npm run generate' and commit the result.`);
  process.exitCode = 1;
}
