import { describe, expect, it } from 'vitest';
import { run } from '../../src/nested/run/run.ts';
import type { VmData } from '../../src/simulator/index.ts';
import { envOf, runCli } from '../helpers/cli.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { Fleet, running } from './jobs/fleet.ts';

/** The methods that a run calls for one VM once that is planned, in their order; of a read also the types that it reads. */
async function callsOf(vm: VmData): Promise<string[]> {
  const fleet = await Fleet.start([vm]);
  const plans = await fleet.plan({ powerCycle: 'soft' });
  const { session } = fleet;
  const calls: string[] = [];
  const { call } = session;
  session.call = function (this: typeof session, ...asked: Parameters<typeof call>) {
    const [method, , parameters] = asked;
    const { specSet = [] } = parameters as {
      readonly specSet?: readonly { readonly propSet: readonly { readonly type: string }[] }[];
    };
    const types = specSet.flatMap(({ propSet }) => propSet.map(({ type }) => type));
    calls.push([method, ...types].join(' '));
    return call.apply(session, asked);
  } as typeof call;
  const { outcomes } = await run(session, plans, { state: makeTempDir() });
  expect(outcomes).toMatchObject([{ outcome: 'changed' }]);
  return calls;
}

const read = (...types: readonly string[]): string => ['RetrievePropertiesEx', ...types].join(' ');
const vmAround = read(
  'VirtualMachine',
  'Task',
  'HostSystem',
  'ClusterComputeResource',
  'Datastore',
);

describe('the calls of a run on one VM', () => {
  it('that is off', async () => {
    expect(await callsOf({ name: 'a', host: 'esx-01' })).toStrictEqual([
      'ReconfigVM_Task',
      read('Task'),
      read('VirtualMachine'),
    ]);
  });

  it('that is power-cycled, whose guest and tasks are quick', async () => {
    expect(await callsOf(running('a'))).toStrictEqual([
      'CheckVmConfig_Task',
      'CheckPowerOn_Task',
      read('Task'),
      // Hosts of all servers, by which VMs are found that are hypervisors. A slow server must not make the next read old.
      read('HostSystem'),
      vmAround,
      'ShutdownGuest',
      read('VirtualMachine'),
      vmAround,
      'ReconfigVM_Task',
      read('Task'),
      read('VirtualMachine'),
      'PowerOnMultiVM_Task',
      // DRS has placed it; then its own task.
      read('Task'),
      read('Task'),
      read('VirtualMachine'),
    ]);
  });
});

describe('the calls of a command that changes one VM, from the connection to the logout', () => {
  it.each([
    ['that is off', { name: 'a', host: 'esx-01' }, 14],
    ['that is power-cycled', running('a'), 24],
  ])('%s', async (_what, vm, most) => {
    const { simulator } = await Fleet.start([vm]);
    simulator.requests.reset();
    const args = ['enable', '/DC/vm/a', '--power-cycle', 'soft', '--yes'];
    expect(await runCli(args, { env: envOf(simulator) })).toMatchObject({ exitCode: 0 });
    const counted = JSON.stringify(simulator.requests.byMethod());
    expect(simulator.requests.calls, counted).toBeLessThanOrEqual(most);
    expect(simulator.requests.of('Logout')).toBe(1);
  });
});
