import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { VmFacts } from '../../../src/nested/facts/vm-facts.ts';
import type { VmPlan } from '../../../src/nested/plan/vm-plan.ts';
import { jobOf, vmKey } from '../../../src/nested/run/job.ts';
import { JournalFile } from '../../../src/nested/run/journal/journal-file.ts';
import { type JournalRecord, readJournal } from '../../../src/nested/run/journal/read-journal.ts';
import type { JobOptions } from '../../../src/nested/run/options.ts';
import type { Outcome } from '../../../src/nested/run/outcome.ts';
import type { StepName } from '../../../src/nested/run/steps.ts';
import { turnOff } from '../../../src/simulator/methods/turn-off.ts';
import type { VirtualMachine } from '../../../src/simulator/model/virtual-machine.ts';
import { resume, rollback } from '../../helpers/recover.ts';
import { vmNamed } from '../../helpers/registering.ts';
import { makeTempDir } from '../../helpers/temp-dir.ts';
import { hurried, type JournalFleet, planOptions, startFleet } from './journal-fleet.ts';

/** What a journal has of a VM. */
export interface Written {
  readonly steps: readonly StepName[];
  /** Default: none, the run has died before. */
  readonly outcome?: Outcome | undefined;
  /** What was written of the VM. Default: what was read. */
  readonly facts?: (facts: VmFacts) => VmFacts;
}

/** What a run leaves that dies. */
export interface Left {
  readonly fleet: JournalFleet;
  /** Its journal. */
  readonly path: string;
}

export const vm = { name: 'vm', host: 'esx-01', power: 'poweredOn', tools: 'running' } as const;
export const other = { name: 'other', host: 'esx-02', folder: 'elsewhere' } as const;

export const named = ({ simulator }: JournalFleet, name: string): VirtualMachine =>
  vmNamed(simulator, name);

/** @throws Error where there is none */
export function planOf({ plans }: JournalFleet, name: string): VmPlan {
  const found = plans.find(({ facts }) => facts.name === name);
  if (found === undefined) {
    throw new Error(`there is no plan for ${name}`);
  }
  return found;
}

/**
 * Writes the journal of a run that dies after it has begun these steps of one VM.
 *
 * @returns the journal's path
 */
export async function dieAfter(
  plan: VmPlan,
  { steps, outcome, facts = (seen) => seen }: Written,
): Promise<string> {
  const path = join(makeTempDir(), 'journal');
  const job = jobOf({ ...plan, facts: facts(plan.facts) });
  await using journal = await JournalFile.create(path, 'enable', [job]);
  const key = vmKey(plan.facts);
  for (const step of steps) {
    await journal.append({ kind: 'step', vm: key, step });
  }
  if (outcome !== undefined) {
    await journal.append({ kind: 'outcome', vm: key, outcome });
  }
  return path;
}

/** What a run leaves that dies after it has shut its VM down, and perhaps more. */
export async function shutDownAndDie(written: Partial<Written> = {}): Promise<Left> {
  const fleet = await startFleet([vm, other]);
  const path = await dieAfter(planOf(fleet, 'vm'), { steps: ['shutdown'], ...written });
  turnOff(named(fleet, 'vm'), fleet.simulator.model);
  return { fleet, path };
}

/** Somebody else makes the change that was planned for the VM. */
export function makeChange(fleet: JournalFleet): void {
  const { state } = named(fleet, 'vm');
  state.settings = { ...state.settings, nestedHVEnabled: true };
  state.extraConfig.set('demo.set', 'new');
  state.extraConfig.set('demo.changed', 'new');
}

/** How a run that was left is gone on with. */
export const recoveries = [
  [
    'resume',
    ({ fleet, path }: Left, options: JobOptions = hurried) =>
      resume([fleet.session], path, options),
  ],
  [
    'rollback',
    ({ fleet, path }: Left, options: JobOptions = hurried) =>
      rollback([fleet.session], path, `${path}.back`, { ...options, plan: planOptions }),
  ],
] as const;

export const journalOf = async (path: string): Promise<JournalRecord> =>
  readJournal(path, await readFile(path, 'utf8'));
