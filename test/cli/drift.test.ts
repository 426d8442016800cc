import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  apply,
  checkFleet,
  connect,
  planFleetFile,
  retrieveInventory,
  type Session,
} from '../../src/index.ts';
import type { DriftRow } from '../../src/report/drift.ts';
import {
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '../../src/simulator/index.ts';
import { envOf, jsonOf, type Ran, runCli } from '../helpers/cli.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const host = { name: 'esx-1' };
const vms = [
  { name: 'web', folder: 'lab', nestedHV: true },
  { name: 'db', folder: 'lab', nestedHV: true },
  { name: 'appliance', folder: 'lab' },
  { name: 'desk', folder: 'office' },
].map((vm) => ({ ...vm, host: host.name }));
const world: SimulatorOptions = {
  inventory: { datacenters: [{ name: 'DC', hosts: [host], vms }] },
  users: [
    { name: 'ann', password: 'x', grants: [{ path: '/', privileges: 'all' }] },
  ] as unknown as NonNullable<SimulatorOptions['users']>,
};

const fleet = {
  rules: [
    { name: 'hands off', select: ['appliance'], nestedHVEnabled: 'unmanaged' },
    {
      name: 'lab',
      folder: ['lab'],
      nestedHVEnabled: 'on',
      extraConfig: { 'disk.EnableUUID': null, 'mce.enable': 'TRUE' },
    },
  ],
};
