// The programs in docs/: fenced blocks whose first line is a comment with the name of their file, `// enable.ts`.
import { readdirSync, readFileSync } from 'node:fs';

/** @returns {{ name: string, code: string, page: string }[]} in the order of the pages */
export function readExamples() {
  return readdirSync('docs')
    .filter((page) => page.endsWith('.md'))
    .sort((one, other) => one.localeCompare(other))
    .flatMap((page) => {
      const text = readFileSync(`docs/${page}`, 'utf8');
      const blocks = text.matchAll(/^```(?:ts|js)\n(\/\/ ([\w.-]+)\n.*?)^```$/gms);
      return [...blocks].map(([, code = '', name = '']) => ({ name, code, page }));
    });
}
