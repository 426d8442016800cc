import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { issueWords } from '../../src/issue-words.ts';
import { runCli } from '../helpers/cli.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

/** What zod's own messages begin with, or hold. */
const zods = /Invalid |Too (?:small|big)|Unrecognized|expected |received |"code"/;

/** For each code of zod a value that a schema refuses with it. */
const refused: readonly (readonly [code: string, z.ZodType, unknown])[] = [
  ['invalid_type', z.string(), 4],
  ['invalid_type', z.date(), 4],
  ['invalid_type', z.string(), undefined],
  ['too_small', z.string().min(1), ''],
  ['too_small', z.array(z.int()).min(2), []],
  ['too_small', z.int().min(2), 1],
  ['too_big', z.int().max(2), 3],
  ['too_big', z.int(), 1e20],
  ['invalid_format', z.iso.datetime(), 'now'],
  ['invalid_format', z.string().regex(/^x/), 'y'],
  ['not_multiple_of', z.number().multipleOf(3), 4],
  ['unrecognized_keys', z.strictObject({}), { hunter2: 1 }],
  ['invalid_union', z.union([z.string(), z.int()]), true],
  ['invalid_union', z.discriminatedUnion('a', [z.object({ a: z.literal('b') })]), { a: 'c' }],
  ['invalid_key', z.record(z.string().min(1), z.int()), { '': 1 }],
  ['invalid_element', z.map(z.date(), z.int()), new Map([[new Date(), 'x']])],
  ['invalid_value', z.enum(['a', 'b']), 'c'],
  ['custom', z.string().refine(() => false), 'x'],
];

test.each(refused)('%s has words of ours', (code, schema, value) => {
  const issues = schema.safeParse(value, { error: issueWords }).error?.issues ?? [];
  expect(issues.map((issue) => issue.code)).toStrictEqual([code]);
  for (const { message } of issues) {
    expect(message).toMatch(/^(?:must|is|has) /);
    expect(message).not.toMatch(zods);
  }
});

const vm = { name: 'vm', host: 'esx' };
const rule = { all: true, nestedHVEnabled: 'on' };
const inventory = (one: object, more: object = {}) => ({
  datacenters: [{ name: 'DC', hosts: [{ name: 'esx' }], vms: [one], ...more }],
});

/** Files with which our schemas report each code that they can report. */
const files: readonly (readonly [kind: 'endpoints' | 'fleet' | 'inventory', unknown])[] = [
  ['endpoints', { endpoints: [{ url: '' }] }],
  ['endpoints', { endpoints: [] }],
  ['endpoints', { endpoints: [{ url: 'vc', concurrency: 0 }] }],
  ['endpoints', { endpoints: [{ url: 'vc', concurrency: 1e20 }] }],
  ['endpoints', { endpoints: [{ url: 'vc', concurrency: 1.5 }] }],
  ['endpoints', { endpoints: [{ url: 'vc', concurrency: null }] }],
  ['endpoints', { endpoints: [{ url: 'vc', tlsMin: '9' }] }],
  ['endpoints', { endpoints: [{ url: 'vc', name: 'a b' }] }],
  ['endpoints', { endpoints: [{ url: 'vc', fingerprint: 'x' }] }],
  ['endpoints', { endpoints: [true] }],
  ['endpoints', 7],
  ['fleet', { rules: [{ ...rule, extraConfig: { '': 'x' } }] }],
  ['fleet', { rules: [{ ...rule, extraConfig: [] }] }],
  ['fleet', { rules: [{ ...rule, extraConfig: { a: 1 } }] }],
  ['fleet', { rules: [{ ...rule, where: ['x'] }] }],
  ['fleet', { rules: [{ ...rule, all: 1 }] }],
  ['fleet', { rules: [] }],
  ['fleet', null],
  ['inventory', inventory({ ...vm, name: '' })],
  ['inventory', inventory({ ...vm, guestShutdown: -1 })],
  ['inventory', inventory({ ...vm, guestShutdown: 1.5 })],
  ['inventory', inventory({ ...vm, cpus: 1e20 })],
  ['inventory', inventory({ ...vm, cpus: 769 })],
  ['inventory', inventory({ ...vm, extraConfig: { '': 'x' } })],
  ['inventory', inventory(vm, { datastores: [''] })],
  ['inventory', inventory(vm, { datastores: [{ name: '' }] })],
  ['inventory', inventory(vm, { datastores: [] })],
  ['inventory', inventory(vm, { datastores: [7] })],
  ['inventory', inventory(vm, { hosts: [{ name: 'esx', options: { a: null } }] })],
  ['inventory', inventory(vm, { hosts: [{ name: 'esx', licence: { expires: 'x' } }] })],
  ['inventory', 7],
];

test.each(files)('nothing of zod is said of a bad file of %s: %j', async (kind, content) => {
  const path = join(makeTempDir(), `${kind}.json`);
  writeFileSync(path, JSON.stringify(content), { mode: 0o600 });
  const args = {
    endpoints: ['env', '--endpoints', path],
    fleet: ['drift', '-f', path, '--url', 'sim:'],
    inventory: ['vms', '--url', `sim:${path}`],
  };
  const { exitCode, stderr } = await runCli(args[kind]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(path);
  expect(stderr).not.toMatch(zods);
  expect(stderr).not.toContain('undefined');
});
