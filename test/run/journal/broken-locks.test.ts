import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { planVm } from '../../../src/nested/plan/plan.ts';
import { jobOf } from '../../../src/nested/run/job.ts';
import { JournalFile } from '../../../src/nested/run/journal/journal-file.ts';
import { LockedError, VmLocks } from '../../../src/nested/run/locks/vm-locks.ts';
import { run } from '../../../src/nested/run/run.ts';
import { vmFacts } from '../../helpers/facts.ts';
import { makeTempDir } from '../../helpers/temp-dir.ts';
import { running } from '../jobs/fleet.ts';
import { hurried, startFleet } from './journal-fleet.ts';
import { journalOf } from './left-run.ts';

// As on a network volume: that a run of another kernel is gone, nobody can know.
vi.mock(import('../../../src/nested/run/locks/machine.ts'), async (load) => ({
  ...(await load()),
  isLocalVolume: () => Promise.resolve(false),
}));

const turnOn = { nestedHVEnabled: true, extraConfig: {} };
const job = jobOf(planVm(vmFacts({ name: 'a', path: '/DC0/vm/a', instanceUuid: 'a' }), turnOn));

/** Leaves the file of a run on another machine. */
async function leaveElsewhere(folder: string, name = '0.run'): Promise<void> {
  const holder = { pid: 1, host: 'elsewhere', kernel: 'another', purpose: 'enable' };
  await writeFile(join(folder, name), JSON.stringify({ ...holder, vms: ['a'] }));
}

it('the locks of a run of which nobody knows whether it lives are broken on demand', async () => {
  const folder = makeTempDir();
  await leaveElsewhere(folder);
  await expect(VmLocks.take(folder, [job], 'enable')).rejects.toMatchObject({ code: 'LOCKED' });
  const onBreak = vi.fn<(held: unknown) => void>();
  await using _locks = await VmLocks.take(folder, [job], 'resume', { onBreak });
  expect(onBreak.mock.calls).toMatchObject([
    [{ vms: ['/DC0/vm/a'], holder: { host: 'elsewhere' }, liveness: 'unknown' }],
  ]);
  expect(await readdir(folder)).not.toContain('0.run');
});

it.each([
  () => {
    throw new Error('my veto');
  },
  () => Promise.reject(new Error('my veto')),
])('no lock is broken if onBreak refuses one of them', async (refuse) => {
  const folder = makeTempDir();
  await leaveElsewhere(folder);
  await leaveElsewhere(folder, '1.run');
  const onBreak = vi.fn<() => void>();
  onBreak.mockImplementationOnce(() => undefined).mockImplementationOnce(refuse);
  await expect(VmLocks.take(folder, [job], 'resume', { onBreak })).rejects.toThrow('my veto');
  expect((await readdir(folder)).toSorted()).toStrictEqual(['0.run', '1.run']);
});

it('a program of somebody else is not to be killed by the remedy of vhv commands', () => {
  const holder = { pid: 12, host: 'elsewhere', kernel: 'another', purpose: 'run' };
  const held = { vms: ['/DC0/vm/a'], holder, liveness: 'live', file: '0.run' } as const;
  const { message } = new LockedError(held, held.vms);
  expect(message).toMatch(/Fix: wait for it to end\. .*Another program may leave VMs off: /);
  expect(message).not.toContain('--break-locks');
});

it('the locks of a run that lives are never broken, nor any others then', async () => {
  const folder = makeTempDir();
  await using _live = await VmLocks.take(folder, [job], 'enable');
  await leaveElsewhere(folder);
  const before = await readdir(folder);
  const onBreak = vi.fn<(held: unknown) => void>();
  const robbery = VmLocks.take(folder, [job], 'resume', { onBreak });
  await expect(robbery).rejects.toMatchObject({
    code: 'LOCKED',
    message: expect.stringMatching(/Fix: .*a run of this process, which the signal .* ends/),
  });
  expect(onBreak).not.toHaveBeenCalled();
  expect(await readdir(folder)).toStrictEqual(before);
});

it('a run whose locks were broken begins no further step, and says so', async () => {
  const { simulator, session, plans } = await startFleet([running('vm')]);
  const state = makeTempDir();
  const result = await run(session, plans, {
    ...hurried,
    state,
    onBegin: () => rm(join(state, 'locks'), { recursive: true }),
  });
  expect(result).toMatchObject({
    outcomes: [{ outcome: 'failed', error: { code: 'LOCKS_LOST' } }],
    journalError: { code: 'LOCKS_LOST' },
  });
  const { requests } = simulator;
  expect([requests.of('ShutdownGuest'), requests.of('ReconfigVM_Task')]).toStrictEqual([0, 0]);
});

it('a journal that another run writes is left as that run needs it', async () => {
  const path = join(makeTempDir(), 'run.jsonl');
  await using first = await JournalFile.create(path, 'enable', [job]);
  await using second = await JournalFile.reopen(path);
  const vm = (await journalOf(path)).vms[0]?.vm ?? '';
  const step = { kind: 'step', vm, step: 'reconfigure' } as const;
  await expect(first.append(step)).rejects.toMatchObject({ code: 'JOURNAL_TAKEN' });
  await expect(first.seal()).rejects.toMatchObject({ code: 'JOURNAL_TAKEN' });
  await second.append(step);
  await second.append({ kind: 'outcome', vm, outcome: 'changed' });
  await second.seal();
  expect(await journalOf(path)).toMatchObject({
    isSealed: true,
    vms: [{ steps: ['reconfigure'], outcome: 'changed' }],
  });
});
