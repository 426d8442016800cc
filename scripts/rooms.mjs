// Compares docs/architecture.md with the folders of src: what it names exists, and where it lists one room of a folder it lists them all. What
// CONTRIBUTING.md names exists, too.
// Which room may import which is checked by dependency-cruiser, from the same document.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readRooms } from './lib/house.mjs';

const home = 'docs/architecture.md';
const problems = [];

const entries = readdirSync('src', { recursive: true, withFileTypes: true }).map((entry) => ({
  path: `${entry.parentPath}/${entry.name}`.replaceAll('\\', '/').slice('src/'.length),
  isFolder: entry.isDirectory(),
}));
const paths = new Set(entries.map(({ path, isFolder }) => (isFolder ? `${path}/` : path)));
const folderOf = (path) => path.replace(/[^/]+\/?$/, '');

const listed = new Set(readRooms().map(({ room }) => room));
for (const room of listed) {
  if (!paths.has(room)) {
    problems.push(`${home}: lists ${room}, which src does not have`);
  }
}

// The folders whose rooms have to be listed: src, its folders, and whichever has a room in a list.
const opened = new Set([
  '',
  ...[...listed].map(folderOf),
  ...[...paths].filter((path) => /^[^/]+\/$/.test(path)),
]);
for (const path of paths) {
  const isRoom = path.endsWith('/') || folderOf(path) === '';
  if (isRoom && opened.has(folderOf(path)) && !listed.has(path)) {
    problems.push(`${home}: does not list ${path}`);
  }
}

// Paths in sentences begin at the repository or at any folder of src, and may leave out the ending.
const endings = [...paths].map((path) => `/${path}`);
const isThere = (name) =>
  existsSync(name) ||
  endings.some((path) => [name, `${name}/`, `${name}.ts`].some((end) => path.endsWith(`/${end}`)));
const sentences = {
  [home]: /`([a-z\d-]+\/[a-z\d/.-]*)`/g,
  'CONTRIBUTING.md': /`((?:src|test|docs|schema|scripts|wsdl)\/[a-z\d/.-]*)`/g,
};
for (const [file, pattern] of Object.entries(sentences)) {
  for (const [, name] of readFileSync(file, 'utf8').matchAll(pattern)) {
    if (!isThere(name)) {
      problems.push(`${file}: names ${name}, which is not there`);
    }
  }
}

console.log(`${listed.size} rooms, ${problems.length} problems`);
for (const problem of problems) {
  console.error(problem);
}
process.exitCode = problems.length === 0 ? 0 : 1;
