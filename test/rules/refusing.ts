import type { Desired } from '../../src/nested/plan/change.ts';
import { planFleet } from '../../src/nested/plan/plan-fleet.ts';
import type { VmData } from '../../src/simulator/index.ts';
import { checkPowerOn, checkVmConfig, type Session, TaskWatcher } from '../../src/vsphere/index.ts';
import { fateOf } from '../contract/target.ts';
import { apply } from '../helpers/apply.ts';
import { Lab, on, type RuleTests } from './lab.ts';

const everything = { selectors: [], within: [], where: [] };

/** A vCenter with a template and two hosts that have nothing to do with each other. */
function templateLab(vm: Partial<VmData>) {
  const hosts = [{ name: 'esx' }, { name: 'other' }];
  const vms = [{ name: 'vm', host: 'esx', ...vm }];
  return { inventory: { datacenters: [{ name: 'DC', hosts, vms }] } };
}

async function planOf(session: Session, desired: Desired, convertTemplates: boolean) {
  return planFleet(session, everything, desired, {
    convertTemplates,
    accept: ['TEMPLATE'],
  });
}

/** What the server's own checker names for a VM: `checkVmConfig` or `checkPowerOn`, by the fault types. */
async function named(
  lab: Lab,
  check: (tasks: TaskWatcher) => ReturnType<typeof checkPowerOn>,
): Promise<readonly unknown[] | undefined> {
  await using tasks = new TaskWatcher(lab.session);
  return (await check(tasks))?.map(({ fault }) => (fault as { readonly _type: string })._type);
}

