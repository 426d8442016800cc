// Who may import whom, as the table in docs/architecture.md has it: the only place where it stands.
import { readFileSync } from 'node:fs';

/**
 * The lines about rooms in the code blocks of docs/architecture.md: `room/  what it is for  ⇐ what it imports`.
 *
 * @returns {{ room: string, imports?: string }[]} rooms as the document spells them; `imports` where the line has an arrow
 */
export function readRooms() {
  const text = readFileSync('docs/architecture.md', 'utf8');
  const blocks = [...text.matchAll(/^```\n(.*?)^```/gms)].map(([, block]) => block);
  return blocks
    .flatMap((block) => block.split('\n'))
    .filter((line) => /^[a-z][a-z\d/-]*(\/|\.ts) /.test(line))
    .map((line) => {
      const [words, imports] = line.split('⇐');
      return { room: words.split(' ', 1)[0], imports };
    });
}

/**
 * The rooms that the table of the house has, each with what it may import: `values`, and `types` of which it may import nothing but types.
 *
 * @returns {{ room: string, values: string[], types: string[] }[]} rooms by name: `vim25`, `errors.ts`
 */
export function readHouse() {
  const table = readRooms().filter(({ imports }) => imports !== undefined);
  const all = table.map(({ room }) => room.replace(/\/$/, ''));
  return table.map(({ imports }, index) => {
    const [values, types = ''] = imports.split('types of ');
    return {
      room: all[index],
      values: values.trim() === 'all' ? all : (values.match(/[\w.-]+/g) ?? []),
      types: types.match(/[\w.-]+/g) ?? [],
    };
  });
}
