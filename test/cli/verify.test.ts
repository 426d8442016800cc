import { describe, expect, it } from 'vitest';
import { envOf, runCli } from '../helpers/cli.ts';
import { asRoot, proofs, start, vhv, vm } from './verifying.ts';

describe('vhv verify', () => {
  it('finds the lab consistent, and does not speak of guests that it did not ask', async () => {
    const simulator = await start();
    const { ran, vms } = await proofs(simulator, []);
    expect(ran.exitCode).toBe(0);
    expect(vms).toHaveLength(27);
    // The host of one is disconnected.
    const others = vms.filter(({ path }) => !path.endsWith('/lost-01'));
    expect(others).toHaveLength(26);
    expect(others.every(({ verdict }) => verdict === 'verified')).toBe(true);
    expect(vms.every(({ levels }) => levels.guest.reason === 'GUEST_NOT_ASKED')).toBe(true);
    expect(simulator.requests.of('StartProgramInGuest')).toBe(0);
  });

  it('reads a hundred VMs in a request', async () => {
    const simulator = await start({ inventory: { vms: 300 } });
    await runCli(['vms', '--output', 'json'], { env: envOf(simulator) });
    const listing = simulator.requests.calls;
    simulator.requests.reset();
    expect(await vhv(simulator, [])).toMatchObject({ exitCode: 0 });
    expect(simulator.requests.calls).toBe(listing + 3);
  });

  it.each([
    ['hv-04', 'on', 0],
    ['hv-04', 'off', 9],
    ['hv-01', 'off', 0],
    ['hv-01', 'on', 9],
  ])('of %s with --expect %s ends with %d', async (name, expected, exitCode) => {
    const { ran, first } = await proofs(await start(), [name, '--expect', expected]);
    expect(ran.exitCode).toBe(exitCode);
    expect(first.levels.configured.state).toBe(exitCode === 0 ? 'agrees' : 'disagrees');
  });

  it('tells what is set and not power-cycled yet from what is in effect', async () => {
    const simulator = await start({ rules: { nestedHVOnRunningVm: 'accepted' } });
    vm(simulator, 'hv-03').state.settings = { nestedHVEnabled: true };
    const { ran, first } = await proofs(simulator, ['hv-03', ...asRoot]);
    expect(ran.exitCode).toBe(9);
    expect(first).toMatchObject({
      verdict: 'pending',
      levels: {
        configured: { state: 'agrees', value: true },
        required: { state: 'agrees', value: true },
        effective: { state: 'pending', value: false, reason: 'POWER_CYCLE_PENDING' },
        guest: { state: 'agrees', value: false },
      },
    });
    const { stdout, stderr } = await vhv(simulator, ['hv-03']);
    expect(stdout).toContain('shut it down and power it on; a reboot of the guest is not enough');
    expect(stderr).toContain('1 waits for a power cycle');
  });

  it('proves nothing of a VM whose host is not connected, and asks no guest of it', async () => {
    const hosts = [{ name: 'esx', connection: 'notResponding' as const }];
    const on = { power: 'poweredOn', tools: 'running', nestedHV: true } as const;
    const vms = [{ name: 'lost', host: 'esx', ...on }];
    const simulator = await start({ inventory: { datacenters: [{ name: 'DC', hosts, vms }] } });
    const { ran, first } = await proofs(simulator, []);
    expect(ran).toMatchObject({ exitCode: 0, stderr: 'vhv: 1 not checked\n' });
    const unreached = { state: 'notChecked', reason: 'NOT_CONNECTED' };
    expect(first).toMatchObject({
      verdict: 'notChecked',
      levels: {
        configured: { ...unreached, value: true },
        required: unreached,
        effective: unreached,
      },
    });
    expect((await vhv(simulator, ['--expect', 'on'])).exitCode).toBe(9);
    expect((await vhv(simulator, asRoot)).exitCode).toBe(9);
    expect(simulator.requests.of('StartProgramInGuest')).toBe(0);
  });
});
