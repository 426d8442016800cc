import { describe, expect, it } from 'vitest';
import { testSimulator } from '../helpers/simulator.ts';
import type { Course } from './course.ts';
import { checkCommand, checkEnd } from './invariants.ts';
import { scenarioOf } from './scenario.ts';
import { stateOf, type VmAtServer, vmsOf } from './server-state.ts';

const off: VmAtServer = {
  name: 'vm-1',
  powerState: 'poweredOff',
  template: false,
  nestedHV: false,
  key: undefined,
};
const on: VmAtServer = { ...off, powerState: 'poweredOn' };

interface Told {
  readonly outcome?: string;
  readonly stderr?: string;
}

/** A course of one command on one VM, which ended so at the server and was reported so. */
function courseOf(before: VmAtServer, after: VmAtServer, { outcome, stderr = '' }: Told): Course {
  const outcomes = outcome ? [{ outcome, plan: { facts: { name: before.name } } }] : [];
  const ran = { exitCode: 0, stdout: JSON.stringify({ outcomes }), stderr };
  return {
    scenario: { ...scenarioOf(1), command: ['enable'], desired: true },
    simulators: [],
    before: new Map([[before.name, before]]),
    steps: [{ args: ['enable'], ran, after: new Map([[after.name, after]]) }],
    touched: new Set(),
    hit: new Set(),
    isOpen: false,
  };
}

describe('the campaign sees', () => {
  it('that a VM reported as changed has the old setting', () => {
    expect(checkCommand(courseOf(off, off, { outcome: 'changed' }))).toEqual([
      'vm-1: changed, but the setting is false',
    ]);
  });

  it('that a VM reported as changed is down', () => {
    const now = { ...off, nestedHV: true };
    expect(checkCommand(courseOf(on, now, { outcome: 'changed' }))).toEqual([
      'vm-1: changed, but it is poweredOff and was poweredOn',
    ]);
  });

  it('that a VM reported as failed is down', () => {
    expect(checkCommand(courseOf(on, off, { outcome: 'failed' }))).toHaveLength(1);
  });

  it.each(['untouched', undefined])('that a VM with outcome %s was changed', (outcome) => {
    const told = outcome === undefined ? {} : { outcome };
    expect(checkCommand(courseOf(off, { ...off, nestedHV: true }, told))).toHaveLength(1);
  });

  it('that a VM stays down and nobody names it', () => {
    expect(checkEnd(courseOf(on, off, {}))).toEqual([
      'vm-1: it is poweredOff and was poweredOn, and the last command does not name it',
    ]);
    const stderr = 'vhv: LEFT OFF: /DC/vm/vm-1 (https://127.0.0.1#vm-1): why';
    expect(checkEnd(courseOf(on, off, { stderr }))).toEqual([]);
  });

  it.each([
    ['a stack trace', 'Error: x\n    at run (file.ts:1:2)'],
    ['a raw JavaScript error', 'TypeError: x is not a function'],
    ['an unexpected error', 'vhv: UNEXPECTED: x'],
    ['the password', 'campaign-Secret-7f3a'],
  ])('%s in the output', (what, stderr) => {
    expect(checkEnd(courseOf(off, off, { stderr }))).toContain(`enable: the output holds ${what}`);
  });

  it('a second reconfigure, and a power-off after somebody else’s power-on', async () => {
    const host = { name: 'h' };
    const vms = [{ name: 'vm-1', host: 'h' }];
    const simulator = await testSimulator({
      inventory: { datacenters: [{ name: 'DC', hosts: [host], vms }] },
    });
    const [vm] = vmsOf(simulator);
    if (vm === undefined) {
      throw new TypeError('there is no VM');
    }
    const done = (userName: string, method: string) =>
      new Promise<void>((resolve) => {
        const descriptionId = 'VirtualMachine.reconfigure';
        const work = () => undefined;
        const request = { entity: vm, method, descriptionId, userName, work };
        simulator.model.tasks.start({ ...request, onOver: () => resolve() });
      });
    const course = { ...courseOf(stateOf(vm), stateOf(vm), {}), simulators: [simulator] };
    await done('admin', 'ReconfigVM_Task');
    await done('operator', 'PowerOnVM_Task');
    expect(checkCommand(course)).toEqual([]);
    await done('admin', 'ReconfigVM_Task');
    await done('admin', 'PowerOffVM_Task');
    expect(checkCommand(course)).toEqual([
      'vm-1: 2 reconfigures had success in one command',
      'vm-1: powered off after somebody else had started it',
    ]);
  });
});
