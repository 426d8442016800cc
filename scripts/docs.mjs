#!/usr/bin/env node
// Makes the tables in docs/ and the schemas in schema/ that follow from the code. With --check it writes nothing and fails where they are stale.
// Works on dist/: build first.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endpointsJsonSchema } from '../dist/cli/endpoints/file-format.js';
import { fleetJsonSchema } from '../dist/nested/drift/fleet-schema.js';
import { findingCodes } from '../dist/nested/plan/finding-codes.js';
import { profiles } from '../dist/nested/plan/profiles.js';
import { findingMessages } from '../dist/report/messages.js';
import { methodNames, rules } from '../dist/simulator/index.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const check = process.argv.includes('--check');

function cell(text) {
  return text.replaceAll('|', '\\|');
}

function rulesTable() {
  const rows = Object.entries(rules).map(([name, { says, source, certainty, answers }]) => {
    const [first, ...others] = answers;
    const choices = [`**${first}**`, ...others].join(', ');
    return `| \`${name}\` | ${cell(says)} | ${cell(source)} | ${certainty} | ${choices} |`;
  });
  return [
    '| rule | what it says | source | certainty | answers |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function methodList() {
  return methodNames()
    .map((name) => `\`${name}\``)
    .join(' · ');
}

function findingsTable() {
  const rows = Object.entries(findingCodes).map(([code, { severity, acceptable }]) => {
    const { meaning, remedy } = findingMessages[code];
    const accept = acceptable ? 'yes' : '';
    return `| \`${code}\` | ${severity} | ${accept} | ${cell(meaning)} | ${cell(remedy)} |`;
  });
  return [
    '| code | severity | `--accept` | what it means | what to do |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function profilesTable() {
  const rows = Object.entries(profiles).map(([name, { purpose, keys, hasInnerVms }]) => {
    const settings = keys.map(({ key, value }) => `\`${key} = ${value}\``).join(', ') || 'none';
    const needs = hasInnerVms ? 'port group security' : 'EFI, secure boot, the VBS option';
    return `| \`${name}\` | ${cell(purpose)} | ${settings} | ${needs} |`;
  });
  return [
    '| profile | for | advanced options | reported, never changed |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function profileKeysTable() {
  const rows = Object.entries(profiles).flatMap(([name, { keys }]) =>
    keys.map(
      ({ key, value, source, sideEffect }) =>
        `| \`${key} = ${value}\` | \`${name}\` | ${cell(source)} | ${cell(sideEffect)} |`,
    ),
  );
  return ['| option | profile | why | price |', '|---|---|---|---|', ...rows].join('\n');
}

/** Puts text between the marks `<!-- name -->` and `<!-- /name -->`. */
function fill(file, document, name, text) {
  const open = `<!-- ${name} -->`;
  const close = `<!-- /${name} -->`;
  const start = document.indexOf(open);
  const end = document.indexOf(close);
  if (start < 0 || end < start) {
    throw new Error(`docs/${file} has no place for ${name}`);
  }
  return `${document.slice(0, start + open.length)}\n${text}\n${document.slice(end)}`;
}

const documents = {
  'simulator.md': { rules: rulesTable, methods: methodList },
  'findings.md': { findings: findingsTable },
  'profiles.md': { profiles: profilesTable, keys: profileKeysTable },
};

/** Writes a file, or says that it is stale. `make` gets what the file holds now. */
function bring(name, make) {
  const path = join(root, name);
  const present = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const made = make(present);
  if (!check) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, made);
  } else if (made !== present) {
    console.error(`stale: ${name}. Run 'npm run docs' and commit the result.`);
    process.exitCode = 1;
  }
}

for (const [file, tables] of Object.entries(documents)) {
  bring(`docs/${file}`, (present) =>
    Object.entries(tables).reduce(
      (document, [name, table]) => fill(file, document, name, table()),
      present,
    ),
  );
}
bring('schema/endpoints.schema.json', () => `${JSON.stringify(endpointsJsonSchema(), null, 2)}\n`);
bring('schema/fleet.schema.json', () => `${JSON.stringify(fleetJsonSchema(), null, 2)}\n`);
