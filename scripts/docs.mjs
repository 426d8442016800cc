#!/usr/bin/env node
// Makes the tables in docs/ and the schemas in schema/ that follow from the code. With --check it writes nothing and fails where they are stale.
// Works on dist/: build first.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commands } from '../dist/cli/commands/index.js';
import { endpointsJsonSchema } from '../dist/cli/endpoints/file-format.js';
import { exitCodeMeanings } from '../dist/cli/exit-code.js';
import { main } from '../dist/cli/main.js';
import { errorCodes } from '../dist/library/error-codes.js';
import { fleetJsonSchema } from '../dist/nested/drift/fleet-schema.js';
import { findingCodes } from '../dist/nested/plan/finding-codes.js';
import { profileRules } from '../dist/nested/plan/profile-rules.js';
import { profiles } from '../dist/nested/plan/profiles.js';
import { failureCodes } from '../dist/nested/run/failure-codes.js';
import { formats } from '../dist/report/formats.js';
import { fieldsOf, jsonSchemaOf } from '../dist/report/listing.js';
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

function codesTable(codes) {
  const rows = Object.entries(codes).map(([code, meaning]) => `| \`${code}\` | ${cell(meaning)} |`);
  return ['| code | means |', '|---|---|', ...rows].join('\n');
}

function profilesTable() {
  const rows = Object.entries(profiles).map(([name, { purpose, keys }]) => {
    const settings = keys.map(({ key, value }) => `\`${key} = ${value}\``).join(', ') || 'none';
    const needs = profileRules
      .filter(({ profiles: concerned }) => concerned.includes(name))
      .map(({ code }) => `\`${code}\``)
      .join(', ');
    return `| \`${name}\` | ${cell(purpose)} | ${settings} | ${needs} |`;
  });
  return [
    '| profile | for | advanced options | reported, never changed |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function profileRulesTable() {
  const rows = profileRules.map(({ code, source }) => {
    const { severity } = findingCodes[code];
    return `| \`${code}\` | ${severity} | ${cell(findingMessages[code].meaning)} | ${cell(source)} |`;
  });
  return ['| finding | severity | what it means | source |', '|---|---|---|---|', ...rows].join(
    '\n',
  );
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

async function run(words) {
  let text = '';
  const nothing = () => undefined;
  await main(words, {
    out: (part) => {
      text += part;
    },
    err: nothing,
    stdin: process.stdin,
    interactive: false,
    env: {},
    stop: new AbortController().signal,
  });
  return text;
}

function exitCodeTable() {
  const rows = exitCodeMeanings.map(([code, meaning]) => `| ${code} | ${cell(meaning)} |`);
  return ['| exit code | meaning |', '|---|---|', ...rows].join('\n');
}

function formatTable() {
  const rows = Object.entries(formats).map(
    ([name, { describe }]) => `| \`${name}\` | ${cell(describe)} |`,
  );
  return ['| format | what |', '|---|---|', ...rows].join('\n');
}

function schemaName({ schema }) {
  return `${schema.split('/')[1]}.schema.json`;
}

function fieldTable(listing) {
  const rows = fieldsOf(listing).map(([name, { schema, describe, heading, drop }]) => {
    const type = schema.enum ? 'string' : [schema.type ?? 'any'].flat().join(' or ');
    const column = heading === undefined ? '' : heading + (drop === undefined ? '' : ` (${drop})`);
    return `| \`${name}\` | ${type} | ${cell(describe)} | ${column} |`;
  });
  return [
    `Rows: [\`${listing.schema}\`](../schema/${schemaName(listing)})`,
    '',
    '| field | type | what | column |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}

/** The fields of what a command prints; they stand once, at the first command of the fewest words that prints the same. */
function rowsOf(name, listing) {
  const same = commands.filter((command) => command.listing === listing);
  const [first] = same.toSorted((one, other) => one.path.length - other.path.length);
  const home = first.path.join(' ');
  return home === name
    ? fieldTable(listing)
    : `Rows: [\`${listing.schema}\`](../schema/${schemaName(listing)}), the fields of \`vhv ${home}\``;
}

async function commandSections() {
  const sections = [];
  for (const { path, listing } of commands) {
    const name = path.join(' ');
    if (name !== 'help') {
      const text = (await run([...path, '--help'])).trimEnd();
      sections.push(`### vhv ${name}`, '', '```text', text, '```', '');
      sections.push(...(listing === undefined ? [] : [rowsOf(name, listing), '']));
    }
  }
  const connection = (await run(['help', 'connection'])).trimEnd();
  const running = (await run(['help', 'run'])).trimEnd();
  return [
    ...sections,
    ...['### Connection', '', '```text', connection, '```', ''],
    ...['### The run', '', '```text', running, '```'],
  ].join('\n');
}

const commandsText = await commandSections();

const documents = {
  'simulator.md': { rules: rulesTable, methods: methodList },
  'findings.md': { findings: findingsTable },
  'library.md': { errors: () => codesTable(errorCodes) },
  'runs.md': { failures: () => codesTable(failureCodes) },
  'profiles.md': { profiles: profilesTable, rules: profileRulesTable, keys: profileKeysTable },
  'cli.md': { formats: formatTable, 'exit-codes': exitCodeTable, commands: () => commandsText },
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
const listings = new Set(commands.flatMap(({ listing }) => listing ?? []));
for (const listing of listings) {
  bring(
    `schema/${schemaName(listing)}`,
    () => `${JSON.stringify(jsonSchemaOf(listing), null, 2)}\n`,
  );
}
