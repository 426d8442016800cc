import { setTimeout as sleep } from 'node:timers/promises';
import { VsphereError } from '../../../errors.ts';
import { retrieveBusyVm, retrieveTurnFacts, type TurnFacts } from '../../facts/turn-facts.ts';
import type { VmFacts } from '../../facts/vm-facts.ts';
import { keysOf } from '../../plan/change.ts';
import { disabledByOthers } from '../../plan/disabled-methods.ts';
import { failoverFindings } from '../../plan/disturbance-findings.ts';
import { actionsNow, blockersNow } from '../../plan/judge-again.ts';
import type { PlannedActions, VmPlan } from '../../plan/plan.ts';
import { NotNowError } from './drive-errors.ts';
import { pollUntilIdle } from './idle.ts';
import { isOn } from './power-up.ts';
import { isSameRun } from './run-watch.ts';
import type { ServerContext } from './server-context.ts';

/** How long disabledMethod may take to follow a power state; that it follows at once is [UNV]. */
const methodsSettleMs = 10_000;

/** A VM that nothing keeps from going down. */
export interface Turn {
  /** The VM as it is now. Whether its power is still as it was seen, the caller checks. */
  readonly facts: VmFacts;
  /** The plan's, and where the VM is to be started. */
  readonly steps: PlannedActions;
}

/**
 * Waits until nothing is under way on a VM that is about to go down. Storage vMotion, snapshots and backups may have begun since it was
 * planned, and no server refuses ShutdownGuest because of them, since that is no task.
 *
 * @param seen what the VM was last read as
 * @throws NotNowError BUSY after `busyTimeoutMs`; at once with the code of a finding that blocks its power cycle now, and was neither there
 * nor accepted when it was planned: HA_FAILOVER, INNER_VMS, NONPERSISTENT_DISK
 */
export async function awaitTurn(server: ServerContext, seen: VmFacts, plan: VmPlan): Promise<Turn> {
  const { session, options, guestHosts } = server;
  const until = performance.now() + options.busyTimeoutMs;
  let known: VmFacts = { ...plan.facts, moRef: seen.moRef };
  const keys = keysOf(plan.change);
  for (;;) {
    const turn = await server.patiently(() => retrieveTurnFacts(session, known, keys, guestHosts));
    const { facts: now, surroundings } = turn;
    known = now;
    // One that somebody else has taken over meanwhile is judged by no finding.
    const isOurs = isSameRun(now, seen);
    const blockers = isOurs ? blockersNow(plan, now, surroundings) : failoverFindings(now);
    const [first] = blockers;
    if (first !== undefined) {
      throw notNow(now, first.code, blockers.map(({ code }) => code).join(', '));
    }
    const work = workOn(turn);
    if (work === undefined || !isOurs) {
      return { facts: now, steps: actionsNow(plan, now, surroundings) };
    }
    if (performance.now() > until) {
      throw notNow(now, 'BUSY', `${work} is under way on it`);
    }
    await sleep(options.pollMs);
  }
}

function workOn({ facts, surroundings, snapshotInBackground }: TurnFacts): string | undefined {
  return surroundings.tasks[facts.moRef.value] ?? (snapshotInBackground ? 'a snapshot' : undefined);
}

function notNow({ path }: VmFacts, code: string, reason: string): NotNowError {
  const message = `${path} was not touched: ${reason}. Fix: resume the run when that is over`;
  return new NotNowError(code, message);
}

/**
 * Looks at a VM that has just gone off, and before anything else is done to it: it may belong to HA, and disabledMethod is only clear of what
 * a running VM explains.
 *
 * @param options `wasCut`: whether this run powered it off; whether cleanPowerOff is true then is [UNV]
 * @returns the VM as it is now, with nothing under way on it as far as that could be waited for
 * @throws VsphereError HA_FAILOVER, LEFT_OFF if it is left to HA; METHOD_DISABLED
 */
export async function checkOff(
  server: ServerContext,
  facts: VmFacts,
  plan: VmPlan,
  { wasCut }: { readonly wasCut: boolean },
): Promise<VmFacts> {
  const look = () =>
    server.patiently(() => retrieveBusyVm(server.session, facts, keysOf(plan.change)));
  let now = facts;
  await pollUntilIdle(async () => {
    const { facts: read, tasks } = await look();
    now = read;
    return tasks[read.moRef.value] !== undefined;
  });
  const isOfHa =
    now.details?.failoverInProgress === true || (!wasCut && failoverFindings(now).length > 0);
  if (isOfHa) {
    throw await leftToHa(server, now);
  }
  const until = performance.now() + Math.min(methodsSettleMs, server.options.patienceMs);
  while (missingMethods(now, plan).length > 0 && performance.now() < until) {
    await sleep(server.options.pollMs);
    ({ facts: now } = await look());
  }
  const missing = missingMethods(now, plan);
  if (missing.length > 0) {
    const methods = missing.join(', ');
    const message = `${now.path} was not changed: now that it is off, the server has ${methods} disabled on it, and its state does not explain that. Fix: find the product that disabled it, and enable it there`;
    throw new VsphereError('METHOD_DISABLED', message);
  }
  return now;
}

/** What the change and the way back need. What was accepted beforehand the server decides. */
function missingMethods(now: VmFacts, { findings, steps }: VmPlan): readonly string[] {
  const isAccepted = findings.some((one) => one.code === 'METHOD_DISABLED' && one.accepted);
  const needed = [
    'PowerOnVM_Task',
    ...(isAccepted ? [] : ['ReconfigVM_Task']),
    ...(isAccepted || steps.upgradeHardware === undefined ? [] : ['UpgradeVM_Task']),
  ];
  return disabledByOthers(now).filter((method) => needed.includes(method));
}

/** The host has failed while the guest went down: HA restarts the VM, and two power-ons would compete. */
async function leftToHa(server: ServerContext, { moRef, path }: VmFacts): Promise<VsphereError> {
  const isBack = await server.watchPower(moRef, isOn, server.options.busyTimeoutMs);
  return isBack !== undefined
    ? new VsphereError('HA_FAILOVER', `${path} was not changed: HA has restarted it meanwhile`)
    : new VsphereError('LEFT_OFF', `${path} IS OFF: it went off uncleanly, and is left to HA`);
}
