import { describe, expect, test } from 'vitest';
import { displayWidth } from '../../src/report/display-width.ts';
import { type Column, formatTable, layTable } from '../../src/report/table.ts';

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

describe('on a narrow terminal', () => {
  const narrow: Column<readonly string[]>[] = [
    { heading: 'PATH', cell: (row) => row[0] ?? '', cut: 'start' },
    { heading: 'POWER', cell: (row) => row[1] ?? '' },
    { heading: 'VERSION', cell: (row) => row[2] ?? '', drop: 1 },
    { heading: 'NOTE', cell: (row) => row[3] ?? '', drop: 2 },
  ];
  const rows = [['/DC0/vm/lab/a/very/deep/folder/web01', 'on', 'vmx-19', 'a note']];

  test('nothing is lost where all fits', () => {
    const { lines, dropped } = layTable(narrow, rows, 60);
    expect(dropped).toEqual([]);
    expect(formatTable(narrow, rows)).toBe(`${[...lines].join('\n')}\n`);
  });

  test('columns go first, the least important before the others', () => {
    expect(layTable(narrow, rows, 59).dropped).toEqual(['NOTE']);
    expect(layTable(narrow, rows, 51).dropped).toEqual(['VERSION', 'NOTE']);
  });

  test('then paths lose their beginning, down to twelve columns', () => {
    const [, cut] = layTable(narrow, rows, 30).lines;
    expect(cut).toBe('…very/deep/folder/web01  on');
    const [, line] = layTable(narrow, rows, 5).lines;
    expect(line).toBe('…older/web01  on');
  });

  test('no line is wider than the terminal, whatever is in the cells', () => {
    const wide = [['/仮想機/仮想機仮想機仮想機仮想機', 'poweredOff', '', '']];
    for (let available = 24; available < 60; available += 1) {
      for (const line of layTable(narrow, wide, available).lines) {
        expect(displayWidth(line)).toBeLessThanOrEqual(available);
      }
    }
  });
});
