import { expect, it } from 'vitest';
import { jobOf } from '../../../src/nested/run/job.ts';
import { FreshFacts } from '../../../src/nested/run/jobs/fresh-facts.ts';
import { Fleet } from './fleet.ts';

const longAgo = () => new Date(Date.now() - 120_000);
const onHost = (host: string, count: number) =>
  Array.from({ length: count }, (_, n) => ({ name: `${host}-${n}`, host }));

it('a VM is read again before its turn, also where many of another host wait in front of it', async () => {
  const fleet = await Fleet.start([...onHost('esx-01', 150), ...onHost('esx-02', 30)]);
  const plans = await fleet.plan();
  const fresh = new FreshFacts(fleet.session, plans.map(jobOf), longAgo());
  fleet.simulator.requests.reset();
  const behind = plans.filter(({ facts }) => facts.name.startsWith('esx-02'));
  for (const { facts } of behind) {
    const now = await fresh.of(facts);
    expect(now).not.toBe(facts);
    expect(now.name).toBe(facts.name);
  }
  for (const { facts } of plans.filter((plan) => !behind.includes(plan))) {
    expect(await fresh.of(facts)).not.toBe(facts);
  }
  // A hundred, and the other eighty: none is read twice.
  expect(fleet.simulator.requests.of('RetrievePropertiesEx')).toBe(2);
});
