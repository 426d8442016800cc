import { describe, expect, test } from 'vitest';
import { InvalidValueError } from '../../src/errors.ts';
import { hasWildcard, matches, parseSelector } from '../../src/vsphere/select/selector.ts';

const vms = [
  '/DC0/vm/web01',
  '/DC0/vm/web02',
  '/DC0/vm/lab/web01',
  '/DC0/vm/lab/deep/er/db',
  '/DC1/vm/lab/web01',
  '/DC1/vm/vm-2',
  '/DC1/vm/86',
  '/DC1/vm/a.b+c(1) [x]',
  '/DC1/vm/it%2fhas%2fslashes',
  '/DC1/vm/🖥',
].map((path, index) => ({ path, name: path.split('/').at(-1) ?? '', moid: `vm-${index}` }));

/** The paths that a selector matches. */
function chosen(text: string): readonly string[] {
  const selector = parseSelector(text);
  return vms.filter((vm) => matches(selector, vm)).map(({ path }) => path);
}

const all = vms.map(({ path }) => path);

describe('an inventory path', () => {
  test.each<[string, readonly string[]]>([
    ['/DC0/vm/web01', ['/DC0/vm/web01']],
    ['/DC0/vm/web01/', ['/DC0/vm/web01']],
    ['/DC0/vm/web*', ['/DC0/vm/web01', '/DC0/vm/web02']],
    ['/DC0/vm/web0?', ['/DC0/vm/web01', '/DC0/vm/web02']],
    ['/DC0/vm/*', ['/DC0/vm/web01', '/DC0/vm/web02']],
    ['/*/vm/lab/web01', ['/DC0/vm/lab/web01', '/DC1/vm/lab/web01']],
    ['/DC0/vm/*/web01', ['/DC0/vm/lab/web01']],
    ['/DC0/*', []],
    [
      '/DC0/vm/...',
      ['/DC0/vm/web01', '/DC0/vm/web02', '/DC0/vm/lab/web01', '/DC0/vm/lab/deep/er/db'],
    ],
    ['/DC0/.../web01', ['/DC0/vm/web01', '/DC0/vm/lab/web01']],
    ['/DC0/vm/.../web01', ['/DC0/vm/web01', '/DC0/vm/lab/web01']],
    ['/.../db', ['/DC0/vm/lab/deep/er/db']],
    ['/...', all],
    ['/DC0/vm/web', []],
    ['/DC0/vm/WEB01', []],
    ['/', []],
    ['/DC1/vm/a.b+c(1) [x]', ['/DC1/vm/a.b+c(1) [x]']],
    ['/DC1/vm/a?b+c(1) [x]', ['/DC1/vm/a.b+c(1) [x]']],
    ['/DC1/vm/aXb+c(1) [x]', []],
    ['/DC1/vm/it*', ['/DC1/vm/it%2fhas%2fslashes']],
    ['/DC1/vm/?', ['/DC1/vm/🖥']],
  ])('%s', (text, paths) => {
    expect(chosen(text)).toStrictEqual(paths);
  });
});

describe('a path from any place', () => {
  test.each<[string, readonly string[]]>([
    ['lab/*', ['/DC0/vm/lab/web01', '/DC1/vm/lab/web01']],
    ['lab/web01', ['/DC0/vm/lab/web01', '/DC1/vm/lab/web01']],
    ['lab/...', ['/DC0/vm/lab/web01', '/DC0/vm/lab/deep/er/db', '/DC1/vm/lab/web01']],
    ['ab/web01', []],
    ['.../db', ['/DC0/vm/lab/deep/er/db']],
    ['...', all],
  ])('%s', (text, paths) => {
    expect(chosen(text)).toStrictEqual(paths);
  });
});

describe('a bare word', () => {
  test.each<[string, readonly string[]]>([
    ['web02', ['/DC0/vm/web02']],
    ['web01', ['/DC0/vm/web01', '/DC0/vm/lab/web01', '/DC1/vm/lab/web01']],
    ['web*', ['/DC0/vm/web01', '/DC0/vm/web02', '/DC0/vm/lab/web01', '/DC1/vm/lab/web01']],
    ['*', all],
    ['86', ['/DC1/vm/86']],
    ['nosuch', []],
    // The moid of one VM and the name of another.
    // A VM of that name needs its path.
    ['vm-2', ['/DC0/vm/lab/web01']],
    ['/DC1/vm/vm-2', ['/DC1/vm/vm-2']],
    ['vm-4', ['/DC1/vm/lab/web01']],
    ['vm-*', ['/DC1/vm/vm-2']],
  ])('%s', (text, paths) => {
    expect(chosen(text)).toStrictEqual(paths);
  });
});

test('a reference names the object of that moid and nothing else', () => {
  expect(chosen('VirtualMachine:vm-2')).toStrictEqual(['/DC0/vm/lab/web01']);
  expect(parseSelector('HostSystem:host-14')).toMatchObject({ kind: 'moid', value: 'host-14' });
  expect(chosen('Folder:vm-2')).toStrictEqual([]);
});

test.each(['', ' ', '\t', '\n'])('blank text is refused: %j', (text) => {
  expect(() => parseSelector(text)).toThrow(InvalidValueError);
});

test.each([
  ['web01', false],
  ['/DC0/vm/web01', false],
  ['/DC0/vm/a...b', false],
  ['VirtualMachine:vm-*', false],
  ['web*', true],
  ['web0?', true],
  ['/DC0/...', true],
  ['...', true],
])('%s has a wildcard: %s', (text, has) => {
  expect(hasWildcard(parseSelector(text))).toBe(has);
});
