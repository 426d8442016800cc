import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readYaml } from '../../src/cli/files/yaml-file.ts';
import { readSealedLines } from '../../src/nested/run/journal/sealed-lines.ts';
import { formatYaml } from '../../src/report/yaml.ts';
import { type InventoryData, type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { SeededRandom } from '../campaign/random.ts';
import { envOf, runCli } from '../helpers/cli.ts';
import { commandLine, everyCommand } from '../helpers/every-command.ts';
import { leaveBehind } from '../helpers/run-files.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { hostileTexts } from './helpers/hostile-texts.ts';
import { type ForeignText, readInPython } from './helpers/python-readers.ts';

const host = 'off';
const named = hostileTexts.filter((text) => text !== '');
const options = (text: string, index: number): Record<string, string> => ({
  'guestinfo.note': text,
  [`guestinfo.${text.replaceAll(/[\s"'=]/g, '')}`]: `key ${index}`,
});

/** Each hostile text is a VM's name, its annotation and the value of an option; where it can be, the key of one and a folder. */
const inventory: InventoryData = {
  datacenters: [
    {
      name: '12:30:00',
      networks: ['yes'],
      datastores: ['0x10'],
      clusters: [{ name: '~', hosts: [{ name: host }] }],
      vms: named.map((name, index) => ({
        name,
        host,
        folder: ['1_000', '=1+1', '日本'][index % 3] as string,
        settings: { annotation: name },
        attributes: { owner: name },
        extraConfig: options(name, index),
      })),
    },
  ],
};
const ground = { vm: '*', host };

let simulator: Simulator;
let folder: string;
beforeAll(async () => {
  simulator = await startSimulator({ inventory });
  folder = mkdtempSync(join(tmpdir(), 'vhv-readers-'));
});
afterAll(async () => {
  await simulator.close();
  rmSync(folder, { recursive: true });
});

const formats = ['json', 'jsonl', 'yaml', 'csv'] as const;

/** These write nothing, so one run shows what the next one does, down to the digit. */
const isRepeatable = (name: string): boolean =>
  /^(?:about|hosts|hosts options (?:ls|get)|vms|vms extra-config ls|plan|drift|report|cert|env)$/.test(
    name,
  );

/** What a command prints in a format. A server that was changed is not the same for the next format: each gets a new one. */
async function outputOf(name: string, format: (typeof formats)[number]): Promise<string> {
  const server = isRepeatable(name) ? simulator : await startSimulator({ inventory });
  try {
    const env = { ...envOf(server), XDG_STATE_HOME: join(folder, new URL(server.url).port) };
    const left = await leaveBehind(name, folder, env, ground);
    const ran = await runCli([...commandLine(name, ground), ...left, '--output', format], { env });
    expect(ran.exitCode, ran.stderr).not.toBe(2);
    return ran.stdout;
  } finally {
    if (server !== simulator) {
      await server.close();
    }
  }
}

/** Times, counts, ports and generated identities of one run look like those of another. */
function withoutDigits(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_key, item: unknown) => {
    if (typeof item === 'string') {
      return item.replace(/-[\da-f]{4}(?=\.jsonl$)/, '').replaceAll(/\b[\da-f]{8,}\b|\d+/g, '0');
    }
    return typeof item === 'number' ? 0 : item;
  });
}

type Row = Readonly<Record<string, unknown>>;
interface Document {
  readonly schema: string;
  readonly rows?: readonly Row[];
}

/** What a spreadsheet runs: a sign after blanks, in its narrow or wide form, unless the cell is a number. */
const isFormula = (cell: string): boolean =>
  /^[\t\r]|^\s*[=+@\uFF1D\uFF0B\uFF20]|^\s*[-\uFF0D]./.test(cell) && !/^-[\d.]+$/.test(cell);

