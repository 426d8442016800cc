import { describe, expect, it } from 'vitest';
import { armFaults, parseFault } from '../../src/cli/arguments/fault-flag.ts';
import { startEmbedded } from '../../src/cli/connection/embedded.ts';
import { envOf, runCli } from '../helpers/cli.ts';

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
    ['drop=after,reset', { drop: 'after', reset: true }],
    ['cut=stalls', { cut: 'stalls' }],
    ['restart', { restart: true }],
    ['status=503,retry-after=2', { status: 503, retryAfter: '2' }],
    [
      'method=ReconfigVM_Task,restart=5000',
      { method: 'ReconfigVM_Task', restart: true, downMs: 5000 },
    ],
    ['task-fault=TaskInProgress', { taskFault: { _type: 'TaskInProgress' } }],
  ])('%s', (text, fault) => {
    expect(parseFault(text)).toEqual(fault);
  });

  it.each([
    ['metod=ReconfigVM_Task', "did you mean 'method'?"],
    ['method=ReconfigVM,drop=after', "no such method; did you mean 'ReconfigVM_Task'?"],
    ['method=PowerOnVm_Tsk,drop=after', "'PowerOnVM_Task'"],
    ['method=Juggle,drop=after', 'the simulator has no such method'],
    ['target=vm-4711,expire', 'the simulator has no such object'],
    ['drop=aftr', "must be before or after, not 'aftr'; did you mean 'after'?"],
    ['guest-shutdown=nver', "must be never or reboots, not 'nver'; did you mean 'never'?"],
    ['method=PowerOnVM_Task,question=why', 'moved or noVirtualization or outOfSpace'],
    ['times=many,restart', '--fault times must be a whole number'],
    ['probability=2,restart', 'from 0 to 1'],
    ['probability=,restart', 'from 0 to 1'],
    ['method=Login', 'what is to happen'],
    ['restart=soon', '--fault restart must be a whole number'],
    ['task-fault=GenericVmConfigFalt', "did you mean 'GenericVmConfigFault'?"],
    ['fault=Quantum', 'there is no fault Quantum'],
    ['fault=VirtualMachine', 'there is no fault VirtualMachine'],
    ['task-fault=TaskInProgress', 'TaskInProgress.task is required'],
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

it('the texts that a fault needs are made up', async () => {
  await using embedded = await startEmbedded({ inventory: { vms: 1 } });
  const { simulator } = embedded;
  await armFaults(simulator, [
    parseFault('method=ReconfigVM_Task,task-fault=GenericVmConfigFault'),
  ]);
  const env = envOf(simulator);
  const ran = await runCli(['enable', '--all', '--yes', '--output', 'json'], { env });
  expect(ran).toMatchObject({ exitCode: 4 });
  expect(ran.stdout).toContain('GenericVmConfigFault');
});
