import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { GuestReason, VmProof } from '../../src/index.ts';
import type { VerifyRow } from '../../src/report/rows/verify.ts';
import {
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '../../src/simulator/index.ts';
import { VirtualMachine } from '../../src/simulator/model/virtual-machine.ts';
import { envOf, jsonOf, type Ran, type RunOptions, runCli } from '../helpers/cli.ts';

async function start(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator(options);
  onTestFinished(async () => {
    expect(simulator.sessionCount).toBe(0);
    await simulator.close();
  });
  return simulator;
}

function vm(simulator: Simulator, name: string): VirtualMachine {
  for (const object of simulator.model.inventory.objects()) {
    if (object instanceof VirtualMachine && object.name === name) {
      return object;
    }
  }
  throw new Error(`no ${name}`);
}

const asRoot = ['--guest-user', 'root'];
const guestPassword = { VHV_GUEST_PASSWORD: 'guest' };

function vhv(simulator: Simulator, args: readonly string[], options: RunOptions = {}) {
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

async function proofs(
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

describe('vhv verify', () => {
  it('finds the lab consistent, and does not speak of guests that it did not ask', async () => {
    const simulator = await start();
    const { ran, vms } = await proofs(simulator, []);
    expect(ran.exitCode).toBe(0);
    expect(vms).toHaveLength(27);
    expect(vms.every(({ verdict }) => verdict === 'verified')).toBe(true);
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
});

/** One VM with Tools that runs. */
function oneGuest(guestId: string, nestedHV: boolean, ipAddress = '192.0.2.7'): SimulatorOptions {
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

describe('the password of the guest', () => {
  const secret = 'S3cret & <plain>';
  const planted: SimulatorOptions = {
    inventory: {
      datacenters: [
        {
          name: 'DC',
          hosts: [{ name: 'esx' }],
          vms: [
            {
              name: 'guest',
              host: 'esx',
              power: 'poweredOn',
              tools: 'running',
              nestedHV: true,
              guestLogin: { user: 'carol', password: secret },
            },
          ],
        },
      ],
    },
  };

  async function folder(): Promise<string> {
    const dir = await mkdtemp(join(tmpdir(), 'vhv-verify-'));
    onTestFinished(() => rm(dir, { recursive: true }));
    return dir;
  }

  it.each(['file', 'stdin', 'stdin, joined'])('comes from a %s', async (from) => {
    const simulator = await start(planted);
    const file = join(await folder(), 'password');
    await writeFile(file, `${secret}\n`);
    const flag = {
      file: ['--guest-password-file', file],
      stdin: ['--guest-password-file', '-'],
      'stdin, joined': ['--guest-password-file=-'],
    }[from];
    const { first } = await proofs(simulator, ['guest', '--guest-user', 'carol', ...(flag ?? [])], {
      stdin: `${secret}\nmore\n`,
    });
    expect(first.levels.guest.state).toBe('agrees');
  });

  it('is in no trace, no recording and no message, and its user in no recording', async () => {
    const simulator = await start(planted);
    const dir = await folder();
    const env = { VHV_GUEST_PASSWORD: secret };
    const args = ['--guest-user', 'carol', '--guest-output'];
    const observed = ['--trace', join(dir, 'trace'), '--record', join(dir, 'recording')];
    const good = await vhv(simulator, [...args, ...observed], { env });
    expect(good.exitCode).toBe(0);
    const repeating = { _type: 'FileNotFound', file: `/home/${secret}` };
    simulator.faults.add({ method: 'StartProgramInGuest', fault: repeating });
    const bad = await vhv(simulator, [...args, '--trace', join(dir, 'trace'), '--output', 'json'], {
      env,
    });
    expect(bad.stdout).toContain('FileNotFound');
    const names = await readdir(dir, { recursive: true, withFileTypes: true });
    const files = names.filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(20);
    const texts = await Promise.all(
      files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8')),
    );
    expect(texts.join('')).toContain('SCRUBBED-PASSWORD');
    expect(texts.join('')).toContain('token=SCRUBBED-TICKET');
    const token = /token=[0-9a-f]{20}/;
    for (const text of [...texts, good.stdout + good.stderr, bad.stdout + bad.stderr]) {
      expect(text).not.toContain('S3cret');
      expect(text).not.toMatch(token);
    }
    const recording = await readFile(join(dir, 'recording', 'recording.json'), 'utf8');
    const about = await readFile(join(dir, 'recording', 'about.json'), 'utf8');
    expect(recording + about).not.toContain('carol');
  });

  it.each([
    [['--guest-output'], '--guest-output needs --guest-user'],
    [['--guest-password-file', 'x'], '--guest-password-file needs --guest-user'],
    [['--guest-fingerprint', 'x'], '--guest-fingerprint needs --guest-user'],
    [['--guest-user', 'root', '--guest-fingerprint', 'x'], '--guest-fingerprint must be'],
    [['--guest-user', ''], '--guest-user needs a value'],
    [['--guest-user', 'root', '--guest-password-file', '/none'], '/none cannot be read'],
    [['-', '--guest-user', 'root', '--guest-password-file', '-'], 'not both'],
  ])('%j is a mistake, and nothing is sent', async (args, message) => {
    const simulator = await start();
    const ran = await vhv(simulator, args, { stdin: 'hv-01\n' });
    expect(ran).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(message) });
    expect(simulator.requests.http).toBe(0);
  });

  it('is asked for by name where there is none and nobody to type it', async () => {
    const simulator = await start();
    const ran = await vhv(simulator, ['--guest-user', 'root'], {
      env: { VHV_GUEST_PASSWORD: '' },
    });
    expect(ran).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('VHV_GUEST_PASSWORD'),
    });
  });
});
