import { describe, expect, it } from 'vitest';
import type { VmFacts } from '../../../src/nested/facts/vm-facts.ts';
import { planVm } from '../../../src/nested/plan/plan.ts';
import { jobOf } from '../../../src/nested/run/job.ts';
import { Twins } from '../../../src/nested/run/jobs/twins.ts';
import { VmLocks } from '../../../src/nested/run/locks/vm-locks.ts';
import { vmFacts } from '../../helpers/facts.ts';
import { makeTempDir } from '../../helpers/temp-dir.ts';

const turnOn = { nestedHVEnabled: true, extraConfig: {} };

function jobAt(address: string, facts: Partial<VmFacts>) {
  return jobOf(planVm(vmFacts({ ...facts, endpoint: `https://${address}` }), turnOn));
}

type Ids = Pick<VmFacts, 'instanceUuid' | 'biosUuid'>;

const pairs: readonly [string, Ids, Ids, boolean][] = [
  ['one instanceUuid', { instanceUuid: 'i' }, { instanceUuid: 'I' }, true],
  [
    'one BIOS uuid, and no instanceUuid',
    { instanceUuid: undefined, biosUuid: 'b' },
    { instanceUuid: undefined, biosUuid: 'B' },
    true,
  ],
  [
    'one BIOS uuid, and an instanceUuid on one side alone',
    { instanceUuid: 'i', biosUuid: 'b' },
    { instanceUuid: '', biosUuid: 'b' },
    true,
  ],
  [
    'other BIOS uuids, and empty instanceUuids',
    { instanceUuid: '', biosUuid: 'b' },
    { instanceUuid: '', biosUuid: 'c' },
    false,
  ],
  [
    'nothing but empty ids',
    { instanceUuid: '', biosUuid: '' },
    { instanceUuid: '', biosUuid: '' },
    false,
  ],
];

describe.each(pairs)('two VMs with %s', (_, one, other, isOne) => {
  const jobs = [jobAt('127.0.0.1:1', one), jobAt('localhost:1', other)] as const;

  it(`${isOne ? 'lock' : 'do not lock'} each other`, async () => {
    const folder = makeTempDir();
    await using _first = await VmLocks.take(folder, [jobs[0]], 'enable');
    const second = VmLocks.take(folder, [jobs[1]], 'enable');
    if (isOne) {
      await expect(second).rejects.toMatchObject({
        code: 'LOCKED',
        vms: [jobs[0].plan.facts.path],
      });
    } else {
      await using _second = await second;
    }
  });

  it(`${isOne ? 'have' : 'have no'} turns in one run`, () => {
    const twins = new Twins(jobs);
    expect(jobs.map((job) => twins.has(job))).toStrictEqual([isOne, isOne]);
  });
});
