// Compares the citations of facts about servers with docs/facts.md: each cited entry exists and tells its certainty, each entry is cited, and
// nothing cites what a reader cannot have.
import { readdirSync, readFileSync } from 'node:fs';

const home = 'docs/facts.md';

/** Names of notes and recordings that are no part of this repository. */
const outside = /vsphere-facts|\brecordings? \d{3}\b/i;

/** The files that may cite facts, with their text. */
function* texts() {
  const inFolders = ['src', 'test', 'docs', 'scripts', 'wsdl'].flatMap((folder) =>
    readdirSync(folder, { recursive: true })
      .filter((file) => /\.(ts|mts|mjs|md|wsdl|xsd|py|go)$/.test(file))
      .map((file) => `${folder}/${file.replaceAll('\\', '/')}`),
  );
  for (const file of ['README.md', 'CONTRIBUTING.md', ...inFolders]) {
    yield { file, text: readFileSync(file, 'utf8') };
  }
}

const [, ...sections] = readFileSync(home, 'utf8').split(/^### /m);
const entries = new Map(sections.map((section) => [section.split('\n', 1)[0], section]));
const uncited = new Set(entries.keys());
const problems = [];

for (const [name, section] of entries) {
  if (!/\*\*\[(API|SRC|KB|BLOG|UNV)\]\*\*/.test(section)) {
    problems.push(`${home}: ${name} does not tell its certainty`);
  }
}
for (const { file, text } of texts()) {
  for (const [, name] of file === home ? [] : text.matchAll(/\bfacts\.md#([\w-]+)/g)) {
    uncited.delete(name);
    if (!entries.has(name)) {
      problems.push(`${file}: cites ${name}, which ${home} does not have`);
    }
  }
  if (file !== 'scripts/facts.mjs' && outside.test(text)) {
    problems.push(`${file}: cites '${text.match(outside)[0]}'. Fix: cite an entry of ${home}`);
  }
}
for (const name of uncited) {
  problems.push(`${home}: nothing cites ${name}. Fix: remove it`);
}

console.log(`${entries.size} facts about servers, ${problems.length} problems`);
for (const problem of problems) {
  console.error(problem);
}
process.exitCode = problems.length === 0 ? 0 : 1;
