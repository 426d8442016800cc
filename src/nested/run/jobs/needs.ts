import type { VmPlan } from '../../plan/plan.ts';
import { cyclesPower, type Job } from '../job.ts';
import type { CompleteJobOptions } from '../options.ts';
import type { Need } from './places.ts';

/** What a VM needs to have its turn. Names of one server begin with its address: moids are the same on many. */
export function needsOf(job: Job, options: CompleteJobOptions): readonly Need[] {
  const { endpoint, host } = job.plan.facts;
  const on = `${endpoint} ${host?.value ?? 'nowhere'}`;
  const { concurrency, perHost, powerCycles, powerCyclesPerHost } = options;
  const flight = [
    { name: `in flight: ${endpoint}`, most: concurrency },
    { name: `in flight: ${on}`, most: perHost },
  ];
  return cyclesPower(job)
    ? [
        ...flight,
        { name: `power cycle: ${endpoint}`, most: powerCycles },
        { name: `power cycle: ${on}`, most: powerCyclesPerHost },
        ...downNeeds(job.plan),
      ]
    : flight;
}

/** What a VM holds from when it goes down until it is back. A group of `--max-down-per` can have members on several servers. */
export function downNeeds(plan: VmPlan): readonly Need[] {
  const { facts, keepApart, downGroups = [] } = plan;
  return [
    ...keepApart.map((name) => ({ name: `${facts.endpoint} ${name}`, most: 1 })),
    ...downGroups,
    ...keyNeeds(plan),
  ].map(({ name, most }) => ({ name, most, lasts: true }));
}

/** What keeps VMs waiting until one of them has come back, and so proven that its key can be had. */
export function keyNeeds({ facts, keyGroup }: VmPlan): readonly Need[] {
  return keyGroup === undefined ? [] : [{ name: `${facts.endpoint} ${keyGroup}`, most: 1 }];
}
