import { describe, expect, it } from 'vitest';
import type { Course, Step } from './course.ts';
import { virtualTaste } from './in-process.ts';
import { checkCommand, checkEnd, password } from './invariants.ts';
import { scenarioOf } from './scenario.ts';
import type { TaskAtServer, VmAtServer } from './server-state.ts';

const off: VmAtServer = {
  name: 'vm-1',
  powerState: 'poweredOff',
  template: false,
  nestedHV: false,
  key: undefined,
};
const on: VmAtServer = { ...off, powerState: 'poweredOn' };

const command = {
  plan: undefined,
  words: ['enable'],
  desired: true,
  key: undefined,
  discardsSuspended: false,
};

/** A command on one VM that is off and stays as it is, of which nothing was printed, with what differs from that. */
function courseOf({
  before = off,
  after = before,
  outcome,
  step = {},
  ...rest
}: {
  readonly before?: VmAtServer;
  readonly after?: VmAtServer;
  readonly outcome?: string | undefined;
  readonly step?: Partial<Step>;
} & Partial<Omit<Course, 'before' | 'steps'>>): Course {
  const outcomes = outcome ? [{ outcome, plan: { facts: { name: before.name } } }] : [];
  const ran = { exitCode: 4, stdout: JSON.stringify({ outcomes }), stderr: '' };
  return {
    scenario: { ...scenarioOf(1, virtualTaste), command },
    before: new Map([[before.name, before]]),
    steps: [
      {
        role: 'command',
        args: ['enable'],
        ran,
        isHeard: true,
        isCutShort: false,
        after: new Map([[after.name, after]]),
        ...step,
      },
    ],
    touched: new Set(),
    hit: new Set(),
    sessions: 0,
    tasks: [],
    journals: new Map([['vm-1', ['reconfigure']]]),
    isOpen: false,
    files: '',
    ...rest,
  };
}

function ranWith(stderr: string, exitCode: number | null = 4): Partial<Step> {
  return { ran: { exitCode, stdout: '', stderr } };
}

describe('the campaign sees', () => {
  it('that a VM reported as changed has the old setting', () => {
    expect(checkCommand(courseOf({ outcome: 'changed' }))).toEqual([
      'vm-1: changed, but the setting is false',
    ]);
  });

  it('that a VM reported as changed has an option of old', () => {
    const { scenario } = courseOf({});
    const asked = { scenario: { ...scenario, command: { ...command, key: '1' } } };
    const after = { ...off, nestedHV: true, key: '0' };
    expect(checkCommand(courseOf({ ...asked, after, outcome: 'changed' }))).toEqual([
      'vm-1: changed, but campaign.key is 0',
    ]);
  });

  it('that a VM reported as changed is down', () => {
    const after = { ...off, nestedHV: true };
    expect(checkCommand(courseOf({ before: on, after, outcome: 'changed' }))).toEqual([
      'vm-1: changed, but it is poweredOff and was poweredOn',
    ]);
  });

  it('that a VM reported as failed is down', () => {
    expect(checkCommand(courseOf({ before: on, after: off, outcome: 'failed' }))).toHaveLength(1);
  });

  it.each(['untouched', undefined])('that a VM with outcome %s was changed', (outcome) => {
    const after = { ...off, nestedHV: true };
    expect(checkCommand(courseOf({ after, outcome }))).toHaveLength(1);
  });

  it('that a VM was changed and no journal tells why', () => {
    const after = { ...off, nestedHV: true };
    const journals = new Map([['vm-1', []]]);
    expect(checkEnd(courseOf({ after, journals }))).toEqual([
      expect.stringMatching(/^vm-1: it went from .* and no journal tells why$/),
    ]);
  });

  it('that a VM stays down and nobody names it', () => {
    expect(checkEnd(courseOf({ before: on, after: off }))).toEqual([
      'vm-1: it is poweredOff and was poweredOn, and the last command does not name it',
    ]);
    const step = ranWith('vhv: LEFT OFF: /DC/vm/vm-1 (https://127.0.0.1#vm-1): why');
    expect(checkEnd(courseOf({ before: on, after: off, step }))).toEqual([]);
  });

  it('a third value', () => {
    expect(checkEnd(courseOf({ after: { ...off, key: '2' } }))).toEqual([
      'vm-1: campaign.key is 2, and the last command does not name it',
    ]);
  });

  it.each([
    ['a stack trace', 'Error: x\n    at run (file.ts:1:2)'],
    ['a raw JavaScript error', 'TypeError: x is not a function'],
    ['an unexpected error', 'vhv: UNEXPECTED: x'],
    ['the password', password],
  ])('%s in the output', (what, stderr) => {
    expect(checkEnd(courseOf({ step: ranWith(stderr) }))).toContain(
      `enable: the output holds ${what}`,
    );
  });

  it('the password in a file', () => {
    expect(checkEnd(courseOf({ files: `{"a":"${password}"}` }))).toEqual([
      'a file holds the password',
    ]);
  });

  it.each([null, 134])('that the program came to exit code %s', (exitCode) => {
    expect(checkEnd(courseOf({ step: ranWith('', exitCode) }))).toEqual([
      `enable: ended with exit code ${exitCode}`,
    ]);
    expect(checkEnd(courseOf({ step: { ...ranWith('', exitCode), isCutShort: true } }))).toEqual(
      [],
    );
  });

  it('that exit code 0 hides a failure', () => {
    const outcomes = [{ outcome: 'failed', plan: { facts: { name: 'vm-1' } } }];
    const ran = { exitCode: 0, stdout: JSON.stringify({ outcomes }), stderr: '' };
    expect(checkEnd(courseOf({ step: { ran } }))).toEqual([
      'enable: exit code 0, and vm-1 is failed',
    ]);
  });

  it('that VMs beyond a limit are untouched, which is as asked for', () => {
    const outcomes = [{ outcome: 'untouched', plan: { facts: { name: 'vm-1' } } }];
    const ran = { exitCode: 0, stdout: JSON.stringify({ outcomes }), stderr: '' };
    expect(checkEnd(courseOf({ step: { ran } }))).toHaveLength(1);
    const args = ['enable', '--limit', '3'];
    expect(checkEnd(courseOf({ step: { ran, args } }))).toEqual([]);
  });

  it('a session that stays open, unless the process was killed', () => {
    expect(checkCommand(courseOf({ sessions: 2 }))).toEqual(['2 sessions are still open']);
    expect(checkCommand(courseOf({ sessions: 2, step: { isCutShort: true } }))).toEqual([]);
  });

  it('a second reconfigure, and a power-off after somebody else’s power-on', () => {
    const done = (by: TaskAtServer['by'], method: string): TaskAtServer => {
      return { vm: 'vm-1', method, by, isSuccess: true };
    };
    const tasks = [done('vhv', 'ReconfigVM_Task'), done('somebody', 'PowerOnVM_Task')];
    expect(checkCommand(courseOf({ tasks }))).toEqual([]);
    const again = [...tasks, done('vhv', 'ReconfigVM_Task')];
    expect(checkCommand(courseOf({ tasks: again, hit: new Set(['PowerOnVM_Task']) }))).toEqual([]);
    const more = [...again, done('vhv', 'PowerOffVM_Task')];
    expect(checkCommand(courseOf({ tasks: more }))).toEqual([
      'vm-1: 2 reconfigures had success, and 1 may',
      'vm-1: powered off after somebody else had started it',
    ]);
  });
});
