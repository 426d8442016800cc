import { describe, expect, it } from 'vitest';
import type { InjectedFault } from '../../../src/simulator/index.ts';
import { expectNothingUnhandled } from '../../helpers/unhandled.ts';
import { Fleet, running } from './fleet.ts';

expectNothingUnhandled();

const esx = {
  kind: 'esx',
  inventory: {
    datacenters: [{ name: 'ha-datacenter', hosts: [{ name: 'esx-01' }], vms: [running('vm')] }],
  },
} as const;

const starts = ({ simulator: { requests } }: Fleet): number =>
  requests.of('PowerOnMultiVM_Task') + requests.of('PowerOnVM_Task');

/** What may become of a power-on, or of its answer, on the way. */
const losses: readonly [string, Partial<InjectedFault>][] = [
  ['status 503', { status: 503 }],
  ['a cut before the work', { drop: 'before' }],
];

describe.each(losses)('a power-on that meets %s', (_, loss) => {
  it.each([1, 2])('%i times is sent again, and the change stays', async (times) => {
    const fleet = await Fleet.start([], esx);
    fleet.fault({ method: 'PowerOnVM_Task', ...loss, times });
    expect(await fleet.applyOne({ patienceMs: 20_000 })).toMatchObject({ outcome: 'changed' });
    expect(await fleet.states()).toStrictEqual({ vm: 'nested poweredOn' });
    expect(starts(fleet)).toBe(times + 1);
  });

  it('on a vCenter is sent again the same way', async () => {
    const fleet = await Fleet.start([running('vm')]);
    fleet.fault({ method: 'PowerOnMultiVM_Task', ...loss, times: 2 });
    fleet.fault({ method: 'PowerOnVM_Task', ...loss });
    expect(await fleet.applyOne({ patienceMs: 20_000 })).toMatchObject({ outcome: 'changed' });
    expect(await fleet.states()).toStrictEqual({ vm: 'nested poweredOn' });
  });

  it('for longer than the patience leaves the change, and the VM is named', async () => {
    const fleet = await Fleet.start([running('vm')]);
    fleet.fault({ method: 'PowerOnMultiVM_Task', ...loss });
    fleet.fault({ method: 'PowerOnVM_Task', ...loss });
    const outcome = await fleet.applyOne({ patienceMs: 1500 });
    expect(outcome).toMatchObject({ outcome: 'left-off', error: { code: 'LEFT_OFF' } });
    expect(await fleet.states()).toStrictEqual({ vm: 'nested poweredOff' });
    expect(fleet.simulator.requests.of('ReconfigVM_Task')).toBe(1);
  });
});

describe('a power-on whose answer was lost and that is under way', () => {
  const slow = { taskMs: 1500 };

  it.each(['PowerOnMultiVM_Task', 'PowerOnVM_Task'])('%s is not sent again', async (method) => {
    const fleet = await (method === 'PowerOnVM_Task'
      ? Fleet.start([], { ...esx, ...slow })
      : Fleet.start([running('vm')], slow));
    fleet.fault({ method, drop: 'after', times: 1 });
    expect(await fleet.applyOne({ patienceMs: 20_000 })).toMatchObject({ outcome: 'changed' });
    expect(await fleet.states()).toStrictEqual({ vm: 'nested poweredOn' });
    expect(starts(fleet)).toBe(1);
  });
});

it('a question whose answer was lost is answered again, and starts no second power-on', async () => {
  const fleet = await Fleet.start([running('vm')]);
  fleet.fault({ method: 'PowerOnMultiVM_Task', question: 'noVirtualization', times: 1 });
  fleet.fault({ method: 'AnswerVM', drop: 'before', times: 1 });
  expect(await fleet.applyOne()).toMatchObject({ outcome: 'changed' });
  expect(fleet.simulator.requests.of('AnswerVM')).toBe(2);
});
