import { afterAll } from 'vitest';
import { connect, type PlanOptions, plan, type Session, select } from '../../src/index.ts';
import { type InventoryData, type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { running } from '../run/jobs/fleet.ts';

const on = { nestedHVEnabled: true };

/** Two VMs that run and one that is off. */
const inventory: InventoryData = {
  datacenters: [
    {
      name: 'DC',
      clusters: [{ name: 'C', hosts: [{ name: 'esx-01' }] }],
      vms: [running('web01'), running('web02'), { name: 'db01', host: 'esx-01' }],
    },
  ],
};

/** A vCenter with a few VMs for the tests of one file, and a session on it. */
export async function startLab(options: PlanOptions = { powerCycle: 'soft' }) {
  const simulator: Simulator = await startSimulator({ inventory });
  const session: Session = await connect(simulator.connectOptions);
  afterAll(async () => {
    await session.logout();
    await simulator.close();
  });
  const facts = await select(session, '*');
  const plans = await plan(session, '*', on, options);
  return { simulator, session, facts, plans };
}
