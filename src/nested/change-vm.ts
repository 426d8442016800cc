import { setTimeout as sleep } from 'node:timers/promises';
import { faultOf, VsphereError } from '../errors.ts';
import {
  propertiesOf,
  reconfigure,
  retrieveObjects,
  type SelectedVm,
  type Session,
  type TaskWatcher,
} from '../vsphere/index.ts';
import { configSpec } from './change.ts';
import { factPaths, readFacts, type VmFacts } from './facts.ts';
import type { VmPlan } from './plan.ts';

/** How often a VM that is busy is tried again, and how long to wait before: 1, 2, 4, 8, 16 s. */
const busyRetries = 5;
const busyWaitMs = 1000;

/** Facts of VMs that are known already, read again; a hundred in a request. */
export async function* rereadFacts(
  session: Session,
  known: readonly VmFacts[],
): AsyncGenerator<VmFacts> {
  const byMoid = new Map(known.map((facts) => [facts.moRef.value, facts]));
  const extraConfig = known.some((facts) => facts.extraConfig !== undefined);
  const propSet = [{ type: 'VirtualMachine', pathSet: factPaths({ extraConfig }) }];
  const objects = known.map(({ moRef }) => moRef);
  for await (const content of retrieveObjects(session, objects, propSet)) {
    const before = byMoid.get(content.obj.value);
    if (before !== undefined) {
      const properties = propertiesOf(content);
      const { moRef, path } = before;
      const name = String(properties.get('name') ?? before.name);
      const vm: SelectedVm = { moRef, name, path, content, properties };
      yield readFacts(session.endpoint, vm);
    }
  }
}

async function rereadOne(session: Session, facts: VmFacts): Promise<VmFacts> {
  for await (const now of rereadFacts(session, [facts])) {
    return now;
  }
  throw new VsphereError('GONE', `${facts.path} is no longer there`);
}

/** Whether a VM is still what a plan was made upon: its power, and the old value of everything that would change. */
function isAsPlanned(now: VmFacts, { facts, change }: VmPlan): boolean {
  return (
    now.powerState === facts.powerState &&
    (change.nestedHVEnabled === undefined ||
      (now.nestedHVEnabled ?? false) === change.nestedHVEnabled.from) &&
    change.extraConfig.every(({ key, from }) => (now.extraConfig?.[key] ?? '') === (from ?? ''))
  );
}

function stale({ path }: VmFacts, cause: unknown): VsphereError {
  const message = `${path} is no longer what was planned upon; plan again`;
  return new VsphereError('PLAN_STALE', message, { cause });
}

/**
 * Makes the planned change to one VM that may be changed as it is.
 *
 * A VM that is busy is waited for. One that somebody else has changed meanwhile is read again: the change is made upon its new
 * changeVersion if what was planned upon still holds.
 *
 * @throws VsphereError PLAN_STALE where it does not; what reconfigure throws.
 */
export async function changeVm(session: Session, tasks: TaskWatcher, plan: VmPlan): Promise<void> {
  let { facts } = plan;
  for (let attempt = 0; ; attempt += 1) {
    try {
      await reconfigure(session, tasks, facts.moRef, configSpec(facts, plan.change));
      return;
    } catch (error) {
      const fault = faultOf(error)?.type;
      if (fault === 'TaskInProgress' && attempt < busyRetries) {
        await sleep(busyWaitMs * 2 ** attempt);
      } else if (fault === 'ConcurrentAccess' && attempt < busyRetries) {
        facts = await rereadOne(session, facts);
        if (!isAsPlanned(facts, plan)) {
          throw stale(facts, error);
        }
      } else {
        throw error;
      }
    }
  }
}
