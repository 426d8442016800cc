import { expect, test } from 'vitest';
import { envOf, runCli } from '../helpers/cli.ts';
import { oneVm } from '../helpers/endpoints.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

test('a VM of which nobody knows what became is named in the last lines', async () => {
  const simulator = await testSimulator({ inventory: oneVm('a') });
  simulator.faults.add({ method: 'ReconfigVM_Task', drop: 'before' });
  const env = { ...envOf(simulator), XDG_STATE_HOME: makeTempDir() };
  const ran = await runCli(['enable', 'a', '--yes', '--quiet'], { env });
  expect(ran.exitCode).toBe(4);
  expect(ran.stderr).toMatch(/^vhv: NOT KNOWN: \/DC\/vm\/a \(.*#vm-\d+\): .*\n.*vhv resume/m);
});
