import type { VmPlan } from '../../nested/plan/vm-plan.ts';
import { explain } from '../connection/explain.ts';
import type { Io } from '../io.ts';
import { printWarning } from '../terminal/notes.ts';
import { readVersion } from '../version.ts';
import { Dashboard } from './dashboard.ts';

/** Opens the dashboard of a run and tells its address. Where it cannot be had, the run goes on without one. */
export async function openDashboard(
  io: Io,
  command: string,
  plans: readonly VmPlan[],
): Promise<Dashboard | undefined> {
  try {
    const startedAt = new Date();
    const program = `vhv ${readVersion()}`;
    const dashboard = await Dashboard.open({ startedAt, program, command, plans });
    printWarning(io, `dashboard: ${dashboard.url}`);
    return dashboard;
  } catch (error) {
    printWarning(io, `there is no dashboard: ${explain(error)}`);
    return undefined;
  }
}
