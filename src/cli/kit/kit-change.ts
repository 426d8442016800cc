import { existsSync } from 'node:fs';
import { isBeforeFlag } from '../../nested/facts/vm-switch.ts';
import type { VmPlan } from '../../nested/plan/vm-plan.ts';
import { newJournalPath } from '../../nested/run/state-folder.ts';
import { formatMoRef } from '../../vim25/index.ts';
import { parseSelector } from '../../vsphere/index.ts';
import type { ConnectionArgs, SelectorArgs } from '../arguments/options.ts';
import { planAll } from '../changing/plan-all.ts';
import { stateFolder } from '../changing/state.ts';
import type { Context } from '../context.ts';
import { withEndpoints } from '../endpoints/with-endpoints.ts';
import { type ExitCode, exitCodes, worst } from '../exit-code.ts';
import { printNote, printWarning, type Quietable } from '../terminal/notes.ts';
import { UsageError } from '../usage-error.ts';
import type { KitRuns } from './kit-runs.ts';

/** A VM whose setting is to be changed and changed back. */
export interface KitChange {
  readonly path: string;
  /** `VirtualMachine:vm-42`: as a word, a path may be a glob, and tenants choose names. */
  readonly selector: string;
  /** What the setting is now. */
  readonly isOn: boolean;
}

const commands = { on: 'enable', off: 'disable' } as const;

/**
 * Looks whether a VM is off and can be changed. Nothing is written or recorded.
 *
 * @throws UsageError if it may not be used; what keeps a command from reading it
 */
export async function planKitChange(
  context: Context,
  args: ConnectionArgs & Pick<SelectorArgs, 'ignore-case'>,
  vm: string,
): Promise<KitChange> {
  const refusal = (reason: string): UsageError =>
    new UsageError(
      `--with-change ${vm} is refused: ${reason}. Fix: name one VM that is powered off`,
    );
  if (/[*?]|\.\.\./.test(vm) || vm === '') {
    throw refusal('it is no name of one VM');
  }
  const unrecorded: ConnectionArgs = { ...args, record: undefined, 'session-reuse': false };
  const selection = {
    selectors: [parseSelector(vm, { ignoreCase: args['ignore-case'] })],
    within: [],
    where: [],
  };
  return await withEndpoints(context, unrecorded, selection.selectors, async (endpoints) => {
    const planTo = async (nestedHVEnabled: boolean): Promise<VmPlan> => {
      const target = { desired: { nestedHVEnabled, extraConfig: {} } };
      const { plans } = await planAll(context.io, endpoints, selection, target, {});
      const [plan] = plans;
      if (plan === undefined || plans.length > 1) {
        throw refusal(`it names ${plans.length} VMs`);
      }
      return plan;
    };
    if (endpoints.sessions.some(({ about }) => isBeforeFlag(about.apiVersion))) {
      throw refusal('servers before 5.1 have no setting that a kit can put back exactly');
    }
    const { facts, ...planned } = await planTo(true);
    if (facts.powerState !== 'poweredOff') {
      throw refusal(`the VM is ${facts.powerState}`);
    }
    const isOn = facts.nestedHVEnabled === true;
    const { fate, findings } = isOn ? await planTo(false) : planned;
    if (fate !== 'change') {
      const blockers = findings.filter(({ severity }) => severity === 'blocker');
      throw refusal(
        `it cannot be changed (${blockers.map(({ code }) => code).join(', ') || fate})`,
      );
    }
    return { path: facts.path, selector: formatMoRef(facts.moRef), isOn };
  });
}

/** What is asked before a VM is changed. */
export function changeQuestion({ path, isOn }: KitChange): string {
  const [there, back] = isOn ? ['off', 'on'] : ['on', 'off'];
  return `Turn nested virtualization ${there} and ${back} again on ${path}, which is powered off and stays so?`;
}

/**
 * Changes a VM and changes it back: two runs, each recorded and with a journal. If anything goes wrong in between, the first run is
 * rolled back. Only the first is ended by a signal.
 *
 * @returns how it ended
 */
export async function recordChange(
  { io }: Context,
  args: Quietable,
  runs: KitRuns,
  { path, selector, isOn }: KitChange,
): Promise<ExitCode> {
  const [there, back] = isOn ? [commands.off, commands.on] : [commands.on, commands.off];
  const journal = await newJournalPath(stateFolder(io), there);
  printNote(io, args, `recording vhv ${there}`);
  const change = await runs.recordTo(
    there,
    [there, selector, '--yes', '--journal', journal],
    io.stop,
  );
  if (!existsSync(journal)) {
    return change;
  }
  const toGoOn = `nested virtualization on ${path} is perhaps not as it was; set it back with: vhv rollback ${journal}`;
  const announceStop = (): void =>
    printWarning(io, `Setting ${path} back. Press Ctrl-C again to quit now.`);
  const { signal: untilDone } = new AbortController();
  const { atOnce = { say: undefined } } = io;
  atOnce.say = () => `vhv: ${toGoOn}\n`;
  io.stop.addEventListener('abort', announceStop);
  try {
    if (io.stop.aborted) {
      announceStop();
    }
    const isChanged = change === exitCodes.done;
    if (isChanged) {
      printNote(io, args, `recording vhv ${back}`);
    }
    const second = isChanged
      ? await runs.recordTo(back, [back, selector, '--yes'], untilDone)
      : exitCodes.someFailed;
    if (second === exitCodes.done) {
      return second;
    }
    const undone = await runs.run(['rollback', journal, '--yes'], untilDone);
    if (undone !== exitCodes.done) {
      printWarning(io, toGoOn);
    }
    return worst([change, second, undone]);
  } finally {
    io.stop.removeEventListener('abort', announceStop);
    atOnce.say = undefined;
  }
}
