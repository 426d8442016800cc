import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { clientWsdl, folder, simulatorWsdl } from '../../scripts/lib/make-wsdl.mjs';
import { readOperations } from '../../scripts/lib/read-operations.mjs';
import { makeTempDir } from '../helpers/temp-dir.ts';

function read(...lines: readonly string[]) {
  const path = join(makeTempDir(), 'operations.txt');
  writeFileSync(path, lines.join('\n'));
  return readOperations([path], (type) => ['xsd:string', 'Event'].includes(type));
}

it('reads parameters and what is returned, each with its mark', () => {
  const line = 'Query(one: Event, maybe: string?, any: Event*, some: string+) returns Event*';
  expect([...read('# a comment', '', line)]).toStrictEqual([
    [
      'Query',
      {
        name: 'Query',
        parameters: [
          { name: 'one', type: 'Event', optional: false, list: false },
          { name: 'maybe', type: 'xsd:string', optional: true, list: false },
          { name: 'any', type: 'Event', optional: true, list: true },
          { name: 'some', type: 'xsd:string', optional: false, list: true },
        ],
        returns: { type: 'Event', optional: true, list: true },
      },
    ],
  ]);
});

it('reads an operation that takes and returns nothing', () => {
  expect(read('Logout()\r', '').get('Logout')).toStrictEqual({
    name: 'Logout',
    parameters: [],
    returns: undefined,
  });
});

const unknown = 'Find: the type Unknown is not declared. Fix: declare it in ';
const notation = "Fix: write 'Name(parameter: Type, other: Type) returns Type'.";

it.each([
  ['Logout', `'Logout' is no operation. ${notation}`],
  ['Logout() ', `'Logout() ' is no operation. ${notation}`],
  ['Login(name)', `'Login(name)' is no operation. ${notation}`],
  ['Login(name: string,)', `'Login(name: string,)' is no operation. ${notation}`],
  ['Login(name: string!)', `'Login(name: string!)' is no operation. ${notation}`],
  ['Login(string name)', `'Login(string name)' is no operation. ${notation}`],
  ['Logout(): Event', `'Logout(): Event' is no operation. ${notation}`],
  ['Logout() returns', `'Logout() returns' is no operation. ${notation}`],
  ['Known()', 'Known is declared twice. Fix: delete one of the two.'],
  [
    'Login(name: string, name: string)',
    'Login has two parameters name. Fix: delete one of the two (_this is there already).',
  ],
  [
    'Login(_this: Event)',
    'Login has two parameters _this. Fix: delete one of the two (_this is there already).',
  ],
  ['Find(by: Unknown)', unknown],
  [
    'Find(by: strng?)',
    "Find: vim25 uses no type xsd:strng. Fix: spell it as XML Schema does; vim25's own types have capitals.",
  ],
  ['Find() returns Unknown?', unknown],
])('refuses %s', (line, mistake) => {
  expect(() => read('# a comment', 'Known()', line)).toThrow(`operations.txt:3: ${mistake}`);
});

it('accepts a type that nobody declared where a parameter can be left out', () => {
  expect(read('Find(by: Unknown?)').size).toBe(1);
});

it.each([
  ['the client', clientWsdl],
  ['the simulator', simulatorWsdl],
])('the WSDL of what %s speaks declares every type that it names, once', (_who, made) => {
  const { text } = made();
  const files = [...text.matchAll(/schemaLocation="(.*?)"/g)].map(([, file]) => file ?? '');
  const all = [text, ...files.map((file) => readFileSync(join(folder, file), 'utf8'))].join('\n');
  const found = (pattern: RegExp) => [...all.matchAll(pattern)].map(([, name]) => name);
  const declared = found(/<(?:complex|simple)Type name="(\w+)"/g);
  const named = found(/<(?:element|extension) .*?(?:type|base)="vim25:(\w+)"/g);
  expect(declared.length).toBeGreaterThan(400);
  expect(declared).toHaveLength(new Set(declared).size);
  expect([...new Set(named)].filter((name) => !declared.includes(name))).toStrictEqual([]);
});
