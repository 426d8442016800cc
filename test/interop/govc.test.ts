import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/simulator/index.ts';
import { HostSystem } from '../../src/simulator/model/host-system.ts';
import { OptionManager } from '../../src/simulator/model/option-manager.ts';
import { VirtualMachine } from '../../src/simulator/model/virtual-machine.ts';
import type { MoRef } from '../../src/vim25/index.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { govc, govcJson } from './helpers/govc.ts';

const modes = [
  {
    name: 'vCenter',
    kind: 'vcenter',
    about: { apiType: 'VirtualCenter', productLineId: 'vpx' },
    vms: '/Lab/vm',
    off: '/Lab/vm/nested/hv-01',
    on: '/Lab/vm/nested/hv-03',
    host: '/Lab/host/compute/esx-01.lab.test',
    child: '/Lab/host/compute',
  },
  {
    name: 'ESXi',
    kind: 'esx',
    about: { apiType: 'HostAgent', productLineId: 'embeddedEsx' },
    vms: '/ha-datacenter/vm',
    off: '/ha-datacenter/vm/hv-01',
    on: '/ha-datacenter/vm/hv-03',
    host: '/ha-datacenter/host/esx-01.lab.test/esx-01.lab.test',
    child: '/ha-datacenter/host/esx-01.lab.test',
  },
] as const;

function state(simulator: Simulator, name: string): unknown {
  for (const object of simulator.model.inventory.objects()) {
    if (object instanceof VirtualMachine && object.name === name) {
      return object.state;
    }
  }
  return undefined;
}

/** An option as the simulator has it, with the type that JSON does not tell. */
function optionOf({ model }: Simulator, hostName: string, wanted: string): unknown {
  const objects = [...model.inventory.objects()];
  const host = objects.find((object) => object instanceof HostSystem && object.name === hostName);
  const manager = objects.find(
    (object) => object instanceof OptionManager && object.host?.value === host?.moRef.value,
  ) as OptionManager;
  return manager.settings().find(({ key }) => key === wanted)?.value;
}

