import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { resume, rollback, run } from '../../src/index.ts';
import { findOpenJournals, planRecovery, readJournal } from '../../src/journal.ts';
import { powerOf } from '../helpers/lone-vm.ts';
import { start } from '../helpers/processes.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { expectNothingUnhandled } from '../helpers/unhandled.ts';
import { Fleet, hurried, running } from '../run/jobs/fleet.ts';

expectNothingUnhandled();

const { journal: _none, ...quick } = hurried;
const soft = { powerCycle: 'soft' } as const;
const program = fileURLToPath(new URL('killed-program.mjs', import.meta.url));

/** A fleet of one running VM whose run was killed while the VM is off. */
async function killed() {
  const fleet = await Fleet.start([running('vm')]);
  const { url, user: username, password, fingerprint256 } = fleet.simulator;
  const server = { url, username, password, trust: { kind: 'pinned', fingerprint256 } };
  const state = makeTempDir();
  const { ended } = start(process.execPath, [program, JSON.stringify(server), state]);
  expect(await ended).toMatchObject({ signal: 'SIGKILL', stderr: '' });
  expect(powerOf(fleet.simulator)).toBe('poweredOff');
  const { open } = await findOpenJournals(state);
  expect(open).toHaveLength(1);
  return { fleet, state, path: open[0] ?? '' };
}

describe('a library program that is killed while a VM is off', () => {
  it('leaves a journal by which resume changes the VM and starts it', async () => {
    const { fleet, state, path } = await killed();
    const { outcomes, journal } = await resume([fleet.session], path, { ...quick, state });
    expect(outcomes).toMatchObject([{ outcome: 'changed' }]);
    expect(journal).toBe(path);
    expect(powerOf(fleet.simulator)).toBe('poweredOn');
    expect(fleet.simulator.requests.of('ReconfigVM_Task')).toBe(1);
    expect(await findOpenJournals(state)).toStrictEqual({ open: [], unreadable: [] });
  });

  it('leaves a journal by which rollback starts the VM as it was', async () => {
    const { fleet, state, path } = await killed();
    const { outcomes } = await rollback([fleet.session], path, { ...quick, state, plan: soft });
    expect(outcomes).toMatchObject([{ outcome: 'changed' }]);
    expect(powerOf(fleet.simulator)).toBe('poweredOn');
    expect(fleet.simulator.requests.of('ReconfigVM_Task')).toBe(0);
    expect(await readJournal(path)).toMatchObject({ isSealed: true });
  });
});

describe('of two runs on one VM', () => {
  it('the second is refused, and sends nothing', async () => {
    const fleet = await Fleet.start([running('vm')]);
    const plans = await fleet.plan(soft);
    const options = { ...quick, state: makeTempDir() };
    const ended = await Promise.allSettled([
      run(fleet.session, plans, options),
      run(fleet.session, plans, options),
    ]);
    const refused = ended.filter((one) => one.status === 'rejected');
    expect(refused).toMatchObject([{ reason: { code: 'LOCKED' } }]);
    expect(fleet.simulator.requests.of('ShutdownGuest')).toBe(1);
    expect(fleet.simulator.requests.of('ReconfigVM_Task')).toBe(1);
    expect(powerOf(fleet.simulator)).toBe('poweredOn');
  });

  it('a recovery is refused while the run is at work, and one that was planned before it ended', async () => {
    const { fleet, state, path } = await killed();
    const stale = await planRecovery([fleet.session], path, 'resume');
    const options = { ...quick, state };
    const first = resume([fleet.session], path, {
      ...options,
      onBegin: async () => {
        await expect(resume([fleet.session], stale, options)).rejects.toMatchObject({
          code: 'LOCKED',
        });
      },
    });
    expect(await first).toMatchObject({ outcomes: [{ outcome: 'changed' }] });
    fleet.simulator.requests.reset();
    await expect(resume([fleet.session], stale, options)).rejects.toMatchObject({
      code: 'JOURNAL_CHANGED',
    });
    await expect(
      rollback([fleet.session], { ...stale, kind: 'rollback' }, options),
    ).rejects.toMatchObject({ code: 'JOURNAL_CHANGED' });
    expect(fleet.simulator.requests.of('ReconfigVM_Task')).toBe(0);
  });
});

describe('a run begins nothing', () => {
  it('if its state folder cannot be written', async () => {
    const fleet = await Fleet.start([running('vm')]);
    const state = join(makeTempDir(), 'file');
    await writeFile(state, '');
    const plans = await fleet.plan(soft);
    const refused = run(fleet.session, plans, { ...quick, state });
    await expect(refused).rejects.toMatchObject({
      code: 'STATE_UNWRITABLE',
      message: expect.stringMatching(
        / cannot be written: a part of its path is not a folder\. Fix: /,
      ),
    });
    expect(fleet.simulator.requests.of('ShutdownGuest')).toBe(0);
  });

  it('if the server of a plan has no session', async () => {
    const fleet = await Fleet.start([running('vm')]);
    const state = makeTempDir();
    const refused = run([], await fleet.plan(soft), { ...quick, state });
    await expect(refused).rejects.toMatchObject({
      code: 'INVALID_VALUE',
      message: `sessions has none at ${fleet.session.endpoint}, where /DC/vm/vm is`,
    });
    expect(await findOpenJournals(state)).toStrictEqual({ open: [], unreadable: [] });
  });
});

it('plans without a change leave nothing behind', async () => {
  const fleet = await Fleet.start([running('vm')]);
  const state = makeTempDir();
  const blocked = await fleet.plan({ powerCycle: 'never' });
  expect(await run(fleet.session, blocked, { ...quick, state })).toStrictEqual({
    outcomes: [],
    lost: [],
  });
  expect(await findOpenJournals(state)).toStrictEqual({ open: [], unreadable: [] });
});