/** Rules that say what a server refuses of a VM, and of its templates. */
export const refusingTests = {
  guestHostUuid: {
    async run(rules) {
      const hosts = [{ name: 'esx' }, { name: 'nested', guestOf: 'vm' }];
      const guestId = { guestId: 'vmkernel8Guest' };
      const vm = { name: 'vm', host: 'esx', power: 'poweredOn', tools: 'running' } as const;
      const vms = [
        { ...vm, nestedHV: true, settings: guestId },
        { ...vm, name: 'inner', host: 'nested', nestedHV: true },
      ];
      const lab = await Lab.start(
        rules,
        {},
        { inventory: { datacenters: [{ name: 'DC', hosts, vms }] } },
      );
      const off = { nestedHVEnabled: false, extraConfig: {} };
      const soft = { powerCycle: 'soft' } as const;
      const plans = await planFleet(lab.session, everything, off, soft);
      return plans.map(({ facts, fate, findings }) => [
        facts.name,
        fate,
        findings.find(({ code }) => code === 'INNER_VMS')?.severity,
      ]);
    },
    concludes: {
      same: [
        ['vm', 'blocked', 'blocker'],
        ['inner', 'change', undefined],
      ],
      swapped: [
        ['vm', 'blocked', 'blocker'],
        ['inner', 'change', undefined],
      ],
      // Nothing shows that the host is the guest; that the VM may be a hypervisor does.
      own: [
        ['vm', 'change', 'warning'],
        ['inner', 'change', undefined],
      ],
    },
  },
  impossibleValues: {
    async run(rules) {
      const lab = await Lab.start(rules);
      const specs = [
        { numCPUs: 0 },
        { numCoresPerSocket: -1 },
        { memoryMB: 3n },
        { guestId: 'Windows 11' },
        { guestId: 'ubunut64Guest' },
        { firmware: 'uefi' },
      ];
      const fates: string[] = [];
      for (const spec of specs) {
        // With something good beside it, of which nothing may take effect.
        const whole = { ...spec, annotation: 'changed' };
        fates.push(
          await lab.fateOfTask(() => lab.session.call('ReconfigVM_Task', lab.vm, { spec: whole })),
        );
      }
      return { fates, annotation: lab.model.state.settings.annotation };
    },
    concludes: {
      InvalidArgument: { fates: Array(6).fill('InvalidArgument'), annotation: undefined },
    },
  },
  hardwareUpgrade: {
    async run(rules) {
      const upgrade = async (vm: Partial<VmData>, version: string) => {
        const lab = await Lab.start(rules, { vm });
        return lab.fateOfTask(() => lab.session.call('UpgradeVM_Task', lab.vm, { version }));
      };
      return [
        await upgrade({ hardware: 'vmx-08' }, 'vmx-19'),
        await upgrade({ hardware: 'vmx-19' }, 'vmx-19'),
        await upgrade({ hardware: 'vmx-19' }, 'vmx-17'),
        await upgrade({ hardware: 'vmx-08', power: 'poweredOn' }, 'vmx-19'),
        await upgrade({ hardware: 'vmx-08' }, 'vmx-22'),
      ];
    },
    concludes: {
      refused: [
        'accepted',
        'AlreadyUpgraded',
        'AlreadyUpgraded',
        'InvalidPowerState',
        'VirtualHardwareVersionNotSupported',
      ],
    },
  },
  templateConversion: {
    async run(rules) {
      const toTemplate = async (vm: Partial<VmData>, kind: 'vcenter' | 'esx' = 'vcenter') => {
        const lab = await Lab.start(rules, { vm }, { kind });
        return fateOf(lab.session.call('MarkAsTemplate', lab.vm, {}));
      };
      const lab = await Lab.start(rules, {}, templateLab({ template: true }));
      const [plan] = await planOf(lab.session, on, true);
      const pool = plan?.steps.convertTemplate?.pool ?? lab.vm;
      const { simulator } = lab;
      const other = [...simulator.model.inventory.objects()].find(
        ({ moRef }) => moRef.type === 'HostSystem' && moRef.value !== lab.model.host.moRef.value,
      );
      const elsewhere = { pool, host: other?.moRef ?? lab.vm };
      return {
        running: await toTemplate({ power: 'poweredOn' }),
        again: await toTemplate({ template: true }),
        onEsxi: await toTemplate({}, 'esx'),
        elsewhere: await fateOf(lab.session.call('MarkAsVirtualMachine', lab.vm, elsewhere)),
        outcome: (await apply(lab.session, plan === undefined ? [] : [plan])).outcomes[0]?.outcome,
        isTemplate: lab.model.state.template,
        isOn: lab.model.state.settings.nestedHVEnabled,
      };
    },
    concludes: {
      InvalidState: {
        running: 'InvalidPowerState',
        again: 'InvalidState',
        onEsxi: 'NotSupported',
        elsewhere: 'InvalidArgument',
        outcome: 'changed',
        isTemplate: true,
        isOn: true,
      },
    },
  },
  compatibilityChecks: {
    async run(rules) {
      const maintenance = true;
      const lab = await Lab.start(rules, { vm: { passthrough: 1 }, host: { maintenance } });
      const spec = { nestedHVEnabled: true };
      const { session, vm } = lab;
      return {
        config: await named(lab, (tasks) => checkVmConfig(session, tasks.run, vm, spec)),
        powerOn: await named(lab, (tasks) =>
          checkPowerOn(session, tasks.run, vm, lab.model.host.moRef),
        ),
      };
    },
    // What would go wrong is a result: the tasks themselves succeed.
    concludes: { result: { config: ['GenericVmConfigFault'], powerOn: ['InvalidHostState'] } },
  },
  checkPowerOnOfRunningVm: {
    async run(rules) {
      const lab = await Lab.start(rules, { vm: { power: 'poweredOn' } });
      const { moRef } = lab.model.host;
      return named(lab, (tasks) => checkPowerOn(lab.session, tasks.run, lab.vm, moRef));
    },
    concludes: { asIfOff: [], InvalidPowerState: ['InvalidPowerState'] },
  },
  inaccessibleVm: {
    async run(rules) {
      const datastores = [{ name: 'lost', accessible: false }];
      const vms = [{ name: 'vm', host: 'esx', datastore: 'lost' }];
      const datacenter = { name: 'DC', hosts: [{ name: 'esx' }], datastores, vms };
      const lab = await Lab.start(rules, {}, { inventory: { datacenters: [datacenter] } });
      const [plan] = await planOf(lab.session, on, false);
      return {
        fate: plan?.fate,
        codes: plan?.findings.map(({ code }) => code),
        ...(await lab.change(on)),
        powerOn: await lab.powerOn(),
      };
    },
    concludes: {
      InvalidState: {
        fate: 'blocked',
        codes: ['NOT_CONNECTED'],
        outcome: 'failed',
        code: 'FAULT',
        fault: 'InvalidState',
        powerOn: 'InvalidState',
      },
    },
  },
  disabledMethod: {
    async run(rules) {
      const lab = await Lab.start(rules, { vm: { disabledMethods: ['ReconfigVM_Task'] } });
      const refuses = async (method: 'ShutdownGuest' | 'MarkAsTemplate') => {
        const vm = { power: 'poweredOn', tools: 'running', disabledMethods: [method] } as const;
        const { session, vm: moRef } = await Lab.start(rules, { vm });
        return fateOf(session.call(method, moRef, {}));
      };
      return {
        ...(await lab.change(on)),
        powerOn: await lab.powerOn(),
        shutdown: await refuses('ShutdownGuest'),
        template: await refuses('MarkAsTemplate'),
      };
    },
    concludes: {
      MethodDisabled: {
        outcome: 'failed',
        code: 'FAULT',
        fault: 'MethodDisabled',
        powerOn: 'accepted',
        shutdown: 'MethodDisabled',
        template: 'MethodDisabled',
      },
    },
  },
} satisfies Partial<RuleTests>;
