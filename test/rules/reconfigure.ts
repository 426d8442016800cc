import type { Desired } from '../../src/nested/plan/change.ts';
import type { VmPlan } from '../../src/nested/plan/vm-plan.ts';
import type { RuleAnswers } from '../../src/simulator/index.ts';
import { Lab, off, on, type RuleTests } from './lab.ts';

const keys = (extraConfig: Desired['extraConfig']): Desired => ({ extraConfig });

/** Plans upon a VM that has nothing against it, lets something happen to it, and applies. */
async function changeAfter(
  rules: Partial<RuleAnswers>,
  meanwhile: (lab: Lab) => void | Promise<void>,
  parts: Parameters<typeof Lab.start>[1] = {},
): Promise<Record<string, unknown>> {
  const lab = await Lab.start(rules, parts);
  const plan = await lab.plan(on);
  await meanwhile(lab);
  return lab.apply(plan);
}

/** Another client's change, which gives the VM another changeVersion. */
async function annotate(lab: Lab): Promise<void> {
  const spec = { annotation: 'changed by somebody else' };
  await lab.fateOfTask(() => lab.session.call('ReconfigVM_Task', lab.vm, { spec }));
}

const changed = { outcome: 'changed' };
const ignored = { outcome: 'unverified', code: 'IGNORED_BY_SERVER' };
const failedTask = (fault: string) => ({ outcome: 'failed', code: 'TASK_FAILED', fault });
const failedCall = (fault: string) => ({ outcome: 'failed', code: 'FAULT', fault });

