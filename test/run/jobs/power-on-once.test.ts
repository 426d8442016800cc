import { expect, it } from 'vitest';
import { rules } from '../../../src/simulator/index.ts';
import { expectNothingUnhandled } from '../../helpers/unhandled.ts';
import { Fleet, running } from './fleet.ts';

expectNothingUnhandled();

it.each(rules.attemptedTask.answers)(
  'a VM that the server starts is not started by us as well, with its task %s',
  async (answer) => {
    const fleet = await Fleet.start([running('vm')], { rules: { attemptedTask: answer } });
    expect(await fleet.applyOne()).toMatchObject({ outcome: 'changed' });
    const { requests } = fleet.simulator;
    const starts = [requests.of('PowerOnMultiVM_Task'), requests.of('PowerOnVM_Task')];
    expect(starts).toEqual([1, 0]);
    expect(await fleet.states()).toStrictEqual({ vm: 'nested poweredOn' });
  },
);
