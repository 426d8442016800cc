#!/usr/bin/env node
// Makes the tables in docs/ that follow from the code. With --check it writes nothing and fails where they are stale.
// Works on dist/: build first.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exitCodeMeanings } from '../dist/cli/exit-code.js';
import { main } from '../dist/cli/main.js';
import { documentSchema, fieldsOf } from '../dist/report/listing.js';
import { listings } from '../dist/report/rows/index.js';
import { methodNames, rules } from '../dist/simulator/index.js';
import { commandWords } from './lib/command-list.mjs';

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

/** Puts text between the marks `<!-- name -->` and `<!-- /name -->`. */
function fill(document, name, text) {
  const open = `<!-- ${name} -->`;
  const close = `<!-- /${name} -->`;
  const start = document.indexOf(open);
  const end = document.indexOf(close);
  if (start < 0 || end < start) {
    throw new Error(`there is no place for ${name}`);
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

async function commandSections() {
  const help = (words) => run([...words, '--help']);
  const sections = [];
  for (const words of await commandWords(help)) {
    const name = words.join(' ');
    if (name !== 'help') {
      const text = (await help(words)).trimEnd();
      const listing = listings[name];
      sections.push(`### vhv ${name}`, '', '```text', text, '```', '');
      sections.push(...(listing === undefined ? [] : [fieldTable(listing), '']));
    }
  }
  const connection = (await run(['help', 'connection'])).trimEnd();
  return [...sections, '### Connection', '', '```text', connection, '```'].join('\n');
}

function documentPath(name) {
  return join(root, 'docs', name);
}

/** Fills the places of a document that is otherwise written by hand. */
function filled(name, places) {
  const path = documentPath(name);
  const made = Object.entries(places).reduce(
    (text, [place, content]) => fill(text, place, content),
    readFileSync(path, 'utf8'),
  );
  return [path, made];
}

function present(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

const schemas = Object.values(listings).map((listing) => [
  join(root, 'schema', schemaName(listing)),
  `${JSON.stringify(documentSchema(listing), null, 2)}\n`,
]);
const made = new Map([
  filled('simulator.md', { rules: rulesTable(), methods: methodList() }),
  filled('cli.md', { 'exit-codes': exitCodeTable(), commands: await commandSections() }),
  ...schemas,
]);
mkdirSync(join(root, 'schema'), { recursive: true });
for (const [path, text] of made) {
  if (present(path) === text) {
    continue;
  }
  if (check) {
    console.error(
      `stale: ${path.slice(root.length + 1)}. Run 'npm run docs' and commit the result.`,
    );
    process.exitCode = 1;
  } else {
    writeFileSync(path, text);
  }
}
