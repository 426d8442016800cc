import { describe, expect, it } from 'vitest';
import { vhv } from './helpers/run.ts';
import { Vcsim } from './helpers/vcsim.ts';

const modes = [
  { name: 'vCenter', flags: [], vm: 'DC0_C0_RP0_VM0', path: '/DC0/vm/DC0_C0_RP0_VM0' },
  { name: 'ESXi', flags: ['-esx'], vm: 'ha-host_VM0', path: '/ha-datacenter/vm/ha-host_VM0' },
] as const;

async function extraConfigOf(vcsim: Vcsim, path: string, key: string): Promise<string | undefined> {
  const { stdout } = await vcsim.govc('vm.info', '-json', path);
  interface Info {
    virtualMachines: { config: { extraConfig?: { key: string; value: string }[] } }[];
  }
  const [vm] = (JSON.parse(stdout) as Info).virtualMachines;
  return vm?.config.extraConfig?.find((option) => option.key === key)?.value;
}

describe.each(modes)('changing a VM on vcsim as $name', ({ flags, vm, path }) => {
  it('enables, has nothing to do the second time, and takes it back, with govc as the witness', async () => {
    await using vcsim = await Vcsim.start(...flags);
    const enable = ['enable', vm, '--set', 'disk.EnableUUID=TRUE', '--yes'];

    expect(await vhv(vcsim.env, enable)).toMatchObject({ exitCode: 0 });
    expect(await vcsim.property(path, 'config.nestedHVEnabled')).toBe('true');
    expect(await extraConfigOf(vcsim, path, 'disk.EnableUUID')).toBe('TRUE');

    const again = await vhv(vcsim.env, enable);
    expect(again).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Nothing to do') });
    expect((await vcsim.counts())['ReconfigVM_Task']).toBe(1);

    const disable = ['disable', vm, '--unset', 'disk.EnableUUID', '--yes'];
    expect(await vhv(vcsim.env, disable)).toMatchObject({ exitCode: 0 });
    expect(await vcsim.property(path, 'config.nestedHVEnabled')).toBe('false');
    expect(await extraConfigOf(vcsim, path, 'disk.EnableUUID')).toBeUndefined();
    expect(await vcsim.sessions()).toBe(0);
  });

  it('verifies what vcsim shows, and leaves open what it does not', async () => {
    await using vcsim = await Vcsim.start('-off=false', ...flags);
    const verified = await vhv(vcsim.env, ['verify', vm, '--expect', 'off', '--output', 'json']);
    expect(verified.exitCode).toBe(0);
    const noList = { state: 'notChecked', reason: 'NO_REQUIREMENT_LIST' };
    expect(JSON.parse(verified.stdout).rows).toMatchObject([
      {
        verdict: 'verified',
        configured: { state: 'agrees', value: false },
        required: noList,
        effective: noList,
      },
    ]);
    expect(await vhv(vcsim.env, ['verify', vm, '--expect', 'on'])).toMatchObject({ exitCode: 9 });
    const asking = ['verify', vm, '--guest-user', 'root', '--output', 'json'];
    const asked = await vhv({ ...vcsim.env, VHV_GUEST_PASSWORD: 'guest' }, asking);
    expect(asked.exitCode).toBe(9);
    expect(JSON.parse(asked.stdout).rows).toMatchObject([
      { verdict: 'incomplete', guest: { state: 'notChecked' } },
    ]);
  });

  it('refuses a VM that runs with exit 6, and writes nothing', async () => {
    await using vcsim = await Vcsim.start('-off=false', ...flags);
    const refused = await vhv(vcsim.env, ['enable', vm, '--yes']);
    expect(refused).toMatchObject({
      exitCode: 6,
      stdout: expect.stringContaining('POWER_CYCLE_REQUIRED'),
    });
    expect(await vcsim.counts()).not.toHaveProperty('ReconfigVM_Task');
  });

  it('sends vhv.enable as the flag and says so', async () => {
    await using vcsim = await Vcsim.start(...flags);
    const line = ['vms', 'extra-config', 'set', vm, '--set', 'vhv.enable=TRUE'];
    const planned = await vhv(vcsim.env, [...line, '--dry-run']);
    expect(planned.stdout).toMatch(/FLAG_TRANSLATED: .*nestedHVEnabled/);
    expect(await vhv(vcsim.env, [...line, '--yes'])).toMatchObject({ exitCode: 0 });
    expect(await vcsim.property(path, 'config.nestedHVEnabled')).toBe('true');
    expect(await extraConfigOf(vcsim, path, 'vhv.enable')).toBeUndefined();
  });
});

describe('a thousand VMs in one run', () => {
  it('stays within the budget of requests, one ReconfigVM_Task a VM, each with its changeVersion', async () => {
    const vms = 1000;
    const inFlight = 32;
    // Enough hosts for 32 in flight: one takes eight at once.
    const hosts = ['-standalone-host', '0', '-host', '32'];
    await using vcsim = await Vcsim.start(...hosts, '-vm', String(vms));
    const done = await vhv(vcsim.env, ['enable', '--all', '--yes', '--output', 'json']);
    expect(done.exitCode).toBe(0);

    const { total = Number.NaN, ReconfigVM_Task: written } = await vcsim.counts();
    expect(written).toBe(vms);
    const budget = vms + 2 * Math.ceil(vms / inFlight) + 2 * Math.ceil(vms / 100) + 20;
    expect(total).toBeLessThanOrEqual(budget);
    const bodies = await vcsim.requests('ReconfigVM_Task');
    expect(bodies).toHaveLength(vms);
    expect(bodies.every((body) => /<(\w+:)?changeVersion>[^<]+</.test(body))).toBe(true);
  });
});
