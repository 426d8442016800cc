import { describe, expect, test } from 'vitest';
import { formatRows } from '../../src/report/formats.ts';
import { type Listing, text } from '../../src/report/listing.ts';

interface Row {
  readonly name: string;
  readonly size?: unknown;
  readonly tags?: readonly string[];
}

const listing: Listing<Row> = {
  schema: 'vhv/test/1',
  fields: {
    name: { schema: text, describe: 'name' },
    size: { schema: {}, describe: 'size' },
    tags: { schema: {}, describe: 'tags', csv: ({ tags }) => (tags ?? []).join(' ') },
  },
};

const rows: Row[] = [{ name: 'a', size: 1n, tags: ['x', 'y'] }, { name: 'b' }];

test('JSON is one object with a schema and rows', async () => {
  expect(JSON.parse(await formatRows('json', listing, rows))).toStrictEqual({
    schema: 'vhv/test/1',
    rows: [{ name: 'a', size: '1', tags: ['x', 'y'] }, { name: 'b' }],
  });
});

test('each line of JSONL stands by itself', async () => {
  expect(await formatRows('jsonl', listing, rows)).toBe(
    '{"schema":"vhv/test/1","name":"a","size":"1","tags":["x","y"]}\n{"schema":"vhv/test/1","name":"b"}\n',
  );
});

test('YAML says what JSON says', async () => {
  expect(await formatRows('yaml', listing, rows)).toBe(
    'schema: vhv/test/1\nrows:\n  - name: a\n    size: "1"\n    tags:\n      - x\n      - y\n  - name: b\n',
  );
});

test('CSV begins with the names, and an absent value is an empty cell', async () => {
  expect(await formatRows('csv', listing, rows)).toBe('name,size,tags\na,1,x y\nb,,\n');
});

test('without rows there is still something to parse', async () => {
  expect(JSON.parse(await formatRows('json', listing, []))).toMatchObject({ rows: [] });
  expect(await formatRows('jsonl', listing, [])).toBe('');
  expect(await formatRows('csv', listing, [])).toBe('name,size,tags\n');
});

describe('a cell of CSV', () => {
  test.each([
    ['a comma and a quote', 'a,"b"', '"a,""b"""'],
    ['a formula', '=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
    ['another way to begin one', '@SUM(A1)', "'@SUM(A1)"],
    ['a negative number', '-17', '-17'],
    ['text that begins with a dash', '-flag', "'-flag"],
    ['an escape sequence', '\u001b[2J', '\uFFFD[2J'],
  ])('with %s', async (_, name, cell) => {
    const [, line] = (await formatRows('csv', listing, [{ name }])).split('\n');
    expect(line).toBe(`${cell},,`);
  });

  test('keeps its lines', async () => {
    expect(await formatRows('csv', listing, [{ name: 'a\nb' }])).toContain('"a\nb",,\n');
  });
});

describe('what would move the cursor or turn a line around is in no format as it is', () => {
  const bad = ['\u001b', '\u009b', '\u202e', '\u2028', '\u{E0041}'];
  const found = (text: string): string[] => bad.filter((letter) => text.includes(letter));
  const name = 'a\u001b[2J\u009b1m\u202eb\u2028\u{E0041}';

  test.each(['json', 'jsonl'] as const)('%s escapes it and loses nothing', async (format) => {
    const written = await formatRows(format, listing, [{ name }]);
    expect(found(written)).toEqual([]);
    expect(written).toContain('\\udb40\\udc41');
    const read = JSON.parse(written) as { rows?: Row[]; name?: string };
    expect(read.rows?.[0]?.name ?? read.name).toBe(name);
  });

  test('YAML too', async () => {
    const { parse } = await import('yaml');
    const written = await formatRows('yaml', listing, [{ name }]);
    expect(found(written)).toEqual([]);
    expect((parse(written) as { rows: Row[] }).rows[0]?.name).toBe(name);
  });
});