/** A text with a mark for each letter that a terminal would act upon. */
const shown = (text: string): string =>
  text.replaceAll(/(?!\r?\n|\t)[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\uFFFD');

/** How CSV shows a value; undefined for a list or an object, which each field shows in its own way. */
function cellFor(value: unknown): string | undefined {
  if (typeof value === 'object' && value !== null) {
    return undefined;
  }
  const text = shown(String(value ?? ''));
  return isFormula(text) ? `'${text}` : text;
}

function differencesOf(
  [head = [], ...lines]: readonly (readonly string[])[],
  rows: readonly Row[],
) {
  const differences = lines.flatMap((cells, index) =>
    head.flatMap((name, column) => {
      const wanted = cellFor(rows[index]?.[name]);
      const cell = cells[column] ?? 'no cell';
      const isRight = wanted === undefined ? !isFormula(cell) : wanted === cell;
      return isRight ? [] : [{ name, cell, wanted }];
    }),
  );
  return {
    rows: lines.length,
    tooLong: lines.filter((cells) => cells.length !== head.length),
    differences,
  };
}

/** A script of a shell, and nothing at all. */
const withoutRows = ['completion', 'session logout'];
const commands = everyCommand.filter((name) => !withoutRows.includes(name));

describe.each(commands.map((name) => ({ name })))('vhv $name', ({ name }) => {
  it('Python reads the same from each format', async () => {
    const look = isRepeatable(name) ? (value: unknown) => value : withoutDigits;
    const texts: ForeignText[] = [];
    for (const format of formats) {
      texts.push({ format, text: await outputOf(name, format) });
    }
    const [json, jsonl, yaml, csv] = await readInPython(texts);
    const { schema, rows, ...beside } = json as Document;
    expect(json).toStrictEqual(JSON.parse(texts[0]?.text ?? ''));
    expect(look(yaml)).toStrictEqual(look(json));
    if (rows === undefined) {
      return;
    }
    expect(look(jsonl)).toStrictEqual(look(rows.map((row) => ({ schema, ...row }))));
    expect(differencesOf(look(csv) as string[][], look(rows) as Row[])).toStrictEqual({
      rows: rows.length,
      tooLong: [],
      differences: [],
    });
    expect(Object.keys(beside)).toStrictEqual([]);
  });
});

it('PyYAML reads from YAML every short text that it could take for something else', async () => {
  const letters = [...'0179abxoefnEN_:.,-+~=<yYtT# '];
  const short = letters.flatMap((a) => [a, ...letters.flatMap((b) => [a + b])]);
  const random = new SeededRandom(12);
  const long = Array.from({ length: 20_000 }, () =>
    Array.from({ length: random.between(3, 9) }, () => random.pick(letters)).join(''),
  );
  const texts = [...new Set([...hostileTexts, ...short, ...long])];
  const keyed = Object.fromEntries(texts.map((text) => [text, 'value']));
  const document = { schema: 'vhv/test/1', texts, keyed };
  const [read] = await readInPython([{ format: 'yaml', text: await formatYaml(document) }]);
  expect(read).toStrictEqual(document);
});

describe('files that vhv writes', () => {
  it('Python reads a plan and a journal, and their checks fit', async () => {
    const [plan, journal] = [join(folder, 'plan'), join(folder, 'journal')];
    const env = { ...envOf(simulator), XDG_STATE_HOME: folder };
    const change = ['--set', 'vhv.test==1+1', '--yes', '--journal', journal];
    await runCli(['plan', '--all', '--set', 'vhv.test=12:30:00', '--out', plan], { env });
    expect(await runCli(['enable', '--all', ...change], { env })).toMatchObject({ exitCode: 0 });
    const texts = [plan, journal].map((path) => readFileSync(path, 'utf8'));
    const read = await readInPython(texts.map((text) => ({ format: 'sealed', text })));
    for (const [index, text] of texts.entries()) {
      const { lines } = readSealedLines('file', text);
      expect(read[index]).toStrictEqual([...lines, { kind: 'trailer' }]);
      expect(JSON.stringify(lines)).toContain('bidi\u202Etxt.exe');
      expect(text).not.toMatch(/[\u007F-\u009F\u2028\u2029]|\p{Cf}/u);
    }
  });

  it('Python reads the data of a page', async () => {
    const page = join(makeTempDir(), 'page.html');
    const ran = await runCli(['report', '--html', page], { env: envOf(simulator) });
    expect(ran).toMatchObject({ exitCode: 0 });
    const text = readFileSync(page, 'utf8');
    const [blocks] = await readInPython([{ format: 'page', text }]);
    const [data, ...others] = blocks as { vms: { name: string[] } }[];
    expect(others).toStrictEqual([]);
    expect(new Set(data?.vms.name)).toStrictEqual(new Set(named.map(shown)));
    expect(text).not.toMatch(/[\u007F-\u009F\u2028\u2029]|\p{Cf}/u);
  });
});

/** The blocks of YAML in a page of the documentation. */
const yamlIn = (path: string): string[] =>
  [...readFileSync(path, 'utf8').matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(
    ([, text = '']) => text,
  );

describe('files that people write', () => {
  async function readHere(text: string): Promise<unknown> {
    const path = join(makeTempDir(), 'file.yaml');
    writeFileSync(path, text);
    chmodSync(path, 0o600);
    return (await readYaml(path)).data;
  }

  /** `on` and `off` without quotes are texts of YAML 1.2, and booleans of 1.1. */
  const asIn11 = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value), (_key, item: unknown) =>
      item === 'on' ? true : item === 'off' ? false : item,
    );

  const writable = hostileTexts.filter((text) => !/(?!\t)[\p{Cc}\p{Cf}\u2028\u2029]/u.test(text));
  const quotings = [JSON.stringify, (text: string) => `'${text.replaceAll("'", "''")}'`];

  it('fleet files and endpoints files: PyYAML and vhv read the same values', async () => {
    const texts = [
      readFileSync('fixtures/fleet.yaml', 'utf8'),
      ...yamlIn('docs/drift.md'),
      ...yamlIn('docs/connection.md'),
      ...quotings.map((quote) => writable.map((text) => `- password: ${quote(text)}\n`).join('')),
    ];
    expect(texts.length).toBeGreaterThan(4);
    const read = await readInPython(texts.map((text): ForeignText => ({ format: 'yaml', text })));
    for (const [index, text] of texts.entries()) {
      expect(asIn11(await readHere(text))).toStrictEqual(asIn11(read[index]));
    }
  });

  it('vhv reads what PyYAML writes, or a number for a text, which it then refuses', async () => {
    const written = await readInPython(
      hostileTexts.map((text) => ({ format: 'to-yaml', text: JSON.stringify({ password: text }) })),
    );
    for (const [index, text] of hostileTexts.entries()) {
      const { password } = (await readHere(written[index] as string)) as { password: unknown };
      expect(typeof password === 'number' ? 'a number' : password).toBe(
        ['0o17', '1e3'].includes(text) ? 'a number' : text,
      );
    }
  });
});
