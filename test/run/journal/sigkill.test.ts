import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { forEachLimited } from '../../../src/nested/for-each-limited.ts';
import { readJournal } from '../../../src/nested/run/journal/read-journal.ts';
import type { Recovered } from '../../../src/nested/run/recover.ts';
import { resume, rollback } from '../../helpers/recover.ts';
import { makeTempDir } from '../../helpers/temp-dir.ts';
import { expectNothingUnhandled } from '../../helpers/unhandled.ts';
import { type Doom, runDoomed } from './doomed.ts';
import {
  hurried,
  type JournalFleet,
  planOptions,
  readShapes,
  shapesAfter,
  startFleet,
  type VmShape,
} from './journal-fleet.ts';

expectNothingUnhandled();

/** VMs that are changed, powered off and on, and converted: no more requests than these, crash or not. */
const writes = {
  ReconfigVM_Task: 6,
  UpgradeVM_Task: 1,
  MarkAsVirtualMachine: 1,
  MarkAsTemplate: 1,
  PowerOffVM_Task: 1,
  PowerOnMultiVM_Task: 3,
  ShutdownGuest: 2,
};

/** A request whose VM was being worked on when all stopped may come a second time: the server refuses it, or it changes nothing. */
function expectNothingDoubled({ simulator }: JournalFleet, runs: number): void {
  for (const [method, most] of Object.entries(writes)) {
    expect(simulator.requests.of(method), method).toBeLessThanOrEqual(most * runs);
  }
}

function expectAllWell({ outcomes, lost, movedOn, blocked }: Recovered): void {
  expect(lost).toStrictEqual([]);
  expect(movedOn).toStrictEqual([]);
  expect(blocked).toStrictEqual([]);
  // A guest that was to be asked when all stopped, and never was, is told of: it might have gone off yet.
  const wrong = outcomes.filter(({ outcome }) => outcome !== 'changed' && outcome !== 'open');
  expect(wrong).toStrictEqual([]);
}

/** As many as the fleet's run writes: a step or an outcome each. */
const entries = 21;

it('a run that nobody kills writes so many entries, and seals them', async () => {
  const fleet = await startFleet();
  const before = await readShapes(fleet.session);
  const path = join(makeTempDir(), 'journal');
  expect(await runDoomed(fleet, path, { kind: 'apply', at: 0, when: 'after' })).toBe('ended');
  expect(await readShapes(fleet.session)).toStrictEqual(shapesAfter(before));
  const { vms, isSealed } = await readJournal(path, await readFile(path, 'utf8'));
  expect(isSealed).toBe(true);
  expect(vms.reduce((sum, { steps }) => sum + steps.length + 1, 0)).toBe(entries);
});

/** A fleet whose run was killed at an entry, and how it was before. */
async function killAt(
  at: number,
  when: Doom['when'],
): Promise<{ fleet: JournalFleet; path: string; before: Record<string, VmShape> }> {
  const fleet = await startFleet();
  const before = await readShapes(fleet.session);
  const path = join(makeTempDir(), 'journal');
  expect(await runDoomed(fleet, path, { kind: 'apply', at, when }), `entry ${at}`).toBe('killed');
  return { fleet, path, before };
}

function isUpgraded(shapes: Record<string, VmShape>): boolean {
  return Object.values(shapes).every(({ hardware }) => hardware === 'vmx-19');
}

function withoutHardware(shapes: Record<string, VmShape>): object {
  const bare = Object.entries(shapes).map(([name, { hardware: _, ...shape }]) => [name, shape]);
  return Object.fromEntries(bare);
}

function atEvery(check: (at: number) => Promise<void>): Promise<void> {
  const all = Array.from({ length: entries }, (_, index) => index + 1);
  return forEachLimited(all, 3, check);
}

describe.each(['before', 'after'] as const)('a run that is killed right %s an entry', (when) => {
  it('is resumed: all VMs are as planned, in their own state', { timeout: 120_000 }, async () => {
    await atEvery(async (at) => {
      const { fleet, path, before } = await killAt(at, when);
      expectAllWell(await resume([fleet.session], path, hurried));
      expect(await readShapes(fleet.session), `entry ${at}`).toStrictEqual(shapesAfter(before));
      expectNothingDoubled(fleet, 2);
      fleet.simulator.requests.reset();
      const again = await resume([fleet.session], path, hurried);
      expect(again).toMatchObject({ outcomes: [], movedOn: [], blocked: [] });
      expectNothingDoubled(fleet, 0);
    });
  });

  it('is rolled back: all VMs are as they were', { timeout: 120_000 }, async () => {
    await atEvery(async (at) => {
      const { fleet, path, before } = await killAt(at, when);
      const options = { ...hurried, plan: planOptions };
      const recovered = await rollback([fleet.session], path, `${path}.back`, options);
      expectAllWell(recovered);
      const now = await readShapes(fleet.session);
      const { lasting } = recovered;
      // The one hardware upgrade stays, and is told of where it had been made.
      expect(lasting).toMatchObject(isUpgraded(now) ? [{ step: 'upgrade' }] : []);
      expect(lasting.length).toBe(isUpgraded(now) ? 1 : 0);
      expect(withoutHardware(now), `entry ${at}`).toStrictEqual(withoutHardware(before));
      expectNothingDoubled(fleet, 3);
    });
  });
});

async function isSealed(path: string): Promise<boolean> {
  return (await readJournal(path, await readFile(path, 'utf8'))).isSealed;
}

const isNoneOpen = ({ outcomes }: Recovered): boolean =>
  outcomes.every(({ outcome }) => outcome !== 'open');

describe('a recovery that is killed itself', { timeout: 60_000 }, () => {
  it.each([3, 9])('a resume that dies at its entry %i is done again', async (at) => {
    const { fleet, path, before } = await killAt(8, 'after');
    await runDoomed(fleet, path, { kind: 'resume', at, when: 'after' });
    const recovered = await resume([fleet.session], path, hurried);
    expectAllWell(recovered);
    expect(await readShapes(fleet.session)).toStrictEqual(shapesAfter(before));
    expect(await isSealed(path)).toBe(isNoneOpen(recovered));
  });

  it.each([2, 6])('a rollback that dies at its entry %i is finished by a resume', async (at) => {
    const { fleet, path, before } = await killAt(16, 'after');
    const to = `${path}.back`;
    await runDoomed(fleet, path, { kind: 'rollback', at, when: 'after', to });
    // Of the two journals only the rollback's can be gone on with: the other would make the change again.
    expect(await isSealed(path)).toBe(true);
    await expect(resume([fleet.session], path, hurried)).rejects.toThrow(to);
    const recovered = await resume([fleet.session], to, hurried);
    expectAllWell(recovered);
    const now = await readShapes(fleet.session);
    expect(withoutHardware(now)).toStrictEqual(withoutHardware(before));
    expect(await isSealed(to)).toBe(isNoneOpen(recovered));
  });
});
