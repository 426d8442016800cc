import { describe, expect, it } from 'vitest';
import { VirtualMachine } from '../../../src/simulator/model/virtual-machine.ts';
import { apply } from '../../helpers/apply.ts';
import { Fleet, hurried, running } from './fleet.ts';

type Lists = Partial<
  Record<'featureRequirement' | 'offlineFeatureRequirement', readonly { readonly key: string }[]>
>;

/**
 * Makes VMs show other lists than they have once they have been changed.
 *
 * @param lateMs for how long after a VM was first seen to run again
 */
function disguise(
  { simulator }: Fleet,
  lists: (runtime: Lists) => Lists,
  lateMs = Number.POSITIVE_INFINITY,
): void {
  let first: number | undefined;
  for (const vm of simulator.model.inventory.objects()) {
    if (vm instanceof VirtualMachine) {
      const read = vm.read.bind(vm);
      vm.read = (property, viewer) => {
        const value = read(property, viewer);
        if (property !== 'runtime' || simulator.requests.of('ReconfigVM_Task') === 0) {
          return value;
        }
        const runtime = value as Lists & { readonly powerState: string };
        if (runtime.powerState === 'poweredOn') {
          first ??= performance.now();
        }
        const isLate = performance.now() - (first ?? 0) < lateMs;
        return isLate ? { ...runtime, ...lists(runtime) } : value;
      };
    }
  }
}

const without = (list: Lists['featureRequirement'] = []) =>
  list.filter(({ key }) => !/^(cpuid\.(vmx|svm)|hv\.capable)$/i.test(key));

describe('a VM that was changed', () => {
  it('has not taken effect where its run was started without it', async () => {
    const fleet = await Fleet.start([running('vm')]);
    disguise(fleet, ({ featureRequirement }) => ({
      featureRequirement: without(featureRequirement),
    }));
    const outcome = await fleet.applyOne();
    expect(outcome).toMatchObject({
      outcome: 'unverified',
      error: {
        code: 'NO_EFFECT',
        message:
          'nestedHVEnabled is on, as was asked for, and runtime.featureRequirement says off (POWER_CYCLE_PENDING)',
      },
      levels: {
        configured: { state: 'agrees', value: true },
        required: { state: 'agrees', value: true },
        effective: { state: 'pending', value: false },
        guest: { state: 'notChecked' },
      },
    });
  });

  it('has not where what it will ask of a host does not follow', async () => {
    const fleet = await Fleet.start([running('vm', { power: 'poweredOff', nestedHV: true })]);
    const nesting = [{ key: 'hv.capable', featureName: 'hv.capable', value: 'Bool:Min:1' }];
    disguise(fleet, ({ offlineFeatureRequirement = [] }) => ({
      offlineFeatureRequirement: [...offlineFeatureRequirement, ...nesting],
    }));
    const plans = await fleet.plan({}, { nestedHVEnabled: false, extraConfig: {} });
    const { outcomes } = await apply(fleet.session, plans, hurried);
    expect(outcomes[0]).toMatchObject({
      outcome: 'unverified',
      error: { code: 'NO_EFFECT' },
      levels: { required: { state: 'disagrees', reason: 'REQUIRED_UNLIKE_CONFIGURED' } },
    });
  });

  it('is looked at again before that is said: a list may be late', async () => {
    const fleet = await Fleet.start([running('vm')]);
    const hide = ({ featureRequirement }: Lists) => ({
      featureRequirement: without(featureRequirement),
    });
    disguise(fleet, hide, 700);
    expect(await fleet.applyOne()).toMatchObject({ outcome: 'changed' });
  });

  it('has no list to go by on some servers, which is no objection', async () => {
    const fleet = await Fleet.start([running('vm')]);
    disguise(fleet, () => ({ featureRequirement: [], offlineFeatureRequirement: [] }));
    expect(await fleet.applyOne()).toMatchObject({ outcome: 'changed' });
  });
});