/** Rules that a ReconfigVM_Task meets. */
export const reconfigureTests = {
  nestedHVOnRunningVm: {
    run: (rules) =>
      changeAfter(rules, (lab) =>
        lab.behindItsBack(({ state }) => {
          state.powerState = 'poweredOn';
        }),
      ),
    concludes: {
      InvalidPowerState: failedTask('InvalidPowerState'),
      InvalidState: failedTask('InvalidState'),
      ignored,
      accepted: changed,
    },
  },
  nestedHVNotSupported: {
    run: (rules) =>
      changeAfter(rules, (lab) =>
        lab.behindItsBack(({ state }) => {
          state.hardwareVersion = 8;
        }),
      ),
    concludes: { ignored, NotSupported: failedTask('NotSupported'), accepted: changed },
  },
  shadowedExtraConfig: {
    async run(rules) {
      const lab = await Lab.start(rules);
      const plan = await lab.plan(keys({ a: '8' }));
      // Planning refuses such a key: this is what would come of it.
      const extraConfig = [{ key: 'numvcpus', from: null, to: '8' }];
      const told = await lab.apply({ ...plan, change: { ...plan.change, extraConfig } });
      return { ...told, kept: lab.model.state.extraConfig.get('numvcpus') };
    },
    concludes: { dropped: { ...ignored, kept: undefined } },
  },
  vmSwitchBeforeFlag: {
    async run(rules) {
      const parts = { vm: { hardware: 'vmx-08' }, host: { version: '5.0.0' } };
      const lab = await Lab.start(rules, parts, { kind: 'esx', version: '5.0.0' });
      const told = await lab.change(on);
      const kept = lab.model.state.extraConfig.get('vhv.enable');
      await lab.change(off);
      return { ...told, kept, after: lab.model.state.extraConfig.get('vhv.enable') };
    },
    concludes: {
      dropped: {
        outcome: 'unverified',
        code: 'VM_SWITCH_UNAVAILABLE',
        kept: undefined,
        after: undefined,
      },
      kept: { ...changed, kept: 'TRUE', after: 'FALSE' },
    },
  },
  emptyExtraConfigValue: {
    async run(rules) {
      const lab = await Lab.start(rules, { vm: { extraConfig: { a: '1', b: '2' } } });
      const told = await lab.change(keys({ a: null }));
      const { extraConfig } = lab.model.state;
      return { ...told, a: extraConfig.has('a'), b: extraConfig.has('b') };
    },
    concludes: { removed: { ...changed, a: false, b: true } },
  },
  changeVersionMismatch: {
    async run(rules) {
      const lab = await Lab.start(rules);
      const plan = await lab.plan(on);
      await annotate(lab);
      const told = await lab.apply(plan);
      const { annotation } = lab.model.state.settings;
      return { ...told, annotation, requests: lab.simulator.requests.of('ReconfigVM_Task') };
    },
    // Refused upon the old changeVersion, and made upon the new one: both people's changes stand.
    concludes: {
      ConcurrentAccess: { ...changed, annotation: 'changed by somebody else', requests: 3 },
    },
  },
  templateReconfigure: {
    run: (rules) =>
      changeAfter(rules, (lab) =>
        lab.behindItsBack(({ state }) => {
          state.template = true;
        }),
      ),
    concludes: { taskError: failedTask('NotSupported'), fault: failedCall('NotSupported') },
  },
  busyVm: {
    async run(rules) {
      const lab = await Lab.start(rules, {}, { taskMs: 200 });
      const plan = await lab.plan(on);
      // With the guard the request that is tried again would meet ConcurrentAccess, which is another rule.
      const unguarded: VmPlan = { ...plan, facts: { ...plan.facts, changeVersion: undefined } };
      const other = annotate(lab);
      while (lab.model.busy === undefined) {
        await lab.read('name');
      }
      const told = await lab.apply(unguarded);
      await other;
      return { ...told, requests: lab.simulator.requests.of('ReconfigVM_Task') };
    },
    // The VM is waited for and tried again, wherever the refusal came.
    concludes: {
      fault: { ...changed, requests: 3 },
      taskError: { ...changed, requests: 3 },
    },
  },
  unreachableHost: {
    run: (rules) =>
      changeAfter(rules, (lab) =>
        lab.behindItsBack(({ host }) => {
          host.state.connection = 'notResponding';
        }),
      ),
    concludes: { HostNotConnected: failedCall('HostNotConnected') },
  },
  nestedHVOffWithVbs: {
    async run(rules) {
      const vm = { nestedHV: true, settings: { flags: { vbsEnabled: true } } };
      const lab = await Lab.start(rules, { vm });
      return { ...(await lab.change(off)), isOn: lab.model.state.settings.nestedHVEnabled };
    },
    concludes: {
      InvalidArgument: { ...failedTask('InvalidArgument'), isOn: true },
      GenericVmConfigFault: { ...failedTask('GenericVmConfigFault'), isOn: true },
      accepted: { ...changed, isOn: false },
    },
  },
  nestedHVWithPassthrough: {
    async run(rules) {
      const lab = await Lab.start(rules, { vm: { passthrough: 1 } });
      return { ...(await lab.change(on)), powerOn: await lab.powerOn() };
    },
    concludes: {
      GenericVmConfigFault: { ...failedTask('GenericVmConfigFault'), powerOn: 'accepted' },
      refusedAtPowerOn: { ...changed, powerOn: 'GenericVmConfigFault' },
      accepted: { ...changed, powerOn: 'accepted' },
    },
  },
  nestedHVInConfidentialVm: {
    async run(rules) {
      const fates: unknown[] = [];
      for (const flag of ['sevEnabled', 'sevSnpEnabled', 'tdxEnabled']) {
        const lab = await Lab.start(rules, { vm: { settings: { [flag]: true } } });
        fates.push((await lab.change(on))['outcome']);
      }
      return fates;
    },
    concludes: {
      GenericVmConfigFault: ['failed', 'failed', 'failed'],
      accepted: ['changed', 'changed', 'changed'],
    },
  },
  nestedHVWithFaultTolerance: {
    run: (rules) => changeAfter(rules, () => undefined, { vm: { faultTolerance: true } }),
    concludes: {
      VmFaultToleranceConfigIssue: failedTask('VmFaultToleranceConfigIssue'),
      NotSupported: failedTask('NotSupported'),
      accepted: changed,
    },
  },
  suspendedReconfigure: {
    async run(rules) {
      const lab = await Lab.start(rules, { vm: { power: 'suspended' } });
      return lab.change(keys({ a: '1' }));
    },
    concludes: { InvalidPowerState: failedTask('InvalidPowerState'), accepted: changed },
  },
} satisfies Partial<RuleTests>;
