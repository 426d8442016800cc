import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Format, formatNames, formats } from '../../src/report/formats.ts';
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

/** Rows come one by one here, as pages bring them. */
async function* oneByOne(rows: readonly Row[]): AsyncGenerator<Row> {
  yield* rows;
}

async function piecesOf(format: Format, rows: readonly Row[]): Promise<string[]> {
  const pieces: string[] = [];
  for await (const piece of formats[format].write({ listing, rows: oneByOne(rows) })) {
    pieces.push(piece);
  }
  return pieces;
}

async function textOf(format: Format, rows: readonly Row[]): Promise<string> {
  return (await piecesOf(format, rows)).join('');
}

const rows: Row[] = [{ name: 'a', size: 1n, tags: ['x', 'y'] }, { name: 'b' }];

test('JSON is one object with a schema and rows', async () => {
  expect(JSON.parse(await textOf('json', rows))).toStrictEqual({
    schema: 'vhv/test/1',
    rows: [{ name: 'a', size: '1', tags: ['x', 'y'] }, { name: 'b' }],
  });
});

test('each line of JSONL stands by itself', async () => {
  expect(await textOf('jsonl', rows)).toBe(
    '{"schema":"vhv/test/1","name":"a","size":"1","tags":["x","y"]}\n{"schema":"vhv/test/1","name":"b"}\n',
  );
});

test('YAML says what JSON says', async () => {
  expect(await textOf('yaml', rows)).toBe(
    'schema: vhv/test/1\nrows:\n  - name: a\n    size: "1"\n    tags:\n      - x\n      - "y"\n  - name: b\n',
  );
});

test.each([
  ...[
    'y',
    'Y',
    'n',
    'yes',
    'No',
    'on',
    'OFF',
    'off',
    'true',
    'null',
    '~',
    '=',
    '<<',
    '',
    '0x1F',
    '0b11',
  ],
  ...[
    '017',
    '1_000',
    '12:30',
    '12:30:00',
    '1:30.5',
    '.5',
    '8.0',
    '8.0.3',
    '1e3',
    '-',
    '+1',
    '.inf',
    '.NaN',
  ],
  ...['2026-11-22', '2026-11-22T16:33:14Z', '2026-11-22 16:33:14', '9'],
])('YAML quotes what a reader of YAML 1.1 takes for something else: %j', async (name) => {
  expect(await textOf('yaml', [{ name }])).toContain(`  - name: ${JSON.stringify(name)}\n`);
});

test.each(['web01', 'vm-42', 'yes-man', 'office', '2026-11-22-web'])(
  'YAML leaves a plain text as it is: %s',
  async (name) => {
    expect(await textOf('yaml', [{ name }])).toContain(`  - name: ${name}\n`);
  },
);

test.each([
  '\uFF1DHYPERLINK()',
  '\uFF0B1',
  '\uFF0D1',
  '\uFF20SUM(A1)',
  ' =1+1',
  '\u3000=1',
  '\n=1',
])('CSV puts an apostrophe before what some spreadsheets run: %j', async (name) => {
  const [, cell = ''] = (await textOf('csv', [{ name }])).split('name,size,tags\n');
  expect(cell).toMatch(/^"?'/);
});

test('CSV begins with the names, and an absent value is an empty cell', async () => {
  expect(await textOf('csv', rows)).toBe('name,size,tags\na,1,x y\nb,,\n');
});

test('without rows there is still something to parse', async () => {
  expect(JSON.parse(await textOf('json', []))).toMatchObject({ rows: [] });
  expect(await textOf('jsonl', [])).toBe('');
  expect(await textOf('csv', [])).toBe('name,size,tags\n');
});

describe('many rows are told in pieces', () => {
  const many = Array.from({ length: 250 }, (_, index) => ({ name: `vm-${index}`, tags: ['a\nb'] }));

  async function* breakingAfter(rows: readonly Row[]): AsyncGenerator<Row> {
    yield* rows;
    throw new Error('the connection broke');
  }

  test.each(['json', 'yaml'] as const)('%s is the one document all the same', async (format) => {
    const pieces = await piecesOf(format, many);
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces.join('')).toBe(
      await formats[format].document({ schema: 'vhv/test/1', rows: many }),
    );
  });

  test.each(['jsonl', 'csv'] as const)('%s tells them before the last has come', async (format) => {
    let told = '';
    const tell = async (): Promise<void> => {
      for await (const piece of formats[format].write({ listing, rows: breakingAfter(many) })) {
        told += piece;
      }
    };
    await expect(tell()).rejects.toThrow('the connection broke');
    expect(told).toContain('vm-199');
  });

  test.each(['json', 'yaml', 'csv'] as const)(
    '%s begins with nothing where none can be read',
    async (format) => {
      const pieces = formats[format].write({ listing, rows: breakingAfter([]) });
      await expect(pieces[Symbol.asyncIterator]().next()).rejects.toThrow('broke');
    },
  );
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
    const [, line] = (await textOf('csv', [{ name }])).split('\n');
    expect(line).toBe(`${cell},,`);
  });

  test('keeps its lines', async () => {
    expect(await textOf('csv', [{ name: 'a\nb' }])).toContain('"a\nb",,\n');
  });
});

describe('what would move the cursor or turn a line around is in no format as it is', () => {
  const bad = ['\u001b', '\u009b', '\u202e', '\u2028', '\u{E0041}'];
  const found = (text: string): string[] => bad.filter((letter) => text.includes(letter));
  const name = 'a\u001b[2J\u009b1m\u202eb\u2028\u{E0041}';

  test.each(['json', 'jsonl'] as const)('%s escapes it and loses nothing', async (format) => {
    const written = await textOf(format, [{ name }]);
    expect(found(written)).toEqual([]);
    expect(written).toContain('\\udb40\\udc41');
    const read = JSON.parse(written) as { rows?: Row[]; name?: string };
    expect(read.rows?.[0]?.name ?? read.name).toBe(name);
  });

  test('YAML too', async () => {
    const { parse } = await import('yaml');
    const written = await textOf('yaml', [{ name }]);
    expect(found(written)).toEqual([]);
    expect((parse(written) as { rows: Row[] }).rows[0]?.name).toBe(name);
  });
});

test('no code asks which format it writes: what a format can do stands in its entry', () => {
  const question = new RegExp(`(?:output|format) [!=]== '(?:${formatNames.join('|')})'`);
  const asking = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => question.test(readFileSync(join('src', file), 'utf8')));
  expect(asking).toEqual([]);
});
