import { describe, expect, it } from 'vitest';
import { retrieveFacts, type VmFacts } from '../../src/nested/facts/vm-facts.ts';
import type { Desired } from '../../src/nested/plan/change.ts';
import { translate } from '../../src/nested/plan/extra-config.ts';
import { planVm } from '../../src/nested/plan/plan.ts';
import type { VirtualMachineConfigSpec, VirtualMachineFlagInfo } from '../../src/vim25/index.ts';
import { reconfigure, retrieveOne, type Session, TaskWatcher } from '../../src/vsphere/index.ts';
import { apply } from '../helpers/apply.ts';
import { answer, fateOf, logIn, type Target } from './target.ts';

const everything = { selectors: [], within: [], where: [] };

async function facts(session: Session): Promise<readonly [VmFacts, ...VmFacts[]]> {
  const found: VmFacts[] = [];
  for await (const vm of retrieveFacts(session, everything, { extraConfig: 'all' })) {
    found.push(vm);
  }
  const [one, ...others] = found;
  if (one === undefined) {
    throw new Error('there is no VM');
  }
  return [one, ...others];
}

/** Sends a spec as it is, past everything that a plan would keep back. */
async function change(
  session: Session,
  vm: VmFacts,
  spec: VirtualMachineConfigSpec,
): Promise<string> {
  await using tasks = new TaskWatcher(session);
  return await fateOf(reconfigure(session, tasks.run, vm.moRef, spec));
}

