import { describe, expect, it, onTestFinished } from 'vitest';
import type { VmFacts } from '../../src/nested/facts/vm-facts.ts';
import type { HostFacts } from '../../src/nested/hosts/host-facts.ts';
import type { Judged } from '../../src/nested/hosts/host-verdict.ts';
import type { Simulator, SimulatorOptions } from '../../src/simulator/index.ts';
import { VirtualMachine } from '../../src/simulator/model/virtual-machine.ts';
import type { MoRef } from '../../src/vim25/index.ts';
import { connect, retrieveOne, type Session } from '../../src/vsphere/index.ts';
import { fateOf, refusalOf } from '../contract/target.ts';
import { envOf, jsonOf, runCli } from '../helpers/cli.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { singleHost } from './single-host.ts';

async function lab(options: SimulatorOptions = {}) {
  const simulator = await testSimulator({ ...singleHost({ nestedHV: true }), ...options });
  return { simulator, session: await logIn(simulator), vm: vmOf(simulator) };
}

async function logIn(simulator: Simulator, username = 'user', password = 'pass'): Promise<Session> {
  const { url, fingerprint256 } = simulator;
  const trust = { kind: 'pinned', fingerprint256 } as const;
  const session = await connect({ url, username, password, trust });
  onTestFinished(() => session.logout());
  return session;
}

function vmOf(simulator: Simulator): MoRef {
  const objects = [...simulator.model.inventory.objects()];
  return (objects.find((object) => object instanceof VirtualMachine) as VirtualMachine).moRef;
}

function readPath(session: Session, vm: MoRef, path: string): Promise<unknown> {
  const specSet = [{ propSet: [{ type: vm.type, pathSet: [path] }], objectSet: [{ obj: vm }] }];
  const { propertyCollector } = session.content;
  return session.call('RetrievePropertiesEx', propertyCollector, { specSet, options: {} });
}

describe('a newer server that is asked as an older one', () => {
  it.each([
    ['5.0', 'config.nestedHVEnabled'],
    ['5.0', 'capability.nestedHVSupported'],
    ['5.0', 'runtime.featureRequirement'],
    ['6.5', 'config.flags.vbsEnabled'],
  ])('as %s it knows no %s', async (version, path) => {
    const { session, vm } = await lab();
    expect(await fateOf(readPath(session, vm, path))).toBe('accepted');
    session.client.version = version;
    expect(await refusalOf(readPath(session, vm, path))).toMatchObject({
      type: 'InvalidProperty',
      detail: { name: path },
    });
  });

  it('leaves them out of what it answers with', async () => {
    const { session, vm } = await lab();
    const flagOf = async () => (await retrieveOne(session, vm, ['config'])).get('config');
    expect(await flagOf()).toMatchObject({ nestedHVEnabled: true, flags: { vbsEnabled: false } });
    session.client.version = '6.0';
    const asOf60 = (await flagOf()) as { readonly flags: object };
    expect(asOf60).toMatchObject({ nestedHVEnabled: true });
    expect(asOf60.flags).not.toHaveProperty('vbsEnabled');
    session.client.version = '5.0';
    expect(await flagOf()).not.toHaveProperty('nestedHVEnabled');
  });

  it('takes none of them', async () => {
    const { session, vm } = await lab();
    session.client.version = '5.0';
    const call = session.call('ReconfigVM_Task', vm, { spec: { nestedHVEnabled: false } });
    expect(await fateOf(call)).toBe('InvalidRequest');
  });

  it('leaves them out of its faults', async () => {
    const users = [{ name: 'reader', password: 'x', grants: [{ path: '/', privileges: [] }] }];
    const { simulator, vm } = await lab({ users });
    const session = await logIn(simulator, 'reader', 'x');
    const change = () => session.call('ReconfigVM_Task', vm, { spec: { annotation: '' } });
    expect((await refusalOf(change())).detail).toHaveProperty('missingPrivileges');
    session.client.version = '7.0';
    const { type, detail } = await refusalOf(change());
    expect(type).toBe('NoPermission');
    expect(detail).not.toHaveProperty('missingPrivileges');
  });
});

describe('a server of 5.0', () => {
  const options = {
    kind: 'esx',
    version: '5.0.0',
    ...singleHost({}, { version: '5.0.0' }),
  } as const;

  it('has no flag for nesting: the client goes by the key of the .vmx, and calls the rest unknown', async () => {
    const simulator = await testSimulator(options);
    const { exitCode, stdout } = await runCli(['vms', '--output', 'json'], {
      env: envOf(simulator),
    });
    expect(exitCode).toBe(0);
    const [vm] = (JSON.parse(stdout) as { rows: VmFacts[] }).rows;
    expect(vm).toMatchObject({ name: 'vm', powerState: 'poweredOff', hardwareVersion: 'vmx-19' });
    expect(vm).toMatchObject({ nestedHVEnabled: false, switchKey: 'vhv.enable' });
    expect(vm).not.toHaveProperty('nestedHVSupported');
  });

  it.each([
    ['itself', options],
    ['through a vCenter', singleHost({}, { version: '5.0.0' })],
  ])('needs vhv.allow, asked %s', async (_, given: SimulatorOptions) => {
    const env = envOf(await testSimulator(given));
    expect(
      jsonOf<(HostFacts & Judged)[]>(await runCli(['hosts', '--output', 'json'], { env })),
    ).toMatchObject([
      { version: '5.0.0', verdict: 'needs-vhv-allow', because: 'config.product.apiVersion' },
    ]);
  });
});
