import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type JournalRecord, readJournal } from '../../src/nested/run/journal/read-journal.ts';
import { resume, rollback } from '../../src/nested/run/recover.ts';
import { run } from '../../src/nested/run/run.ts';
import { findOpenJournals } from '../../src/nested/run/state-folder.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { Fleet } from './jobs/fleet.ts';
import { hurried } from './journal/journal-fleet.ts';

const off = ['a', 'b', 'c', 'd'].map((name) => ({ name, host: 'esx-01' }));
const taskFault = { _type: 'GenericVmConfigFault', reason: 'no' };

/** A run of four VMs; the first `failures` reconfigures are refused. */
async function begin(options: { limit?: number; canary?: number }, failures: number) {
  const fleet = await Fleet.start(off);
  const plans = await fleet.plan();
  if (failures > 0) {
    fleet.fault({ method: 'ReconfigVM_Task', taskFault, times: failures });
  }
  const state = makeTempDir();
  const { journal = '' } = await run(fleet.session, plans, { ...hurried, ...options, state });
  const read = async (): Promise<JournalRecord> =>
    readJournal(journal, await readFile(journal, 'utf8'));
  const changed = async (): Promise<string[]> =>
    Object.entries(await fleet.states())
      .filter(([, shape]) => shape.startsWith('nested'))
      .map(([name]) => name);
  const goOn = (more: { limit?: number; canary?: number } = {}) =>
    resume([fleet.session], journal, { ...hurried, ...more, state });
  return { fleet, state, journal, read, changed, goOn };
}

describe('what was agreed on for a run holds for its resume', () => {
  it('the limit: VMs outside it stay outside, and the canary goes first', async () => {
    const { fleet, read, changed, goOn } = await begin({ limit: 3, canary: 1 }, 1);
    expect(await read()).toMatchObject({ course: { limit: 3, canary: 1 }, isSealed: false });
    fleet.fault({ method: 'ReconfigVM_Task', taskFault, times: 1 });
    const again = await goOn();
    expect(again.outcomes.map(({ outcome }) => outcome)).toStrictEqual([
      'failed',
      'untouched',
      'untouched',
    ]);
    expect(again).toMatchObject({ canary: 1, outside: [{ name: 'd' }] });
    expect(await changed()).toStrictEqual([]);
    await goOn();
    expect(await changed()).toStrictEqual(['a', 'b', 'c']);
    expect(await read()).toMatchObject({ isSealed: true });
  });

  it('canaries that did well are not asked for again', async () => {
    const { goOn, changed } = await begin({ canary: 2 }, 1);
    expect(await changed()).toHaveLength(1);
    const { canary } = await goOn();
    expect(canary).toBe(1);
    expect(await changed()).toHaveLength(4);
  });

  it('a resume may be bound further: that holds for itself alone', async () => {
    const { goOn, changed } = await begin({ canary: 1 }, 1);
    await goOn({ limit: 2 });
    expect(await changed()).toStrictEqual(['a', 'b']);
    await goOn();
    expect(await changed()).toHaveLength(4);
  });

  it('a run that has done all within its limit is over', async () => {
    const { state, read, changed } = await begin({ limit: 3 }, 0);
    expect(await changed()).toHaveLength(3);
    expect(await findOpenJournals(state)).toMatchObject({ open: [] });
    expect(await read()).toMatchObject({ isSealed: true });
  });

  it('and for that of a rollback, which has a limit of its own', async () => {
    const { fleet, state, journal, changed } = await begin({ limit: 3 }, 0);
    const back = await rollback([fleet.session], journal, { ...hurried, state, limit: 1 });
    expect(await changed()).toHaveLength(2);
    const { journal: other = '' } = back;
    const record = await readJournal(other, await readFile(other, 'utf8'));
    expect(record).toMatchObject({ course: { limit: 1 }, isSealed: true });
    await rollback([fleet.session], journal, { ...hurried, state });
    expect(await changed()).toStrictEqual([]);
  });
});
