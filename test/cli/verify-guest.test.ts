import { describe, expect, it } from 'vitest';
import type { GuestReason } from '../../src/nested/verify/levels.ts';
import { asRoot, oneGuest, proofs, start, vhv, vm } from './verifying.ts';

describe('vhv verify --guest-user', () => {
  it.each([
    ['ubuntu64Guest', true, "/bin/grep -Eqw '(vmx|svm)' /proc/cpuinfo"],
    ['ubuntu64Guest', false, "/bin/grep -Eqw '(vmx|svm)' /proc/cpuinfo"],
    ['windows2019srvNext_64Guest', true, 'powershell.exe -NoProfile'],
    ['windows2019srvNext_64Guest', false, 'powershell.exe -NoProfile'],
  ])('asks a guest (%s, nesting %s) by an exit code and no file', async (id, nestedHV, source) => {
    const simulator = await start(oneGuest(id, nestedHV));
    const { ran, first } = await proofs(simulator, asRoot);
    expect(ran.exitCode).toBe(0);
    expect(first.levels.guest).toMatchObject({ state: 'agrees', value: nestedHV });
    expect(first.levels.guest.source).toContain(source);
    expect(simulator.requests.of('CreateTemporaryFileInGuest')).toBe(0);
    expect(simulator.requests.of('InitiateFileTransferFromGuest')).toBe(0);
  });

  it.each([
    ['vcenter', 'ubuntu64Guest', /^flags\t\t: .*\bvmx$/],
    ['esx', 'ubuntu64Guest', /^flags\t\t: .*\bvmx$/],
    ['vcenter', 'windows2019srvNext_64Guest', /VMMonitorModeExtensions : True/],
  ] as const)(
    'on %s with --guest-output fetches what %s wrote, and deletes the file',
    async (kind, id, pattern) => {
      const simulator = await start({ kind, ...oneGuest(id, true) });
      const { ran, first } = await proofs(simulator, [...asRoot, '--guest-output']);
      expect(ran.exitCode).toBe(0);
      expect(first.levels.guest.output).toMatch(pattern);
      expect(simulator.requests.of('DeleteFileInGuest')).toBe(1);
      const { stdout } = await vhv(simulator, [...asRoot, '--guest-output']);
      expect(stdout).toContain('THE GUEST WROTE');
    },
  );

  it('fetches nothing from a host whose certificate its vCenter does not know, and keeps the answer', async () => {
    const simulator = await start(oneGuest('ubuntu64Guest', true));
    vm(simulator, 'guest').host.sslThumbprint = 'AA:'.repeat(19).concat('AA');
    const { ran, first } = await proofs(simulator, [...asRoot, '--guest-output']);
    expect(ran.exitCode).toBe(0);
    const { state, output, outputMissing } = first.levels.guest;
    expect({ state, output }).toEqual({ state: 'agrees', output: undefined });
    expect(outputMissing?.reason).toBe('GUEST_TRANSFER_UNTRUSTED');
    vm(simulator, 'guest').host.sslThumbprint = undefined;
    const again = await proofs(simulator, [...asRoot, '--guest-output']);
    expect(again.first.levels.guest.outputMissing).toMatchObject({
      reason: 'GUEST_TRANSFER_UNTRUSTED',
      detail: expect.stringContaining('does not say by which certificate'),
    });
    expect(simulator.requests.of('DeleteFileInGuest')).toBe(2);
  });

  it('says of an ESXi guest where to ask, and fails for what it was asked to do', async () => {
    const simulator = await start(oneGuest('vmkernel8Guest', true));
    const { ran, first } = await proofs(simulator, asRoot);
    expect(ran.exitCode).toBe(9);
    expect(first.levels.guest).toMatchObject({ reason: 'GUEST_IS_ESXI', detail: '192.0.2.7' });
    expect(simulator.requests.of('StartProgramInGuest')).toBe(0);
  });

  /** An ESXi with the API that the guest of `outer` is to have. */
  async function esxiGuest(virtualization: 'on' | 'absent', nestedHV = true) {
    const inner = await start({
      kind: 'esx',
      user: 'root',
      password: 'guest',
      inventory: {
        datacenters: [{ name: 'ha-datacenter', hosts: [{ name: 'inner', virtualization }] }],
      },
    });
    const outer = await start(oneGuest('vmkernel8Guest', nestedHV, new URL(inner.url).host));
    const pin = ['--guest-fingerprint', inner.fingerprint256];
    return { inner, outer, pin };
  }

  it.each([
    ['on', true, 0, { state: 'agrees', value: true }],
    ['absent', false, 0, { state: 'agrees', value: false }],
    ['absent', true, 9, { state: 'disagrees', value: false, reason: 'GUEST_DISAGREES' }],
  ] as const)(
    'asks an ESXi guest (CPUID %s, nesting %s) by its own API',
    async (cpu, nestedHV, code, guest) => {
      const { outer, inner, pin } = await esxiGuest(cpu, nestedHV);
      const other = ['--guest-fingerprint', 'AB'.repeat(32)];
      const { ran, first } = await proofs(outer, [...asRoot, ...other, ...pin]);
      expect(ran.exitCode).toBe(code);
      expect(first.levels.guest).toMatchObject(guest);
      expect(first.levels.guest.source).toMatch(/^hardware\.cpuFeature of https:/);
      expect(inner.requests.of('Login')).toBe(1);
      expect(outer.requests.of('StartProgramInGuest')).toBe(0);
    },
  );

  it('sends no password to an ESXi guest with another certificate, and explains its refusal', async () => {
    const { outer, inner, pin } = await esxiGuest('on');
    const wrong = await proofs(outer, [...asRoot, '--guest-fingerprint', 'AB'.repeat(32)]);
    expect(wrong.first.levels.guest.reason).toBe('GUEST_ESXI_UNTRUSTED');
    expect(inner.requests.http).toBe(0);
    const env = { VHV_GUEST_PASSWORD: 'wrong' };
    const refused = await proofs(outer, [...asRoot, ...pin], { env });
    expect(refused.first.levels.guest.reason).toBe('GUEST_LOGIN_REFUSED');
    expect(inner.requests.of('Login')).toBe(1);
  });

  it('leaves the guests of VMs alone that do not run', async () => {
    const simulator = await start();
    const { ran, first } = await proofs(simulator, ['hv-01', ...asRoot]);
    expect(ran.exitCode).toBe(0);
    expect(first.levels.guest).toEqual({ state: 'notChecked', reason: 'NOT_RUNNING' });
  });

  const faults: readonly { type: string; reason: GuestReason; fields?: object }[] = [
    { type: 'InvalidGuestLogin', reason: 'GUEST_LOGIN_REFUSED' },
    { type: 'GuestOperationsUnavailable', reason: 'GUEST_TOOLS_UNAVAILABLE' },
    { type: 'GuestPermissionDenied', reason: 'GUEST_PERMISSION_DENIED' },
    { type: 'GuestComponentsOutOfDate', reason: 'GUEST_TOOLS_OUTDATED' },
    {
      type: 'InvalidPowerState',
      reason: 'GUEST_POWER_STATE',
      fields: { existingState: 'poweredOff' },
    },
    { type: 'OperationNotSupportedByGuest', reason: 'GUEST_OPERATION_UNSUPPORTED' },
    { type: 'OperationDisabledByGuest', reason: 'GUEST_OPERATION_DISABLED' },
    { type: 'FileNotFound', reason: 'GUEST_FILE_NOT_FOUND', fields: { file: '/bin/grep' } },
    { type: 'CannotAccessFile', reason: 'GUEST_FILE_INACCESSIBLE', fields: { file: '/bin/grep' } },
    { type: 'RestrictedVersion', reason: 'GUEST_LICENCE_READ_ONLY' },
    {
      type: 'NoPermission',
      reason: 'GUEST_PRIVILEGE_MISSING',
      fields: { privilegeId: 'VirtualMachine.GuestOperations.Execute' },
    },
    {
      type: 'TaskInProgress',
      reason: 'GUEST_BUSY',
      fields: { task: { type: 'Task', value: 'task-1' } },
    },
    { type: 'RuntimeFault', reason: 'GUEST_FAULT' },
  ];
  it.each(faults)(
    'explains $type as $reason, with a remedy, and judges the other levels',
    async ({ type, reason, fields = {} }) => {
      const simulator = await start(oneGuest('ubuntu64Guest', true));
      simulator.faults.add({
        method: 'StartProgramInGuest',
        fault: { _type: type, ...fields },
      });
      const { ran, first } = await proofs(simulator, asRoot);
      expect(ran.exitCode).toBe(9);
      expect(first).toMatchObject({
        verdict: 'incomplete',
        levels: { effective: { state: 'agrees' }, guest: { state: 'notChecked', reason } },
      });
      expect(first.levels.guest.detail).toContain(type);
      const { stdout } = await vhv(simulator, asRoot);
      expect(stdout).toMatch(new RegExp(`${reason}: .+; .+`));
    },
  );

  it('does not start a program again whose answer was lost', async () => {
    const simulator = await start(oneGuest('ubuntu64Guest', true));
    simulator.faults.add({ method: 'StartProgramInGuest', drop: 'after' });
    const { first } = await proofs(simulator, asRoot);
    expect(first.levels.guest.reason).toBe('GUEST_NO_ANSWER');
    expect(simulator.requests.of('StartProgramInGuest')).toBe(1);
  });

  it('ends where the session has ended', async () => {
    const simulator = await start(oneGuest('ubuntu64Guest', true));
    simulator.faults.add({ method: 'ListProcessesInGuest', expireSession: true });
    expect(await vhv(simulator, asRoot)).toMatchObject({ exitCode: 7, stdout: '' });
  });

  it('ends when it is told to', async () => {
    const simulator = await start(oneGuest('ubuntu64Guest', true));
    simulator.faults.add({ method: 'ListProcessesInGuest', delayMs: 60_000 });
    const stop = new AbortController();
    const running = vhv(simulator, asRoot, { stop: stop.signal });
    await expect.poll(() => simulator.requests.of('ListProcessesInGuest')).toBe(1);
    stop.abort();
    expect((await running).exitCode).toBe(130);
  });

  it('stops after one refusal of a domain user, and asks every guest as a local one', async () => {
    const simulator = await start({ inventory: { vms: 60 } });
    const local = await proofs(simulator, asRoot, { env: { VHV_GUEST_PASSWORD: 'wrong' } });
    expect(simulator.requests.of('StartProgramInGuest')).toBe(6);
    expect(local.ran.exitCode).toBe(9);
    simulator.requests.reset();
    const { vms } = await proofs(simulator, ['--guest-user', 'LAB\\ann']);
    expect(simulator.requests.of('StartProgramInGuest')).toBe(1);
    const reasons = vms.map(({ levels }) => levels.guest.reason);
    expect(reasons.filter((reason) => reason === 'GUEST_LOGIN_REFUSED')).toHaveLength(1);
    expect(reasons.filter((reason) => reason === 'GUEST_LOGIN_STOPPED')).toHaveLength(5);
  });
});
