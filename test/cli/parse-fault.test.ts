import { describe, expect, it } from 'vitest';
import { parseFault } from '../../src/cli/embedded.ts';
import { runCli } from '../helpers/cli.ts';

describe('--fault', () => {
  it.each([
    [
      'method=ReconfigVM_Task,times=1,drop=after',
      { method: 'ReconfigVM_Task', times: 1, drop: 'after' },
    ],
    [
      'method=PowerOnVM_Task,target=vm-42,question=moved',
      { method: 'PowerOnVM_Task', target: 'vm-42', question: 'moved' },
    ],
    ['probability=0.5,delay=20,expire', { probability: 0.5, delayMs: 20, expireSession: true }],
    ['guest-shutdown=never', { guestShutdown: 'never' }],
    ['task-fault=TaskInProgress', { taskFault: { _type: 'TaskInProgress' } }],
  ])('%s', (text, fault) => {
    expect(parseFault(text)).toEqual(fault);
  });

  it.each([
    ['metod=ReconfigVM_Task', 'metod'],
    ['method=PowerOnVM_Task,question=why', 'moved or noVirtualization or outOfSpace'],
    ['times=many,restart', '--fault times must be a whole number'],
    ['probability=2,restart', 'from 0 to 1'],
    ['probability=,restart', 'from 0 to 1'],
    ['method=Login', 'what is to happen'],
  ])('%s is refused', async (text, says) => {
    expect(await runCli(['simulate', '--fault', text])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(says),
    });
  });
});

it('a number that is too high is refused by the name of its flag', async () => {
  expect(await runCli(['simulate', '--port', '70000'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('--port must be a whole number up to 65535'),
  });
});
