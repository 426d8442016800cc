import { join } from 'node:path';
import { expect, test } from 'vitest';
import { envOf, runCli } from '../helpers/cli.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

const fault = { _type: 'NotSupported' };
const isOff = /^vhv: \/DC\/vm\/a \(.*#vm-\d+\) IS OFF, and ran before: .* start it yourself\n$/m;

/** A VM that a run has brought down and could not start again; now it could be. */
async function leaveOff() {
  const hosts = [{ name: 'h' }];
  const vms = [{ name: 'a', host: 'h', power: 'poweredOn', tools: 'running' }] as const;
  const inventory = { datacenters: [{ name: 'DC', clusters: [{ name: 'C', hosts }], vms }] };
  const simulator = await testSimulator({ inventory });
  const folder = makeTempDir();
  const journal = join(folder, 'run.jsonl');
  const env = { ...envOf(simulator), XDG_STATE_HOME: folder };
  const vhv = (...args: string[]) => runCli(args, { env });
  const methods = ['PowerOnVM_Task', 'PowerOnMultiVM_Task'];
  const undo = methods.map((method) => simulator.faults.add({ method, fault }));
  const run = ['--set', 'k.a=1', '--yes', '--power-cycle', 'soft', '--journal', journal];
  expect(await vhv('enable', 'a', ...run)).toMatchObject({ exitCode: 4 });
  for (const remove of undo) {
    remove();
  }
  return { vhv, journal };
}

test.each(['resume', 'rollback'])(
  'a %s that leaves a VM alone which the run has brought down says so last',
  async (command) => {
    const { vhv, journal } = await leaveOff();
    await vhv('vms', 'extra-config', 'set', 'a', '--set', 'k.a=2', '--yes');
    const ran = await vhv(command, journal, '--yes');
    expect(ran).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('MOVED_ON') });
    expect(ran.stderr).toMatch(isOff);
    expect(ran.stderr.trimEnd().split('\n').at(-1)).toContain('IS OFF');
  },
);
