import { describe, expect, it } from 'vitest';
import type { ServerKind, VmData } from '../../src/simulator/index.ts';
import type { MoRef } from '../../src/vim25/moref.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { Client, request } from './client.ts';
import { onlyVm, singleHost } from './single-host.ts';

const running = { power: 'poweredOn', tools: 'running' } as const;

async function lab(vm: Partial<VmData> = {}, kind: ServerKind = 'vcenter') {
  const client = await Client.login(
    await testSimulator({ kind, ...singleHost({ ...running, ...vm }) }),
  );
  const { guestOperationsManager } = client.simulator.model.service.content;
  const { fileManager, processManager } = await client.read(
    guestOperationsManager ?? { type: '', value: '' },
    'fileManager',
    'processManager',
  );
  const found = await client.find(onlyVm);
  const place = `<vm type="VirtualMachine">${found.value}</vm><auth xsi:type="NamePasswordAuthentication"><interactiveSession>false</interactiveSession><username>root</username><password>guest</password></auth>`;
  return {
    client,
    vm: found,
    files: (method: string, parameters: string) =>
      client.call(method, fileManager as MoRef, place + parameters),
    refused: (method: string, parameters: string) =>
      client.fault(method, fileManager as MoRef, place + parameters),
    async run(path: string, line: string): Promise<number> {
      const spec = `<spec><programPath>${path}</programPath><arguments>${line.replaceAll('&', '&amp;')}</arguments></spec>`;
      const manager = processManager as MoRef;
      const pid = await client.call('StartProgramInGuest', manager, place + spec);
      const list = () =>
        client.call('ListProcessesInGuest', manager, `${place}<pids>${pid}</pids>`);
      await expect.poll(async () => (await list())[0].endTime).toBeDefined();
      return (await list())[0].exitCode;
    },
    async fetch(path: string) {
      const parameters = `<guestFilePath>${path}</guestFilePath>`;
      const info = await this.files('InitiateFileTransferFromGuest', parameters);
      return { info, ...(await request(client.simulator, hostless(info.url))) };
    },
  };
}

/** Path and query: the tests know where the server is. */
function hostless(url: string): string {
  return url.slice(url.indexOf('/guestFile'));
}

const temporary = '<prefix>vhv</prefix><suffix>.txt</suffix>';

describe('a temporary file', () => {
  it('takes what a program writes, is transferred once, and is deleted', async () => {
    const guest = await lab({ nestedHV: true });
    const path = await guest.files('CreateTemporaryFileInGuest', temporary);
    expect(path).toMatch(/^\/tmp\/vhv.*\.txt$/);
    const line = `-Ewm1 '(vmx|svm)' /proc/cpuinfo > '${path}' 2>&1`;
    expect(await guest.run('/bin/grep', line)).toBe(0);
    const { info, status, text } = await guest.fetch(path);
    expect(status).toBe(200);
    expect(text).toMatch(/^flags\t\t: .*\bvmx\n$/);
    expect(info.size).toBe(BigInt(text.length));
    expect(await request(guest.client.simulator, hostless(info.url))).toMatchObject({
      status: 404,
    });
    await guest.files('DeleteFileInGuest', `<filePath>${path}</filePath>`);
    expect(await guest.refused('DeleteFileInGuest', `<filePath>${path}</filePath>`)).toMatchObject({
      type: 'FileNotFound',
      detail: { file: path },
    });
  });

  it('holds what a program says of its trouble', async () => {
    const guest = await lab();
    expect(await guest.run('/bin/sh', "-c 'cat /etc/nothing > /tmp/said 2>&1'")).toBe(1);
    expect((await guest.fetch('/tmp/said')).text).toContain('No such file or directory');
  });

  it('goes where it is asked to', async () => {
    const guest = await lab();
    const where = `${temporary}<directoryPath>/var/tmp</directoryPath>`;
    expect(await guest.files('CreateTemporaryFileInGuest', where)).toMatch(/^\/var\/tmp\/vhv/);
  });

  it('outlives the run of the VM', async () => {
    const guest = await lab();
    const path = await guest.files('CreateTemporaryFileInGuest', temporary);
    await guest.client.task('PowerOffVM_Task', guest.vm);
    await guest.client.task('PowerOnVM_Task', guest.vm);
    await guest.files('DeleteFileInGuest', `<filePath>${path}</filePath>`);
  });
});

