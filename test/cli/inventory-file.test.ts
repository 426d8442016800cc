import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { runCli } from '../helpers/cli.ts';

async function file(text: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'vhv-inventory-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const path = join(directory, 'inventory.json');
  await writeFile(path, text);
  return path;
}

it('a bad inventory file is a mistake of the user, told with every place', async () => {
  const hosts = [{ name: 'esx' }];
  const vms = [{ name: 'vm', host: 'esx', power: 'on', cpus: 0 }];
  const path = await file(JSON.stringify({ datacenters: [{ name: 'DC', hosts, vms }] }));
  const { exitCode, stderr } = await runCli(['vms', '--url', `sim:${path}`]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(path);
  expect(stderr).toContain('datacenters[0].vms[0].power: must be one of');
  expect(stderr).toContain('datacenters[0].vms[0].cpus: must be 1 at least, not 0');
});

it('so is one that is no JSON', async () => {
  const { exitCode, stderr } = await runCli(['vms', '--url', `sim:${await file('{')}`]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('JSON');
});
