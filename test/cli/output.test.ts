import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import type { Command } from '../../src/cli/commands/define-command.ts';
import { commands } from '../../src/cli/commands/index.ts';
import { formatNames } from '../../src/report/formats.ts';
import { jsonSchemaOf } from '../../src/report/listing.ts';
import { changesListing } from '../../src/report/rows/changes.ts';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { envOf, type Ran, runCli } from '../helpers/cli.ts';

let simulator: Simulator;
let folder: string;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  simulator = await startSimulator();
  folder = await mkdtemp(join(tmpdir(), 'vhv-output-'));
  env = { ...envOf(simulator), XDG_STATE_HOME: folder };
  // Leaves a session to be listed.
  await vhv(['about', '--session-reuse']);
});
afterAll(async () => {
  await simulator.close();
  await rm(folder, { recursive: true });
});

function vhv(args: readonly string[], columns?: number): Promise<Ran> {
  return runCli(args, columns === undefined ? { env } : { env, columns });
}

interface Document {
  readonly schema: string;
  readonly rows: readonly Record<string, unknown>[];
}

interface Reading {
  readonly listing: string;
  readonly args: readonly string[];
  /** Columns that cannot be given up, where that is more than 80. */
  readonly least?: number;
  /** Asks no server, so an address that will not do is nothing to it. */
  readonly isLocal?: boolean;
}

/** Command lines that only read, each with the listing that it prints. */
const reading: readonly Reading[] = [
  { listing: 'about', args: ['about'] },
  { listing: 'hosts', args: ['hosts'] },
  { listing: 'hosts options ls', args: ['hosts', 'options', 'ls', 'esx-01.lab.test'] },
  { listing: 'hosts options get', args: ['hosts', 'options', 'get', 'Net.'] },
  {
    listing: 'hosts options set',
    args: [
      'hosts',
      'options',
      'set',
      '--all',
      '-e',
      'Net.ReversePathFwdCheckPromisc=1',
      '--dry-run',
    ],
  },
  { listing: 'hosts allow', args: ['hosts', 'allow', 'esx-01.lab.test', '--dry-run'] },
  { listing: 'hosts disallow', args: ['hosts', 'disallow', 'esx-01.lab.test', '--dry-run'] },
  { listing: 'vms', args: ['vms'] },
  { listing: 'vms extra-config ls', args: ['vms', 'extra-config', 'ls'] },
  { listing: 'verify', args: ['verify'] },
  { listing: 'drift', args: ['drift', '-f', 'fixtures/fleet.yaml'] },
  { listing: 'report', args: ['report'] },
  // A SHA-256 is never cut: 95 columns of it, and which server's it is.
  { listing: 'cert', args: ['cert'], least: 125 },
  { listing: 'env', args: ['env'] },
  { listing: 'session ls', args: ['session', 'ls'], isLocal: true },
];

/** A script of a shell, a server, a walk, help, and what is printed of sessions on stderr. */
const withoutRows = ['session logout', 'simulate', 'demo', 'completion', 'help'];

/** It writes, and has tests of its own; so have the commands that print changes of VMs. */
const writing = ['record-kit'];

const nameOf = ({ path }: Command): string => path.join(' ');

it('every command has a listing that is tried here, unless it prints no rows', () => {
  const others = commands.filter(({ listing, isGroup }) => listing !== changesListing && !isGroup);
  expect(new Set(others.map(nameOf))).toEqual(
    new Set([...reading.map(({ listing }) => listing), ...writing, ...withoutRows]),
  );
  expect(others.filter(({ listing }) => listing === undefined).map(nameOf)).toEqual(withoutRows);
});

it('every command of the folder is in the list', async () => {
  const folder = 'src/cli/commands';
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const declared: Command[] = [];
  for (const file of files.filter((name) => name.endsWith('.ts') && name !== 'index.ts')) {
    const module = (await import(resolve(folder, file))) as Readonly<Record<string, unknown>>;
    declared.push(...Object.values(module).filter(isCommand));
  }
  expect(new Set(declared.map(nameOf))).toEqual(new Set(commands.map(nameOf)));
});

function isCommand(value: unknown): value is Command {
  return typeof value === 'object' && value !== null && 'toModule' in value;
}

