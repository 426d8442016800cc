import { expect, onTestFinished } from 'vitest';
import type { VerifyRow } from '../../src/cli/commands/verify.ts';
import type { VmProof } from '../../src/nested/verify/levels.ts';
import {
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '../../src/simulator/index.ts';
import { VirtualMachine } from '../../src/simulator/model/virtual-machine.ts';
import { envOf, jsonOf, type Ran, type RunOptions, runCli } from '../helpers/cli.ts';

export async function start(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator(options);
  onTestFinished(async () => {
    expect(simulator.sessionCount).toBe(0);
    await simulator.close();
  });
  return simulator;
}

export function vm(simulator: Simulator, name: string): VirtualMachine {
  for (const object of simulator.model.inventory.objects()) {
    if (object instanceof VirtualMachine && object.name === name) {
      return object;
    }
  }
  throw new Error(`no ${name}`);
}

export const asRoot = ['--guest-user', 'root'];
const guestPassword = { VHV_GUEST_PASSWORD: 'guest' };

export function vhv(simulator: Simulator, args: readonly string[], options: RunOptions = {}) {
  return runCli(['verify', ...args], {
    ...options,
    env: { ...envOf(simulator), ...guestPassword, ...options.env },
  });
}

interface Proofs {
  readonly ran: Ran;
  readonly first: VmProof;
  readonly vms: readonly VmProof[];
}

export async function proofs(
  simulator: Simulator,
  args: readonly string[],
  options?: RunOptions,
): Promise<Proofs> {
  const ran = await vhv(simulator, [...args, '--output', 'json'], options);
  const rows = jsonOf<VerifyRow[]>(ran);
  const vms = rows.map(({ configured, required, effective, guest, ...row }) => ({
    ...row,
    levels: { configured, required, effective, guest },
  }));
  return { ran, vms, first: vms[0] as VmProof };
}

/** One VM with Tools that runs. */
export function oneGuest(
  guestId: string,
  nestedHV: boolean,
  ipAddress = '192.0.2.7',
): SimulatorOptions {
  const host = { name: 'esx' };
  const one = {
    name: 'guest',
    host: 'esx',
    power: 'poweredOn',
    tools: 'running',
    nestedHV,
    settings: { guestId },
    ipAddress,
  } as const;
  return { inventory: { datacenters: [{ name: 'DC', hosts: [host], vms: [one] }] } };
}
