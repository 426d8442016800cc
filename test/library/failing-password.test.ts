import { expect, test } from 'vitest';
import { connect, run, select } from '../../src/index.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { startLab } from './lab.ts';

const { simulator, plans } = await startLab();

test.each([
  ['fails', 'web01', () => Promise.reject(new Error('the vault is sealed'))],
  ['gives nothing', 'web02', () => Promise.resolve(undefined)],
])(
  'a password function that %s while a VM is off is asked again, and the VM is started',
  async (_, name, fail) => {
    let asked = 0;
    const password = async (): Promise<string> => {
      asked += 1;
      return asked === 2 ? ((await fail()) as unknown as string) : simulator.password;
    };
    const session = await connect({ ...simulator.connectOptions, password });
    const [plan] = plans.filter(({ facts }) => facts.name === name);
    simulator.faults.add({ method: 'PowerOnMultiVM_Task', expireSession: true, times: 1 });
    const { outcomes, lost } = await run(session, plan === undefined ? [] : [plan], {
      state: makeTempDir(),
      pollMs: 50,
    });
    expect(asked).toBe(3);
    expect({ lost, outcomes }).toMatchObject({ lost: [], outcomes: [{ outcome: 'changed' }] });
    expect(await select(session, name)).toMatchObject([{ powerState: 'poweredOn' }]);
    await session.logout();
  },
);
