import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { clientWsdl, folder, makeWsdl, simulatorWsdl } from '../../scripts/lib/make-wsdl.mjs';
import { readOperations } from '../../scripts/lib/read-operations.mjs';
import { makeTempDir } from '../helpers/temp-dir.ts';

const types = ['vim-types.xsd', 'vim-faults.xsd'];

function read(...lines: readonly string[]) {
  const path = join(makeTempDir(), 'operations.txt');
  writeFileSync(path, lines.join('\n'));
  return readOperations(path);
}

it('reads parameters and what is returned, each with its mark', () => {
  const line = 'Query(one: Event, maybe: string?, any: Event*, some: string+) returns Event*';
  const [operation] = read('# a comment', '', '[client]', line);
  expect(operation).toMatchObject({
    section: 'client',
    name: 'Query',
    parameters: [
      { name: 'one', type: 'Event', optional: false, list: false },
      { name: 'maybe', type: 'xsd:string', optional: true, list: false },
      { name: 'any', type: 'Event', optional: true, list: true },
      { name: 'some', type: 'xsd:string', optional: false, list: true },
    ],
    returns: { type: 'Event', optional: true, list: true },
  });
});

it('reads operations of both sections, with the line ends of any system', () => {
  const both = read('[client]\r', 'Logout()\r', '[simulator]\r', 'RebootGuest()\r', '');
  expect(both).toMatchObject([
    { section: 'client', name: 'Logout', parameters: [], returns: undefined },
    { section: 'simulator', name: 'RebootGuest', parameters: [], returns: undefined },
  ]);
});

const twice = 'Fix: delete one of the two';
const unknown = 'the type Unknown is in none of vim-types.xsd, vim-faults.xsd. Fix: ';

it.each([
  ['Logout', "'Logout' is no operation. Fix: write "],
  ['Logout() ', "'Logout() ' is no operation. Fix: "],
  ['Login(name)', "'Login(name)' is no operation. Fix: "],
  ['Login(name: string,)', "'Login(name: string,)' is no operation. Fix: "],
  ['Login(name: string!)', "'Login(name: string!)' is no operation. Fix: "],
  ['Login(string name)', "'Login(string name)' is no operation. Fix: "],
  ['Logout(): Event', "'Logout(): Event' is no operation. Fix: "],
  ['Logout() returns', "'Logout() returns' is no operation. Fix: "],
  ['[server]', "'[server]' is no operation. Fix: "],
  ['Known()', `Known is declared twice. ${twice}`],
  ['Login(a: string, a: string)', `Login has two parameters a. ${twice}`],
  ['Login(_this: Event)', `Login has two parameters _this. ${twice}`],
  ['Find(by: Unknown)', `Find: ${unknown}`],
  ['Find(by: Event, more: Unknown+)', `Find: ${unknown}`],
  ['Find() returns Unknown?', `Find: ${unknown}`],
  ['Find(by: strng?)', 'Find: the type xsd:strng is in none of'],
])('refuses %s and names the line', (line, mistake) => {
  const make = () => makeWsdl(read('[client]', 'Known()', line), types);
  expect(make).toThrow(`operations.txt:3: ${mistake}`);
});

it('refuses an operation above the sections', () => {
  expect(() => read('Logout()')).toThrow('operations.txt:1: Logout is in no section');
});

it('accepts a type that nobody declared where a parameter can be left out', () => {
  expect(makeWsdl(read('[client]', 'Find(by: Unknown?)'), types)).toContain(
    '<complexType name="Unknown" mixed="true"><sequence><any ',
  );
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
