import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { planFleet } from '../../../src/nested/plan/plan-fleet.ts';
import { jobOf, vmKey } from '../../../src/nested/run/job.ts';
import { JournalFile } from '../../../src/nested/run/journal/journal-file.ts';
import type { StepName } from '../../../src/nested/run/steps.ts';
import type { VmData } from '../../../src/simulator/index.ts';
import { turnOff } from '../../../src/simulator/methods/turn-off.ts';
import { connect, type Session } from '../../../src/vsphere/index.ts';
import { resume } from '../../helpers/recover.ts';
import { vmNamed } from '../../helpers/registering.ts';
import { testSimulator } from '../../helpers/simulator.ts';
import { makeTempDir } from '../../helpers/temp-dir.ts';
import { expectNothingUnhandled } from '../../helpers/unhandled.ts';
import { hurried, running, turnOn } from '../jobs/fleet.ts';
import { journalOf } from './left-run.ts';

expectNothingUnhandled();

const everything = { selectors: [], within: [], where: [] };

/** A run on one VM through two addresses of a server, which nobody can tell to be one; it dies after steps through the first. */
async function dieBetweenTwins(vm: VmData, steps: readonly StepName[], isMade = true) {
  const inventory = { datacenters: [{ name: 'DC', hosts: [{ name: 'esx-01' }], vms: [vm] }] };
  const simulator = await testSimulator({ inventory, identity: '' });
  const { url, user: username, password, fingerprint256 } = simulator;
  const trust = { kind: 'pinned', fingerprint256 } as const;
  const sessions: Session[] = [];
  for (const at of [url, url.replace('127.0.0.1', 'localhost')]) {
    const session = await connect({ url: at, username, password, trust });
    onTestFinished(() => session.logout());
    sessions.push(session);
  }
  const plans = [];
  for (const session of sessions) {
    plans.push(...(await planFleet(session, everything, turnOn, { powerCycle: 'soft' })));
  }
  const path = join(makeTempDir(), 'journal');
  await using journal = await JournalFile.create(path, 'enable', plans.map(jobOf));
  const [first] = plans.map(({ facts }) => vmKey(facts));
  for (const step of steps) {
    await journal.append({ kind: 'step', vm: first ?? '', step });
  }
  const { state } = vmNamed(simulator, vm.name);
  if (isMade) {
    state.settings = { ...state.settings, nestedHVEnabled: true };
  }
  if (steps.includes('shutdown')) {
    turnOff(vmNamed(simulator, vm.name), simulator.model);
  }
  return { simulator, sessions, path, state };
}

describe('a resume of a run that died between two views of one VM', () => {
  it('has nothing to do about the second if the change was made through the first', async () => {
    const vm = { name: 'vm', host: 'esx-01' };
    const { simulator, sessions, path } = await dieBetweenTwins(vm, ['reconfigure']);
    const { outcomes, movedOn, done } = await resume(sessions, path, hurried);
    expect(movedOn.map(({ reason }) => reason)).toStrictEqual([]);
    expect(done.map(({ plan }) => plan.facts.endpoint)).toStrictEqual(
      sessions.map(({ endpoint }) => endpoint),
    );
    expect(outcomes).toStrictEqual([]);
    expect(simulator.requests.of('ReconfigVM_Task')).toBe(0);
    expect(await journalOf(path)).toMatchObject({ isSealed: true });
  });

  it.each([
    ['before its change', ['shutdown'], false],
    ['after its change', ['shutdown', 'reconfigure'], true],
  ] as const)('starts the VM once that is down %s', async (_, steps, isMade) => {
    const { simulator, sessions, path, state } = await dieBetweenTwins(
      running('vm'),
      steps,
      isMade,
    );
    const { outcomes, movedOn } = await resume(sessions, path, hurried);
    expect(movedOn.map(({ reason }) => reason)).toStrictEqual([]);
    expect(new Set(outcomes.map(({ outcome }) => outcome))).toStrictEqual(new Set(['changed']));
    expect(state.powerState).toBe('poweredOn');
    expect(state.settings.nestedHVEnabled).toBe(true);
    expect(simulator.requests.of('ReconfigVM_Task')).toBe(isMade ? 0 : 1);
  });

  it('leaves the second alone if the first was not begun', async () => {
    const { sessions, path } = await dieBetweenTwins({ name: 'vm', host: 'esx-01' }, []);
    const { movedOn } = await resume(sessions, path, hurried);
    expect(movedOn).toHaveLength(2);
  });
});
