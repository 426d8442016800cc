import { GoneError, VsphereError } from '../../../errors.ts';
import { Patience } from '../../../vsphere/index.ts';
import type { VmFacts } from '../../facts/vm-facts.ts';
import { isEmpty, keysOf, unmet } from '../../plan/change.ts';
import type { Job } from '../job.ts';
import type { StepHooks } from '../steps.ts';
import { driveVm } from './drive-vm.ts';
import type { Driven } from './driven.ts';
import { describeIds, locateVm } from './locate-vm.ts';
import type { ServerContext } from './server-context.ts';

/** How long at most, in milliseconds, a VM is looked for: nobody can tell one that is registered again soon from one that was deleted. */
const searchMs = 30_000;

export type DrivenOn = Pick<Driven, 'job' | 'started'>;

/**
 * As `driveVm`, also where the VM gets a new moid while it is down because of a run: its host was removed and added again, or the VM was
 * unregistered and registered. What is left to do is done under the new one.
 *
 * @returns the job, with the VM's present facts where it has another moid, and what its turn has shown of its Tools; and the VM as it was
 * read right after its start
 * @throws as driveVm; VsphereError (OUTCOME_UNKNOWN) where such a VM is not found again: it names its ids
 */
export async function driveOn(server: ServerContext, job: Job, how: StepHooks): Promise<DrivenOn> {
  let current = job;
  for (;;) {
    const driven: Driven = {
      job: current,
      facts: current.plan.facts,
      mayBeDown: false,
      started: undefined,
    };
    try {
      await driveVm(server, current, how, driven);
      const { started, job: last } = driven;
      const { facts } = last.plan;
      const isSame = facts === job.plan.facts;
      return { job: isSame ? job : { ...job, plan: { ...job.plan, facts } }, started };
    } catch (error) {
      if (!driven.mayBeDown || !isGone(error)) {
        throw error;
      }
      current = withMoid(driven.job, await findAgain(server, current, driven.facts, error));
    }
  }
}

function isGone(error: unknown): boolean {
  return error instanceof GoneError || (error instanceof Error && error.cause instanceof GoneError);
}

/** What is left to do about a VM that has another moid, from what it is now. */
function withMoid(job: Job, facts: VmFacts): Job {
  const change = unmet(facts, job.plan.change);
  const isOn = facts.powerState === 'poweredOn';
  const { mayGoOff: _before, ...rest } = job;
  const { upgradeHardware } = job.plan.steps;
  // Whether its guest has to come back shows in what ran before.
  const { toolsRunningStatus } = job.plan.facts;
  const tools = toolsRunningStatus === undefined ? {} : { toolsRunningStatus };
  const isToUpgrade = upgradeHardware !== undefined && facts.hardwareVersion !== upgradeHardware;
  const steps = {
    ...(isToUpgrade && !isOn && { upgradeHardware }),
    ...(job.plan.steps.startOnOwnHost === true && { startOnOwnHost: true as const }),
  };
  return {
    ...rest,
    plan: { ...job.plan, facts: { ...facts, ...tools }, change, steps },
    // It was asked to shut down, and is still on.
    ...(isOn && !isEmpty(change) && { mayGoOff: true }),
  };
}

/** @throws VsphereError (OUTCOME_UNKNOWN); FaultError, ExchangeError */
async function findAgain(
  server: ServerContext,
  { plan }: Job,
  before: VmFacts,
  cause: unknown,
): Promise<VmFacts> {
  const { session, options } = server;
  const patience = new Patience(Math.min(options.patienceMs, searchMs));
  server.mayBeOff(before.moRef);
  try {
    for (;;) {
      const location = await server.patiently(() =>
        locateVm([session], before, keysOf(plan.change)),
      );
      if (location.kind === 'found') {
        return location.facts;
      }
      await patience.pause(vanishedDown(before, location.reason, cause));
    }
  } finally {
    server.isBack(before.moRef);
  }
}

function vanishedDown(before: VmFacts, reason: string, cause: unknown): VsphereError {
  const isOff = before.powerState === 'poweredOn' ? 'IS OFF, or may go off,' : 'IS OFF';
  const message = `${before.path} is no longer there, and ${isOff} because of this run: ${reason} (${describeIds(before)}). Fix: find it by these, and start it; if it is registered again: vhv resume`;
  return new VsphereError('OUTCOME_UNKNOWN', message, { cause });
}
