import { describe, expect, it } from 'vitest';
import type { ServerKind, VmData } from '../../src/simulator/index.ts';
import type { MoRef } from '../../src/vim25/moref.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { Client } from './client.ts';
import { onlyVm, singleHost } from './single-host.ts';

const auths = { type: 'GuestAuthManager', value: 'guestOperationsAuthManager' };
const processes = { type: 'GuestProcessManager', value: 'guestOperationsProcessManager' };
const running = { power: 'poweredOn', tools: 'running' } as const;

async function lab(vm: Partial<VmData> = running, cpu: 'intel' | 'amd' = 'intel') {
  const client = await Client.login(await testSimulator(singleHost(vm, { cpu })));
  return { client, vm: await client.find(onlyVm) };
}

const auth = (password = 'guest') =>
  `<auth xsi:type="NamePasswordAuthentication"><interactiveSession>false</interactiveSession><username>root</username><password>${password}</password></auth>`;
const place = (vm: MoRef, password?: string) =>
  `<vm type="VirtualMachine">${vm.value}</vm>${auth(password)}`;
const program = (path: string, line: string) =>
  `<spec><programPath>${path}</programPath><arguments>${line}</arguments></spec>`;

/** Starts a program and waits for its exit code. */
async function run(client: Client, vm: MoRef, path: string, line: string): Promise<number> {
  const pid = await client.call('StartProgramInGuest', processes, place(vm) + program(path, line));
  const list = () =>
    client.call('ListProcessesInGuest', processes, `${place(vm)}<pids>${pid}</pids>`);
  await expect.poll(async () => (await list())[0].endTime).toBeDefined();
  const [info] = await list();
  expect(info).toMatchObject({ pid, owner: 'root', cmdLine: `"${path}" ${line}` });
  return info.exitCode;
}

const pattern = "-Eqw '(vmx|svm)' /proc/cpuinfo";

describe('grep in the guest', () => {
  it.each([
    ['intel', true, 0],
    ['amd', true, 0],
    ['intel', false, 1],
  ] as const)('on %s with nesting %s exits with %d', async (cpu, nestedHV, code) => {
    const { client, vm } = await lab({ ...running, nestedHV }, cpu);
    expect(await run(client, vm, '/bin/grep', pattern)).toBe(code);
    expect(await run(client, vm, '/bin/sh', `-c "grep ${pattern} 2>/dev/null"`)).toBe(code);
  });

  it('sees what the VM was started with, not what it is configured for', async () => {
    const simulator = await testSimulator({
      ...singleHost(running),
      rules: { nestedHVOnRunningVm: 'accepted' },
    });
    const client = await Client.login(simulator);
    const vm = await client.find(onlyVm);
    await client.task(
      'ReconfigVM_Task',
      vm,
      '<spec><nestedHVEnabled>true</nestedHVEnabled></spec>',
    );
    expect(await run(client, vm, '/bin/grep', pattern)).toBe(1);
    await client.task('PowerOffVM_Task', vm);
    await client.task('PowerOnVM_Task', vm);
    expect(await run(client, vm, '/bin/grep', pattern)).toBe(0);
  });

  it.each([
    ['-qw vm /proc/cpuinfo', 1],
    ['-q -w lm /proc/cpuinfo', 0],
    ['-Eq lm /no/such/file', 2],
    ['-Z lm /proc/cpuinfo', 2],
    ["-q 'open", 2],
  ])('%s', async (line, code) => {
    const { client, vm } = await lab();
    expect(await run(client, vm, '/usr/bin/grep', line)).toBe(code);
  });

  it('by way of a shell that does not know a command', async () => {
    const { client, vm } = await lab();
    expect(await run(client, vm, '/bin/sh', "-c 'lscpu --all'")).toBe(127);
  });
});

describe('a program', () => {
  it('that is not there is FileNotFound, and so is every one in Windows', async () => {
    const { client, vm } = await lab();
    const fault = (c: Client, v: MoRef, path: string) =>
      c.fault('StartProgramInGuest', processes, place(v) + program(path, ''));
    expect(await fault(client, vm, '/opt/tool')).toMatchObject({
      type: 'FileNotFound',
      detail: { file: '/opt/tool' },
    });
    const settings = { guestId: 'windows2019srvNext_64Guest' };
    const windows = await lab({ ...running, settings });
    expect(await fault(windows.client, windows.vm, '/bin/sh')).toMatchObject({
      type: 'FileNotFound',
    });
  });

  it('stands beside what runs in every guest', async () => {
    const { client, vm } = await lab();
    const list = await client.call('ListProcessesInGuest', processes, place(vm));
    expect(list.map(({ name }: { name: string }) => name)).toEqual(['systemd', 'vmtoolsd']);
  });
});

describe('the way in', () => {
  const enter = (client: Client, vm: MoRef, password?: string) =>
    client.fault('ValidateCredentialsInGuest', auths, place(vm, password));

  it('needs a user whom the guest knows', async () => {
    const { client, vm } = await lab();
    await client.call('ValidateCredentialsInGuest', auths, place(vm));
    expect(await enter(client, vm, 'wrong')).toMatchObject({ type: 'InvalidGuestLogin' });
  });

  it('needs running Tools', async () => {
    const { client, vm } = await lab({ power: 'poweredOn', tools: 'notRunning' });
    expect(await enter(client, vm)).toMatchObject({ type: 'GuestOperationsUnavailable' });
  });

  it('needs a VM that runs', async () => {
    const { client, vm } = await lab({});
    expect(await enter(client, vm)).toMatchObject({
      type: 'InvalidPowerState',
      detail: { existingState: 'poweredOff' },
    });
  });

  it('needs the privilege', async () => {
    const users = [{ name: 'reader', password: 'x', grants: [{ path: '/', privileges: [] }] }];
    const simulator = await testSimulator({ ...singleHost(running), users });
    const client = await Client.login(simulator, 'reader', 'x');
    const vm = await client.find(onlyVm);
    const parameters = place(vm) + program('/bin/true', '');
    expect(await client.fault('StartProgramInGuest', processes, parameters)).toMatchObject({
      detail: { privilegeId: 'VirtualMachine.GuestOperations.Execute' },
    });
  });
});

it.each(['vcenter', 'esx'] as const)('the managers of %s are found', async (kind: ServerKind) => {
  const client = await Client.login(await testSimulator({ kind }));
  const { guestOperationsManager } = client.simulator.model.service.content;
  const found = await client.read(
    guestOperationsManager ?? { type: '', value: '' },
    'authManager',
    'processManager',
  );
  expect(found).toMatchObject({
    authManager: { type: 'GuestAuthManager' },
    processManager: { type: 'GuestProcessManager' },
  });
});
