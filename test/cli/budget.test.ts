import { expect, it } from 'vitest';
import { startSimulator, type VmData } from '../../src/simulator/index.ts';
import { envOf, jsonOf, runCli } from '../helpers/cli.ts';

/** VMs that are off, and how many are in flight at once. */
const count = 200;
const inFlight = 32;

it('200 VMs that are off are changed and read back in so many requests, login to logout', async () => {
  const vms = Array.from(
    { length: count },
    (_, n): VmData => ({ name: `vm-${n}`, host: `esx-${n % 8}` }),
  );
  const hosts = Array.from({ length: 8 }, (_, n) => ({ name: `esx-${n}` }));
  const inventory = { datacenters: [{ name: 'DC', clusters: [{ name: 'C', hosts }], vms }] };
  await using simulator = await startSimulator({ inventory, latencyMs: 2 });
  const args = ['enable', '--all', '--yes', '--output', 'json'];
  const ran = await runCli(args, { env: envOf(simulator) });
  expect(ran.exitCode).toBe(0);
  const { outcomes } = jsonOf<{ outcomes: { outcome: string }[] }>(ran);
  expect(outcomes.filter(({ outcome }) => outcome === 'changed').length).toBe(count);
  const { requests, sessionCount } = simulator;
  expect(sessionCount).toBe(0);
  expect(requests.of('ReconfigVM_Task')).toBe(count);
  const budget = count + 2 * Math.ceil(count / inFlight) + 2 * Math.ceil(count / 100) + 20;
  expect(requests.http, JSON.stringify(requests.byMethod())).toBeLessThanOrEqual(budget);
});
