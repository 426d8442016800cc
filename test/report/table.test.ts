import { describe, expect, test } from 'vitest';
import { formatTable } from '../../src/report/table.ts';

const columns = [
  { heading: 'VM', cell: (row: readonly string[]) => row[0] ?? '' },
  { heading: 'POWER', cell: (row: readonly string[]) => row[1] ?? '' },
];

test('columns are as wide as their widest cell, two spaces apart, and the last one is not padded', () => {
  const rows = [
    ['web01', 'on'],
    ['a', 'poweredOff'],
    ['a longer name', ''],
  ];
  expect(formatTable(columns, rows)).toBe(
    [
      'VM             POWER',
      'web01          on',
      'a              poweredOff',
      'a longer name',
      '',
    ].join('\n'),
  );
});

test('a heading can be the widest', () => {
  expect(formatTable(columns, [['a', 'b']])).toBe('VM  POWER\na   b\n');
});

test('without rows there are the headings', () => {
  expect(formatTable(columns, [])).toBe('VM  POWER\n');
});

describe('characters that move the cursor or forge a line are shown as one that cannot', () => {
  test.each([
    ['an escape sequence', '\u001b[2Jgone', '\uFFFD[2Jgone'],
    ['a carriage return', 'a\rb', 'a\uFFFDb'],
    ['a newline', 'a\nweb02  off', 'a\uFFFDweb02  off'],
    ['a backspace', 'a\bb', 'a\uFFFDb'],
    ['a C1 control', 'a\u009bb', 'a\uFFFDb'],
    ['text from right to left', 'a\u202eb', 'a\uFFFDb'],
    ['a line separator', 'a\u2028b', 'a\uFFFDb'],
    ['a byte order mark', '\uFEFFa', '\uFFFDa'],
  ])('%s', (_, name, shown) => {
    expect(formatTable(columns, [[name, 'on']]).split('\n')[1]).toBe(`${shown}  on`);
  });
});

describe('cells are lined up by what a terminal shows', () => {
  test.each([
    ['letters of another script', 'привет', 6],
    ['wide characters', '仮想機', 6],
    ['an accent in two parts', 'e\u0301', 1],
    ['a pictogram', '\u{1F5A5}\uFE0F', 2],
    ['a pictogram beyond U+FFFF', '\u{1F680}', 2],
    ['full-width letters', 'Ａ', 2],
  ])('%s', (_, name, width) => {
    const [, line = ''] = formatTable(columns, [
      [name, 'on'],
      ['0123456789', 'on'],
    ]).split('\n');
    expect(line).toBe(`${name}${' '.repeat(10 - width)}  on`);
  });
});

test('a table may have more rows than a call can have arguments', () => {
  const rows = Array.from({ length: 200_000 }, (_, index) => [`vm-${index}`, 'on']);
  expect(formatTable(columns, rows)).toContain('\nvm-199999  on\n');
});
