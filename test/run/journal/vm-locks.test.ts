import { execFile } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planVm } from '../../../src/nested/plan/plan.ts';
import { type Job, jobOf } from '../../../src/nested/run/job.ts';
import { thisPlace } from '../../../src/nested/run/locks/machine.ts';
import { LockedError, VmLocks } from '../../../src/nested/run/locks/vm-locks.ts';
import { apply } from '../../helpers/apply.ts';
import { vmFacts } from '../../helpers/facts.ts';
import { makeTempDir } from '../../helpers/temp-dir.ts';
import { hurried, readShapes, startFleet } from './journal-fleet.ts';

const turnOn = { nestedHVEnabled: true, extraConfig: {} };

function jobNamed(name: string): Job {
  const ids = { moRef: { type: 'VirtualMachine', value: `vm-${name}` }, instanceUuid: name };
  return jobOf(planVm(vmFacts({ name, path: `/DC0/vm/${name}`, ...ids }), turnOn));
}

/** The number of a process that has been. */
function deadPid(): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, ['--version'], (error) => {
      if (error === null && child.pid !== undefined) {
        resolve(child.pid);
      } else {
        reject(new Error('node does not start', { cause: error }));
      }
    });
  });
}

/** Leaves the file of a run whose process is no more. */
async function leaveRun(folder: string, name: string): Promise<void> {
  const { startTicks: _other, ...here } = await thisPlace();
  const run = { ...here, pid: await deadPid(), purpose: 'enable', vms: [name] };
  await writeFile(join(folder, 'dead.run'), JSON.stringify(run));
}

describe('two runs on the same VMs at once', () => {
  it('the second is told so and changes nothing', async () => {
    const { simulator, session, plans } = await startFleet();
    const folder = makeTempDir();
    const jobs = plans.map(jobOf);
    const run = async (): Promise<void> => {
      await using _locks = await VmLocks.take(folder, jobs, 'enable');
      await apply(session, plans, hurried);
    };
    const [one, other] = await Promise.allSettled([run(), run()]);
    const refused = [one, other].filter(({ status }) => status === 'rejected');
    expect(refused).toMatchObject([{ reason: { name: 'LockedError', code: 'LOCKED' } }]);
    expect(simulator.requests.of('ReconfigVM_Task')).toBe(plans.length);
    const shapes = Object.values(await readShapes(session));
    expect(shapes.every(({ nested }) => nested)).toBe(true);
    expect(await readdir(folder)).toStrictEqual([]);
  });

  it('that share one VM only: the second takes none, and names that one', async () => {
    const folder = makeTempDir();
    await using _first = await VmLocks.take(folder, [jobNamed('a'), jobNamed('b')], 'enable a b');
    const before = await readdir(folder);
    const second = VmLocks.take(folder, [jobNamed('b'), jobNamed('c')], 'disable b c');
    const reason: unknown = await second.catch((error: unknown) => error);
    expect(reason).toBeInstanceOf(LockedError);
    expect(reason).toMatchObject({ vms: ['/DC0/vm/b'] });
    expect(String(reason)).toContain(`process ${process.pid} on ${hostname()} (enable a b)`);
    expect(await readdir(folder)).toStrictEqual(before);
  });
});

describe('a lock that was left by a process that is no more', () => {
  it('is taken over', async () => {
    const folder = makeTempDir();
    await leaveRun(folder, 'a');
    await using _locks = await VmLocks.take(folder, [jobNamed('a')], 'enable');
    const names = await readdir(folder);
    expect(names).not.toContain('dead.run');
  });

  it.each([2, 3, 8])('goes to exactly one of %i that take it over at once', async (takers) => {
    for (let round = 0; round < 20; round += 1) {
      const folder = makeTempDir();
      await leaveRun(folder, 'a');
      const all = await Promise.allSettled(
        Array.from({ length: takers }, () => VmLocks.take(folder, [jobNamed('a')], 'enable')),
      );
      const winners = all.filter((one) => one.status === 'fulfilled');
      expect(winners.length, `round ${round}`).toBe(1);
      for (const { value } of winners) {
        await value[Symbol.asyncDispose]();
      }
      expect(await readdir(folder)).toStrictEqual([]);
    }
  });
});
