import { expect, it } from 'vitest';
import { apply } from '../../helpers/apply.ts';
import { Fleet, running } from './fleet.ts';

interface Read {
  readonly objects?: { obj: { type: string }; propSet?: { name: string }[] }[];
}

it('a VM whose power state cannot be read once, after its guest went off, is changed and started all the same', async () => {
  const fleet = await Fleet.start([running('vm')]);
  const plans = await fleet.plan({ powerCycle: 'soft' });
  const { session } = fleet;
  const { call } = session;
  let isAsked = false;
  let hidden = 0;
  session.call = async function (this: typeof session, ...asked: Parameters<typeof call>) {
    const answer = (await call.apply(session, asked)) as Read | undefined;
    isAsked ||= asked[0] === 'ShutdownGuest';
    for (const { obj, propSet = [] } of (isAsked && answer?.objects) || []) {
      // The read that tells all of the VM, and not only whether it is off yet.
      const isWhole = obj.type === 'VirtualMachine' && propSet.length > 10;
      const at = propSet.findIndex(({ name }) => name === 'runtime.powerState');
      if (isWhole && hidden === 0 && at >= 0) {
        propSet.splice(at, 1);
        hidden += 1;
      }
    }
    return answer;
  } as typeof call;
  const { outcomes } = await apply([session], plans);
  expect(hidden).toBe(1);
  expect(outcomes).toMatchObject([{ outcome: 'changed' }]);
  expect(await fleet.states()).toStrictEqual({ vm: 'nested poweredOn' });
});