describe.each(reading)('vhv $listing', ({ listing, args, least = 80, isLocal }) => {
  const definition = commands.find((command) => nameOf(command) === listing)?.listing;
  const schema = definition === undefined ? {} : jsonSchemaOf(definition);
  const names = Object.keys(definition?.fields ?? {});

  it('says in JSON what its schema promises, and nothing beside it', async () => {
    const { exitCode, stdout } = await vhv([...args, '--output', 'json']);
    expect(exitCode).toBe(0);
    const document = JSON.parse(stdout) as Document;
    expect(z.fromJSONSchema(schema as never).safeParse(document).error).toBeUndefined();
    expect(document.schema).toBe(definition?.schema);
    expect(document.rows.length).toBeGreaterThan(0);
    for (const row of document.rows) {
      expect(names).toEqual(expect.arrayContaining(Object.keys(row)));
    }
  });

  it('says the same in YAML and in JSONL', async () => {
    const json = JSON.parse((await vhv([...args, '--output', 'json'])).stdout) as Document;
    expect(parseYaml((await vhv([...args, '--output', 'yaml'])).stdout)).toEqual(json);
    const lines = (await vhv([...args, '--output', 'jsonl'])).stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      json.rows.map((row) => ({ schema: json.schema, ...row })),
    );
  });

  it('has a line of CSV for every row under the same names', async () => {
    const json = JSON.parse((await vhv([...args, '--output', 'json'])).stdout) as Document;
    const [head, ...lines] = (await vhv([...args, '--output', 'csv'])).stdout.trimEnd().split('\n');
    expect(head).toBe(names.join(','));
    expect(lines).toHaveLength(json.rows.length);
  });

  it('fits a terminal, and is whole with --wide and where there is none', async () => {
    const narrow = await vhv(args, least);
    const widest = Math.max(...narrow.stdout.split('\n').map((line) => line.length));
    expect(widest).toBeLessThanOrEqual(least);
    const whole = await vhv(args);
    expect(whole.stdout).not.toContain('…');
    expect((await vhv([...args, '--wide'], least)).stdout).toBe(whole.stdout);
    const isCut = narrow.stdout !== whole.stdout;
    const dropped = narrow.stderr.includes('--wide shows all');
    expect(isCut).toBe(dropped || narrow.stdout.includes('…'));
  });

  it.skipIf(isLocal)('answers an error in a form that can be parsed', async () => {
    const wrong = [...args, '--url', 'ftp://nowhere'];
    const error = { code: 'USAGE', exitCode: 2 };
    const json = await vhv([...wrong, '--output', 'json']);
    expect(json.exitCode).toBe(2);
    expect(JSON.parse(json.stdout)).toMatchObject({ schema: 'vhv/error/1', error });
    const yaml = await vhv([...wrong, '--output', 'yaml']);
    expect(parseYaml(yaml.stdout)).toMatchObject({ schema: 'vhv/error/1', error });
    const lines = await vhv([...wrong, '--output=jsonl']);
    expect(JSON.parse(lines.stdout)).toMatchObject({ schema: 'vhv/error/1', error });
    expect((await vhv([...wrong, '--output', 'csv'])).stdout).toBe('');
    expect((await vhv(wrong)).stdout).toBe('');
  });
});

describe('a plan and a run', () => {
  const args = ['enable', 'hv-01', 'hv-03', 'hv-04', '--dry-run'];

  it('are a document of their own in JSON and YAML', async () => {
    const json: unknown = JSON.parse((await vhv([...args, '--output', 'json'])).stdout);
    expect(json).toMatchObject({ schema: 'vhv/plan/1', plans: [{}, {}, {}] });
    expect(parseYaml((await vhv([...args, '--output', 'yaml'])).stdout)).toEqual(json);
  });

  it('are a row for each VM in JSONL and CSV', async () => {
    const lines = (await vhv([...args, '--output', 'jsonl'])).stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { schema: 'vhv/changes/1', outcome: 'change', nestedHVEnabled: { from: false, to: true } },
      { outcome: 'blocked', findings: ['POWER_CYCLE_REQUIRED'] },
      { outcome: 'unchanged' },
    ]);
    const lineSchema = z.fromJSONSchema(jsonSchemaOf(changesListing) as never);
    for (const line of lines) {
      expect(lineSchema.safeParse(JSON.parse(line)).error).toBeUndefined();
    }
    const csv = (await vhv([...args, '--output', 'csv'])).stdout;
    expect(csv).toMatch(/hv-03,blocked,nestedHVEnabled: off → on,POWER_CYCLE_REQUIRED,/);
  });

  it('tell what was done in every format', async () => {
    for (const output of formatNames) {
      const on = await vhv(['enable', 'hv-02', '--yes', '--output', output]);
      expect(on).toMatchObject({
        exitCode: 0,
        stdout: expect.stringMatching(/hv-02(.|\n)*changed/),
      });
      await vhv(['disable', 'hv-02', '--yes']);
    }
  });
});

describe('--quiet', () => {
  it('leaves talk out, and keeps errors', async () => {
    const change = ['hosts', 'options', 'set', '--all', '-e', 'Misc.LogTimestamps=1', '--yes'];
    expect((await vhv(['hosts'])).stderr).not.toBe('');
    expect((await vhv(['hosts', '-q'])).stderr).toBe('');
    expect((await vhv(['enable', 'hv-02', '--yes', '-q'])).stderr).toBe('');
    expect((await vhv(['disable', 'hv-02', '--yes'])).stderr).toContain('1 changed');
    expect((await vhv([...change, '-q', '--url', 'ftp://x'])).stderr).toMatch(/^vhv: /);
  });
});

it('what a server or a caller says stays on its line of stderr, and cannot move the cursor', async () => {
  const { stderr } = await vhv(['vms', 'no\u001b[2J\nvhv: 3 changed']);
  expect(stderr).not.toContain('\u001b');
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
});