export function describeChanges(target: Target): void {
  const wanted: Desired = { nestedHVEnabled: true, extraConfig: { 'disk.EnableUUID': 'TRUE' } };

  /** What the flag is while nobody has set it. */
  const never = answer(target, 'leaves nestedHVEnabled unset until it is set', {
    real: false,
    vcsim: undefined,
  });

  describe('changing VMs', () => {
    it('is done, read back, and has nothing left to do', async () => {
      await using server = await logIn(target);
      const { session } = server;
      const before = await facts(session);
      expect(before.every((vm) => vm.nestedHVEnabled !== true)).toBe(true);
      const { outcomes } = await apply(
        session,
        before.map((vm) => planVm(vm, wanted)),
      );
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(before.map(() => 'changed'));
      for (const vm of await facts(session)) {
        expect(vm.nestedHVEnabled).toBe(true);
        expect(vm.extraConfig).toHaveProperty('disk.EnableUUID', 'TRUE');
        expect(planVm(vm, wanted).fate).toBe('unchanged');
      }
    });

    it('the flag is an explicit false before, and after it the VM needs more of its host', async () => {
      await using server = await logIn(target);
      const { session } = server;
      const [vm] = await facts(session);
      expect(vm.nestedHVEnabled).toBe(never);
      expect(await change(session, vm, { nestedHVEnabled: true })).toBe('accepted');
      const [after] = await facts(session);
      const more = answer(target, 'has no feature requirements', { real: true, vcsim: false });
      const count = ({ featureRequirements = [] }: VmFacts) => featureRequirements.length;
      expect(count(after) > count(vm)).toBe(more);
    });

    it('changes the changeVersion, and a spec with the old one is ConcurrentAccess', async () => {
      await using server = await logIn(target);
      const { session } = server;
      const [vm] = await facts(session);
      const { changeVersion = '' } = vm;
      expect(await change(session, vm, { changeVersion, nestedHVEnabled: true })).toBe('accepted');
      const [after] = await facts(session);
      expect(after.changeVersion).not.toBe(changeVersion);
      expect(await change(session, vm, { changeVersion, nestedHVEnabled: false })).toBe(
        answer(target, 'never compares changeVersion', {
          real: 'ConcurrentAccess',
          vcsim: 'accepted',
        }),
      );
    });

    it('a VM that runs refuses the flag with InvalidPowerState, and keeps what it had', async () => {
      await using server = await logIn(target, { power: 'poweredOn' });
      const { session } = server;
      const [vm] = await facts(session);
      expect(vm.powerState).toBe('poweredOn');
      expect(planVm(vm, wanted).fate).toBe('blocked');
      const fate = await change(session, vm, { nestedHVEnabled: true });
      const [{ nestedHVEnabled }] = await facts(session);
      expect({ fate, nestedHVEnabled }).toEqual(
        answer(target, 'takes nestedHVEnabled on a running VM', {
          real: { fate: 'InvalidPowerState', nestedHVEnabled: false },
          vcsim: { fate: 'accepted', nestedHVEnabled: true },
        }),
      );
    });

    it('where the VM does not support it, the task succeeds and nothing changes', async () => {
      await using server = await logIn(target, { nestedHVSupported: false });
      const { session } = server;
      const [vm] = await facts(session);
      expect(vm.nestedHVSupported).toBe(false);
      expect(await change(session, vm, { nestedHVEnabled: true })).toBe('accepted');
      const [after] = await facts(session);
      expect(after.nestedHVEnabled).toBe(
        answer(target, 'takes nestedHVEnabled where it is not supported', {
          real: false,
          vcsim: true,
        }),
      );
    });

    it('vhv.enable in extraConfig is dropped without a word; the client sends the flag instead', async () => {
      await using server = await logIn(target);
      const { session } = server;
      const [vm] = await facts(session);
      const extraConfig = [{ key: 'vhv.enable', value: 'TRUE' }];
      expect(await change(session, vm, { extraConfig })).toBe('accepted');
      const [after] = await facts(session);
      expect(after.nestedHVEnabled).toBe(never);
      expect(after.extraConfig?.['vhv.enable']).toBe(
        answer(target, 'keeps vhv.enable in extraConfig', { real: undefined, vcsim: 'TRUE' }),
      );
      const { desired } = translate({ extraConfig: { 'vhv.enable': 'TRUE' } });
      expect(desired).toEqual({ nestedHVEnabled: true, extraConfig: {} });
    });

    it('an empty value removes a key; of a key that is not there nothing stays', async () => {
      await using server = await logIn(target);
      const { session } = server;
      const [vm] = await facts(session);
      await change(session, vm, { extraConfig: [{ key: 'guestinfo.a', value: '1' }] });
      const extraConfig = ['guestinfo.a', 'guestinfo.b'].map((key) => ({ key, value: '' }));
      expect(await change(session, vm, { extraConfig })).toBe('accepted');
      const [after] = await facts(session);
      expect(after.extraConfig).not.toHaveProperty('guestinfo.a');
      expect(after.extraConfig?.['guestinfo.b']).toBe(
        answer(target, 'adds a key for an empty value', { real: undefined, vcsim: '' }),
      );
    });

    it('values keep every character of XML and of other alphabets', async () => {
      await using server = await logIn(target);
      const { session } = server;
      const [vm] = await facts(session);
      const value = `<a href='x'>&amp; "q" ]]> ü 日本 🖥 \u00a0end`;
      await change(session, vm, { extraConfig: [{ key: 'guestinfo.text', value }] });
      const [after] = await facts(session);
      expect(after.extraConfig).toHaveProperty(['guestinfo.text'], value);
    });

    it('a flag that is sent alone leaves the other flags as they were', async () => {
      await using server = await logIn(target);
      const { session } = server;
      const [vm] = await facts(session);
      await change(session, vm, { flags: { diskUuidEnabled: true } });
      expect(await change(session, vm, { flags: { enableLogging: false } })).toBe('accepted');
      const properties = await retrieveOne(session, vm.moRef, ['config.flags']);
      const { enableLogging, diskUuidEnabled } = properties.get(
        'config.flags',
      ) as VirtualMachineFlagInfo;
      expect({ enableLogging, diskUuidEnabled }).toEqual({
        enableLogging: false,
        diskUuidEnabled: answer(target, 'replaces the flags as a whole', {
          real: true,
          vcsim: undefined,
        }),
      });
    });
  });
}
