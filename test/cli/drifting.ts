import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Simulator, SimulatorOptions } from '../../src/simulator/index.ts';
import { VirtualMachine } from '../../src/simulator/model/virtual-machine.ts';
import { envOf, type Ran, runCli } from '../helpers/cli.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

export const host = { name: 'esx-1' };
const vms = [
  { name: 'web', folder: 'lab', nestedHV: true, extraConfig: { 'mce.enable': 'TRUE' } },
  { name: 'db', folder: 'lab', nestedHV: true, extraConfig: { 'mce.enable': 'TRUE' } },
  { name: 'appliance', folder: 'lab' },
  { name: 'desk', folder: 'office' },
].map((vm) => ({ ...vm, host: host.name }));

const ann = {
  name: 'ann',
  password: 'x',
  grants: [{ path: '/', privileges: 'all' }],
} as const;

export const fleet = {
  rules: [
    { name: 'hands off', select: ['appliance'], nestedHVEnabled: 'unmanaged' },
    {
      name: 'lab',
      select: ['web', 'db'],
      nestedHVEnabled: 'on',
      extraConfig: { 'disk.EnableUUID': null, 'mce.enable': 'TRUE' },
    },
  ],
};

export async function start(options: SimulatorOptions = {}): Promise<Simulator> {
  // A host on its own has no folders of VMs.
  const flat = vms.map(({ folder: _none, ...vm }) => vm);
  const there = options.kind === 'esx' ? flat : vms;
  const inventory = { datacenters: [{ name: 'DC', hosts: [host], vms: there }] };
  return testSimulator({ inventory, users: [ann], ...options });
}

export function fileOf(content: string | object): string {
  const path = join(makeTempDir(), 'fleet.yaml');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

export function drift(
  simulator: Simulator,
  content: string | object,
  ...args: string[]
): Promise<Ran> {
  return runCli(['drift', '-f', fileOf(content), ...args], { env: envOf(simulator) });
}

/** Ann changes VMs, and no file says that she should. */
export async function change(simulator: Simulator, ...args: string[]): Promise<void> {
  const env = { ...envOf(simulator), VHV_USERNAME: ann.name, VHV_PASSWORD: ann.password };
  expect(await runCli([...args, '--yes'], { env })).toMatchObject({ exitCode: 0 });
}

export function vmOf({ model }: Simulator, wanted: string): VirtualMachine {
  return [...model.inventory.objects()].find(
    (object): object is VirtualMachine =>
      object instanceof VirtualMachine && object.name === wanted,
  ) as VirtualMachine;
}