describe.each(modes)(
  'govc drives our simulator as $name',
  ({ kind, about, vms, off, on, host, child }) => {
    it('about, find, ls', async () => {
      const simulator = await testSimulator({ kind });
      expect(await govcJson(simulator, 'about', '-json')).toMatchObject({ about });
      const found = await govc(simulator, 'find', '/', '-type', 'm');
      const names = found.stdout.trim().split('\n');
      expect(names).toContain(off);
      expect(names).toContain(on);
      const running = await govc(
        simulator,
        'find',
        vms,
        '-type',
        'm',
        '-runtime.powerState',
        'poweredOn',
      );
      expect(running.stdout).toContain('hv-03');
      expect(running.stdout).not.toContain('hv-01');
      expect((await govc(simulator, 'ls', child)).stdout).toContain(host);
      expect((await govc(simulator, 'tree', '/')).stdout).toContain('esx-01.lab.test');
      expect((await govc(simulator, 'ls', '/nowhere')).stdout).toBe('');
    });

    it('a wrong password is refused, and nobody stays logged in', async () => {
      const simulator = await testSimulator({ kind });
      const { url, user } = simulator;
      expect(await govc({ url, user, password: 'wrong' }, 'about')).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining('incorrect user name or password'),
      });
      expect(simulator.sessionCount).toBe(0);
    });

    it('vm.info and vm.change: an off VM takes the flag', async () => {
      const simulator = await testSimulator({ kind });
      expect(state(simulator, 'hv-01')).toMatchObject({ settings: { nestedHVEnabled: false } });
      const change = [
        'vm.change',
        '-vm',
        off,
        '-nested-hv-enabled=true',
        '-e',
        'guestinfo.text=<ü&>',
      ];
      expect(await govc(simulator, ...change)).toMatchObject({ exitCode: 0, stderr: '' });
      expect(state(simulator, 'hv-01')).toMatchObject({ settings: { nestedHVEnabled: true } });
      interface Info {
        readonly virtualMachines: readonly {
          readonly self: MoRef;
          readonly config: {
            readonly nestedHVEnabled: boolean;
            readonly extraConfig: readonly object[];
          };
          readonly capability: { readonly nestedHVSupported: boolean };
        }[];
      }
      const info = await govcJson<Info>(simulator, 'vm.info', '-json', off);
      expect(info.virtualMachines).toHaveLength(1);
      expect(info.virtualMachines[0]).toMatchObject({
        config: { nestedHVEnabled: true },
        capability: { nestedHVSupported: true },
      });
      expect(info.virtualMachines[0]?.config.extraConfig).toContainEqual({
        key: 'guestinfo.text',
        value: '<ü&>',
      });
    });

    it('vm.change: a running VM refuses it, and the task list says so', async () => {
      const simulator = await testSimulator({ kind });
      const refused = await govc(simulator, 'vm.change', '-vm', on, '-nested-hv-enabled=true');
      expect(refused).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining(
          'The attempted operation cannot be performed in the current state (Powered on).',
        ),
      });
      expect(state(simulator, 'hv-03')).toMatchObject({ settings: { nestedHVEnabled: false } });
      const recent = await govcJson<readonly MoRef[]>(
        simulator,
        'collect',
        '-json',
        '-s',
        on,
        'recentTask',
      );
      const [task] = recent;
      const fault = await govcJson(
        simulator,
        'collect',
        '-json',
        '-s',
        `Task:${task?.value}`,
        'info',
      );
      expect(fault).toMatchObject({
        state: 'error',
        error: { fault: { requestedState: 'poweredOff', existingState: 'poweredOn' } },
      });
    });

    it('tasks: lists what was done and what was refused', async () => {
      const simulator = await testSimulator({ kind });
      await govc(simulator, 'vm.change', '-vm', off, '-nested-hv-enabled=true');
      await govc(simulator, 'vm.change', '-vm', on, '-nested-hv-enabled=true');
      const { stdout, exitCode } = await govc(simulator, 'tasks');
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/ReconfigVM +hv-01 .* success/);
      expect(stdout).toMatch(/ReconfigVM +hv-03 .* error .*Powered on/);
    });

    it('host.option.ls: one option, a subtree, an unknown one, a long that JavaScript would round', async () => {
      const simulator = await testSimulator({ kind });
      const list = (name: string) =>
        govc(simulator, 'host.option.ls', '-json', '-host', host, name);
      const level = { key: 'Config.HostAgent.log.level', value: 'verbose' };
      expect(JSON.parse((await list(level.key)).stdout)).toEqual([level]);
      expect(JSON.parse((await list('Config.HostAgent.')).stdout)).toContainEqual(level);
      expect((await list('VMkernel.Boot.poisonMarker')).stdout).toContain('-6148914691236517206');
      expect(await list('vhv.allow')).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining("The name 'vhv.allow' is invalid."),
      });
    });

    it('host.option.set: the type is kept, and what is out of the range is refused', async () => {
      const simulator = await testSimulator({ kind });
      const set = (key: string, value: string) =>
        govc(simulator, 'host.option.set', '-host', host, key, value);
      const changes = [
        ['Misc.HeartbeatTimeout', '7', 7n],
        ['Security.AccountLockFailures', '9', 9],
        ['Syslog.global.logDirUnique', 'true', true],
        ['Config.HostAgent.log.level', 'info', 'info'],
        ['Syslog.global.logHost', 'ssl://größe:514', 'ssl://größe:514'],
      ] as const;
      for (const [key, text, value] of changes) {
        expect(await set(key, text)).toMatchObject({ exitCode: 0, stderr: '' });
        const { stdout } = await govc(simulator, 'host.option.ls', '-json', '-host', host, key);
        expect(JSON.parse(stdout)).toEqual([{ key, value: typeof value === 'bigint' ? 7 : value }]);
        expect(optionOf(simulator, 'esx-01.lab.test', key)).toBe(value);
      }
      for (const [key, text] of [
        ['Misc.HeartbeatTimeout', '99999999'],
        ['Config.HostAgent.log.level', 'deafening'],
      ] as const) {
        const refused = await set(key, text);
        expect(refused).toMatchObject({
          exitCode: 1,
          stderr: expect.stringContaining('A specified parameter was not correct'),
        });
      }
      expect(await set('vhv.allow', 'TRUE')).toMatchObject({ exitCode: 1 });
    });
  },
);