describe('a transfer', () => {
  it('of /proc/cpuinfo is empty: stat says 0', async () => {
    const guest = await lab({ nestedHV: true });
    expect(await guest.fetch('/proc/cpuinfo')).toMatchObject({
      info: { size: 0n },
      status: 200,
      text: '',
    });
  });

  it('of a file that is not there is refused', async () => {
    const guest = await lab();
    const parameters = '<guestFilePath>/etc/nothing</guestFilePath>';
    expect(await guest.refused('InitiateFileTransferFromGuest', parameters)).toMatchObject({
      type: 'FileNotFound',
    });
  });

  it('into the guest takes as many bytes as were announced, and not none', async () => {
    const guest = await lab();
    const put = async (body: string, size = body.length) => {
      const url = await guest.files(
        'InitiateFileTransferToGuest',
        `<guestFilePath>/tmp/in</guestFilePath><fileAttributes xsi:type="GuestPosixFileAttributes"></fileAttributes><fileSize>${size}</fileSize><overwrite>true</overwrite>`,
      );
      return (await request(guest.client.simulator, hostless(url), { method: 'PUT', body })).status;
    };
    expect(await put('')).toBe(500);
    expect(await put('half', 8)).toBe(500);
    expect(await put('hello\n')).toBe(200);
    expect((await guest.fetch('/tmp/in')).text).toBe('hello\n');
    const again =
      '<guestFilePath>/tmp/in</guestFilePath><fileAttributes></fileAttributes><fileSize>1</fileSize><overwrite>false</overwrite>';
    expect(await guest.refused('InitiateFileTransferToGuest', again)).toMatchObject({
      type: 'FileAlreadyExists',
    });
  });

  it.each([
    { kind: 'esx', host: '*' },
    { kind: 'vcenter', host: 'localhost' },
  ] as const)('has an address that names $host on $kind', async ({ kind, host }) => {
    const guest = await lab({}, kind);
    const path = await guest.files('CreateTemporaryFileInGuest', temporary);
    const { info } = await guest.fetch(path);
    expect(info.url.startsWith(`https://${host}:`)).toBe(true);
  });
});

describe('a Windows guest', () => {
  const windows = { settings: { guestId: 'windows2019srvNext_64Guest' } };
  const script =
    '$cpu = Get-CimInstance Win32_Processor | Select-Object -First 1; $cpu | Format-List VirtualizationFirmwareEnabled, VMMonitorModeExtensions; if ($cpu.VirtualizationFirmwareEnabled -and $cpu.VMMonitorModeExtensions) { exit 0 } else { exit 3 }';
  const system = 'C:\\Windows\\System32\\';
  const powerShell = `${system}WindowsPowerShell\\v1.0\\powershell.exe`;

  it.each([
    [true, 0, 'True'],
    [false, 3, 'False'],
  ])('with nesting %s answers PowerShell with %d', async (nestedHV, code, word) => {
    const guest = await lab({ ...windows, nestedHV });
    expect(await guest.run(powerShell, `-NoProfile -Command "${script}"`)).toBe(code);
    const path = await guest.files('CreateTemporaryFileInGuest', temporary);
    expect(path).toMatch(/^C:\\.*\\vhv.*\.txt$/);
    const line = `/c powershell.exe -NoProfile -Command "${script}" > "${path}" 2>&1`;
    expect(await guest.run(`${system}cmd.exe`, line)).toBe(code);
    expect((await guest.fetch(path)).text).toContain(`VirtualizationFirmwareEnabled : ${word}`);
  });

  it('fails what it does not know', async () => {
    const guest = await lab(windows);
    expect(await guest.run(powerShell, '-Command "Get-Weather"')).toBe(1);
    expect(await guest.run(`${system}cmd.exe`, '/c grep vmx')).toBe(1);
  });

  it('says so by its guestFamily', async () => {
    const guest = await lab(windows);
    expect(await guest.client.read(guest.vm, 'guest.guestFamily')).toEqual({
      'guest.guestFamily': 'windowsGuest',
    });
  });
});

it('an ESXi as a guest has a shell and no /proc/cpuinfo', async () => {
  const guest = await lab({ settings: { guestId: 'vmkernel8Guest' }, nestedHV: true });
  expect(await guest.run('/bin/grep', '-Eqw vmx /proc/cpuinfo')).toBe(2);
});

it('what a running VM requires follows its last power-on; what it will require, its configuration', async () => {
  const guest = await lab();
  const { state } = [...guest.client.simulator.model.inventory.objects()].find(
    ({ moRef }) => moRef.value === guest.vm.value,
  ) as unknown as { state: { settings: object } };
  state.settings = { nestedHVEnabled: true };
  const lists = await guest.client.read(
    guest.vm,
    'runtime.featureRequirement',
    'runtime.offlineFeatureRequirement',
  );
  expect(JSON.stringify(lists['runtime.featureRequirement'])).not.toContain('hv.capable');
  expect(JSON.stringify(lists['runtime.offlineFeatureRequirement'])).toContain('hv.capable');
});
