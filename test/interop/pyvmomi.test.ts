import { describe, expect, it } from 'vitest';
import { labHostInventory } from '../../src/simulator/index.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { pyvmomi } from './helpers/pyvmomi.ts';

const poison = { key: 'VMkernel.Boot.poisonMarker', value: '-6148914691236517206' };

describe.each([
  { name: 'vCenter', kind: 'vcenter', apiType: 'VirtualCenter' },
  { name: 'ESXi', kind: 'esx', apiType: 'HostAgent' },
] as const)('pyVmomi drives our simulator as $name', ({ kind, apiType }) => {
  it('SmartConnect finds out the version, logs in and out', async () => {
    const simulator = await testSimulator({ kind });
    expect(await pyvmomi(simulator, 'about')).toEqual({ apiType, apiVersion: '8.0.3.0' });
    expect(simulator.requests.of('Login')).toBe(1);
    expect(simulator.sessionCount).toBe(0);
  });

  it('a wrong password is its InvalidLogin', async () => {
    const simulator = await testSimulator({ kind });
    expect(await pyvmomi({ ...simulator, password: 'wrong' }, 'about')).toMatchObject({
      fault: 'vim.fault.InvalidLogin',
    });
  });

  it('a container view shows every VM', async () => {
    const simulator = await testSimulator({ kind });
    const vms = await pyvmomi(simulator, 'list');
    expect(vms).toHaveLength(kind === 'esx' ? 7 : 27);
    expect(vms).toContainEqual(
      expect.objectContaining({
        name: 'hv-03',
        power: 'poweredOn',
        nestedHVEnabled: false,
        nestedHVSupported: true,
      }),
    );
  });

  it('text keeps every character', async () => {
    const text = `<a href='x'>&amp; "q" ]]> ü 日本 🖥\nsecond line, ends in a space `;
    const name = 'Größe & <日本>';
    const [datacenter] = labHostInventory().datacenters;
    const host = datacenter?.hosts?.[0]?.name ?? '';
    const vm = { name, host, settings: { annotation: text }, extraConfig: { 'guestinfo.t': text } };
    const inventory = { datacenters: [{ name: 'dc', hosts: [{ name: host }], vms: [vm] }] };
    const simulator = await testSimulator({ kind, inventory });
    expect(await pyvmomi(simulator, 'list')).toEqual([
      expect.objectContaining({
        name,
        annotation: text,
        extraConfig: expect.objectContaining({ 'guestinfo.t': text }),
      }),
    ]);
  });

  it('ReconfigVM_Task and WaitForTask turn the flag on, upon a changeVersion', async () => {
    const simulator = await testSimulator({ kind, taskMs: 50 });
    const done = { state: 'success', nestedHVEnabled: true };
    expect(await pyvmomi(simulator, 'enable', 'hv-01')).toEqual(done);
    expect(await pyvmomi(simulator, 'enable', 'hv-02', 'another')).toMatchObject({
      fault: 'vim.fault.ConcurrentAccess',
    });
  });

  it('a running VM refuses it: the InvalidPowerState of the task is an exception with its fields', async () => {
    const simulator = await testSimulator({ kind });
    expect(await pyvmomi(simulator, 'enable', 'hv-03')).toMatchObject({
      fault: 'vim.fault.InvalidPowerState',
      fields: {
        existingState: 'poweredOn',
        requestedState: 'poweredOff',
        msg: 'The attempted operation cannot be performed in the current state (Powered on).',
      },
    });
  });

  it('QueryOptions keeps long, int, boolean and string apart', async () => {
    const simulator = await testSimulator({ kind });
    const query = (key: string) => pyvmomi(simulator, 'query-option', key);
    expect(await query(poison.key)).toEqual({ value: poison.value, type: 'long' });
    expect(await query('Security.AccountLockFailures')).toEqual({ value: '5', type: 'int' });
    expect(await query('Syslog.global.logDirUnique')).toEqual({ value: 'False', type: 'bool' });
    expect(await query('Config.HostAgent.log.level')).toEqual({ value: 'verbose', type: 'str' });
    expect(await query('vhv.allow')).toMatchObject({ fault: 'vim.fault.InvalidName' });
  });

  it('UpdateOptions takes a long as a long, and refuses it as an int', async () => {
    const simulator = await testSimulator({ kind });
    const set = (...args: readonly string[]) => pyvmomi(simulator, 'set-option', ...args);
    expect(await set('Misc.HeartbeatTimeout', 'long', '7')).toEqual({ value: '7', type: 'long' });
    expect(await set('Misc.HeartbeatTimeout', 'int', '8')).toMatchObject({
      fault: 'vmodl.fault.InvalidArgument',
    });
    expect(await set('vhv.allow', 'str', 'TRUE')).toMatchObject({ fault: 'vim.fault.InvalidName' });
  });

  it('a process in the guest sees the CPU flag after the power cycle, and not before', async () => {
    const simulator = await testSimulator({ kind });
    const grep = ['/bin/grep', "-Eqw '(vmx|svm)' /proc/cpuinfo"];
    const look = (password: string) =>
      pyvmomi(simulator, 'run-in-guest', 'hv-03', 'root', password, ...grep);
    expect(await look('guest')).toEqual({ name: 'grep', exitCode: 1 });
    expect(await pyvmomi(simulator, 'power', 'off', 'hv-03')).toEqual({ power: 'poweredOff' });
    expect(await pyvmomi(simulator, 'enable', 'hv-03')).toMatchObject({ nestedHVEnabled: true });
    expect(await pyvmomi(simulator, 'power', 'on', 'hv-03')).toEqual({ power: 'poweredOn' });
    expect(await look('guest')).toEqual({ name: 'grep', exitCode: 0 });
    expect(await look('wrong')).toMatchObject({ fault: 'vim.fault.InvalidGuestLogin' });
  });

  it('what a program writes comes out of the guest by a temporary file, and nothing out of /proc', async () => {
    const simulator = await testSimulator({ kind });
    const grep = ['/bin/grep', "-Em1 '^flags' /proc/cpuinfo"];
    const found = await pyvmomi(simulator, 'output-in-guest', 'hv-03', 'root', 'guest', ...grep);
    const { output } = found as { output: string };
    expect(output).toMatch(/^flags\t\t: fpu /);
    expect(found).toMatchObject({
      exitCode: 0,
      size: output.length,
      replaced: 'replaced',
      after: 'vim.fault.FileNotFound',
      proc: 0,
    });
  });
});
