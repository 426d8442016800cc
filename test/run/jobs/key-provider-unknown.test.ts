import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { planFleet } from '../../../src/nested/plan/plan-fleet.ts';
import type { VmPlan } from '../../../src/nested/plan/vm-plan.ts';
import { jobOf } from '../../../src/nested/run/job.ts';
import { JournalFile } from '../../../src/nested/run/journal/journal-file.ts';
import { readJournal } from '../../../src/nested/run/journal/read-journal.ts';
import type { User } from '../../../src/simulator/index.ts';
import { privilegeList } from '../../../src/simulator/model/roles.ts';
import { connect } from '../../../src/vsphere/index.ts';
import { resume } from '../../helpers/recover.ts';
import { makeTempDir } from '../../helpers/temp-dir.ts';
import { Fleet, hurried, running, turnOn } from './fleet.ts';

const soft = { powerCycle: 'soft' } as const;
const everything = { selectors: [], within: [], where: [] };
const win = (name: string) => running(name, { vtpm: true });

/** The plans of another session on the same server. */
async function planAs(
  { simulator }: Fleet,
  { deadlineMs, name }: { readonly deadlineMs?: number; readonly name?: string },
): Promise<readonly VmPlan[]> {
  const { url, user, password, fingerprint256 } = simulator;
  const session = await connect({
    url,
    username: name ?? user,
    password,
    trust: { kind: 'pinned', fingerprint256 },
    ...(deadlineMs !== undefined && { deadlineMs }),
  });
  onTestFinished(() => session.logout());
  return planFleet(session, everything, turnOn, soft);
}

const codesOf = ([plan]: readonly VmPlan[]): readonly string[] =>
  plan?.findings.flatMap(({ code }) => (code.startsWith('KEY_') ? [code] : [])) ?? [];

it('a provider that hangs until the deadline is unreadable, and the plan goes on', async () => {
  const fleet = await Fleet.start([win('win')]);
  fleet.fault({ method: 'QueryCryptoKeyStatus', delayMs: 30_000 });
  const plans = await planAs(fleet, { deadlineMs: 4000 });
  expect(codesOf(plans)).toStrictEqual(['KEY_PROVIDER_UNREADABLE']);
  expect(plans[0]?.keyGroup).toMatch(/^key:key-provider-1:/);
}, 60_000);

it('a user without Cryptographer.ManageKeys cannot read it, and nothing else is missing', async () => {
  const privileges = privilegeList()
    .map(({ privId }) => privId)
    .filter((id) => id !== 'Cryptographer.ManageKeys');
  const operator: User = {
    name: 'operator',
    password: 'pass',
    grants: [{ path: '/', privileges }],
  };
  const fleet = await Fleet.start([win('win')], { users: [operator] });
  const plans = await planAs(fleet, { name: 'operator' });
  expect([plans[0]?.fate, ...codesOf(plans)]).toStrictEqual(['change', 'KEY_PROVIDER_UNREADABLE']);
});

it('a resume still lets one VM of the key provider go first', async () => {
  const names = ['win-1', 'win-2', 'win-3'];
  const fleet = await Fleet.start(names.map(win));
  fleet.simulator.model.keyServer.answer = 'native';
  const plans = await fleet.plan(soft);
  const path = join(makeTempDir(), 'journal');
  await using journal = await JournalFile.create(path, 'enable', plans.map(jobOf));
  expect(journal).toBeDefined();
  const { vms } = await readJournal(path, await readFile(path, 'utf8'));
  expect(new Set(vms.map(({ job }) => job.plan.keyGroup)).size).toBe(1);
  // The first that goes down does not get its key again.
  const onEvent = (event: { readonly kind: string; readonly step?: string }): void => {
    if (event.kind === 'step' && event.step === 'reconfigure') {
      fleet.simulator.model.keyServer.available = false;
    }
  };
  const wide = { powerCyclesPerHost: 8, powerCycles: 8, maxFailures: 10 };
  const { outcomes } = await resume([fleet.session], path, { ...hurried, ...wide, onEvent });
  expect(outcomes.map(({ outcome }) => outcome).toSorted()).toStrictEqual([
    'left-off',
    'untouched',
    'untouched',
  ]);
});
